/// Where a cell's bytes stand in the bytes that a row is handed over with.
public struct CSVField: Sendable, Equatable {
  var start: Int
  var end: Int
  /// Whether a quote is written twice in it; undone before the row is handed over.
  var hasDoubledQuotes = false

  /// The offsets of the cell's bytes.
  public var range: Range<Int> { start..<end }
}

/// How a CSV file is written, and how much of it is read.
public struct CSVDialect: Sendable, Equatable {
  /// The byte between fields.
  public var separator: UInt8
  /// How the bytes spell letters.
  public var encoding: TextEncoding
  /// The most bytes of one record.
  public var recordBytes: Int
  /// The most fields of one record.
  public var columns: Int

  /// Creates a dialect.
  public init(
    separator: UInt8 = UInt8(ascii: ","), encoding: TextEncoding = .utf8,
    recordBytes: Int = 16 << 20, columns: Int = 1 << 16
  ) {
    self.separator = separator
    self.encoding = encoding
    self.recordBytes = recordBytes
    self.columns = columns
  }
}

/// How the bytes of a text file spell letters.
public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
  /// UTF-8; anything else in the file is an error.
  case utf8 = "utf-8"
  /// ISO 8859-1: every byte is the letter of its number.
  case latin1
}

/// Reads CSV (RFC 4180), plain or gzipped, row by row in bounded memory.
///
/// Beyond the RFC: records may end in LF or CR alone, a byte order mark is skipped, and a quote
/// within a field that does not begin with one stands for itself. Spaces belong to their field.
/// Empty lines at the end of the file are no records; an empty line between records is a row with
/// one empty cell, which is an error unless there is one column.
public struct CSVReader: ~Copyable {
  /// The file's path, as errors name it.
  public let file: String
  /// The column names, all different.
  public let header: [String]

  private var records: CSVRecords

  /// The path that means standard input.
  public static let standardInput = "-"

  /// Opens a file, or standard input where the path is `-`, and reads its header.
  public init(path: String, dialect: CSVDialect = CSVDialect()) throws(TableError) {
    var records = try CSVRecords(path: path, dialect: dialect)
    header = try records.header()
    self.records = records
    file = path
  }

  /// Hands every row that is left to `body`: the bytes, where the cells stand in them, and the
  /// line on which the row begins.
  ///
  /// Every row has as many cells as the header has columns.
  ///
  /// - Complexity: O(bytes of the file)
  public mutating func forEachRow(
    _ body: (_ bytes: Span<UInt8>, _ cells: Span<CSVField>, _ line: Int) throws(TableError) -> Void
  ) throws(TableError) {
    let columns = header.count
    let blank = [CSVField(start: 0, end: 0)]
    // Whether empty lines end the file shows only when something follows them.
    var blankLines: [Int] = []
    while try records.next() {
      if records.isBlank {
        blankLines.append(records.line)
        continue
      }
      for line in blankLines {
        guard columns == 1 else {
          throw malformed(line, .ragged(expected: columns, found: 1))
        }
        try body(records.buffer.span, blank.span, line)
      }
      blankLines.removeAll(keepingCapacity: true)
      guard records.fields.count == columns else {
        throw malformed(
          records.line, .ragged(expected: columns, found: records.fields.count))
      }
      try body(records.buffer.span, records.fields.span, records.line)
    }
  }

  private func malformed(_ line: Int, _ problem: CSVProblem) -> TableError {
    .malformed(file: file, line: line, problem: problem)
  }
}
