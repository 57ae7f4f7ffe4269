/// `gamma (x - mean) / sqrt(variance + epsilon) + beta`, each number belonging to an index of the
/// axis, with the moving statistics: batch normalisation at inference.
///
/// In training mean and variance may be those of the rows (Ioffe and Szegedy, ICML 2015), which then
/// depend on each other.
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
  /// The share of the moving statistics that a step of training keeps.
  public var momentum = 0.99
  /// Whether mean and variance are those of the rows at hand; the moving statistics otherwise.
  public var usesRows = false

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
    if usesRows {
      let (scores, affine) = batchParts(inputs[0], weights)
      return (affine.apply(scores.score), [])
    }
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
    if usesRows { return batchBackward(gradient, inputs[0], weights: weights, wanted: wanted) }
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

// MARK: - By the rows at hand

extension BatchNormalization {
  /// The axes that moments are taken over, rows included.
  private func momentAxes(rank: Int) -> [Int] {
    (0..<rank).filter { $0 != checkedAxis(axis, rank: rank) }
  }

  private func batchParts<E: Scalar>(
    _ x: Dual<E>, _ weights: [Dual<E>]
  ) -> (scores: StandardScore<E>, affine: Affine<E>) {
    let feature = checkedAxis(axis, rank: x.shape.count)
    return (
      StandardScore(x, over: momentAxes(rank: x.shape.count), epsilon: epsilon),
      Affine(
        Array(weights.dropLast(2)), scale: scale, center: center, shape: x.shape.keeping([feature]))
    )
  }

  /// Through scale and shift, then through the rows' moments; the moving statistics have no part.
  private func batchBackward<E: Scalar>(
    _ gradient: Dual<E>, _ x: Dual<E>, weights: [Dual<E>], wanted: Wanted
  ) -> LayerGradients<E> {
    let (scores, affine) = batchParts(x, weights)
    let trained = weights.count - 2
    return LayerGradients(
      inputs: [wanted.inputs[0] ? scores.backward(affine.scoreGradient(gradient)) : nil],
      weights: affine.weightGradients(
        gradient, score: scores.score, weights: Array(weights[..<trained]),
        wanted: Array(wanted.weights[..<trained]))
        + (trained..<weights.count).map {
          wanted.weights[$0] ? .zeros(weights[$0].shape) : nil
        })
  }

  /// The moments of rows, one number for each index of the axis; the variance is divided by the count.
  public func moments<E: Scalar>(of rows: Tensor<E>) -> (mean: Tensor<E>, variance: Tensor<E>) {
    let x = Dual(rows)
    let axes = momentAxes(rank: rows.shape.count)
    let mean = x.mean(over: axes)
    let variance = (x - mean).map(.square).mean(over: axes)
    let features = rows.shape[checkedAxis(axis, rank: rows.shape.count)]
    return (mean.reshaped(to: [features]).value, variance.reshaped(to: [features]).value)
  }
}
