import Tables

/// Every row's score, decision, label and groups, for whoever must look at single rows.
struct RowTable {
  /// One line per row, in the order of the data and counted from 0.
  let csv: String

  /// - Precondition: There is a score for each row.
  init(_ dataset: Dataset, scores: [Double], threshold: Double) {
    precondition(scores.count == dataset.rows, "\(scores.count) scores for \(dataset.rows) rows")
    let labels = dataset.labels
    let values = [dataset.negativeLabel, dataset.positiveLabel].map(CSVText.cell)
    let groups = dataset.subgroups.map { $0.groups.map(CSVText.cell) }
    var text = (["row", "score", "selected", "label"] + dataset.subgroups.map(\.name))
      .map(CSVText.cell).joined(separator: ",")
    text += "\n"
    for row in 0..<dataset.rows {
      let label = labels.map { values[Int($0[row])] } ?? ""
      text += "\(row),\(scores[row]),\(scores[row] >= threshold ? 1 : 0),\(label)"
      for (index, subgroups) in dataset.subgroups.enumerated() {
        text += "," + groups[index][Int(subgroups.codes[row])]
      }
      text += "\n"
    }
    csv = text
  }
}
