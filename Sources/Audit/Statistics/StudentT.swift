/// Student's t distribution.
enum StudentT {
  /// The probability that |T| exceeds `t` in absolute value.
  ///
  /// - Precondition: `degrees` is positive, possibly fractional or infinite.
  static func twoSidedP(_ t: Double, degrees: Double) -> Double {
    precondition(degrees > 0, "\(degrees) degrees of freedom")
    guard t.isFinite else { return t.isNaN ? .nan : 0 }
    guard degrees < 1e12 else { return 2 * Normal.cdf(-abs(t)) }
    let sum = degrees + t * t
    return regularizedBeta(degrees / sum, complement: t * t / sum, a: degrees / 2, b: 0.5)
  }

  /// The half-width of a two-sided interval, in standard errors.
  ///
  /// Relative error below 1e-10 for confidences up to 1 - 1e-9. Newton's method on the incomplete
  /// beta function up to 1,000 degrees; beyond, where that loses digits, the expansion in inverse
  /// degrees (Abramowitz and Stegun 26.7.5), which is then exact to that order.
  ///
  /// - Precondition: `degrees` is positive; `confidence` is in (0, 1).
  static func criticalValue(confidence: Double, degrees: Double) -> Double {
    precondition(degrees > 0 && confidence > 0 && confidence < 1)
    let start = expansion(Normal.criticalValue(confidence: confidence), degrees: degrees)
    guard degrees <= 1000 else { return start }
    let target = logarithm(1 - confidence)
    var (low, high) = (0.0, Double.infinity)
    var t = degrees >= 5 ? start : lowDegreesStart(confidence: confidence, degrees: degrees)
    for _ in 0..<200 {
      let p = twoSidedP(t, degrees: degrees)
      if logarithm(p) > target { low = t } else { high = t }
      // Newton on log p as a function of log t: nearly linear in both the middle and the tails.
      let slope = -2 * density(t, degrees: degrees) * t / p
      var next = t * exponential(max(-3, min(3, (target - logarithm(p)) / slope)))
      if !(next > low && next < high) { next = high.isFinite ? (low + high) / 2 : 2 * t }
      if abs(next - t) <= 4e-16 * t { return next }
      t = next
    }
    return t
  }

  private static func lowDegreesStart(confidence: Double, degrees: Double) -> Double {
    // The tail is close to a power: P(|T| > t) ≈ 2 c ν^((ν-1)/2) t^-ν.
    let scale =
      2 * density(0, degrees: degrees) * exponential((degrees - 1) / 2 * logarithm(degrees))
    return max(0.1, exponential((logarithm(scale) - logarithm(1 - confidence)) / degrees))
  }

  private static func density(_ t: Double, degrees: Double) -> Double {
    let norm = logGammaIncrease(degrees / 2, by: 0.5) - 0.5 * logarithm(degrees * Double.pi)
    return exponential(norm - (degrees + 1) / 2 * logarithm(1 + t * t / degrees))
  }

  private static func expansion(_ z: Double, degrees: Double) -> Double {
    guard degrees.isFinite else { return z }
    let s = z * z
    let terms = [
      z * (s + 1) / 4,
      z * ((5 * s + 16) * s + 3) / 96,
      z * (((3 * s + 19) * s + 17) * s - 15) / 384,
      z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160,
    ]
    return z + terms.reversed().reduce(0) { ($0 + $1) / degrees }
  }
}

/// The regularised incomplete beta function `I_x(a, b)`, by Lentz's continued fraction.
///
/// `complement` is `1 - x`, given beside `x` because near 1 the subtraction would lose its digits.
/// Relative error about 1e-12 where one parameter is moderate.
func regularizedBeta(_ x: Double, complement: Double, a: Double, b: Double) -> Double {
  guard x > 0 else { return 0 }
  guard complement > 0 else { return 1 }
  // The fraction converges fast on this side of the mean only.
  guard x <= (a + 1) / (a + b + 2) else {
    return 1 - regularizedBeta(complement, complement: x, a: b, b: a)
  }
  let front = exponential(
    logGammaIncrease(max(a, b), by: min(a, b)) - logGamma(min(a, b))
      + a * logarithm(x, complement: complement) + b * logarithm(complement, complement: x))
  let tiny = 1e-300
  func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
  var fraction = d
  for step in 1...10_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonzero(1 + even * d)
    c = nonzero(1 + even / c)
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonzero(1 + odd * d)
    c = nonzero(1 + odd / c)
    fraction *= d * c
    if abs(d * c - 1) < 1e-16 { break }
  }
  return front * fraction / a
}

/// `log x` from `x` and `1 - x`, with full relative accuracy near 1 as well.
private func logarithm(_ x: Double, complement: Double) -> Double {
  x < 0.5 ? logarithm(x) : logarithmOfOnePlus(-complement)
}

/// `log Γ(x + h) - log Γ(x)`, without the cancellation where x is large and h is ½.
private func logGammaIncrease(_ x: Double, by h: Double) -> Double {
  guard h == 0.5, x > 50 else { return logGamma(x + h) - logGamma(x) }
  let inverse = 1 / x
  let square = inverse * inverse
  let series = -1 / 8.0 + square * (1 / 192.0 + square * (-1 / 640.0 + square * 17 / 14336.0))
  return 0.5 * logarithm(x) + inverse * series
}
