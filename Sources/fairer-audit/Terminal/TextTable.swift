/// A table of aligned columns in plain text.
struct TextTable {
  enum Alignment { case left, right }

  private let alignments: [Alignment]
  private var rows: [[String]]

  /// Creates a table with its column titles.
  init(_ columns: [(title: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    rows = [columns.map(\.title)]
  }

  /// What a cell holds at most: one long name would push all other columns out of sight.
  private static let mostCharacters = 60

  /// Adds a row; it holds one cell for each column.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count)
    rows.append(cells.map { Self.cut($0.printable) })
  }

  private static func cut(_ cell: String) -> String {
    cell.count <= mostCharacters ? cell : cell.prefix(mostCharacters - 1) + "…"
  }

  /// The lines, titles first, two spaces between columns.
  var lines: [String] {
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return alignments[column] == .left ? row[column] + padding : padding + row[column]
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
