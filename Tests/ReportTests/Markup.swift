/// A strict reader of the markup that the report writes: every element is closed, every attribute
/// quoted and given once, every ampersand part of one of XML's five entities.
struct Markup {
  /// One element, in the order of the start tags.
  struct Element {
    var name: String
    var attributes: [String: String]
    /// The text of the element and of the elements in it, entities resolved.
    var text = ""
    /// The names of the elements around it, the outermost first.
    var path: [String]
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private(set) var elements: [Element] = []
  private(set) var comments: [String] = []
  private var open: [Int] = []
  private var rest: Substring

  init(_ text: String) throws {
    rest = text[...]
    if rest.hasPrefix("<!DOCTYPE html>") { rest.removeFirst("<!DOCTYPE html>".count) }
    while !rest.isEmpty {
      if rest.hasPrefix("<!--") {
        try readComment()
      } else if rest.hasPrefix("</") {
        try readEnd()
      } else if rest.hasPrefix("<") {
        try readStart()
      } else {
        let text = String(rest.prefix { $0 != "<" })
        rest.removeFirst(text.count)
        let resolved = try Self.resolve(text)
        for index in open { elements[index].text += resolved }
      }
    }
    if let index = open.last { throw Failure(description: "\(elements[index].name) is not closed") }
  }

  subscript(name: String) -> [Element] { elements.filter { $0.name == name } }

  private mutating func readComment() throws {
    let parts = rest.dropFirst(4).split(
      separator: "-->", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw Failure(description: "comment is not closed") }
    comments.append(String(parts[0]))
    rest = parts[1]
  }

  private mutating func readEnd() throws {
    let name = String(rest.dropFirst(2).prefix { $0 != ">" })
    guard let index = open.popLast(), elements[index].name == name else {
      throw Failure(description: "</\(name)> closes nothing")
    }
    rest.removeFirst(name.count + 3)
  }

  private mutating func readStart() throws {
    rest.removeFirst()
    let name = String(
      rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    guard !name.isEmpty else { throw Failure(description: "stray < before \(rest.prefix(20))") }
    rest.removeFirst(name.count)
    var element = Element(name: name, attributes: [:], path: open.map { elements[$0].name })
    while rest.first == " " {
      rest.removeFirst()
      let key = String(rest.prefix { $0 != "=" && $0 != ">" && $0 != " " })
      rest.removeFirst(key.count)
      guard rest.hasPrefix("=\"") else { throw Failure(description: "\(key) has no value") }
      rest.removeFirst(2)
      let raw = rest.utf8.prefix { $0 != UInt8(ascii: "\"") }
      let value = String(decoding: Array(raw), as: UTF8.self)
      rest = Substring(rest.utf8.dropFirst(raw.count + 1))
      guard !value.contains("<"), element.attributes[key] == nil else {
        throw Failure(description: "attribute \(key) of \(name)")
      }
      element.attributes[key] = try Self.resolve(value)
    }
    let isEmpty = rest.hasPrefix("/>")
    guard isEmpty || rest.hasPrefix(">") else {
      throw Failure(description: "tag \(name) does not end: \(rest.prefix(20))")
    }
    rest.removeFirst(isEmpty ? 2 : 1)
    elements.append(element)
    guard !isEmpty else { return }
    open.append(elements.count - 1)
    if name == "style" {
      let parts = rest.split(separator: "</style>", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw Failure(description: "style is not closed") }
      elements[elements.count - 1].text = String(parts[0])
      rest.removeFirst(parts[0].count)
    }
  }

  private static func resolve(_ text: String) throws -> String {
    var resolved = ""
    var rest = text[...]
    let entities = ["&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'"]
    while let index = rest.unicodeScalars.firstIndex(of: "&") {
      resolved += rest[..<index]
      rest = rest[index...]
      guard let entity = entities.first(where: { rest.utf8.starts(with: $0.key.utf8) }) else {
        throw Failure(description: "stray & before \(rest.prefix(20))")
      }
      resolved += entity.value
      rest = Substring(rest.utf8.dropFirst(entity.key.utf8.count))
    }
    return resolved + rest
  }
}
