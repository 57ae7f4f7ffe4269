/// Scores of each row over some axes, scaled and shifted by a number for each index of these axes.
///
/// `γ (x - mean) / sqrt(variance + ε) + β` (Ba, Kiros and Hinton, "Layer normalization", 2016).
/// Weights in order: gamma if `scale`, beta if `center`.
public struct LayerNormalization: Layer, Equatable {
  /// The axes; the batch axis counts as 0.
  public var axes: [Int]
  /// Is added to the variance.
  public var epsilon: Double
  /// Whether there is a gamma.
  public var scale: Bool
  /// Whether there is a beta.
  public var center: Bool

  /// Creates a layer normalisation with Keras's defaults.
  public init(axes: [Int] = [-1], epsilon: Double = 1e-3, scale: Bool = true, center: Bool = true) {
    self.axes = axes
    self.epsilon = epsilon
    self.scale = scale
    self.center = center
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    _ = try axisIndices(axes, for: shape)
    return shape
  }

  /// As many tensors of the axes' extents as there are weights.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let shape = try onlyInput(inputs)
    let extents = try axisIndices(axes, for: shape).map { shape[$0 - 1] }
    return Array(repeating: extents, count: (scale ? 1 : 0) + (center ? 1 : 0))
  }

  private func parts<E: Scalar>(
    _ x: Dual<E>, _ weights: [Dual<E>]
  ) -> (scores: StandardScore<E>, affine: Affine<E>) {
    let axes = checkedAxes(axes, rank: x.shape.count)
    return (
      StandardScore(x, over: axes, epsilon: epsilon),
      Affine(weights, scale: scale, center: center, shape: x.shape.keeping(axes))
    )
  }

  /// Normalises each row.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let (scores, affine) = parts(inputs[0], weights)
    return (affine.apply(scores.score), [])
  }

  /// Through scale and shift, then through the scores.
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
