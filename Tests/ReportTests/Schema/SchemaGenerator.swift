/// Writes the JSON Schema of a type by decoding it from a decoder that takes notes.
///
/// What a type decodes is what its JSON holds, so the schema cannot say anything else. Descriptions
/// are the doc comments of the declarations.
final class SchemaGenerator {
  /// A schema under construction.
  final class Node {
    var type: String?
    var isNullable = false
    var reference: String?
    var values: [String] = []
    var items: Node?
    var properties: [(name: String, node: Node)] = []
    var optional: Set<String> = []
    var isDictionary = false
  }

  private(set) var definitions: [String: Node] = [:]

  /// The schema of a type, and a value of it with which decoding can go on.
  func build<Value: Decodable>(_ type: Value.Type) throws -> (node: Node, value: Value) {
    let node = Node()
    if let (name, value) = primitive(type) {
      node.type = name
      return (node, value)
    }
    if let choice = type as? any (CaseIterable & RawRepresentable).Type {
      let cases = allCases(choice)
      guard let first = cases.first, let value = first.value as? Value else {
        throw Failure(description: "\(type) is no choice of texts")
      }
      node.reference = define(type) { definition in
        definition.type = "string"
        definition.values = cases.map(\.name)
      }
      return (node, value)
    }
    let value = try Value(from: NotingDecoder(node: node, generator: self))
    guard node.type == "object", !node.isDictionary else { return (node, value) }
    let reference = Node()
    reference.reference = define(type) { definition in
      definition.type = node.type
      definition.properties = node.properties
      definition.optional = node.optional
    }
    return (reference, value)
  }

  struct Failure: Error, CustomStringConvertible { var description: String }

  private func define(_ type: any Any.Type, _ fill: (Node) -> Void) -> String {
    let name = Self.name(type)
    if definitions[name] == nil {
      let node = Node()
      fill(node)
      definitions[name] = node
    }
    return name
  }

  /// The type's name without its module.
  static func name(_ type: any Any.Type) -> String {
    String(reflecting: type).split(separator: ".").dropFirst().joined(separator: ".")
  }

  private func primitive<Value>(_ type: Value.Type) -> (String, Value)? {
    func found<Known>(_ name: String, _ value: Known) -> (String, Value)? {
      (value as? Value).map { (name, $0) }
    }
    switch type {
    case is String.Type: return found("string", "")
    case is Bool.Type: return found("boolean", false)
    case is Double.Type: return found("number", 0.0)
    case is Int.Type: return found("integer", 0)
    case is UInt64.Type: return found("integer", UInt64(0))
    default: return nil
    }
  }

  private func allCases<Choice: CaseIterable & RawRepresentable>(
    _ type: Choice.Type
  ) -> [(name: String, value: any Any)] {
    type.allCases.compactMap { value in (value.rawValue as? String).map { ($0, value) } }
  }
}

/// Hands out values that are enough to go on, and notes what was asked for.
private struct NotingDecoder: Decoder {
  let node: SchemaGenerator.Node
  let generator: SchemaGenerator
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    node.type = "object"
    return KeyedDecodingContainer(Keyed<Key>(node: node, generator: generator))
  }

  func unkeyedContainer() -> any UnkeyedDecodingContainer {
    node.type = "array"
    return Unkeyed(node: node, generator: generator)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    Single(node: node, generator: generator)
  }

  struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let node: SchemaGenerator.Node
    let generator: SchemaGenerator
    var codingPath: [any CodingKey] { [] }
    /// Only dictionaries ask for their keys.
    var allKeys: [Key] {
      node.isDictionary = true
      return [Key(stringValue: "key")].compactMap(\.self)
    }

    func contains(_ key: Key) -> Bool { true }

    func decodeNil(forKey key: Key) -> Bool {
      node.optional.insert(key.stringValue)
      return false
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      let (child, value) = try generator.build(type)
      node.properties.append((key.stringValue, child))
      return value
    }

    func nestedContainer<Other: CodingKey>(
      keyedBy type: Other.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Other> { throw unsupported }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      throw unsupported
    }
    func superDecoder() throws -> any Decoder { throw unsupported }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw unsupported }
  }

  struct Unkeyed: UnkeyedDecodingContainer {
    let node: SchemaGenerator.Node
    let generator: SchemaGenerator
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 1 }
    var isAtEnd = false
    var currentIndex: Int { isAtEnd ? 1 : 0 }

    mutating func decodeNil() -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let (child, value) = try generator.build(type)
      node.items = child
      isAtEnd = true
      return value
    }

    mutating func nestedContainer<Key: CodingKey>(
      keyedBy type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> { throw unsupported }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      throw unsupported
    }
    mutating func superDecoder() throws -> any Decoder { throw unsupported }
  }

  struct Single: SingleValueDecodingContainer {
    let node: SchemaGenerator.Node
    let generator: SchemaGenerator
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool {
      node.isNullable = true
      return false
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let (child, value) = try generator.build(type)
      (node.type, node.reference, node.items) = (child.type, child.reference, child.items)
      return value
    }
  }
}

private let unsupported = SchemaGenerator.Failure(description: "no type of a result needs this")
