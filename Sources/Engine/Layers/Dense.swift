/// `x W + b` over the last axis: (…, in) to (…, units).
///
/// Weights: the kernel (in, units), then the bias (units) if there is one.
public struct Dense: Layer, Equatable {
  /// The number of outputs.
  public var units: Int
  /// Whether there is a bias.
  public var useBias: Bool

  /// Creates a dense layer without activation.
  public init(units: Int, useBias: Bool = true) {
    self.units = units
    self.useBias = useBias
  }

  /// (…, in) becomes (…, units).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try onlyInput(inputs, ranks: 1...Int.max).dropLast() + [units]
  }

  /// Kernel (in, units), and bias (units).
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let features = try onlyInput(inputs, ranks: 1...Int.max).suffix(1)
    return [features + [units]] + (useBias ? [[units]] : [])
  }

  /// `y = x W + b`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (.affine(inputs[0], weights[0], useBias ? weights[1] : nil), [])
  }

  /// `y' = x' W + x W' + b'`.
  public func resumed<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>], value: Tensor<E>
  ) -> Dual<E>? {
    .affine(inputs[0], weights[0], useBias ? weights[1] : nil, value: value)
  }

  /// `∂x = g Wᵀ`, `∂W = xᵀ g`, `∂b = Σ g`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    var result = LayerGradients<E>(inputs: [nil], weights: weights.map { _ in nil })
    if wanted.inputs[0] {
      result.inputs[0] = .product(
        gradient, weights[0], transposeRight: true, tangentSuffices: wanted.inputTangentsSuffice)
    }
    if wanted.weights[0] {
      result.weights[0] = .product(
        inputs[0], gradient, transposeLeft: true, tangentSuffices: wanted.tangentsSuffice)
    }
    if useBias, wanted.weights[1] { result.weights[1] = gradient.summed(to: [units]) }
    return result
  }
}
