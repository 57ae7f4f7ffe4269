import Archives

/// Reads a list of images with attributes as CelebA has it (`list_attr_celeba.txt`): a line with the
/// number of images, one with the names of the attributes, then for each image its file and a value
/// for each attribute, 1 or -1, between runs of spaces.
///
/// The files are the column ``fileColumn``; values stay texts.
struct AttributeList: ~Copyable {
  /// What the column of files is called, which the list does not name.
  static let fileColumn = "file"
  let file: String
  let header: [String]
  private let count: Int
  private var lines: SpacedLines

  /// Whether a file begins with a line that holds a number alone and one with names.
  static func begins(_ path: String) throws(TableError) -> Bool {
    let piece: [UInt8]
    do throws(ArchiveError) {
      var stream = try ByteStream(path: path)
      piece = try stream.next()
    } catch {
      throw .unreadable(error)
    }
    let lines = piece.split(maxSplits: 2, omittingEmptySubsequences: false) {
      $0 == UInt8(ascii: "\n")
    }
    guard lines.count == 3 else { return false }
    let count = lines[0].filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
    let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    return !count.isEmpty && count.count < 16
      && count.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      && lines[1].contains(where: isLetter)
  }

  init(path: String) throws(TableError) {
    var lines = try SpacedLines(path: path)
    guard try lines.next(), lines.words.count == 1, let count = Int(lines.text(lines.words[0])),
      try lines.next()
    else { throw lines.malformed(.noHeader) }
    var names = [Self.fileColumn]
    var seen: Set<String> = [Self.fileColumn]
    for word in lines.words {
      let name = lines.text(word)
      guard seen.insert(name).inserted else { throw lines.malformed(.duplicateColumn(name)) }
      names.append(name)
    }
    file = path
    header = names
    self.count = count
    self.lines = lines
  }

  /// Hands every row to `body`, as ``CSVReader/forEachRow(_:)`` does.
  mutating func forEachRow(
    _ body: (_ bytes: Span<UInt8>, _ cells: Span<CSVField>, _ line: Int) throws(TableError) -> Void
  ) throws(TableError) {
    var rows = 0
    while try lines.next() {
      guard lines.words.count == header.count else {
        throw lines.malformed(.ragged(expected: header.count, found: lines.words.count))
      }
      rows += 1
      try body(lines.buffer.span, lines.words.span, lines.line)
    }
    guard rows == count else { throw lines.malformed(.rowCount(expected: count, found: rows)) }
  }
}

/// The lines of a text that are not empty, cut at runs of spaces.
private struct SpacedLines: ~Copyable {
  /// The most bytes of a line.
  private static let lineBytes = 1 << 20

  private let file: String
  private var stream: ByteStream
  private(set) var buffer: [UInt8] = []
  /// Where the words of the present line stand in ``buffer``.
  private(set) var words: [CSVField] = []
  /// The number of the present line, from 1.
  private(set) var line = 0
  private var position = 0
  private var isAtEnd = false

  init(path: String) throws(TableError) {
    file = path
    do throws(ArchiveError) {
      stream = try ByteStream(path: path)
    } catch {
      throw .unreadable(error)
    }
  }

  /// Goes to the next line that is not empty; `false` at the end.
  mutating func next() throws(TableError) -> Bool {
    while true {
      guard let end = try endOfLine() else { return false }
      line += 1
      words.removeAll(keepingCapacity: true)
      var place = position
      while place < end {
        let start = place
        while place < end, !Self.separates(buffer[place]) { place += 1 }
        if place > start { words.append(CSVField(start: start, end: place)) }
        place += 1
      }
      position = min(end + 1, buffer.count)
      guard !words.isEmpty else { continue }
      if String(validating: buffer[words[0].start..<end], as: UTF8.self) == nil {
        throw malformed(.invalidUTF8)
      }
      return true
    }
  }

  /// Where the present line ends; `nil` behind the last one.
  private mutating func endOfLine() throws(TableError) -> Int? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) { return end }
      if isAtEnd { return position < buffer.count ? buffer.count : nil }
      guard buffer.count - position <= Self.lineBytes else {
        throw malformed(.recordTooLong(limit: Self.lineBytes))
      }
      buffer.removeSubrange(..<position)
      position = 0
      searched = buffer.count
      do throws(ArchiveError) {
        let piece = try stream.next()
        isAtEnd = piece.isEmpty
        buffer += piece
      } catch {
        throw .unreadable(error)
      }
    }
  }

  private static func separates(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  func text(_ word: CSVField) -> String {
    String(decoding: buffer[word.range], as: UTF8.self)
  }

  func malformed(_ problem: CSVProblem) -> TableError {
    .malformed(file: file, line: max(line, 1), problem: problem)
  }
}
