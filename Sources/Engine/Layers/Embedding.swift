/// A vector for each index: (…) whole numbers to (…, width).
///
/// Weights: the table (count, width). An index is cut towards zero, as Keras casts it; one that is
/// not in the table gives NaN, so that no score can come of it unseen.
/// ``Model/check(inputs:)`` refuses such indices where they are an input of the model; Keras stops with
/// an error in either case.
public struct Embedding: Layer, Equatable {
  /// How many indices there are.
  public var count: Int
  /// How long the vectors are.
  public var width: Int

  /// Creates an embedding.
  public init(count: Int, width: Int) {
    self.count = count
    self.width = width
  }

  /// (…) becomes (…, width).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try onlyInput(inputs) + [width]
  }

  /// The table (count, width).
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    [[count, width]]
  }

  /// Looks the vectors up.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let indices = inputs[0].value.rowIndices(of: count)
    return (weights[0].lookedUp(indices, shape: inputs[0].shape + [width]), [])
  }

  /// Adds each vector's gradients up; the indices have none.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    var result = LayerGradients<E>(inputs: [nil], weights: [nil])
    if wanted.inputs[0] {
      let zero = Tensor<E>(zeros: inputs[0].shape)
      result.inputs[0] = Dual(zero, tangent: gradient.tangent.map { _ in zero })
    }
    if wanted.weights[0] {
      result.weights[0] = gradient.addedToRows(
        inputs[0].value.rowIndices(of: count), of: [count, width])
    }
    return result
  }
}
