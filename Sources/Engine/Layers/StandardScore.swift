// What the normalisations by the data's own moments share.

/// Values moved and scaled so that their mean is 0 and their variance nearly 1 over some axes.
struct StandardScore<E: Scalar> {
  /// The scores `(x - mean) / sqrt(variance + epsilon)`.
  var score: Dual<E>
  /// `1 / sqrt(variance + epsilon)`, of extent 1 along the axes.
  var inverse: Dual<E>
  private var axes: [Int]
  private var isCentred: Bool

  /// Takes the moments over `axes`; without centring the mean counts as 0, so that the variance is
  /// the mean square.
  init(_ x: Dual<E>, over axes: [Int], epsilon: Double, isCentred: Bool = true) {
    let distance = isCentred ? x - x.mean(over: axes) : x
    let variance = distance.map(.square).mean(over: axes)
    inverse = variance.map(.inverseSquareRoot(adding: epsilon))
    score = distance * inverse
    self.axes = axes
    self.isCentred = isCentred
  }

  /// Turns the gradient of the scores into that of the values:
  /// `s (g - mean(g) - z mean(g z))`, the first mean only where there was centring.
  func backward(_ gradient: Dual<E>) -> Dual<E> {
    let along = score * (gradient * score).mean(over: axes)
    let rest = isCentred ? gradient - gradient.mean(over: axes) : gradient
    return (rest - along) * inverse
  }
}

/// Scale and shift of scores, one number for each index of some axes.
struct Affine<E: Scalar> {
  var gamma: Dual<E>?
  var beta: Dual<E>?

  /// Takes gamma if `scale`, then beta if `center`, from a layer's weights and gives them a shape that
  /// broadcasts.
  init(_ weights: [Dual<E>], scale: Bool, center: Bool, shape: [Int]) {
    let shaped = weights.map { $0.reshaped(to: shape) }
    gamma = scale ? shaped.first : nil
    beta = center ? shaped.last : nil
  }

  /// Gives `γ z + β`.
  func apply(_ score: Dual<E>) -> Dual<E> {
    let scaled = gamma.map { score * $0 } ?? score
    return beta.map { scaled + $0 } ?? scaled
  }

  /// The gradient of the scores.
  func scoreGradient(_ gradient: Dual<E>) -> Dual<E> { gamma.map { gradient * $0 } ?? gradient }

  /// The gradients of the weights: `∂γ = Σ g z`, `∂β = Σ g`.
  func weightGradients(
    _ gradient: Dual<E>, score: Dual<E>, weights: [Dual<E>], wanted: [Bool]
  ) -> [Dual<E>?] {
    let sums: [(Dual<E>) -> Dual<E>] =
      [gamma.map { gamma in { g in (g * score).summed(to: gamma.shape) } }].compactMap { $0 }
      + [beta.map { beta in { g in g.summed(to: beta.shape) } }].compactMap { $0 }
    return sums.enumerated().map { index, sum in
      wanted[index] ? sum(gradient).reshaped(to: weights[index].shape) : nil
    }
  }
}

/// The indices of several axes, sorted, each once.
///
/// - Throws: ``ShapeError/axisOutOfRange(axis:shape:)`` where an axis is absent or is the batch.
func axisIndices(_ axes: [Int], for shape: [Int]) throws(ShapeError) -> [Int] {
  var indices: Set<Int> = []
  for axis in axes { indices.insert(try axisIndex(axis, for: shape)) }
  return indices.sorted()
}

/// The same for shapes that were checked before; `rank` counts the batch axis.
func checkedAxes(_ axes: [Int], rank: Int) -> [Int] {
  Set(axes.map { checkedAxis($0, rank: rank) }).sorted()
}

extension [Int] {
  /// This shape with extent 1 along all axes but those given.
  func keeping(_ axes: [Int]) -> [Int] { indices.map { axes.contains($0) ? self[$0] : 1 } }
}
