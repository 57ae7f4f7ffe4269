/// `x s + o`, a factor and an offset for each index of the last axis.
///
/// With factors of one and offsets of zero it changes nothing: a place at which single channels can
/// be weighed, differentiated or replaced. Weights: the factors, then the offsets.
public struct Gate: Layer, Equatable {
  /// Creates a gate.
  public init() {}

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try onlyInput(inputs, ranks: 1...Int.max)
  }

  /// Two vectors as long as the last axis.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let channels = Array(try onlyInput(inputs, ranks: 1...Int.max).suffix(1))
    return [channels, channels]
  }

  /// `y = x s + o`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (inputs[0] * weights[0] + weights[1], [])
  }

  /// `∂x = g s`, `∂s = Σ g x`, `∂o = Σ g`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    var result = LayerGradients<E>(inputs: [nil], weights: [nil, nil])
    let shape = weights[0].shape
    if wanted.inputs[0] { result.inputs[0] = gradient * weights[0] }
    if wanted.weights[0] { result.weights[0] = (gradient * inputs[0]).summed(to: shape) }
    if wanted.weights[1] { result.weights[1] = gradient.summed(to: shape) }
    return result
  }
}
