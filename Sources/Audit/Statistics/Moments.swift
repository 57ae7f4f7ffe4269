/// Size, mean and variance of a sample.
struct Moments: Sendable, Hashable {
  /// How many numbers there are.
  var count: Int
  /// Their mean; 0 for none.
  var mean: Double
  /// The sample variance (divisor n - 1); 0 for fewer than two.
  var variance: Double

  /// Measures numbers in two passes, which keeps the variance's digits.
  init(_ values: some Collection<Double>) {
    count = values.count
    let total = values.reduce(CompensatedSum()) { $0.adding($1) }.value
    let mean = values.isEmpty ? 0 : total / Double(count)
    self.mean = mean
    let squares = values.reduce(CompensatedSum()) { $0.adding(($1 - mean) * ($1 - mean)) }.value
    variance = count > 1 ? squares / Double(count - 1) : 0
  }

  /// The squared standard error of the mean; `nil` where the sample shows no spread to take it
  /// from: fewer than two numbers, or all alike.
  var squaredError: Double? {
    count > 1 && variance > 0 ? variance / Double(count) : nil
  }

  /// Student's interval of the mean, cut to `bounds`.
  func interval(confidence: Double, within bounds: ClosedRange<Double>) -> ClosedRange<Double>? {
    guard let squaredError else { return nil }
    let half =
      StudentT.criticalValue(confidence: confidence, degrees: Double(count - 1))
      * squaredError.squareRoot()
    return max(bounds.lowerBound, mean - half)...min(bounds.upperBound, mean + half)
  }

  /// Welch's interval of the difference of two means (Welch, Biometrika 34, 1947).
  func welch(minus other: Moments, confidence: Double) -> ClosedRange<Double>? {
    guard let a = squaredError, let b = other.squaredError else { return nil }
    let degrees =
      (a + b) * (a + b) / (a * a / Double(count - 1) + b * b / Double(other.count - 1))
    let half =
      StudentT.criticalValue(confidence: confidence, degrees: degrees) * (a + b).squareRoot()
    return mean - other.mean - half...mean - other.mean + half
  }
}

/// A sum that carries its rounding error along (Neumaier 1974).
struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var lost = 0.0

  /// The sum so far.
  var value: Double { sum + lost }

  /// The sum with one more term.
  consuming func adding(_ term: Double) -> CompensatedSum {
    let next = sum + term
    lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
    return self
  }
}
