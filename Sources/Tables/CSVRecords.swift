import Archives

/// The records of a CSV file, one at a time, the header being the first.
struct CSVRecords: ~Copyable {
  /// Holds the present record, and what was read beyond it.
  private(set) var buffer: [UInt8] = []
  /// The cells of the present record.
  private(set) var fields: [CSVField] = []
  /// The line on which the present record begins.
  private(set) var line = 1

  private let file: String
  private let dialect: CSVDialect
  private var stream: ByteStream
  private var nextLine = 1
  private var position = 0
  private var isAtEnd = false
  private var isQuoted = false

  init(path: String, dialect: CSVDialect) throws(TableError) {
    file = path
    self.dialect = dialect
    do throws(ArchiveError) {
      stream = try ByteStream(path: path == CSVReader.standardInput ? "/dev/stdin" : path)
    } catch {
      throw .unreadable(error)
    }
  }

  /// Whether the present record is an empty line.
  var isBlank: Bool { fields.count == 1 && fields[0].range.isEmpty && !isQuoted }

  /// The column names: the first record.
  mutating func header() throws(TableError) -> [String] {
    while !isAtEnd && buffer.count < Self.byteOrderMark.count { try refill() }
    if dialect.encoding == .utf8, buffer.starts(with: Self.byteOrderMark) {
      position = Self.byteOrderMark.count
    }
    guard position < buffer.count, try next() else { throw malformed(1, .emptyFile) }
    if isBlank { throw malformed(1, .noHeader) }
    var names: [String] = []
    var seen: Set<String> = []
    for field in fields {
      let name = String(decoding: buffer[field.range], as: UTF8.self)
      guard seen.insert(name).inserted else { throw malformed(1, .duplicateColumn(name)) }
      names.append(name)
    }
    return names
  }

  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// Goes to the next record; `false` at the end of the file.
  mutating func next() throws(TableError) -> Bool {
    line = nextLine
    while true {
      let start = position
      if start == buffer.count && isAtEnd { return false }
      var scan = CSVScan(place: start, line: nextLine, separator: dialect.separator)
      // The scan takes over the array, so that its memory is used again.
      fields.removeAll(keepingCapacity: true)
      swap(&scan.fields, &fields)
      let isComplete: Bool
      do throws(CSVProblem) {
        isComplete = try scan.record(
          buffer.span, isLast: isAtEnd, columns: dialect.columns)
      } catch {
        throw malformed(scan.line, error)
      }
      swap(&scan.fields, &fields)
      guard isComplete else {
        guard buffer.count - start <= dialect.recordBytes else {
          throw malformed(line, .recordTooLong(limit: dialect.recordBytes))
        }
        try refill()
        continue
      }
      if !scan.isASCII,
        String(validating: buffer[start..<scan.place], as: UTF8.self) == nil
      {
        let start = buffer.prefix(2)
        let isWide = line == 1 && (start == [0xff, 0xfe] || start == [0xfe, 0xff])
        throw malformed(line, isWide ? .utf16 : .invalidUTF8)
      }
      position = scan.place
      nextLine = scan.line
      isQuoted = scan.isQuoted
      if scan.hasDoubledQuotes { undoubleQuotes() }
      return true
    }
  }

  private mutating func refill() throws(TableError) {
    do throws(ArchiveError) {
      let piece = try stream.next()
      isAtEnd = piece.isEmpty
      buffer.removeSubrange(..<position)
      position = 0
      switch dialect.encoding {
      case .utf8: buffer += piece
      case .latin1: append(latin1: piece)
      }
    } catch {
      throw .unreadable(error)
    }
  }

  /// Every byte from 0x80 on is two in UTF-8.
  private mutating func append(latin1 piece: [UInt8]) {
    buffer.reserveCapacity(buffer.count + piece.count)
    for byte in piece {
      if byte < 0x80 {
        buffer.append(byte)
      } else {
        buffer.append(0xc0 | byte >> 6)
        buffer.append(0x80 | byte & 0x3f)
      }
    }
  }

  private mutating func undoubleQuotes() {
    for index in fields.indices where fields[index].hasDoubledQuotes {
      var target = fields[index].start
      var source = target
      while source < fields[index].end {
        buffer[target] = buffer[source]
        source += buffer[source] == CSVScan.quote ? 2 : 1
        target += 1
      }
      fields[index].end = target
    }
  }

  private func malformed(_ line: Int, _ problem: CSVProblem) -> TableError {
    .malformed(file: file, line: line, problem: problem)
  }
}
