/// Average precision, and how much each row's weight moves it.
///
/// Ties count as one step, as in scikit-learn. The influences are the derivatives with respect to the
/// rows' weights; the sum of their squares is the infinitesimal jackknife's variance (Efron, The
/// Jackknife, 1982, chapter 6), and so is, for the difference of two such numbers of the same rows,
/// the sum of the squared differences.
struct RankedPrecision: Sendable {
  /// The average precision.
  let value: Double
  /// For each row how much its weight moves the value.
  let influences: [Double]

  /// Ranks scores; `nil` without positive rows.
  ///
  /// - Complexity: O(n log n).
  init?(scores: [Double], labels: [UInt8]) {
    let count = labels.count { $0 == 1 }
    guard count > 0 else { return nil }
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var steps: [(rows: Range<Int>, positives: Int, precision: Double)] = []
    var (start, found, sum) = (0, 0, CompensatedSum())
    while start < order.count {
      var end = start
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      let positives = order[start..<end].count { labels[$0] == 1 }
      found += positives
      let precision = Double(found) / Double(end)
      sum = sum.adding(Double(positives) * precision)
      steps.append((start..<end, positives, precision))
      start = end
    }
    let value = sum.value / Double(count)
    var influences = [Double](repeating: 0, count: scores.count)
    // From the lowest score up: what one more row there does to the precision at lower scores.
    var (gain, loss) = (0.0, 0.0)
    for step in steps.reversed() {
      let rows = Double(step.rows.upperBound)
      gain += Double(step.positives) * (1 - step.precision) / rows
      loss += Double(step.positives) * step.precision / rows
      for place in step.rows {
        let row = order[place]
        influences[row] =
          (labels[row] == 1 ? step.precision - value + gain : -loss) / Double(count)
      }
    }
    self.value = value
    self.influences = influences
  }
}
