/// Text of CSV files that are written.
public enum CSVText {
  /// A cell for a value that somebody else wrote.
  ///
  /// Quoted where RFC 4180 asks for it. A value that a spreadsheet would run as a formula gets an
  /// apostrophe before it, as OWASP advises; so do the wide forms of the signs, which begin formulas
  /// where text is written in Chinese or Japanese.
  public static func cell(_ value: String) -> String {
    var text = value
    if let first = value.unicodeScalars.first,
      "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first)
    {
      text = "'" + text
    }
    let needsQuotes = text.utf8.contains { "\",\n\r".utf8.contains($0) }
    guard needsQuotes else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// One line per row: the row's number from 0, then the columns' values.
  ///
  /// Numbers are written with as many digits as it takes to read the same ones back.
  ///
  /// - Precondition: The columns are equally long.
  public static func predictions(_ columns: [(name: String, values: [Float])]) -> String {
    let rows = columns.first?.values.count ?? 0
    precondition(columns.allSatisfy { $0.values.count == rows }, "columns of different length")
    var text = "row"
    for column in columns { text += "," + cell(column.name) }
    text += "\n"
    for row in 0..<rows {
      text += "\(row)"
      for column in columns { text += ",\(column.values[row])" }
      text += "\n"
    }
    return text
  }
}
