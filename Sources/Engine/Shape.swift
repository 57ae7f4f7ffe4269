/// Arithmetic on shapes: arrays of extents, outermost axis first, stored row-major.
extension [Int] {
  /// How many elements a tensor of this shape holds.
  var elementCount: Int { reduce(1, *) }

  /// The shape that two shapes broadcast to, aligned at their last axes as NumPy does; `nil` where
  /// they do not fit.
  func broadcast(with other: [Int]) -> [Int]? {
    let rank = Swift.max(count, other.count)
    let left = [Int](repeating: 1, count: rank - count) + self
    let right = [Int](repeating: 1, count: rank - other.count) + other
    var result: [Int] = []
    for (a, b) in zip(left, right) {
      guard a == b || a == 1 || b == 1 else { return nil }
      result.append(a == 1 ? b : a)
    }
    return result
  }

  /// This shape with the axis replaced.
  func replacing(axis: Int, with extent: Int) -> [Int] {
    var result = self
    result[axis] = extent
    return result
  }
}

/// Turns a Keras axis, which counts the batch axis as 0 and may be negative, into an index of a
/// shape that holds the batch axis.
///
/// - Parameters:
///   - axis: The axis as Keras writes it.
///   - shape: The shape without the batch axis.
/// - Returns: The index, from 1.
/// - Throws: ``ShapeError/axisOutOfRange(axis:shape:)`` where the axis is absent or is the batch.
func axisIndex(_ axis: Int, for shape: [Int]) throws(ShapeError) -> Int {
  let index = axis < 0 ? axis + shape.count + 1 : axis
  guard index >= 1, index <= shape.count else {
    throw .axisOutOfRange(axis: axis, shape: shape)
  }
  return index
}

/// The same, for shapes that ``Model/add(_:name:inputs:weights:)`` has checked; `rank` counts the
/// batch axis.
func checkedAxis(_ axis: Int, rank: Int) -> Int {
  let index = axis < 0 ? axis + rank : axis
  precondition(index >= 1 && index < rank, "axis \(axis) is outside a tensor of rank \(rank)")
  return index
}
