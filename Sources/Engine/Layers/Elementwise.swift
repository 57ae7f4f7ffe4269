/// A function of one number that is no activation.
public enum ElementFunction: Sendable, Hashable {
  /// `|x|`
  case absolute
  /// The natural logarithm.
  case logarithm
  /// `x` to the power of a constant: also its square, its roots and `1 / x`.
  case power(Double)
  /// `x` without its fraction: what a cast to whole numbers keeps. A step function.
  case truncation
}

/// A function of each element.
public struct Elementwise: Layer, Equatable {
  /// The function.
  public var function: ElementFunction

  /// Creates the layer.
  public init(_ function: ElementFunction) {
    self.function = function
  }

  private var curve: Curve {
    switch function {
    case .absolute: .absolute
    case .logarithm: .logarithm
    case .power(-1): .reciprocal
    case .power(2): .square
    case .power(let exponent): .power(exponent)
    case .truncation: .truncation
    }
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try onlyInput(inputs)
  }

  /// `y = f(x)`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (inputs[0].map(curve), [])
  }

  /// `∂x = f'(x) g`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    LayerGradients(inputs: [wanted.inputs[0] ? gradient.times(slopeOf: curve, at: inputs[0]) : nil])
  }
}
