import CHDF5

/// A number type that elements can be read as.
///
/// The library converts from what is stored, whatever its width and byte order: to nearest between
/// floating-point types, towards zero from floating point to integers, and to the nearest
/// representable number where the value is out of range.
public protocol NativeNumber: BitwiseCopyable, Sendable {
  /// The type's name for the library.
  static var native: NativeType { get }
  /// The number that a bfloat16 stands for; its bits are the upper half of a `Float`'s.
  init(bfloat16 bits: UInt16)
}

/// The types in memory that elements are converted to.
public enum NativeType: Sendable, Hashable, CaseIterable {
  /// C's `float`.
  case float
  /// C's `double`.
  case double
  /// C's `int64_t`.
  case int64

  /// The library's identifier; to be asked for within a ``Library`` call.
  var identifier: hid_t {
    switch self {
    case .float: chdf5_native_float()
    case .double: chdf5_native_double()
    case .int64: chdf5_native_int64()
    }
  }
}

extension Float: NativeNumber {
  /// C's `float`.
  public static var native: NativeType { .float }
  /// Exact.
  public init(bfloat16 bits: UInt16) { self.init(bitPattern: UInt32(bits) << 16) }
}

extension Double: NativeNumber {
  /// C's `double`.
  public static var native: NativeType { .double }
  /// Exact.
  public init(bfloat16 bits: UInt16) { self.init(Float(bfloat16: bits)) }
}

extension Int64: NativeNumber {
  /// C's `int64_t`.
  public static var native: NativeType { .int64 }
  /// Rounded towards zero; 0 where it is no number, the nearest where it is out of range.
  public init(bfloat16 bits: UInt16) {
    let value = Float(bfloat16: bits)
    self = value.isNaN ? 0 : Int64(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
  }
}
