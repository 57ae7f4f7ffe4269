/// A ``Function`` of its input.
public struct Activation: Layer, Equatable {
  /// The function.
  public var function: Function

  /// Creates an activation.
  public init(_ function: Function) {
    self.function = function
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    if let axis = function.axis { _ = try axisIndex(axis, for: shape) }
    return shape
  }

  /// `y = f(x)`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let x = inputs[0]
    switch function {
    case .linear: return (x, [])
    case .softmax(let axis):
      let axis = checkedAxis(axis, rank: x.shape.count)
      let powers = x.shifted(along: axis).map(.activation(.exponential))
      return (powers * powers.summed(along: axis).map(.reciprocal), [])
    case .logSoftmax(let axis):
      let axis = checkedAxis(axis, rank: x.shape.count)
      let shifted = x.shifted(along: axis)
      let powers = shifted.map(.activation(.exponential))
      return (shifted - powers.summed(along: axis).map(.logarithm), [])
    default: return (x.map(.activation(function)), [])
    }
  }

  /// `y' = f'(x) x'`.
  public func resumed<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>], value: Tensor<E>
  ) -> Dual<E>? {
    guard function.axis == nil else { return nil }
    if function == .linear { return inputs[0] }
    return Dual(
      value,
      tangent: inputs[0].tangent.map {
        inputs[0].value.mapped(.activation(function), .slope, times: $0)
      })
  }

  /// `∂x = f'(x) g`; for softmax `y (g - Σ y g)`, for its logarithm `g - exp(y) Σ g`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    switch function {
    case .linear: return LayerGradients(inputs: [gradient])
    case .softmax(let axis):
      let axis = checkedAxis(axis, rank: output.shape.count)
      let mean = (gradient * output).summed(along: axis)
      return LayerGradients(inputs: [output * (gradient - mean)])
    case .logSoftmax(let axis):
      let axis = checkedAxis(axis, rank: output.shape.count)
      let share = output.map(.activation(.exponential))
      return LayerGradients(inputs: [gradient - share * gradient.summed(along: axis)])
    default:
      return LayerGradients(
        inputs: [gradient.times(slopeOf: .activation(function), at: inputs[0])])
    }
  }
}

extension Dual {
  /// The dual minus its maximum along the axis, so that exponentials cannot overflow.
  ///
  /// The maximum counts as a constant: what follows does not depend on a shift.
  fileprivate func shifted(along axis: Int) -> Dual {
    self - Dual(value.maximum(along: axis))
  }
}
