/// A dense array of numbers, row-major; where there is a batch, it is the first axis.
public struct Tensor<Element: Scalar>: Sendable, Equatable {
  /// The extent of each axis, outermost first; empty for a single number.
  public private(set) var shape: [Int]
  /// The elements in row-major order; as many as the product of ``shape``.
  public var elements: [Element]

  /// Creates a tensor of the given elements.
  ///
  /// - Precondition: There are as many elements as the shape says.
  public init(shape: [Int], elements: [Element]) {
    precondition(
      shape.elementCount == elements.count, "\(elements.count) elements for shape \(shape)")
    self.shape = shape
    self.elements = elements
  }

  /// Creates a tensor of zeros.
  public init(zeros shape: [Int]) {
    self.init(shape: shape, elements: Engine.repeating(0, count: shape.elementCount))
  }

  /// Creates a tensor that holds one number everywhere.
  public init(repeating value: Element, shape: [Int]) {
    self.init(shape: shape, elements: Engine.repeating(value, count: shape.elementCount))
  }

  /// The same elements in another shape; O(1).
  ///
  /// - Precondition: The shapes hold equally many elements.
  public func reshaped(to shape: [Int]) -> Tensor {
    Tensor(shape: shape, elements: elements)
  }

  /// The elements of each entry of the first axis.
  var rowSize: Int { shape.dropFirst().reduce(1, *) }

  /// The rows of the given indices, in that order; indices may repeat.
  ///
  /// - Precondition: There is a first axis, and every index is within it.
  /// - Complexity: O(elements of the result).
  public func gatheringRows(_ rows: some Collection<Int>) -> Tensor {
    guard let extent = shape.first else { preconditionFailure("a single number has no rows") }
    for row in rows { precondition(row >= 0 && row < extent, "row \(row) of \(extent)") }
    let size = rowSize
    return Tensor(
      shape: shape.replacing(axis: 0, with: rows.count),
      elements: copyRuns(of: size, from: elements, starts: rows.map { $0 * size }))
  }

  /// Consecutive rows.
  public func gatheringRows(_ rows: Range<Int>) -> Tensor {
    guard let extent = shape.first else { preconditionFailure("a single number has no rows") }
    precondition(rows.lowerBound >= 0 && rows.upperBound <= extent, "rows \(rows) of \(extent)")
    if rows.count == extent { return self }
    let size = rowSize
    return Tensor(
      shape: shape.replacing(axis: 0, with: rows.count),
      elements: copyRuns(
        of: rows.count * size, from: elements, starts: [rows.lowerBound * size]))
  }

  /// The tensor in another number type, rounded to nearest.
  public func converted<T: Scalar>(to type: T.Type) -> Tensor<T> {
    Tensor<T>(shape: shape, elements: convertElements(elements))
  }
}
