import Audit
import Tables

/// Every row's prediction, label and groups, for whoever must look at single rows.
struct RowTable {
  /// One line per row, in the order of the data and counted from 0.
  let csv: String

  /// - Precondition: There is a prediction for each row.
  init(_ dataset: Dataset, predictions: RowPredictions) {
    let columns = Self.columns(predictions)
    let groups = dataset.subgroups.map { $0.groups.map(CSVText.cell) }
    let label = Self.label(dataset)
    let names = ["row"] + columns.map(\.name) + ["label"] + dataset.subgroups.map(\.name)
    var text = names.map(CSVText.cell).joined(separator: ",") + "\n"
    for row in 0..<dataset.rows {
      text += "\(row)"
      for column in columns { text += "," + column.cell(row) }
      text += "," + label(row)
      for (index, subgroups) in dataset.subgroups.enumerated() {
        text += "," + groups[index][Int(subgroups.codes[row])]
      }
      text += "\n"
    }
    csv = text
  }

  private typealias Column = (name: String, cell: (Int) -> String)

  private static func columns(_ predictions: RowPredictions) -> [Column] {
    switch predictions {
    case .scores(let scores, let selected):
      return [("score", { "\(scores[$0])" }), ("selected", { selected[$0] ? "1" : "0" })]
    case .classes(let names, let assigned, let probabilities):
      let cells = names.map(CSVText.cell) + [""]
      let count = names.count
      let shares: [Column] = names.indices.map { index in
        ("probability of \(names[index])", { "\(probabilities?[$0 * count + index] ?? .nan)" })
      }
      return [("predicted", { cells[Int(assigned[$0])] })] + (probabilities == nil ? [] : shares)
    case .numbers(let numbers): return [("prediction", { "\(numbers[$0])" })]
    }
  }

  private static func label(_ dataset: Dataset) -> (Int) -> String {
    switch dataset.labelValues {
    case nil: return { _ in "" }
    case .binary(let labels):
      let cells = [dataset.negativeLabel, dataset.positiveLabel].map(CSVText.cell)
      return { cells[Int(labels[$0])] }
    case .classes(let names, let codes):
      let cells = names.map(CSVText.cell)
      return { cells[Int(codes[$0])] }
    case .numbers(let numbers): return { "\(numbers[$0])" }
    }
  }
}
