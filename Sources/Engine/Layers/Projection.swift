/// A dense layer between several axes at once: what attention's heads are made by.
///
/// The last axes of the input are multiplied by the first axes of the kernel; the kernel's other
/// axes take their place. Weights: the kernel (contracted axes…, output…), then the bias (output…)
/// if there is one.
public struct Projection: Layer, Equatable {
  /// How many of the input's last axes are multiplied.
  public var inputAxes: Int
  /// The axes that come instead.
  public var output: [Int]
  /// Whether there is a bias.
  public var useBias: Bool

  /// Creates a projection.
  ///
  /// - Precondition: At least one axis is multiplied.
  public init(inputAxes: Int = 1, output: [Int], useBias: Bool = true) {
    precondition(inputAxes > 0, "\(inputAxes) axes")
    self.inputAxes = inputAxes
    self.output = output
    self.useBias = useBias
  }

  /// (…, contracted…) becomes (…, output…).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try onlyInput(inputs, ranks: inputAxes...Int.max).dropLast(inputAxes) + output
  }

  /// Kernel and bias.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let contracted = try onlyInput(inputs, ranks: inputAxes...Int.max).suffix(inputAxes)
    return [contracted + output] + (useBias ? [output] : [])
  }

  /// The dual as (…, one axis in place of the last ones).
  private func flat<E: Scalar>(_ x: Dual<E>, _ axes: Int) -> Dual<E> {
    x.reshaped(to: x.shape.dropLast(axes) + [x.shape.suffix(axes).reduce(1, *)])
  }

  private func matrix<E: Scalar>(_ kernel: Dual<E>) -> Dual<E> {
    kernel.reshaped(to: [kernel.shape.prefix(inputAxes).reduce(1, *), output.elementCount])
  }

  /// `y = x W + b`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let bias = useBias ? flat(weights[1], output.count) : nil
    let y = Dual.affine(flat(inputs[0], inputAxes), matrix(weights[0]), bias)
    return (y.reshaped(to: inputs[0].shape.dropLast(inputAxes) + output), [])
  }

  /// `∂x = g Wᵀ`, `∂W = xᵀ g`, `∂b = Σ g`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let g = flat(gradient, self.output.count)
    var result = LayerGradients<E>(inputs: [nil], weights: weights.map { _ in nil })
    if wanted.inputs[0] {
      result.inputs[0] = Dual.product(g, matrix(weights[0]), transposeRight: true)
        .reshaped(to: inputs[0].shape)
    }
    if wanted.weights[0] {
      result.weights[0] = Dual.product(flat(inputs[0], inputAxes), g, transposeLeft: true)
        .reshaped(to: weights[0].shape)
    }
    if useBias, wanted.weights[1] {
      result.weights[1] = gradient.summed(to: self.output)
    }
    return result
  }
}
