import Synchronization

/// The range of independent standard normal variables: what the largest of all pairwise contrasts
/// between equal groups looks like.
enum StudentizedRange {
  /// The probability that the range of `groups` standard normal variables is at most `q`.
  ///
  /// `k ∫ φ(z) (Φ(z) − Φ(z − q))^(k−1) dz` (Tukey 1953), by the trapezoidal rule, which converges
  /// faster than any power of the step for integrands like this one.
  static func cdf(_ q: Double, groups: Int) -> Double {
    precondition(groups > 1)
    guard q > 0 else { return 0 }
    // φ is below 1e-17 outside ±8.5; the second bound is where the first normal variable is the
    // largest of all.
    let (start, step) = (-8.5, 0.05)
    var sum = CompensatedSum()
    var z = start
    while z <= 8.5 {
      let inside = Normal.cdf(z) - Normal.cdf(z - q)
      sum = sum.adding(exponential(-z * z / 2) * power(inside, groups - 1))
      z += step
    }
    return min(1, Double(groups) * sum.value * step / (2 * Double.pi).squareRoot())
  }

  /// The range that is not exceeded with probability `confidence`.
  static func quantile(confidence: Double, groups: Int) -> Double {
    var (low, high) = (0.0, 4.0)
    while cdf(high, groups: groups) < confidence { high *= 2 }
    // Regula falsi that halves the weight of an end which stays (Illinois).
    var (lowValue, highValue) = (-confidence, cdf(high, groups: groups) - confidence)
    var last = 0.0
    for _ in 0..<100 where high - low > 1e-13 * high {
      let next = (low * highValue - high * lowValue) / (highValue - lowValue)
      let value = cdf(next, groups: groups) - confidence
      if abs(value) < 1e-15 { return next }
      if value < 0 {
        if last < 0 { highValue /= 2 }
        (low, lowValue) = (next, value)
      } else {
        if last > 0 { lowValue /= 2 }
        (high, highValue) = (next, value)
      }
      last = value
    }
    return (low + high) / 2
  }

  /// The confidence of each pairwise interval at which all pairs hold together.
  ///
  /// The largest pairwise statistic of `groups` independent estimates exceeds `q / √2` with at most
  /// the wanted probability, whatever the groups' sizes: Tukey and Kramer's procedure, conservative
  /// for unequal errors (Hayter, Annals of Statistics 12, 1984).
  static func pairwiseConfidence(_ confidence: Double, groups: Int) -> Double {
    guard groups > 2 else { return confidence }
    let family = Family(groups: groups, confidence: confidence)
    if let known = known.withLock({ $0[family] }) { return known }
    let critical = quantile(confidence: confidence, groups: groups) / 2.0.squareRoot()
    let result = 1 - 2 * Normal.cdf(-critical)
    known.withLock { $0[family] = result }
    return result
  }

  private struct Family: Hashable {
    var groups: Int
    var confidence: Double
  }

  /// Results of ``pairwiseConfidence(_:groups:)``, asked for once per metric.
  private static let known = Mutex<[Family: Double]>([:])

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }
}
