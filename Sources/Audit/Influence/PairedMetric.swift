import AuditResults

/// A number before or after, and how much each row moves it.
struct LinearMetric: Sendable {
  /// The number, as the metric of the same id gives it.
  var value: Double
  /// Each row's share in its error, the derivative with respect to the row's weight.
  ///
  /// Their squares add up to the variance.
  var rows: [Double]
}

/// The metrics that are followed while neurons are taken out: a table; each row is a metric's id and
/// how rows decide it.
struct PairedMetric: Sendable {
  /// The id in ``Metric/all``.
  let id: String
  private let rule: Rule

  private enum Rule: Sendable {
    /// The largest difference of groups' means of what a row counts; `nil` where it does not count.
    case gap(@Sendable (Row) -> Double?)
    /// The mean over all rows.
    case mean(@Sendable (Row) -> Double)
    case averagePrecision
  }

  /// One row.
  private struct Row {
    var score: Double
    var isPositive: Bool
    var isSelected: Bool
    /// Whether the row is selected, as a number.
    var selection: Double { isSelected ? 1 : 0 }
  }

  /// Every metric that is followed.
  static let all: [PairedMetric] = [
    PairedMetric(id: "dp.rate_gap.maxmin", rule: .gap { $0.selection }),
    PairedMetric(id: "dp.score_gap", rule: .gap { $0.score }),
    PairedMetric(id: "eopp.maxmin", rule: .gap { $0.isPositive ? $0.selection : nil }),
    PairedMetric(id: "fpr.gap.maxmin", rule: .gap { $0.isPositive ? nil : $0.selection }),
    PairedMetric(id: "accuracy", rule: .mean { $0.isPositive == $0.isSelected ? 1 : 0 }),
    PairedMetric(id: "average_precision", rule: .averagePrecision),
  ]

  /// Measures scores; `nil` where the metric is not defined.
  func measure(
    _ scores: [Double], labels: [UInt8], threshold: Double, rowsOfGroups: [[Int]]
  ) -> LinearMetric? {
    func row(_ index: Int) -> Row {
      Row(
        score: scores[index], isPositive: labels[index] != 0,
        isSelected: scores[index] >= threshold)
    }
    var result = LinearMetric(value: 0, rows: Array(repeating: 0, count: scores.count))
    switch rule {
    case .mean(let number):
      guard scores.count > 1 else { return nil }
      let values = scores.indices.map { number(row($0)) }
      result.value = CompensatedSum.mean(values)
      result.add(values, of: Array(scores.indices), sign: 1)
    case .gap(let number):
      var groups: [(mean: Double, rows: [Int], values: [Double])] = []
      for rows in rowsOfGroups {
        let counted = rows.compactMap { index in number(row(index)).map { (index, $0) } }
        guard !counted.isEmpty else { continue }
        groups.append(
          (CompensatedSum.mean(counted.map(\.1)), counted.map(\.0), counted.map(\.1)))
      }
      guard groups.count > 1, let high = groups.max(by: { $0.mean < $1.mean }),
        let low = groups.min(by: { $0.mean < $1.mean })
      else { return nil }
      result.value = high.mean - low.mean
      if result.value > 0 {
        result.add(high.values, of: high.rows, sign: 1)
        result.add(low.values, of: low.rows, sign: -1)
      }
    case .averagePrecision: return LinearMetric(averagePrecisionOf: scores, labels: labels)
    }
    return result
  }
}

extension LinearMetric {
  /// Adds the shares of rows in the error of their mean.
  fileprivate mutating func add(_ values: [Double], of indices: [Int], sign: Double) {
    guard values.count > 1 else { return }
    let mean = CompensatedSum.mean(values)
    let count = Double(values.count)
    // The factor makes the sum of squares the unbiased estimate of the mean's variance.
    let factor = sign / (count * (count - 1)).squareRoot()
    for (index, value) in zip(indices, values) { rows[index] += (value - mean) * factor }
  }

  /// Average precision and its derivatives, as ``averagePrecision(positives:negatives:)``.
  fileprivate init?(averagePrecisionOf scores: [Double], labels: [UInt8]) {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
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

extension CompensatedSum {
  /// The mean of at least one value.
  fileprivate static func mean(_ values: [Double]) -> Double {
    values.reduce(CompensatedSum()) { $0.adding($1) }.value / Double(values.count)
  }
}
