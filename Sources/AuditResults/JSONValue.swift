/// Any JSON value, for reading documents whose shape is not known beforehand.
public indirect enum JSONValue: Decodable, Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case truth(Bool)
  /// A number.
  case number(Double)
  /// A string.
  case text(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object([String: JSONValue])

  /// Reads whatever value there is.
  ///
  /// - Throws: `DecodingError` when it is none of these, such as a number beyond a double's range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .truth(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }
}
