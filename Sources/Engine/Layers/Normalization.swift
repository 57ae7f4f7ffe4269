/// `(x - mean) / max(sqrt(variance), 1e-7)` with moments measured before: Keras's preprocessing layer.
///
/// Weights: mean and variance, of the kept axes' extents, unless the moments are given.
public struct Normalization: Layer, Equatable {
  /// Moments that are part of the configuration.
  public struct Moments: Sendable, Equatable {
    /// The mean.
    public var mean: Tensor<Double>
    /// The variance, of the mean's shape.
    public var variance: Tensor<Double>

    /// Creates moments.
    public init(mean: Tensor<Double>, variance: Tensor<Double>) {
      self.mean = mean
      self.variance = variance
    }
  }

  /// The axes that have moments for each of their indices; the batch axis counts as 0.
  public var axes: [Int]
  /// Whether normalised values are turned back.
  public var isInverse: Bool
  /// Moments that are no weights; they broadcast to the kept axes' extents.
  public var moments: Moments?

  /// Creates a normalisation.
  public init(axes: [Int] = [-1], isInverse: Bool = false, moments: Moments? = nil) {
    self.axes = axes
    self.isInverse = isInverse
    self.moments = moments
  }

  /// Keras's smallest deviation, squared.
  private static let floor = 1e-14

  private func extents(_ shape: [Int]) throws(ShapeError) -> [Int] {
    try axisIndices(axes, for: shape).map { shape[$0 - 1] }
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    let extents = try extents(shape)
    if let moments {
      for moment in [moments.mean, moments.variance] {
        guard extents.broadcast(with: moment.shape) == extents else {
          throw .inputsDiffer(shapes: [extents, moment.shape])
        }
      }
    }
    return shape
  }

  /// Mean and variance, unless they are given.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let extents = try extents(try onlyInput(inputs))
    return moments == nil ? [extents, extents] : []
  }

  /// Mean and variance, shaped to broadcast.
  private func parameters<E: Scalar>(
    _ shape: [Int], _ weights: [Dual<E>]
  ) -> (mean: Dual<E>, variance: Dual<E>) {
    let kept = checkedAxes(axes, rank: shape.count)
    let pair =
      moments.map { moments in
        [moments.mean, moments.variance].map {
          Dual<E>($0.converted(to: E.self).broadcast(to: kept.map { shape[$0] }))
        }
      } ?? weights
    let shaped = pair.map { $0.reshaped(to: shape.keeping(kept)) }
    return (shaped[0], shaped[1])
  }

  /// `y = (x - mean) s` with `s = 1 / max(sqrt(variance), 1e-7)`, or `y = x / s + mean`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let (mean, variance) = parameters(inputs[0].shape, weights)
    let inverse = variance.map(.inverseSquareRootOfMaximum(Self.floor))
    return (
      isInverse ? inputs[0] * inverse.map(.reciprocal) + mean : (inputs[0] - mean) * inverse, []
    )
  }

  /// `∂x = g s`, `∂mean = -Σ g s`, `∂variance = s' Σ g (x - mean)`; inverted `g / s`, `Σ g` and
  /// `-s' / s² Σ g x`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let (mean, variance) = parameters(inputs[0].shape, weights)
    let curve = Curve.inverseSquareRootOfMaximum(Self.floor)
    let inverse = variance.map(curve)
    let deviation = inverse.map(.reciprocal)
    var result = LayerGradients<E>(inputs: [nil], weights: weights.map { _ in nil })
    if wanted.inputs[0] { result.inputs[0] = gradient * (isInverse ? deviation : inverse) }
    guard wanted.weights.contains(true) else { return result }
    if wanted.weights[0] {
      let sum = gradient.summed(to: mean.shape)
      result.weights[0] = (isInverse ? sum : -(sum * inverse)).reshaped(to: weights[0].shape)
    }
    if wanted.weights[1] {
      let byInverse =
        isInverse
        ? (gradient * inputs[0]).summed(to: mean.shape).times(slopeOf: .reciprocal, at: inverse)
        : (gradient * (inputs[0] - mean)).summed(to: mean.shape)
      result.weights[1] = byInverse.times(slopeOf: curve, at: variance)
        .reshaped(to: weights[1].shape)
    }
    return result
  }
}
