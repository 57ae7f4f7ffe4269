/// Where and why text is not JSON.
public struct JSONFailure: Error, Equatable {
  /// How many bytes come before.
  public var offset: Int
  /// What is wrong there.
  public var problem: JSONProblem
}

extension JSONValue {
  /// Reads a text in UTF-8, as Python writes JSON: with `NaN` and infinities, but without
  /// equal keys, and nested at most 256 levels deep.
  public init(parsing bytes: [UInt8]) throws(JSONFailure) {
    self = try JSONParser.parse(bytes)
  }
}

/// Reads JSON as Python writes it.
///
/// Foundation's decoder takes neither `NaN` nor infinities, which Python writes, and lets the last
/// of two equal keys win, by which two readers could be shown two models.
struct JSONParser {
  /// How deep values may be nested; a nested model adds three levels.
  static let depthLimit = 256

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// The value that a text holds.
  static func parse(_ text: String) throws(JSONFailure) -> JSONValue {
    try parse(Array(text.utf8))
  }

  /// The value that a text in UTF-8 holds.
  static func parse(_ bytes: [UInt8]) throws(JSONFailure) -> JSONValue {
    // Some editors put a byte order mark in front.
    var parser = JSONParser(bytes: bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
    let value = try parser.value()
    parser.skipSpace()
    guard parser.position == parser.bytes.count else { throw parser.problem(.unexpected) }
    return value
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private func problem(_ reason: JSONProblem) -> JSONFailure {
    JSONFailure(offset: position, problem: reason)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) throws(JSONFailure) {
    guard let next else { throw problem(.ends) }
    guard next == byte else { throw problem(.unexpected) }
    position += 1
  }

  private mutating func value() throws(JSONFailure) -> JSONValue {
    skipSpace()
    guard let first = next else { throw problem(.ends) }
    switch first {
    case UInt8(ascii: "{"): return try nested { parser throws(JSONFailure) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(JSONFailure) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    default: break
    }
    for (word, value) in Self.words where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    return try number()
  }

  private static let words: [(String, JSONValue)] = [
    ("null", .null), ("true", .bool(true)), ("false", .bool(false)), ("NaN", .number(.nan)),
    ("Infinity", .number(.infinity)), ("-Infinity", .number(-.infinity)),
  ]

  private mutating func nested(
    _ body: (inout JSONParser) throws(JSONFailure) -> JSONValue
  ) throws(JSONFailure) -> JSONValue {
    depth += 1
    guard depth <= Self.depthLimit else { throw problem(.tooDeep(limit: Self.depthLimit)) }
    position += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func array() throws(JSONFailure) -> JSONValue {
    var values: [JSONValue] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      position += 1
      return .array([])
    }
    while true {
      values.append(try value())
      skipSpace()
      guard next == UInt8(ascii: ",") else {
        try take(UInt8(ascii: "]"))
        return .array(values)
      }
      position += 1
    }
  }

  private mutating func object() throws(JSONFailure) -> JSONValue {
    var values: [String: JSONValue] = [:]
    skipSpace()
    if next == UInt8(ascii: "}") {
      position += 1
      return .object([:])
    }
    while true {
      skipSpace()
      let key = try string()
      guard values[key] == nil else { throw problem(.duplicateKey(key)) }
      skipSpace()
      try take(UInt8(ascii: ":"))
      values[key] = try value()
      skipSpace()
      guard next == UInt8(ascii: ",") else {
        try take(UInt8(ascii: "}"))
        return .object(values)
      }
      position += 1
    }
  }

  private mutating func number() throws(JSONFailure) -> JSONValue {
    let start = position
    while let byte = next, Self.isNumeric(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    // Swift also takes "+1", ".5" and "1.", which JSON does not and Python does not write.
    let first = text.first == "-" ? text.dropFirst().first : text.first
    if let first, first.isWholeNumber, text.last != "." {
      if let value = Int(text) { return .integer(value) }
      if let value = Double(text) { return .number(value) }
    }
    position = start
    throw problem(.unexpected)
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
  }
}

// MARK: - Text

extension JSONParser {
  private mutating func string() throws(JSONFailure) -> String {
    try take(UInt8(ascii: "\""))
    var content: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw problem(.unexpected)
        }
        position += 1
        return text
      case UInt8(ascii: "\\"):
        position += 1
        content += String(try escaped()).utf8
      case 0..<0x20: throw problem(.unexpected)
      default:
        content.append(byte)
        position += 1
      }
    }
    throw problem(.ends)
  }

  private static let escapes: [UInt8: Unicode.Scalar] = [
    UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
    UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n",
    UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
  ]

  /// What stands for a backslash and what follows it.
  private mutating func escaped() throws(JSONFailure) -> Unicode.Scalar {
    guard let byte = next else { throw problem(.ends) }
    position += 1
    if let scalar = Self.escapes[byte] { return scalar }
    guard byte == UInt8(ascii: "u") else { throw problem(.unexpected) }
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    // The first half of a pair must be followed by the second.
    guard UTF16.isLeadSurrogate(unit) else { throw problem(.unexpected) }
    try take(UInt8(ascii: "\\"))
    try take(UInt8(ascii: "u"))
    let trail = try codeUnit()
    guard UTF16.isTrailSurrogate(trail) else { throw problem(.unexpected) }
    return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
  }

  private mutating func codeUnit() throws(JSONFailure) -> UInt16 {
    guard position + 4 <= bytes.count else { throw problem(.ends) }
    let digits = bytes[position..<position + 4]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw problem(.unexpected) }
    position += 4
    return unit
  }
}
