/// Inputs side by side along an axis; the other axes are equal.
public struct Concatenate: Layer, Equatable {
  /// The axis; the batch axis counts as 0.
  public var axis: Int

  /// Creates a concatenation.
  public init(axis: Int = -1) {
    self.axis = axis
  }

  /// The inputs' extents along the axis added up.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    guard let first = inputs.first else { throw .inputCount(expected: 1...Int.max, found: 0) }
    let index = try axisIndex(axis, for: first) - 1
    for shape in inputs {
      guard shape.count == first.count,
        shape.replacing(axis: index, with: 1) == first.replacing(axis: index, with: 1)
      else { throw .inputsDiffer(shapes: inputs) }
    }
    return first.replacing(axis: index, with: inputs.reduce(0) { $0 + $1[index] })
  }

  /// Lays the inputs side by side.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (.concatenate(inputs, axis: checkedAxis(axis, rank: inputs[0].shape.count)), [])
  }

  /// Cuts the gradient into the inputs' parts.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let axis = checkedAxis(axis, rank: gradient.shape.count)
    var result = LayerGradients<E>(inputs: inputs.map { _ in nil })
    var start = 0
    for (index, input) in inputs.enumerated() {
      let end = start + input.shape[axis]
      if wanted.inputs[index] { result.inputs[index] = gradient.slice(axis: axis, start..<end) }
      start = end
    }
    return result
  }
}
