/// Text from outside as it may be shown: one line, no invisible control over the page, bounded.
///
/// Control characters become spaces, so that words stay apart; marks that reorder text, invisible
/// tags and characters that XML forbids are removed. What is cut ends in an ellipsis.
///
/// - Parameters:
///   - text: Any text.
///   - limit: The largest number of Unicode scalars that is kept.
/// - Returns: The text without what is removed.
/// - Complexity: O(`limit`) for text whose scalars are mostly kept.
func clean(_ text: String, limit: Int = 200) -> String {
  // Most names are short and plain.
  let bytes = text.utf8
  if bytes.count <= limit, bytes.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
  var kept = String.UnicodeScalarView()
  var count = 0
  for scalar in text.unicodeScalars {
    guard !isDropped(scalar) else { continue }
    guard count < limit else {
      kept.append("…")
      break
    }
    kept.append(isSpacing(scalar) ? " " : scalar)
    count += 1
  }
  return String(kept)
}

/// Controls and separators that would break a line or a table.
private func isSpacing(_ scalar: Unicode.Scalar) -> Bool {
  scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
}

private func isDropped(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x061C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF,
    0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
    true
  default:
    scalar.properties.isNoncharacterCodePoint
  }
}

/// Whether two names are the same, scalar by scalar.
///
/// Swift's `==` also equates names that differ only in Unicode form, which data may tell apart.
func isSame(_ one: String?, _ other: String?) -> Bool {
  guard let one, let other else { return one == nil && other == nil }
  return one.utf8.elementsEqual(other.utf8)
}

/// Text as it may stand in HTML or SVG, as element content or inside a quoted attribute.
///
/// Works on UTF-8 bytes: over Swift's characters, `"` followed by a combining mark is one character
/// that equals no quotation mark, and would pass.
func escapeMarkup(_ text: String) -> String {
  var escaped: [UInt8] = []
  escaped.reserveCapacity(text.utf8.count)
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "&"): escaped += Array("&amp;".utf8)
    case UInt8(ascii: "<"): escaped += Array("&lt;".utf8)
    case UInt8(ascii: ">"): escaped += Array("&gt;".utf8)
    case UInt8(ascii: "\""): escaped += Array("&quot;".utf8)
    case UInt8(ascii: "'"): escaped += Array("&#39;".utf8)
    default: escaped.append(byte)
    }
  }
  return String(decoding: escaped, as: UTF8.self)
}
