/// `gamma (x - mean) / sqrt(variance + epsilon) + beta`, each number belonging to an index of the
/// axis, with the moving statistics: batch normalisation at inference.
///
/// Weights in order: gamma if `scale`, beta if `center`, the moving mean, the moving variance.
public struct BatchNormalization: Layer, Equatable {
  /// The axis of the features; the batch axis counts as 0.
  public var axis: Int
  /// Is added to the variance.
  public var epsilon: Double
  /// Whether there is a gamma.
  public var scale: Bool
  /// Whether there is a beta.
  public var center: Bool

  /// Creates a batch normalisation with Keras's defaults.
  public init(axis: Int = -1, epsilon: Double = 1e-3, scale: Bool = true, center: Bool = true) {
    self.axis = axis
    self.epsilon = epsilon
    self.scale = scale
    self.center = center
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    _ = try axisIndex(axis, for: shape)
    return shape
  }

  /// As many vectors as there are weights, each as long as the axis.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let shape = try onlyInput(inputs)
    let features = shape[try axisIndex(axis, for: shape) - 1]
    return Array(repeating: [features], count: 2 + (scale ? 1 : 0) + (center ? 1 : 0))
  }

  /// The weights by name, shaped to broadcast along the axis.
  private struct Parameters<E: Scalar> {
    var gamma: Dual<E>?
    var beta: Dual<E>?
    var mean: Dual<E>
    /// 1 / standard deviation.
    var inverse: Dual<E>
    /// What the centred input is multiplied by.
    var factor: Dual<E>
  }

  private func parameters<E: Scalar>(_ weights: [Dual<E>], rank: Int) -> Parameters<E> {
    let after = rank - 1 - checkedAxis(axis, rank: rank)
    let shaped = weights.map { $0.reshaped(to: $0.shape + Array(repeating: 1, count: after)) }
    let count = shaped.count
    let gamma = scale ? shaped[0] : nil
    let inverse = shaped[count - 1].map(.inverseSquareRoot(adding: epsilon))
    return Parameters(
      gamma: gamma, beta: center ? shaped[count - 3] : nil, mean: shaped[count - 2],
      inverse: inverse, factor: gamma.map { $0 * inverse } ?? inverse)
  }

  /// `y = (x - mean) γ s + β` with `s = 1 / sqrt(variance + ε)`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let parameters = parameters(weights, rank: inputs[0].shape.count)
    let scaled = (inputs[0] - parameters.mean) * parameters.factor
    return (parameters.beta.map { scaled + $0 } ?? scaled, [])
  }

  /// `∂x = g γ s`, `∂γ = Σ g (x - mean) s`, `∂β = Σ g`, `∂mean = -Σ g γ s`, `∂variance = γ s' Σ g
  /// (x - mean)`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let p = parameters(weights, rank: inputs[0].shape.count)
    var result = LayerGradients<E>(inputs: [nil], weights: weights.map { _ in nil })
    if wanted.inputs[0] { result.inputs[0] = gradient * p.factor }
    guard wanted.weights.contains(true) else { return result }

    let shape = p.mean.shape
    let sum = gradient.summed(to: shape)
    let centred = (gradient * (inputs[0] - p.mean)).summed(to: shape)
    let variance = weights[weights.count - 1].reshaped(to: shape)
    let bySpread = centred.times(slopeOf: .inverseSquareRoot(adding: epsilon), at: variance)
    let gradients: [Dual<E>?] =
      (scale ? [centred * p.inverse] : []) + (center ? [sum] : [])
      + [-(sum * p.factor), p.gamma.map { bySpread * $0 } ?? bySpread]
    for (index, gradient) in gradients.enumerated() where wanted.weights[index] {
      result.weights[index] = gradient?.reshaped(to: weights[index].shape)
    }
    return result
  }
}
