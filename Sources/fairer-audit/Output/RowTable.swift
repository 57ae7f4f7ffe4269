import Audit
import Tables

/// Every row's score, decision, label and groups, for whoever must look at single rows.
struct RowTable {
  /// One line per row, in the order of the data and counted from 0.
  let csv: String

  /// - Precondition: The predictions are of these rows.
  init(_ dataset: Dataset, _ predictions: RowPredictions) {
    let groups = dataset.subgroups.map { $0.groups.map(CSVText.cell) }
    let label = Self.labels(dataset)
    var names = ["row"] + predictions.columns.map(\.name)
    if predictions.decisions != nil { names.append("decision") }
    names += ["label"] + dataset.subgroups.map(\.name)
    var text = names.map(CSVText.cell).joined(separator: ",") + "\n"
    for row in 0..<dataset.rows {
      text += "\(row)"
      for column in predictions.columns { text += ",\(column.values[row])" }
      if let decisions = predictions.decisions { text += "," + CSVText.cell(decisions[row]) }
      text += "," + label(row)
      for (index, subgroups) in dataset.subgroups.enumerated() {
        text += "," + groups[index][Int(subgroups.codes[row])]
      }
      text += "\n"
    }
    csv = text
  }

  /// The cell of each row's label.
  private static func labels(_ dataset: Dataset) -> (Int) -> String {
    switch dataset.labelValues {
    case .binary(let labels):
      let values = [dataset.negativeLabel, dataset.positiveLabel].map(CSVText.cell)
      return { values[Int(labels[$0])] }
    case .classes(let names, let codes):
      let values = names.map(CSVText.cell)
      return { values[Int(codes[$0])] }
    case .numbers(let numbers): return { "\(numbers[$0])" }
    case nil: return { _ in "" }
    }
  }
}
