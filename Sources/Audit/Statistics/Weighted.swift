import AuditResults

/// Weights of some rows, summed up.
struct WeightSum: Sendable, Hashable {
  /// Rows.
  var rows = 0
  /// Σ w.
  var sum = 0.0
  /// Σ w².
  var squares = 0.0

  /// Kish's effective number of rows (Kish 1965, Survey Sampling, section 11.7); 0 without weight.
  var effectiveRows: Double { squares > 0 ? sum * sum / squares : 0 }

  mutating func add(_ weight: Double) {
    rows += 1
    sum += weight
    squares += weight * weight
  }

  static func + (left: WeightSum, right: WeightSum) -> WeightSum {
    WeightSum(
      rows: left.rows + right.rows, sum: left.sum + right.sum,
      squares: left.squares + right.squares)
  }

  init(rows: Int = 0, sum: Double = 0, squares: Double = 0) {
    (self.rows, self.sum, self.squares) = (rows, sum, squares)
  }

  /// Sums weights up.
  init(_ weights: some Sequence<Double>) {
    for weight in weights { add(weight) }
  }
}

/// A share of weight, Σ w y / Σ w with y 0 or 1.
///
/// Its variance is linearised: Σ w² (y − p)² / (Σ w)², as of a ratio of totals over rows that were
/// drawn with unequal chances (Särndal, Swensson and Wretman 1992, section 5.7). The rows that would
/// show as much, had all the same weight, take the place of their number in intervals for shares: the
/// design-adjusted Wilson interval (Franco et al., Journal of Survey Statistics and Methodology 7,
/// 2019). With equal weights everything is that of ``Proportion``.
struct WeightedShare: Sendable, Hashable {
  /// The share.
  let value: Double
  /// The linearised variance; 0 where the share is 0 or 1.
  let variance: Double
  /// Rows.
  let rows: Int
  /// The rows of one weight that would show as much.
  let effectiveRows: Double

  /// The share of `part` in itself and the rest; `nil` where they weigh nothing.
  init?(_ part: WeightSum, rest: WeightSum) {
    let whole = part + rest
    guard whole.sum > 0 else { return nil }
    value = part.sum / whole.sum
    variance =
      (part.squares * (1 - value) * (1 - value) + rest.squares * value * value)
      / (whole.sum * whole.sum)
    rows = whole.rows
    let shown = variance > 0 ? value * (1 - value) / variance : whole.effectiveRows
    effectiveRows = min(shown, Double(whole.rows))
  }

  /// The unbiased estimate of the variance, as ``Measurement/squaredError``.
  var squaredError: Double? {
    rows > 1 ? variance * Double(rows) / Double(rows - 1) : nil
  }

  /// Wilson's interval with the effective rows.
  func wilson(confidence: Double) -> ClosedRange<Double> {
    wilsonInterval(
      of: value, rows: effectiveRows, criticalValue: Normal.criticalValue(confidence: confidence))
  }

  /// The successes and rows of one weight that would show as much.
  var effective: EffectiveShare {
    EffectiveShare(count: value * effectiveRows, total: effectiveRows, value: value)
  }
}

extension [WeightSum] {
  /// A number that sums of weights decide, its error linearised by how it moves with each sum.
  ///
  /// - Parameters:
  ///   - value: The number at these sums.
  ///   - rows: Rows in all.
  ///   - bounds: The range of the number.
  ///   - quantity: The number at other sums; it does not change where all are multiplied by one
  ///     factor.
  /// - Returns: The number with its error; without one where it does not vary.
  func linearized(
    _ value: Double, rows: Int, within bounds: ClosedRange<Double>,
    of quantity: ([Double]) -> Double?
  ) -> Measurement {
    let sums = map(\.sum)
    let step = sums.reduce(0, +) * 1e-5
    var variance = 0.0
    for index in indices where self[index].squares > 0 {
      func moved(_ by: Double) -> Double? {
        var changed = sums
        changed[index] += by
        return quantity(changed)
      }
      let isInterior = sums[index] > 2 * step
      guard let above = moved(step), let below = isInterior ? moved(-step) : value else {
        return .other(value, fraction: nil) { _ in nil }
      }
      let slope = (above - below) / (isInterior ? 2 * step : step)
      variance += slope * slope * self[index].squares
    }
    guard rows > 1, variance > 0 else { return .other(value, fraction: nil) { _ in nil } }
    return .standard(
      StandardEstimate(
        value: value, squaredError: variance * Double(rows) / Double(rows - 1), scale: .plain,
        method: .linearized, bounds: bounds))
  }
}

extension Moments {
  /// Moments that were computed elsewhere.
  init(count: Int, mean: Double, variance: Double) {
    self.init([])
    (self.count, self.mean, self.variance) = (count, mean, variance)
  }

  /// The mean of weighted numbers, with the linearised variance as that of Kish's effective rows.
  ///
  /// With equal weights the same as without; `nil` where they weigh nothing.
  init?(_ values: [Double], weights: [Double]) {
    let sum = WeightSum(weights)
    guard sum.sum > 0 else { return nil }
    let total = zip(values, weights).reduce(CompensatedSum()) { $0.adding($1.0 * $1.1) }.value
    let mean = total / sum.sum
    let squares = zip(values, weights).reduce(CompensatedSum()) {
      let term = $1.1 * ($1.0 - mean)
      return $0.adding(term * term)
    }.value
    let rows = weights.count { $0 > 0 }
    let count = max(2, Int(sum.effectiveRows.rounded()))
    let error =
      rows > 1 ? squares / (sum.sum * sum.sum) * Double(rows) / Double(rows - 1) : 0
    self.init(count: rows > 1 ? count : rows, mean: mean, variance: error * Double(count))
    let cubes = zip(values, weights).reduce(0) { sum, pair in
      let term = pair.1 * (pair.0 - mean)
      return sum + term * term * term
    }
    thirdMoment = Double(count * count) * cubes / (sum.sum * sum.sum * sum.sum)
  }
}

extension Measurement {
  /// A weighted mean, undefined where the rows weigh nothing.
  static func mean(
    of values: [Double], weights: [Double], within bounds: ClosedRange<Double>,
    orElse reason: UndefinedReason
  ) -> Measurement {
    Moments(values, weights: weights).map { .mean($0, within: bounds) } ?? .undefined(reason)
  }
}
