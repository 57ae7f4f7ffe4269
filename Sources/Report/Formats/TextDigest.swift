public import AuditResults
import Crypto

/// Whether an audit's digest is that of its content.
///
/// A file as this program writes it is hashed as it stands; only one that was set otherwise is written
/// anew to be hashed, which takes as long as all the rest of reading and rendering it.
///
/// - Parameters:
///   - result: The audit.
///   - json: The file that it was read from.
/// - Returns: `true` as well where the audit holds no digest.
/// - Complexity: O(`json.count`)
public func hasRightDigest(_ result: AuditResult, readFrom json: [UInt8]) -> Bool {
  guard let stated = result.contentDigest else { return true }
  return TextDigest.digest(of: json) == stated || (try? contentDigest(of: result)) == stated
}

/// The content digest of an audit's text, without reading what it says.
enum TextDigest {
  /// The entries of the outermost object that the digest leaves out.
  private static let leftOut = ["contentDigest", "run"].map { Array($0.utf8) }

  /// The SHA-256 of a JSON object without the entries that the digest leaves out.
  ///
  /// Equal to ``contentDigest(of:)-(AuditResult)`` for text that this program wrote.
  ///
  /// - Parameter json: The text.
  /// - Returns: `nil` for text that is no object, or that ends with such an entry.
  static func digest(of json: [UInt8]) -> String? {
    guard let ranges = kept(in: json.span) else { return nil }
    var hash = SHA256()
    for range in ranges { hash.update(data: json[range]) }
    return hexadecimal(hash.finalize())
  }

  /// The parts of the text that are hashed: all but the entries that are left out, each from its
  /// separator to the next.
  private static func kept(in json: Span<UInt8>) -> [Range<Int>]? {
    var ranges: [Range<Int>] = []
    var start = 0
    var depth = 0
    // The beginning of an entry of the outermost object, and whether it is left out.
    var entry = 0
    var isLeftOut = false
    var isKey = false
    var index = 0
    while index < json.count {
      switch json[index] {
      case UInt8(ascii: "\""):
        guard let end = endOfString(in: json, from: index) else { return nil }
        if depth == 1, isKey {
          isKey = false
          isLeftOut = leftOut.contains { key in
            key.count == end - index - 1
              && key.indices.allSatisfy { json[index + 1 + $0] == key[$0] }
          }
        }
        index = end
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth == 1 { (entry, isKey) = (index + 1, true) }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 1, isLeftOut { return nil }
        depth -= 1
      case UInt8(ascii: ",") where depth == 1:
        if isLeftOut {
          ranges.append(start..<entry)
          start = index + 1
        }
        (entry, isKey, isLeftOut) = (index + 1, true, false)
      default: break
      }
      index += 1
    }
    guard depth == 0, entry > 0 else { return nil }
    return ranges + [start..<json.count]
  }

  /// The place of the quotation mark that ends a string.
  private static func endOfString(in json: Span<UInt8>, from start: Int) -> Int? {
    var index = start + 1
    while index < json.count {
      switch json[index] {
      case UInt8(ascii: "\""): return index
      case UInt8(ascii: "\\"): index += 2
      default: index += 1
      }
    }
    return nil
  }
}
