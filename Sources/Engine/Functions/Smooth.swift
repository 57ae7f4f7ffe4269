// Curves made of exponentials, roots and ratios. Exponentials are taken of negative numbers only,
// where overflow is possible otherwise; differences that would cancel are rewritten. What others are
// made of is always inlined: a call for each number keeps a loop from becoming vector code.

struct Sigmoid: CurveFormula {
  @inline(__always) func value<E: Scalar>(_ x: E) -> E {
    let decay = E.exp(-abs(x))
    let share = 1 / (1 + decay)
    return x < 0 ? decay * share : share
  }
  @inline(__always) func slope<E: Scalar>(_ x: E) -> E {
    let decay = E.exp(-abs(x))
    return decay / ((1 + decay) * (1 + decay))
  }
  @inline(__always) func bend<E: Scalar>(_ x: E) -> E { -slope(x) * E.tanh(x / 2) }
}

struct LogSigmoid: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { -Softplus().value(-x) }
  func slope<E: Scalar>(_ x: E) -> E { Sigmoid().value(-x) }
  func bend<E: Scalar>(_ x: E) -> E { -Sigmoid().slope(x) }
}

struct Softplus: CurveFormula {
  @inline(__always) func value<E: Scalar>(_ x: E) -> E {
    (x <= 0 ? 0 : x) + E.log1p(E.exp(-abs(x)))
  }
  @inline(__always) func slope<E: Scalar>(_ x: E) -> E { Sigmoid().value(x) }
  @inline(__always) func bend<E: Scalar>(_ x: E) -> E { Sigmoid().slope(x) }
}

struct Tanh: CurveFormula {
  @inline(__always) func value<E: Scalar>(_ x: E) -> E { E.tanh(x) }
  @inline(__always) func slope<E: Scalar>(_ x: E) -> E { 4 * Sigmoid().slope(2 * x) }
  @inline(__always) func bend<E: Scalar>(_ x: E) -> E { -2 * E.tanh(x) * slope(x) }
}

struct TanhShrink: CurveFormula {
  @inline(__always) func value<E: Scalar>(_ x: E) -> E { x - E.tanh(x) }
  @inline(__always) func slope<E: Scalar>(_ x: E) -> E {
    let y = E.tanh(x)
    return y * y
  }
  @inline(__always) func bend<E: Scalar>(_ x: E) -> E { -Tanh().bend(x) }
}

/// `scale * x` above 0, `scale * alpha * (exp(x / width) - 1)` below: ELU, SELU and CELU.
struct ExponentialUnit: CurveFormula {
  var alpha: Double
  var scale = 1.0
  var width = 1.0

  static let selu = ExponentialUnit(
    alpha: 1.6732632423543772848170429916717, scale: 1.0507009873554804934193349852946)

  func value<E: Scalar>(_ x: E) -> E {
    E(scale) * (x > 0 ? x : E(alpha) * E.expm1(x / E(width)))
  }
  func slope<E: Scalar>(_ x: E) -> E {
    x > 0 ? E(scale) : E(scale * alpha / width) * E.exp(x / E(width))
  }
  func bend<E: Scalar>(_ x: E) -> E {
    x >= 0 ? 0 : E(scale * alpha / (width * width)) * E.exp(x / E(width))
  }
}

struct Exponential: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { E.exp(x) }
  func slope<E: Scalar>(_ x: E) -> E { E.exp(x) }
  func bend<E: Scalar>(_ x: E) -> E { E.exp(x) }
}

struct Softsign: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { x / (1 + abs(x)) }
  func slope<E: Scalar>(_ x: E) -> E {
    let base = 1 + abs(x)
    return 1 / (base * base)
  }
  func bend<E: Scalar>(_ x: E) -> E {
    let base = 1 + abs(x)
    let size: E = 2 / (base * base * base)
    return x > 0 ? -size : x < 0 ? size : 0
  }
}

struct Squareplus: CurveFormula {
  var b: Double
  func value<E: Scalar>(_ x: E) -> E { (x + (x * x + E(b)).squareRoot()) / 2 }
  func slope<E: Scalar>(_ x: E) -> E { (1 + x / (x * x + E(b)).squareRoot()) / 2 }
  func bend<E: Scalar>(_ x: E) -> E {
    let square = x * x + E(b)
    return E(b) / (2 * square * square.squareRoot())
  }
}

/// `x sigmoid(x)`.
struct SiLU: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { x * Sigmoid().value(x) }
  func slope<E: Scalar>(_ x: E) -> E { Sigmoid().value(x) + x * Sigmoid().slope(x) }
  func bend<E: Scalar>(_ x: E) -> E { 2 * Sigmoid().slope(x) + x * Sigmoid().bend(x) }
}

/// `x Φ(x)`.
struct GELU: CurveFormula {
  private func distribution<E: Scalar>(_ x: E) -> E { E.erfc(-x * E(0.5.squareRoot())) / 2 }
  private func density<E: Scalar>(_ x: E) -> E { E.exp(-x * x / 2) * E((0.5 / .pi).squareRoot()) }
  func value<E: Scalar>(_ x: E) -> E { x * distribution(x) }
  func slope<E: Scalar>(_ x: E) -> E { distribution(x) + x * density(x) }
  func bend<E: Scalar>(_ x: E) -> E { density(x) * (2 - x * x) }
}

/// `0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³)))`, which is `x sigmoid(v)` with twice that argument.
struct ApproximateGELU: CurveFormula {
  private var factor: Double { 2 * (2 / Double.pi).squareRoot() }
  private func argument<E: Scalar>(_ x: E) -> E { E(factor) * (x + E(0.044715) * x * x * x) }
  /// Beyond, the sigmoid is 0 or 1 in either precision, and the powers of `x` could overflow.
  private func bounded<E: Scalar>(_ x: E) -> E { x > 40 ? 40 : x < -40 ? -40 : x }

  func value<E: Scalar>(_ x: E) -> E { x * Sigmoid().value(argument(x)) }
  func slope<E: Scalar>(_ x: E) -> E {
    let x = bounded(x)
    let v = argument(x)
    let rate = E(factor) * (1 + E(3 * 0.044715) * x * x)
    return Sigmoid().value(v) + x * Sigmoid().slope(v) * rate
  }
  func bend<E: Scalar>(_ x: E) -> E {
    let x = bounded(x)
    let v = argument(x)
    let rate = E(factor) * (1 + E(3 * 0.044715) * x * x)
    let acceleration = E(6 * 0.044715 * factor) * x
    let slope = Sigmoid().slope(v)
    return 2 * slope * rate + x * (Sigmoid().bend(v) * rate * rate + slope * acceleration)
  }
}

/// `x tanh(softplus(x))`.
struct Mish: CurveFormula {
  /// `tanh(softplus(x))` and its two derivatives.
  private func gate<E: Scalar>(_ x: E) -> (E, E, E) {
    let y = Softplus().value(x)
    let (sigmoid, slope) = (Sigmoid().value(x), Sigmoid().slope(x))
    let (first, second) = (Tanh().slope(y), Tanh().bend(y))
    return (E.tanh(y), first * sigmoid, second * sigmoid * sigmoid + first * slope)
  }
  func value<E: Scalar>(_ x: E) -> E { x * gate(x).0 }
  func slope<E: Scalar>(_ x: E) -> E {
    let gate = gate(x)
    return gate.0 + x * gate.1
  }
  func bend<E: Scalar>(_ x: E) -> E {
    let gate = gate(x)
    return 2 * gate.1 + x * gate.2
  }
}

struct Reciprocal: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { 1 / x }
  func slope<E: Scalar>(_ x: E) -> E { -1 / (x * x) }
  func bend<E: Scalar>(_ x: E) -> E { 2 / (x * x * x) }
}

struct Logarithm: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { E.log(x) }
  func slope<E: Scalar>(_ x: E) -> E { 1 / x }
  func bend<E: Scalar>(_ x: E) -> E { -1 / (x * x) }
}

struct ClippedLogarithm: CurveFormula {
  var epsilon: Double
  func value<E: Scalar>(_ x: E) -> E {
    E.log(Clip(lower: epsilon, upper: 1 - epsilon).value(x))
  }
  func slope<E: Scalar>(_ x: E) -> E {
    Clip(lower: epsilon, upper: 1 - epsilon).slope(x) == 0 ? 0 : 1 / x
  }
  func bend<E: Scalar>(_ x: E) -> E {
    Clip(lower: epsilon, upper: 1 - epsilon).slope(x) == 0 ? 0 : -1 / (x * x)
  }
}

struct InverseSquareRoot: CurveFormula {
  var epsilon: Double
  func value<E: Scalar>(_ x: E) -> E { 1 / (x + E(epsilon)).squareRoot() }
  func slope<E: Scalar>(_ x: E) -> E {
    let y = x + E(epsilon)
    return -1 / (2 * y * y.squareRoot())
  }
  func bend<E: Scalar>(_ x: E) -> E {
    let y = x + E(epsilon)
    return 3 / (4 * y * y * y.squareRoot())
  }
}

struct InverseSquareRootOfMaximum: CurveFormula {
  var floor: Double
  func value<E: Scalar>(_ x: E) -> E { 1 / (x <= E(floor) ? E(floor) : x).squareRoot() }
  func slope<E: Scalar>(_ x: E) -> E { x <= E(floor) ? 0 : -1 / (2 * x * x.squareRoot()) }
  func bend<E: Scalar>(_ x: E) -> E { x <= E(floor) ? 0 : 3 / (4 * x * x * x.squareRoot()) }
}

struct Power: CurveFormula {
  var exponent: Double
  func value<E: Scalar>(_ x: E) -> E { E.pow(x, E(exponent)) }
  // A factor of zero goes first: x^0 has no slope at 0, where 0^(-1) is infinite.
  func slope<E: Scalar>(_ x: E) -> E {
    exponent == 0 ? 0 : E(exponent) * E.pow(x, E(exponent - 1))
  }
  func bend<E: Scalar>(_ x: E) -> E {
    exponent == 0 || exponent == 1
      ? 0 : E(exponent * (exponent - 1)) * E.pow(x, E(exponent - 2))
  }
}
