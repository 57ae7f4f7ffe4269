import AuditResults

/// A number before or after, and how much each row moves it.
struct LinearMetric: Sendable {
  /// The number, as the metric of the same id gives it.
  var value: Double
  /// Each row's share in its error, the derivative with respect to the row's weight.
  ///
  /// Their squares add up to the variance. Empty where the value alone was asked for.
  var rows: [Double]
}

/// The metrics that are followed while neurons are taken out: a table; each row is a metric's id and
/// how rows decide it.
struct PairedMetric: Sendable {
  /// The id in ``Metric/all``.
  let id: String
  private let rule: Rule

  private enum Rule: Sendable {
    /// The largest difference of groups' means over the rows that count: those of one label, or all.
    case gap(Quantity, among: Bool?)
    /// The share of rows that are selected where they should be, and only there.
    case accuracy
    case averagePrecision
  }

  private enum Quantity: Sendable {
    case selection
    case score
  }

  /// Every metric that is followed.
  static let all: [PairedMetric] = [
    PairedMetric(id: "dp.rate_gap.maxmin", rule: .gap(.selection, among: nil)),
    PairedMetric(id: "dp.score_gap", rule: .gap(.score, among: nil)),
    PairedMetric(id: "eopp.maxmin", rule: .gap(.selection, among: true)),
    PairedMetric(id: "fpr.gap.maxmin", rule: .gap(.selection, among: false)),
    PairedMetric(id: "accuracy", rule: .accuracy),
    PairedMetric(id: "average_precision", rule: .averagePrecision),
  ]

  /// Measures scores; `nil` where the metric is not defined.
  ///
  /// Without `keepingRows` the value alone is found.
  func measure(
    _ scores: [Double], labels: [UInt8], threshold: Double, rowsOfGroups: [[Int]],
    keepingRows: Bool = true
  ) -> LinearMetric? {
    let blank = keepingRows ? [Double](repeating: 0, count: scores.count) : []
    var result = LinearMetric(value: 0, rows: blank)
    switch rule {
    case .averagePrecision:
      return LinearMetric(averagePrecisionOf: scores, labels: labels, keepingRows: keepingRows)
    case .accuracy:
      guard scores.count > 1 else { return nil }
      func isRight(_ row: Int) -> Bool { (scores[row] >= threshold) == (labels[row] != 0) }
      result.value = Double(scores.indices.count(where: isRight)) / Double(scores.count)
      guard keepingRows else { break }
      result.add(Array(scores.indices), mean: result.value, sign: 1) { isRight($0) ? 1 : 0 }
    case .gap(let quantity, let label):
      var groups: [(mean: Double, rows: [Int])] = []
      for rows in rowsOfGroups {
        var (count, selected, sum) = (0, 0, CompensatedSum())
        for row in rows where label == nil || (labels[row] != 0) == label {
          count += 1
          switch quantity {
          case .selection: selected += scores[row] >= threshold ? 1 : 0
          case .score: sum = sum.adding(scores[row])
          }
        }
        guard count > 0 else { continue }
        let total = quantity == .selection ? Double(selected) : sum.value
        groups.append((total / Double(count), rows))
      }
      guard groups.count > 1, let high = groups.max(by: { $0.mean < $1.mean }),
        let low = groups.min(by: { $0.mean < $1.mean })
      else { return nil }
      result.value = high.mean - low.mean
      guard keepingRows, result.value > 0 else { break }
      for (group, sign) in [(high, 1.0), (low, -1.0)] {
        let counted = group.rows.filter { label == nil || (labels[$0] != 0) == label }
        result.add(counted, mean: group.mean, sign: sign) {
          quantity == .score ? scores[$0] : scores[$0] >= threshold ? 1 : 0
        }
      }
    }
    return result
  }
}

extension LinearMetric {
  /// Adds the shares of rows in the error of their mean.
  fileprivate mutating func add(
    _ indices: [Int], mean: Double, sign: Double, _ value: (Int) -> Double
  ) {
    guard indices.count > 1 else { return }
    let count = Double(indices.count)
    // The factor makes the sum of squares the unbiased estimate of the mean's variance.
    let factor = sign / (count * (count - 1)).squareRoot()
    for index in indices { rows[index] += (value(index) - mean) * factor }
  }

  /// Average precision and its derivatives, as ``averagePrecision(positives:negatives:)``.
  fileprivate init?(averagePrecisionOf scores: [Double], labels: [UInt8], keepingRows: Bool) {
    let order = Array(ascendingOrder(scores).reversed())
    let positives = labels.count { $0 != 0 }
    guard positives > 0 else { return nil }
    struct Step {
      var end: Int
      var positives: Int
      var precision: Double
    }
    var steps: [Step] = []
    var (position, found, sum) = (0, 0, CompensatedSum())
    while position < order.count {
      let score = scores[order[position]]
      let before = found
      while position < order.count, scores[order[position]] == score {
        if labels[order[position]] != 0 { found += 1 }
        position += 1
      }
      let precision = Double(found) / Double(position)
      sum = sum.adding(Double(found - before) * precision)
      steps.append(Step(end: position, positives: found - before, precision: precision))
    }
    let count = Double(positives)
    value = sum.value / count
    guard keepingRows else {
      rows = []
      return
    }
    rows = Array(repeating: 0, count: scores.count)
    var (gain, loss) = (0.0, 0.0)
    for (index, step) in steps.enumerated().reversed() {
      gain += Double(step.positives) * (1 - step.precision) / Double(step.end)
      loss += Double(step.positives) * step.precision / Double(step.end)
      for position in (index > 0 ? steps[index - 1].end : 0)..<step.end {
        let row = order[position]
        rows[row] = (labels[row] != 0 ? step.precision - value + gain : -loss) / count
      }
    }
  }

  /// What another measurement of the same rows adds, with its paired interval; none where no row
  /// moves.
  func change(to other: LinearMetric, confidence: Double) -> Estimate {
    let difference = other.value - value
    let variance = zip(rows, other.rows).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    guard variance > 0 else { return Estimate(difference) }
    let half = Normal.criticalValue(confidence: confidence) * variance.squareRoot()
    return Estimate(
      difference,
      interval: Interval(
        difference - half...difference + half, confidence: confidence, method: .pairedLinear))
  }
}
