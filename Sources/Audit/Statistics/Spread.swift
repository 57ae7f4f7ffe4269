/// How much values differ beyond their errors: Cochran's Q at a squared spread between groups.
func heterogeneity(_ values: [Double], _ squaredErrors: [Double], between: Double) -> Double {
  let weights = squaredErrors.map { 1 / ($0 + between) }
  let mean = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
  return zip(weights, values).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
}

/// The standard deviation of groups' true values, the noise of their estimates taken off.
///
/// Paule and Mandel's estimate: the spread at which the differences are as large as noise and spread
/// together make them; 0 where noise alone does. The interval holds all spreads under which the
/// differences would not surprise (Q-profile: Viechtbauer, Statistics in Medicine 26, 2007).
///
/// - Precondition: at least two values, all errors positive.
func spreadBetween(
  _ values: [Double], _ squaredErrors: [Double], confidence: Double
) -> (value: Double, interval: ClosedRange<Double>) {
  precondition(values.count > 1 && squaredErrors.allSatisfy { $0 > 0 })
  let degrees = Double(values.count - 1)
  func spread(at target: Double) -> Double {
    guard heterogeneity(values, squaredErrors, between: 0) > target else { return 0 }
    var (low, high) = (0.0, squaredErrors.max() ?? 1)
    while heterogeneity(values, squaredErrors, between: high) > target { high *= 4 }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { break }
      if heterogeneity(values, squaredErrors, between: middle) > target {
        low = middle
      } else {
        high = middle
      }
    }
    return ((low + high) / 2).squareRoot()
  }
  let tail = (1 - confidence) / 2
  let value = spread(at: degrees)
  let lower = spread(at: ChiSquare.quantile(upperTail: tail, degrees: degrees))
  let upper = spread(at: ChiSquare.quantile(upperTail: 1 - tail, degrees: degrees))
  return (value, min(lower, value)...max(upper, value))
}
