/// A value of a JSON text, as Python writes it: `NaN` and the infinities are numbers.
public enum JSONValue: Sendable, Equatable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number without fraction and exponent that fits.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// Text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Values by key.
  case object([String: JSONValue])
}

extension JSONValue {
  /// The value of a key; null where there is none or this is no object.
  subscript(_ key: String) -> JSONValue { object?[key] ?? .null }

  var isNull: Bool { self == .null }

  var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  var array: [JSONValue]? {
    guard case .array(let value) = self else { return nil }
    return value
  }

  var object: [String: JSONValue]? {
    guard case .object(let value) = self else { return nil }
    return value
  }

  /// The number, where it is whole.
  var integer: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The number.
  ///
  /// Early versions of Keras 2 wrote numbers that were NumPy arrays as
  /// `{"type": "ndarray", "value": 0.3}`.
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .object(let object) where object["type"]?.string == "ndarray": object["value"]?.double
    default: nil
    }
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value in short, for errors: what is nested deeper than one level is left out.
  public var description: String {
    switch self {
    case .array(let values) where values.allSatisfy(\.isPlain):
      "[\(values.map(\.description).joined(separator: ", "))]"
    case .array(let values): "[\(values.count) values]"
    case .object(let values):
      values["class_name"]?.string ?? "{\(values.keys.sorted().joined(separator: ", "))}"
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): value
    }
  }

  private var isPlain: Bool { array == nil && object == nil }
}
