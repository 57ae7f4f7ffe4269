/// `x` above 0, `alpha x` below, with a trained `alpha` for each position of the input.
///
/// Weights: alpha, of the input's shape with extent 1 along the shared axes.
public struct PReLU: Layer, Equatable {
  /// The axes along which positions share their alpha; the batch axis counts as 0.
  public var sharedAxes: [Int]

  /// Creates a parametric ReLU.
  public init(sharedAxes: [Int] = []) {
    self.sharedAxes = sharedAxes
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    for axis in sharedAxes { _ = try axisIndex(axis, for: shape) }
    return shape
  }

  /// The input's shape, 1 along shared axes.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let shape = try onlyInput(inputs)
    var alpha = shape
    for axis in sharedAxes { alpha[try axisIndex(axis, for: shape) - 1] = 1 }
    return [alpha]
  }

  /// `y = max(x, 0) + α min(x, 0)`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let negative = inputs[0].map(.negativePart)
    return (inputs[0].map(.activation(.relu())) + negative * weights[0], [])
  }

  /// `∂x = g` above 0 and `α g` below, `∂α = Σ g min(x, 0)`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let (x, alpha) = (inputs[0], weights[0])
    var result = LayerGradients<E>(inputs: [nil], weights: [nil])
    if wanted.inputs[0] {
      result.inputs[0] =
        gradient.times(slopeOf: .activation(.relu()), at: x)
        + (gradient * alpha).times(slopeOf: .negativePart, at: x)
    }
    if wanted.weights[0] {
      result.weights[0] = (gradient * x.map(.negativePart)).summed(to: alpha.shape)
    }
    return result
  }
}
