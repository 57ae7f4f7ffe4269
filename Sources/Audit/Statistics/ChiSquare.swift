/// The chi-square distribution.
enum ChiSquare {
  /// The probability of a value above `x`.
  ///
  /// - Precondition: `degrees` is positive.
  static func upperTail(_ x: Double, degrees: Double) -> Double {
    precondition(degrees > 0, "\(degrees) degrees of freedom")
    guard x > 0 else { return 1 }
    guard x.isFinite else { return 0 }
    return regularizedGamma(x / 2, shape: degrees / 2).upper
  }

  /// The value that is exceeded with probability `tail`, in (0, 1).
  ///
  /// Bisection on the logarithm of the tail, to the last digits.
  static func quantile(upperTail tail: Double, degrees: Double) -> Double {
    precondition(tail > 0 && tail < 1)
    var (low, high) = (0.0, max(1, degrees))
    while upperTail(high, degrees: degrees) > tail { high *= 2 }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { break }
      if upperTail(middle, degrees: degrees) > tail { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

/// Fisher's F distribution.
enum FisherF {
  /// The probability of a value above `f`.
  ///
  /// - Precondition: both degrees are positive.
  static func upperTail(_ f: Double, between: Double, within: Double) -> Double {
    precondition(between > 0 && within > 0)
    guard f > 0 else { return 1 }
    guard f.isFinite else { return 0 }
    let sum = within + between * f
    return regularizedBeta(
      within / sum, complement: between * f / sum, a: within / 2, b: between / 2)
  }
}

/// The regularised incomplete gamma functions P(shape, x) and Q(shape, x).
///
/// Series below the mean, Lentz's continued fraction above: relative error about 1e-13 in the
/// smaller of the two.
func regularizedGamma(_ x: Double, shape: Double) -> (lower: Double, upper: Double) {
  guard x > 0 else { return (0, 1) }
  let front = exponential(shape * logarithm(x) - x - logGamma(shape))
  if x < shape + 1 {
    var (term, sum, next) = (1 / shape, 1 / shape, shape)
    for _ in 0..<10_000 {
      next += 1
      term *= x / next
      sum += term
      if term < sum * 1e-17 { break }
    }
    let lower = min(1, front * sum)
    return (lower, 1 - lower)
  }
  let tiny = 1e-300
  var b = x + 1 - shape
  var c = 1 / tiny
  var d = 1 / b
  var fraction = d
  for step in 1...10_000 {
    let a = -Double(step) * (Double(step) - shape)
    b += 2
    d = a * d + b
    if abs(d) < tiny { d = tiny }
    c = b + a / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    fraction *= d * c
    if abs(d * c - 1) < 1e-16 { break }
  }
  let upper = min(1, front * fraction)
  return (1 - upper, upper)
}
