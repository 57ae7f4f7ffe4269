/// An array as NumPy stores it, in row-major (C) order.
public struct NumPyArray: Sendable, Equatable {
  /// The elements by kind; every numeric type of NumPy is read into one of these without loss.
  public enum Storage: Sendable, Equatable {
    /// Half and single precision.
    case float32([Float])
    /// Double precision.
    case float64([Double])
    /// Integers of every width and sign.
    case integer([Int64])
    /// Truth values.
    case boolean([Bool])
    /// Unicode and byte strings, without the zeros that pad them.
    case string([String])

    /// How many elements there are.
    public var count: Int {
      switch self {
      case .float32(let elements): elements.count
      case .float64(let elements): elements.count
      case .integer(let elements): elements.count
      case .boolean(let elements): elements.count
      case .string(let elements): elements.count
      }
    }
  }

  /// The extent of each axis, outermost first; empty for a single element.
  public var shape: [Int]
  /// The elements in row-major order; as many as the product of ``shape``.
  public var storage: Storage

  /// Creates an array.
  ///
  /// - Precondition: There are as many elements as the shape says.
  public init(shape: [Int], storage: Storage) {
    precondition(
      shape.reduce(1, *) == storage.count, "\(storage.count) elements for shape \(shape)")
    self.shape = shape
    self.storage = storage
  }

  /// The elements as `Float`, rounded to nearest; `nil` where they are text.
  public var floats: [Float]? {
    switch storage {
    case .float32(let elements): elements
    case .float64(let elements): elements.map { Float($0) }
    case .integer(let elements): elements.map { Float($0) }
    case .boolean(let elements): elements.map { $0 ? 1 : 0 }
    case .string: nil
    }
  }
}
