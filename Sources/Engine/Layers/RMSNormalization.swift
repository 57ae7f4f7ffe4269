/// Each row divided by its root mean square over some axes, times a number for each index of these.
///
/// `γ x / sqrt(mean(x²) + ε)` (Zhang and Sennrich, "Root mean square layer normalization", NeurIPS
/// 2019). Weights: gamma, which Keras calls scale.
public struct RMSNormalization: Layer, Equatable {
  /// The axes; the batch axis counts as 0.
  public var axes: [Int]
  /// Is added to the mean square.
  public var epsilon: Double

  /// Creates a normalisation with Keras's defaults.
  public init(axes: [Int] = [-1], epsilon: Double = 1e-6) {
    self.axes = axes
    self.epsilon = epsilon
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    _ = try axisIndices(axes, for: shape)
    return shape
  }

  /// One tensor of the axes' extents.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let shape = try onlyInput(inputs)
    return [try axisIndices(axes, for: shape).map { shape[$0 - 1] }]
  }

  private func parts<E: Scalar>(
    _ x: Dual<E>, _ weights: [Dual<E>]
  ) -> (scores: StandardScore<E>, affine: Affine<E>) {
    let axes = checkedAxes(axes, rank: x.shape.count)
    return (
      StandardScore(x, over: axes, epsilon: epsilon, isCentred: false),
      Affine(weights, scale: true, center: false, shape: x.shape.keeping(axes))
    )
  }

  /// Normalises each row.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let (scores, affine) = parts(inputs[0], weights)
    return (affine.apply(scores.score), [])
  }

  /// Through the scale, then through the scores.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let (scores, affine) = parts(inputs[0], weights)
    return LayerGradients(
      inputs: [wanted.inputs[0] ? scores.backward(affine.scoreGradient(gradient)) : nil],
      weights: affine.weightGradients(
        gradient, score: scores.score, weights: weights, wanted: wanted.weights))
  }
}
