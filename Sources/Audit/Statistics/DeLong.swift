/// The area under the ROC curve of scores, and its variance.
///
/// The variance is that of DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988), by midranks as in
/// Sun and Xu (IEEE Signal Processing Letters 21, 2014).
struct ROCArea: Sendable, Hashable {
  /// The chance that a positive row scores above a negative one, ties counting half.
  var value: Double
  /// The estimate's variance; `nil` for fewer than two positive or negative rows.
  var variance: Double?

  /// Measures sorted scores; `nil` without positives or negatives.
  ///
  /// - Complexity: O(rows).
  init?(positives: [Double], negatives: [Double]) {
    guard !positives.isEmpty, !negatives.isEmpty else { return nil }
    // Each positive's share of negatives below it, and each negative's share of positives above.
    let above = Moments(placements(of: positives, among: negatives))
    let below = Moments(placements(of: negatives, among: positives).map { 1 - $0 })
    value = above.mean
    if positives.count > 1, negatives.count > 1 {
      variance =
        above.variance / Double(positives.count) + below.variance / Double(negatives.count)
    }
  }

  /// The interval on the logit scale, within (0, 1); `nil` where the variance is absent or zero.
  func interval(confidence: Double) -> ClosedRange<Double>? {
    guard let variance, variance > 0, value > 0, value < 1 else { return nil }
    let half =
      Normal.criticalValue(confidence: confidence) * variance.squareRoot() / (value * (1 - value))
    return logistic(logit(value) - half)...logistic(logit(value) + half)
  }
}

/// For each sorted value the share of the others that lie below it, ties counting half.
private func placements(of values: [Double], among others: [Double]) -> [Double] {
  var (below, through) = (0, 0)
  return values.map { value in
    while below < others.count, others[below] < value { below += 1 }
    through = max(through, below)
    while through < others.count, others[through] == value { through += 1 }
    return Double(below + through) / 2 / Double(others.count)
  }
}
