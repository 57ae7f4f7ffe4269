/// Writes the YAML of a proposed spec.
struct SpecText {
  private(set) var text = ""

  /// Adds a line.
  mutating func line(_ content: String = "") { text += content + "\n" }

  /// Adds lines of comments.
  mutating func comment(_ content: String, indent: Int = 0) {
    for part in Self.wrapped(content.split(separator: " ").map(String.init), width: 96 - indent) {
      line(Self.spaces(indent) + "# " + part)
    }
  }

  /// Adds a key with a list in brackets, over as many lines as it takes.
  mutating func list(_ key: String, _ values: [String], indent: Int) {
    let entries = values.enumerated().map { index, value in
      Self.quoted(value) + (index + 1 < values.count ? "," : "]")
    }
    let lines = Self.wrapped(entries, width: 92 - indent)
    for (number, part) in lines.enumerated() {
      line(
        number == 0
          ? Self.spaces(indent) + key + ": [" + part : Self.spaces(indent + 2) + part)
    }
  }

  /// Adds a feature with a vocabulary, on one line where it is short, so that it is easily moved.
  mutating func categories(_ column: String, _ keys: String, _ vocabulary: [String]) {
    let values = vocabulary.map(Self.quoted).joined(separator: ", ")
    let short = "      - { column: \(Self.quoted(column)), \(keys), vocabulary: [\(values)] }"
    guard short.count > 140 else { return line(short) }
    line("      - column: \(Self.quoted(column))")
    for key in keys.split(separator: ", ") { line("        \(key)") }
    list("vocabulary", vocabulary, indent: 8)
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  private static func wrapped(_ words: [String], width: Int) -> [String] {
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }

  /// A text as YAML reads it back, in quotes unless it is plain beyond doubt.
  static func quoted(_ text: String) -> String {
    let isPlain =
      text.utf8.first.map { $0 < 0x80 && (isLetter($0) || isDigit($0)) } == true
      && text.utf8.last != UInt8(ascii: " ")
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || " _-./+<=>()".utf8.contains($0) }
      && !["null", "Null", "NULL"].contains(text)
    if isPlain { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      // What YAML does not allow as it is: controls, line ends of Unicode, surrogate-like marks.
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{a0}", "\u{2028}", "\u{2029}", "\u{feff}",
        "\u{fffe}", "\u{ffff}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
