import Foundation
import TestSupport

/// The published form of a schema: JSON Schema 2020-12 with the doc comments as descriptions.
enum SchemaText {
  /// The schema of a type.
  static func of<Value: Decodable>(
    _ type: Value.Type, id: String, title: String
  ) throws -> [String: Any] {
    let generator = SchemaGenerator()
    let root = try generator.build(type).node
    let comments = try DocComments(folder: Repository.root.appending(path: "Sources/AuditResults"))
    var definitions: [String: Any] = [:]
    for (name, node) in generator.definitions {
      definitions[name] = schema(node, name: name, comments: comments)
    }
    let name = root.reference ?? ""
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": id, "title": title,
      "$ref": "#/$defs/\(name)", "$defs": definitions,
    ]
  }

  /// The text that is published.
  static func text(_ schema: [String: Any]) throws -> String {
    let data = try JSONSerialization.data(
      withJSONObject: schema, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  private static func schema(
    _ node: SchemaGenerator.Node, name: String?, comments: DocComments
  ) -> [String: Any] {
    var schema: [String: Any] = [:]
    if let name, let words = comments[name] { schema["description"] = words }
    if let reference = node.reference {
      let reference = ["$ref": "#/$defs/\(reference)"]
      return node.isNullable ? ["anyOf": [reference, ["type": "null"]]] : reference
    }
    if let type = node.type { schema["type"] = node.isNullable ? [type, "null"] : type }
    if !node.values.isEmpty { schema["enum"] = node.values }
    if let items = node.items {
      schema["items"] = Self.schema(items, name: nil, comments: comments)
    }
    if node.isDictionary, let value = node.properties.first {
      schema["additionalProperties"] = Self.schema(value.node, name: nil, comments: comments)
      return schema
    }
    guard node.type == "object" else { return schema }
    var properties: [String: Any] = [:]
    for property in node.properties {
      var own = Self.schema(property.node, name: nil, comments: comments)
      if let words = comments["\(name ?? "").\(property.name)"] { own["description"] = words }
      properties[property.name] = own
    }
    schema["properties"] = properties
    schema["required"] = node.properties.map(\.name).filter { !node.optional.contains($0) }.sorted()
    return schema
  }
}

/// The doc comments of public types and properties, by `Type.property`.
struct DocComments {
  private var words: [String: String] = [:]

  /// Reads the Swift files of a folder, whose indentation tells how types are nested.
  init(folder: URL) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    for name in names where name.hasSuffix(".swift") {
      read(try String(contentsOf: folder.appending(path: name), encoding: .utf8))
    }
  }

  subscript(name: String) -> String? { words[name] }

  private mutating func read(_ text: String) {
    var stack: [(indent: Int, name: String)] = []
    var comment: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let indent = line.prefix { $0 == " " }.count
      let code = line.dropFirst(indent)
      if code.hasPrefix("///") {
        comment.append(String(code.dropFirst(3).drop { $0 == " " }))
        continue
      }
      let parts = code.split { " :{(,".contains($0) }
      if parts.count > 2, parts[0] == "public", ["struct", "enum"].contains(parts[1]) {
        stack.removeAll { $0.indent >= indent }
        stack.append((indent, String(parts[2])))
        note(stack.map(\.name).joined(separator: "."), comment)
      } else if parts.count > 2, parts[0] == "public", parts[1] == "var" {
        let owner = stack.filter { $0.indent < indent }.map(\.name)
        note((owner + [String(parts[2])]).joined(separator: "."), comment)
      }
      comment = []
    }
  }

  private mutating func note(_ name: String, _ comment: [String]) {
    // The abstract and what follows it, without the paragraphs' line ends.
    let text = comment.joined(separator: " ").replacing("``", with: "`").replacing("  ", with: "\n")
    if !text.isEmpty { words[name] = text }
  }
}
