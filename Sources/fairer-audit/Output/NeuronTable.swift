import Archives
import AuditResults
import Tables

/// Every neuron's influence on every group as one table, a row for each: for a closer look elsewhere.
struct NeuronTable {
  /// A column.
  struct Column {
    /// What its cells hold.
    enum Cells {
      case texts([String])
      case counts([Int])
      /// `nil` where there is no number.
      case numbers([Double?])
    }

    var name: String
    var cells: Cells
  }

  private(set) var columns: [Column]

  /// Collects the neurons of every attribute.
  init(_ result: AuditResult) {
    var texts: [[String]] = Array(repeating: [], count: 4)
    var neurons: [Int] = []
    var taylor: [Double?] = []
    var shares: [Double?] = []
    let kinds = [InfluenceKind.gate, .ablation, .meanAblation].filter { kind in
      result.influence.contains { influence in
        influence.layers.contains { $0.kinds?.contains { $0.kind == kind.rawValue } == true }
      }
    }
    var others: [[Double?]] = Array(repeating: [], count: kinds.count)
    for influence in result.influence {
      for layer in influence.layers {
        for (group, values) in zip(influence.groups.indices, layer.influence) {
          let total = values.reduce(0, +)
          for (neuron, value) in values.enumerated() {
            let row = [influence.attribute, layer.layer, layer.kernel, influence.groups[group]]
            for index in texts.indices { texts[index].append(row[index]) }
            neurons.append(neuron)
            taylor.append(value)
            shares.append(total > 0 ? value / total : nil)
            for (index, kind) in kinds.enumerated() {
              let found = layer.kinds?.first { $0.kind == kind.rawValue }
              others[index].append(found?.influence[group][neuron])
            }
          }
        }
      }
    }
    columns = [
      Column(name: "attribute", cells: .texts(texts[0])),
      Column(name: "layer", cells: .texts(texts[1])),
      Column(name: "kernel", cells: .texts(texts[2])),
      Column(name: "neuron", cells: .counts(neurons)),
      Column(name: "group", cells: .texts(texts[3])),
      Column(name: InfluenceKind.taylor.rawValue, cells: .numbers(taylor)),
      Column(name: "share", cells: .numbers(shares)),
    ]
    columns += zip(kinds, others).map { Column(name: $0.rawValue, cells: .numbers($1)) }
  }

  /// The table as CSV; names that a spreadsheet would run are defused.
  var csv: String {
    let cells = columns.map(\.texts)
    var lines = [columns.map { CSVText.cell($0.name) }.joined(separator: ",")]
    for row in 0..<(cells.first?.count ?? 0) {
      lines.append(cells.map { $0[row] }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The table as arrays of one length; a number that is not there is NaN.
  var npz: [UInt8] {
    NPZ.encode(
      columns.map { column in
        switch column.cells {
        case .texts(let texts):
          (column.name, NumPyArray(shape: [texts.count], storage: .string(texts)))
        case .counts(let counts):
          (
            column.name,
            NumPyArray(shape: [counts.count], storage: .integer(counts.map { Int64($0) }))
          )
        case .numbers(let numbers):
          (
            column.name,
            NumPyArray(shape: [numbers.count], storage: .float64(numbers.map { $0 ?? .nan }))
          )
        }
      })
  }
}

extension NeuronTable.Column {
  fileprivate var texts: [String] {
    switch cells {
    case .texts(let texts): texts.map { CSVText.cell($0) }
    case .counts(let counts): counts.map { "\($0)" }
    case .numbers(let numbers): numbers.map { number in number.map { "\($0)" } ?? "" }
    }
  }
}
