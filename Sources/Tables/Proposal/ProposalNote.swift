/// Something about a proposed spec that somebody who knows the model must look at.
public enum ProposalNote: Sendable, Hashable {
  // MARK: Left open

  /// No column looks like a label.
  case noLabel
  /// No column looks like an attribute to audit; `candidates` are those of few values.
  case noGroups(candidates: [String])
  /// No encoding of the columns has the width of a model input; `columns` is the width of the
  /// numbers and one-hot categories of all.
  case noLayout(input: String, width: Int, columns: Int)
  /// The rows hold `found` of the `count` classes of an output.
  case missingClasses(output: String, count: Int, found: [String])
  /// No column names files of images.
  case noImages(input: String)
  /// The folder of the images was not found.
  case noFolder(file: String)
  /// Columns and widths disagree, and the training rows, which may hold more categories, were not
  /// given.
  case trainingMayHelp
  /// A model input has several axes, and is no table.
  case noTable(input: String, shape: [Int])

  // MARK: Guessed

  /// The label's column, and its favourable value where it has two.
  case label(column: String, positive: String?)
  /// Which columns a model input leaves out, and whether others would be as likely.
  case dropped(input: String, columns: [String], isTied: Bool)
  /// The order of the features: numbers before categories, each as the data have them.
  case order(input: String)
  /// The order of the features: the one under which the model tells the labels best, the mean of its
  /// log loss over so many rows, and that of the usual order.
  case orderByLoss(input: String, rows: Int, loss: Double, usual: Double)
  /// How the images of a column are scaled.
  case images(column: String)
  /// That the model's score is that of the label's value, since it tells the labels best so.
  case polarity(positive: String)
  /// How categories are encoded, where it is not the usual way.
  case categories(input: String)
  /// That a model input is made of an array of its width.
  case array(input: String, array: String)
  /// Means, deviations and vocabularies are not those of training rows.
  case statistics(file: String)
  /// That a column is standardised.
  case scaling(column: String)
  /// What the places in a column's vocabulary are counted from.
  case offset(column: String)
  /// How the text of a column is cut and filled up.
  case sequence(column: String)
  /// What missing cells of a column are read as.
  case missing(column: String)
  /// The order of a model output's classes.
  case classes(output: String)
  /// What a linear output means.
  case scoreKind(output: String)

  /// Whether the spec cannot be used before somebody fills this in.
  public var isOpen: Bool {
    switch self {
    case .noLabel, .noGroups, .noLayout, .noTable, .noImages, .noFolder, .trainingMayHelp,
      .missingClasses:
      true
    default: false
    }
  }
}
