/// An activation function, as Keras defines it.
///
/// At a kink the derivative is that of the flatter side (0 for ReLU), and the second derivative 0.
public enum Function: Sendable, Hashable {
  /// `x`
  case linear
  /// `relu(x)` with Keras's options: `min(x, maxValue)` above the threshold,
  /// `negativeSlope * (x - threshold)` below it.
  case relu(maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0)
  /// `min(max(x, 0), 6)`
  case relu6
  /// `x` above 0, `slope * x` below.
  case leakyReLU(slope: Double)
  /// `x` above 0, `alpha * (exp(x) - 1)` below.
  case elu(alpha: Double)
  /// `elu` with the constants of self-normalising networks (Klambauer et al., NeurIPS 2017).
  case selu
  /// `x` above 0, `alpha * (exp(x / alpha) - 1)` below.
  case celu(alpha: Double)
  /// `1 / (1 + exp(-x))`
  case sigmoid
  /// `log(sigmoid(x))`
  case logSigmoid
  /// `relu6(x + 3) / 6`, Keras 3's `hard_sigmoid`.
  case hardSigmoid
  /// `clip(0.2 x + 0.5, 0, 1)`, Keras 2's `hard_sigmoid`.
  case hardSigmoidKeras2
  /// 0 below -1, 1 above 1, `(x + 1) / 2` between.
  case sparseSigmoid
  /// The hyperbolic tangent.
  case tanh
  /// `clip(x, -1, 1)`
  case hardTanh
  /// `x - tanh(x)`
  case tanhShrink
  /// `log(1 + exp(x))`
  case softplus
  /// 0 below -1, `x` above 1, `(x + 1)² / 4` between.
  case sparsePlus
  /// `(x + sqrt(x² + b)) / 2`
  case squareplus(b: Double)
  /// `x / (1 + |x|)`
  case softsign
  /// `exp(x)`
  case exponential
  /// `x Φ(x)` with the normal distribution function, or its approximation by `tanh`.
  case gelu(approximate: Bool)
  /// `x sigmoid(x)`, also called swish.
  case silu
  /// `x hardSigmoid(x)`, also called hard swish.
  case hardSilu
  /// `x tanh(softplus(x))`
  case mish
  /// `x` where `|x| > threshold`, else 0.
  case hardShrink(threshold: Double)
  /// `x` moved towards 0 by the threshold, at most to 0.
  case softShrink(threshold: Double)
  /// `x` above the threshold, else `default`.
  case threshold(Double, default: Double)
  /// `exp(x) / Σ exp(x)` along an axis, which counts the batch axis as 0.
  case softmax(axis: Int = -1)
  /// `log(softmax(x))` along an axis, which counts the batch axis as 0.
  case logSoftmax(axis: Int = -1)

  /// The axis along which elements depend on each other; `nil` where each stands for itself.
  var axis: Int? {
    switch self {
    case .softmax(let axis), .logSoftmax(let axis): axis
    default: nil
    }
  }
}

/// A function of one number that the engine can map over a tensor and differentiate twice.
enum Curve: Sendable {
  /// An activation that has no ``Function/axis``.
  case activation(Function)
  /// `1 / x`
  case reciprocal
  /// `log(x)`
  case logarithm
  /// `1 / sqrt(x + epsilon)`
  case inverseSquareRoot(adding: Double)
  /// `1 / sqrt(max(x, floor))`
  case inverseSquareRootOfMaximum(Double)
  /// `min(x, 0)`
  case negativePart
  /// `log(clip(x, epsilon, 1 - epsilon))`, constant outside.
  case clippedLogarithm(epsilon: Double)
  /// `x²`
  case square
  /// `x` to the power of a constant.
  case power(Double)
  /// `|x|`
  case absolute
  /// `x` without its fraction.
  case truncation
}

extension Curve {
  /// Whether the second derivative is zero wherever there is one: tangents need not be multiplied by it.
  ///
  /// Not all such curves are listed, but the frequent ones.
  var isPiecewiseLinear: Bool {
    switch self {
    case .activation(.linear), .activation(.relu), .activation(.relu6), .activation(.leakyReLU),
      .activation(.hardTanh), .activation(.hardSigmoid), .activation(.hardSigmoidKeras2):
      true
    default: false
    }
  }
}

/// Which derivative of a curve.
enum CurveOrder: Sendable {
  /// The function itself.
  case value
  /// Its first derivative.
  case slope
  /// Its second derivative.
  case bend
}

/// A curve's formulas.
///
/// A NaN stays NaN, so that a broken input is seen in the output.
protocol CurveFormula: Sendable {
  /// The function.
  func value<E: Scalar>(_ x: E) -> E
  /// The first derivative.
  func slope<E: Scalar>(_ x: E) -> E
  /// The second derivative.
  func bend<E: Scalar>(_ x: E) -> E
}
