import Tables

extension ProposalNote {
  private static func rounded(_ loss: Double) -> String {
    let thousandths = Int((loss * 1000).rounded())
    let digits = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  /// The note as the user reads it.
  var sentence: String {
    switch self {
    case .noLabel: "label: no column looks like a label with two values"
    case .noGroups(let candidates):
      "groups: no column looks like an attribute to audit"
        + (candidates.isEmpty ? "" : "; columns of few values are \(quoted(candidates))")
    case .noLayout(let input, let width, let columns):
      "inputs: '\(input)' takes \(width) numbers; the columns make \(columns) as numbers and one-hot categories, and none of the usual encodings makes \(width)"
    case .missingClasses(let output, let count, let found):
      "label: '\(output)' knows \(count) classes, and the rows hold \(quoted(found)); list all in the order of the model's outputs"
    case .array(let input, let array): "inputs: '\(input)' takes the array '\(array)' as it is"
    case .noTable(let input, let shape):
      "inputs: '\(input)' takes rows of shape \(shape); describe them with 'columns' and 'shape'"
    case .noImages(let input):
      "inputs: '\(input)' takes images, and no column names PNG or JPEG files"
    case .noFolder(let file):
      "data: the folder of the images, where '\(file)' is"
    case .trainingMayHelp:
      "run this again with --train FILE: training rows may hold categories that these rows lack"
    case .orderByLoss(let input, let rows, let loss, let usual):
      "inputs: '\(input)' takes its features in the order under which the model tells the labels of \(Numbers.count(rows)) rows best: log loss \(Self.rounded(loss)), against \(Self.rounded(usual)) in the usual order"
    case .images(let column): "inputs: how the images of '\(column)' are resized and scaled"
    case .polarity(let positive):
      "label: the model's score is that of '\(positive)': with the other value it would be worse than none"
    case .label(let column, let positive?):
      "label: column '\(column)', favourable value '\(positive)'"
    case .label(let column, nil): "label: column '\(column)'"
    case .dropped(let input, let columns, let isTied):
      "inputs: '\(input)' leaves out \(quoted(columns))"
        + (isTied ? "; leaving out others would be as likely" : "")
    case .order(let input):
      "inputs: '\(input)' takes numbers before categories, each in the order of the data"
    case .categories(let input): "inputs: '\(input)' encodes categories in another way than one-hot"
    case .statistics(let file):
      "inputs: means and deviations are those of \(file); give the training rows with --train FILE"
    case .scaling(let column): "inputs: column '\(column)' is standardised"
    case .offset(let column): "inputs: what the categories of '\(column)' are counted from"
    case .sequence(let column): "inputs: how the text of '\(column)' is cut and filled up"
    case .missing(let column): "inputs: missing cells of '\(column)' are read as its mean"
    case .classes(let output): "output: the order of the classes of '\(output)'"
    case .scoreKind(let output): "output: '\(output)' is a logit"
    }
  }
}

extension DataWarning {
  /// The warning as the user reads it.
  var sentence: String {
    switch self {
    case .constantFeature(let column, let value):
      "column '\(column)' holds '\(value)' in every row"
    case .featureTellsLabel(let column, let label):
      "column '\(column)', an input of the model, tells the label '\(label)' in every row"
    case .unknownValues(let column, let rows, let count, let values):
      "column '\(column)': \(rows) of \(count) rows hold values outside the vocabulary: \(quoted(values))"
    case .farFromScale(let column, let deviations):
      "column '\(column)' lies \(Numbers.fixed(abs(deviations), 1)) standard deviations \(deviations < 0 ? "below" : "above") the mean that the audit spec gives; check its unit, and whether columns are swapped"
    case .rareLabel(let column, let value, let rows, let count):
      "label column '\(column)': only \(rows) of \(count) rows hold '\(value)'"
    case .smallGroup(let attribute, let group, let rows, let minimum):
      "attribute '\(attribute)': group '\(brief(group))' has \(rows) row\(rows == 1 ? "" : "s"), fewer than \(minimum)"
    case .smallGroups(let attribute, let count, let all, let minimum):
      "attribute '\(attribute)': \(count) of \(all) groups have fewer than \(minimum) rows; cut numbers with 'bins' and put categories together with 'merge' in the audit spec"
    case .fewClusters(let attribute, let group, let clusters, let minimum):
      "attribute '\(attribute)': the rows of group '\(brief(group))' belong to \(clusters) cluster\(clusters == 1 ? "" : "s"); with fewer than \(minimum), intervals may be too narrow"
    case .singleGroup(let attribute, let group):
      "attribute '\(attribute)': all rows are of group '\(brief(group))', so there is nothing to compare"
    case .unknownGroup(let attribute, let rows, let count):
      "attribute '\(attribute)': \(rows) of \(count) rows have no value"
    case .unusedGroupValue(let attribute, let value):
      "attribute '\(attribute)': no row holds '\(value)', which the audit spec renames or merges"
    case .sharedRows(let rows, let count, let file):
      "\(rows) of \(count) rows stand in \(file) too, so what is measured on them flatters the model"
    }
  }
}

/// A group's name, of which one line can hold no more than the beginning.
private func brief(_ name: String) -> String { name.count <= 80 ? name : name.prefix(80) + "…" }
