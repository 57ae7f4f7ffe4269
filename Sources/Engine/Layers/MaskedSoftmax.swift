/// Softmax over the positions that a mask leaves: what attention weighs values by.
///
/// Inputs: the scores, and optionally a mask that broadcasts to their shape and is not 0 where a
/// position counts. Where no position along the axis counts, the result is uniform or zero, or as
/// ``lowersScores`` says.
public struct MaskedSoftmax: Layer, Equatable {
  /// The axis; the batch axis counts as 0.
  public var axis: Int
  /// Whether position `j` of the last axis counts for position `i` of the one before only where
  /// `j ≤ i`.
  public var isCausal: Bool
  /// Whether masked positions are zero even where no position counts.
  public var isZeroWhereMasked: Bool
  /// Whether 10⁹ is taken from the scores of masked positions, rather than -10⁹ put in their place.
  ///
  /// It is the same unless no position counts: scores beyond 32 then survive the subtraction in single
  /// precision, by steps of 64, and positions are weighed by what is left of them.
  public var lowersScores: Bool

  /// Creates the layer.
  public init(
    axis: Int = -1, isCausal: Bool = false, isZeroWhereMasked: Bool = false,
    lowersScores: Bool = false
  ) {
    self.axis = axis
    self.isCausal = isCausal
    self.isZeroWhereMasked = isZeroWhereMasked
    self.lowersScores = lowersScores
  }

  /// The scores' shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    guard let shape = inputs.first, inputs.count <= 2 else {
      throw .inputCount(expected: 1...2, found: inputs.count)
    }
    _ = try axisIndex(axis, for: shape)
    guard !isCausal || shape.count >= 2 else {
      throw .inputRank(expected: 2...Int.max, shape: shape)
    }
    if inputs.count == 2 {
      guard inputs[1].count == shape.count, shape.broadcast(with: inputs[1]) == shape else {
        throw .inputsDiffer(shapes: inputs)
      }
    }
    return shape
  }

  /// 1 where a position counts, of the scores' shape.
  private func mask<E: Scalar>(_ inputs: [Dual<E>]) -> Tensor<E>? {
    let shape = inputs[0].shape
    let given = inputs.count == 2 ? inputs[1].value.truth.broadcast(to: shape) : nil
    guard isCausal else { return given }
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    let triangle = Tensor<E>(
      shape: [rows, columns],
      elements: (0..<rows * columns).map { $0 % columns <= $0 / columns ? 1 : 0 })
    return given?.combined(.product, with: triangle) ?? triangle.broadcast(to: shape)
  }

  /// Takes the softmax of the scores, those of masked positions being -10⁹ or lower by as much.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let softmax = Function.softmax(axis: axis)
    guard let mask = mask(inputs) else { return (inputs[0].applying(softmax), []) }
    let low = Dual(Tensor<E>(repeating: -1e9, shape: mask.shape))
    let masked = lowersScores ? inputs[0] + low : low
    let output = Dual.select(mask, inputs[0], masked).applying(softmax)
    return (isZeroWhereMasked ? output.masked(by: mask) : output, [])
  }

  /// `∂x = y (g - Σ y g)`, where the position counts or its score does all the same.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    var result = LayerGradients<E>.zeros(for: inputs, wanted: wanted)
    guard wanted.inputs[0] else { return result }
    let rate = gradient.through(.softmax(axis: axis), at: inputs[0], giving: output)
    result.inputs[0] = lowersScores ? rate : mask(inputs).map { rate.masked(by: $0) } ?? rate
    return result
  }
}
