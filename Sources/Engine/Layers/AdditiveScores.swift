/// How well each query goes with each key: `Σ w tanh(a (q + k))` over features (Bahdanau, Cho and
/// Bengio, ICLR 2015).
///
/// Inputs: queries (queries, features) and keys (keys, features). Weights: `a`, one number, if there
/// is a slope; then `w`, one number or one for each feature, if there is a weight.
public struct AdditiveScores: Layer, Equatable {
  /// What the sum is weighed by.
  public enum Weighing: Sendable, Hashable {
    /// Nothing.
    case none
    /// One number.
    case single
    /// A number for each feature.
    case eachFeature
  }

  /// Whether there is a trained `a`.
  public var hasSlope: Bool
  /// Whether there is a trained `w`.
  public var weighing: Weighing

  /// Creates the layer.
  public init(hasSlope: Bool = false, weighing: Weighing) {
    self.hasSlope = hasSlope
    self.weighing = weighing
  }

  /// (queries, keys).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    guard inputs.count == 2 else { throw .inputCount(expected: 2...2, found: inputs.count) }
    for shape in inputs where shape.count != 2 { throw .inputRank(expected: 2...2, shape: shape) }
    guard inputs[0][1] == inputs[1][1] else { throw .inputsDiffer(shapes: inputs) }
    return [inputs[0][0], inputs[1][0]]
  }

  /// The slope and the weight.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    _ = try outputShape(for: inputs)
    let weight: [[Int]] =
      switch weighing {
      case .none: []
      case .single: [[]]
      case .eachFeature: [[inputs[0][1]]]
      }
    return (hasSlope ? [[]] : []) + weight
  }

  /// The sums of every query and key.
  public func workingSize(for inputs: [[Int]]) -> Int {
    inputs.count == 2 ? 4 * inputs[0].elementCount * (inputs[1].first ?? 1) : 0
  }

  /// `q + k`, and what the hyperbolic tangent is taken of: (batch, queries, keys, features).
  private func sums<E: Scalar>(
    _ inputs: [Dual<E>], _ weights: [Dual<E>]
  ) -> (plain: Dual<E>, scaled: Dual<E>) {
    let (q, k) = (inputs[0].shape, inputs[1].shape)
    let plain =
      inputs[0].reshaped(to: [q[0], q[1], 1, q[2]]) + inputs[1].reshaped(to: [k[0], 1, k[1], k[2]])
    return (plain, hasSlope ? plain * weights[0] : plain)
  }

  /// Sums over features.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    var terms = sums(inputs, weights).scaled.map(.activation(.tanh))
    if weighing != .none { terms = terms * weights[weights.count - 1] }
    return (terms.summed(along: 3).reshaped(to: Array(terms.shape.dropLast())), [])
  }

  /// With `t = tanh(a s)` and `s = q + k`: `∂w = Σ g t`, `∂a = Σ g w t' s`, `∂s = g w t' a`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let (plain, scaled) = sums(inputs, weights)
    let g = gradient.reshaped(to: gradient.shape + [1])
    let last = weights.count - 1
    var result = LayerGradients<E>(
      inputs: [nil, nil], weights: weights.map { _ in nil })
    if weighing != .none, wanted.weights[last] {
      result.weights[last] = (g * scaled.map(.activation(.tanh))).summed(to: weights[last].shape)
    }
    let upper =
      weighing == .none
      ? g.broadcast(to: plain.shape) : (g * weights[last]).broadcast(to: plain.shape)
    let rate = upper.times(slopeOf: .activation(.tanh), at: scaled)
    if hasSlope, wanted.weights[0] { result.weights[0] = (rate * plain).summed(to: []) }
    let sum = hasSlope ? rate * weights[0] : rate
    for (index, axis) in [2, 1].enumerated() where wanted.inputs[index] {
      result.inputs[index] = sum.summed(along: axis).reshaped(to: inputs[index].shape)
    }
    return result
  }
}
