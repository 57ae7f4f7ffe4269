/// Each row divided by its Euclidean norm over some axes.
public struct UnitNormalization: Layer, Equatable {
  /// The axes; the batch axis counts as 0.
  public var axes: [Int]
  /// The least that a squared norm is taken for.
  ///
  /// Keras takes the norm for at least 1e-12 from 3.6 on, and its square before.
  public var floor: Double

  /// Creates a normalisation with Keras 3's defaults.
  public init(axes: [Int] = [-1], floor: Double = 1e-24) {
    self.axes = axes
    self.floor = floor
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    _ = try axisIndices(axes, for: shape)
    return shape
  }

  private func squareSum<E: Scalar>(_ x: Dual<E>) -> Dual<E> {
    let shape = checkedAxes(axes, rank: x.shape.count).reduce(x.shape) {
      $0.replacing(axis: $1, with: 1)
    }
    return x.map(.square).summed(to: shape)
  }

  /// `y = x s` with `s = 1 / sqrt(max(Σ x², floor))`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (inputs[0] * squareSum(inputs[0]).map(.inverseSquareRootOfMaximum(floor)), [])
  }

  /// `∂x = g s + 2 x s' Σ g x`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    let x = inputs[0]
    let square = squareSum(x)
    let curve = Curve.inverseSquareRootOfMaximum(floor)
    let bySquare = (gradient * x).summed(to: square.shape).times(slopeOf: curve, at: square)
    return LayerGradients(inputs: [gradient * square.map(curve) + (x * bySquare).scaled(by: 2)])
  }
}
