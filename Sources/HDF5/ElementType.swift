import CHDF5

/// What the elements of a dataset or an attribute are, as stored.
public enum ElementType: Sendable, Hashable, Codable {
  /// Floating point: 16 bits with 5 or (bfloat16) 8 for the exponent, 32 or 64 bits.
  case float(bits: Int, exponentBits: Int)
  /// Integers.
  case integer(bits: Int, isSigned: Bool)
  /// Text; `bytes` is `nil` where each element has its own length.
  case string(bytes: Int?)
  /// Bytes that the file does not explain.
  case opaque(bytes: Int)
  /// Anything else; `kind` names the library's type class.
  case other(kind: String)
}

extension ElementType: CustomStringConvertible {
  /// NumPy's name of the type, where it has one.
  public var description: String {
    switch self {
    case .float(16, exponentBits: 8): "bfloat16"
    case .float(let bits, _): "float\(bits)"
    case .integer(let bits, let isSigned): "\(isSigned ? "int" : "uint")\(bits)"
    case .string: "string"
    case .opaque(let bytes): "opaque\(bytes)"
    case .other(let kind): kind
    }
  }
}

extension ElementType {
  /// The type of numbers that has a name of NumPy's, as ``description`` gives it; `nil` for others.
  public init?(numpyName name: String) {
    let numbers: [ElementType] =
      [16, 32, 64].map { .float(bits: $0, exponentBits: $0 == 16 ? 5 : $0 == 32 ? 8 : 11) }
      + [.float(bits: 16, exponentBits: 8)]
      + [8, 16, 32, 64].flatMap { bits -> [ElementType] in
        [.integer(bits: bits, isSigned: true), .integer(bits: bits, isSigned: false)]
      }
    guard let type = numbers.first(where: { $0.description == name }) else { return nil }
    self = type
  }

  /// Finds out what a type is.
  init(_ type: borrowing Handle) throws(HDF5Error) {
    let kind = H5T_class_t(try type.call(.inspect) { H5Tget_class($0).rawValue })
    let bytes = try type.elementSize()
    switch kind {
    case H5T_FLOAT: self = try Self.float(type, bytes: bytes)
    case H5T_INTEGER where [1, 2, 4, 8].contains(bytes):
      let sign = try type.call(.inspect) { Int64(H5Tget_sign($0).rawValue) }
      self = .integer(bits: 8 * bytes, isSigned: sign == Int64(H5T_SGN_2.rawValue))
    case H5T_STRING:
      let isVariable = try type.call(.inspect) { H5Tis_variable_str($0) } > 0
      self = .string(bytes: isVariable ? nil : bytes)
    case H5T_OPAQUE: self = .opaque(bytes: bytes)
    default: self = .other(kind: Self.names[kind.rawValue] ?? "type class \(kind.rawValue)")
    }
  }

  private static func float(
    _ type: borrowing Handle, bytes: Int
  ) throws(HDF5Error) -> ElementType {
    var fields = (sign: 0, position: 0, exponent: 0, mantissaPosition: 0, mantissa: 0)
    _ = try type.call(.inspect) { id in
      unsafe H5Tget_fields(
        id, &fields.sign, &fields.position, &fields.exponent, &fields.mantissaPosition,
        &fields.mantissa)
    }
    return switch (bytes, fields.exponent) {
    case (2, 5), (2, 8), (4, 8), (8, 11): .float(bits: 8 * bytes, exponentBits: fields.exponent)
    default: .other(kind: "float of \(bytes) bytes, \(fields.exponent) exponent bits")
    }
  }

  private static let names: [Int32: String] = [
    H5T_INTEGER.rawValue: "wide integer", H5T_TIME.rawValue: "time",
    H5T_BITFIELD.rawValue: "bit field", H5T_COMPOUND.rawValue: "compound",
    H5T_REFERENCE.rawValue: "reference", H5T_ENUM.rawValue: "enumeration",
    H5T_VLEN.rawValue: "variable-length list", H5T_ARRAY.rawValue: "array",
  ]
}
