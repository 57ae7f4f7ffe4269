/// One walk over the bytes of one record.
struct CSVScan {
  static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// The offset of the next byte; after the walk, of the next record.
  var place: Int
  /// The line of the next byte; where the walk fails, the line of the problem.
  var line: Int
  let separator: UInt8
  /// All bytes of the record, joined by OR: the bytes' top bits tell whether all are ASCII.
  private var highBits: UInt64 = 0
  /// The fields walked over.
  var fields: [CSVField] = []
  var isQuoted = false
  var hasDoubledQuotes = false

  private let separatorMatch: ByteMatch
  private static var lineFeedMatch: ByteMatch { ByteMatch(lineFeed) }
  private static var carriageReturnMatch: ByteMatch { ByteMatch(carriageReturn) }

  /// Whether every byte walked over is ASCII.
  var isASCII: Bool { highBits & ByteMatch.tops == 0 }

  init(place: Int, line: Int, separator: UInt8) {
    self.place = place
    self.line = line
    self.separator = separator
    separatorMatch = ByteMatch(separator)
  }

  /// Walks to the end of the record, collecting its fields.
  ///
  /// - Returns: `false` where the end is not in sight and more bytes must be read.
  mutating func record(
    _ bytes: Span<UInt8>, isLast: Bool, columns: Int
  ) throws(CSVProblem) -> Bool {
    while true {
      if fields.count == columns { throw .tooManyColumns(limit: columns) }
      if place < bytes.count, bytes[place] == Self.quote {
        guard let field = try quotedField(bytes, isLast: isLast) else { return false }
        fields.append(field)
      } else {
        fields.append(plainField(bytes))
      }
      guard place < bytes.count else { return isLast }
      let end = bytes[place]
      if end == separator {
        place += 1
        continue
      }
      if end == Self.carriageReturn {
        // What follows decides whether one byte or two end the line.
        guard place + 1 < bytes.count || isLast else { return false }
        place += 1
        if place < bytes.count, bytes[place] == Self.lineFeed { place += 1 }
      } else if end == Self.lineFeed {
        place += 1
      } else {
        throw .bytesAfterQuote
      }
      line += 1
      return true
    }
  }

  private mutating func plainField(_ bytes: Span<UInt8>) -> CSVField {
    let start = place
    var index = start
    var bits = highBits
    while index <= bytes.count - 8 {
      let word = bytes.word(index)
      let ends =
        separatorMatch.candidates(word) | Self.lineFeedMatch.candidates(word)
        | Self.carriageReturnMatch.candidates(word)
      if ends != 0 {
        // The lowest candidate is always a true one. What is before it belongs to the field.
        let length = ends.trailingZeroBitCount / 8
        highBits = bits | word & (1 << UInt64(8 * length) &- 1)
        place = index + length
        return CSVField(start: start, end: place)
      }
      bits |= word
      index += 8
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn { break }
      bits |= UInt64(byte)
      index += 1
    }
    highBits = bits
    place = index
    return CSVField(start: start, end: index)
  }

  private mutating func quotedField(
    _ bytes: Span<UInt8>, isLast: Bool
  ) throws(CSVProblem) -> CSVField? {
    isQuoted = true
    let start = place + 1
    var index = start
    var lines = 0
    var isDoubled = false
    while true {
      guard index < bytes.count else {
        if isLast { throw .unterminatedQuote }
        return nil
      }
      let byte = bytes[index]
      highBits |= UInt64(byte)
      if byte == Self.quote {
        guard index + 1 < bytes.count else {
          if !isLast { return nil }
          break
        }
        if bytes[index + 1] != Self.quote { break }
        isDoubled = true
        index += 1
      } else if byte == Self.lineFeed {
        lines += 1
      } else if byte == Self.carriageReturn {
        if index + 1 < bytes.count, bytes[index + 1] != Self.lineFeed { lines += 1 }
      }
      index += 1
    }
    line += lines
    place = index + 1
    if isDoubled { hasDoubledQuotes = true }
    return CSVField(start: start, end: index, hasDoubledQuotes: isDoubled)
  }
}
