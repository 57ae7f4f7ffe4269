#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A value of a checkpoint's JSON configuration.
public enum JSONValue: Sendable, Hashable, Decodable {
  /// `null`.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A number.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Names with values.
  case object([String: JSONValue])

  /// Decodes whatever value stands there.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSONValue].self))
    }
  }

  /// Parses text; `nil` where it is not JSON, or nested deeper than the decoder allows.
  public init?(parsing text: String) {
    guard text.utf8.count <= 64 << 20,
      let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    else { return nil }
    self = value
  }

  /// The member of an object; `nil` where there is none, or where it is `null`.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self, let member = members[key], member != .null
    else { return nil }
    return member
  }

  /// The text, if this is one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The number, if this is one.
  public var number: Double? { if case .number(let value) = self { value } else { nil } }
  /// The truth value, if this is one.
  public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
  /// The list, if this is one.
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The whole number, if this is one.
  public var integer: Int? { number.flatMap { Int(exactly: $0) } }
}
