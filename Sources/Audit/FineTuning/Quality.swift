public import AuditResults

/// How good and how even a model's scores are on some rows.
public struct Quality: Sendable, Equatable, Codable {
  /// The share of rows on the right side of the threshold.
  public var accuracy: Double
  /// The average precision; `nil` without positive rows.
  public var averagePrecision: Double?
  /// The sum over comparisons of the absolute difference of mean scores.
  public var gap: Double
  /// An interval of the gap: normal, by the delta method, cut at 0.
  public var gapInterval: ClosedRange<Double>
  /// Other gaps of the same rows.
  public var gaps: FineTuningGaps

  /// What a model is asked to keep while its gap shrinks.
  public enum Measure: String, Sendable, CaseIterable {
    /// ``Quality/accuracy``
    case accuracy
    /// ``Quality/averagePrecision``
    case averagePrecision = "ap"
  }

  /// A measure; -infinity where it is not defined.
  public func value(of measure: Measure) -> Double {
    switch measure {
    case .accuracy: accuracy
    case .averagePrecision: averagePrecision ?? -.infinity
    }
  }

  /// Measures scores.
  init(
    scores: [Double], rows: LabelledRows, fairness: FairnessObjective,
    comparison: GroupComparison, threshold: Double, confidence: Double = 0.95
  ) {
    let right = zip(scores, rows.labels).count { ($0 >= threshold) == ($1 == 1) }
    accuracy = scores.isEmpty ? 0 : Double(right) / Double(scores.count)
    let positives = zip(scores, rows.labels).filter { $1 == 1 }.map(\.0).sorted()
    let negatives = zip(scores, rows.labels).filter { $1 == 0 }.map(\.0).sorted()
    averagePrecision =
      positives.isEmpty
      ? nil : Audit.averagePrecision(positives: positives, negatives: negatives).value

    gaps = FineTuningGaps(scores: scores, rows: rows, comparison, threshold: threshold)
    let cells = rows.cells(fairness)
    let counts = cells.map(\.count)
    let moments = cells.map { cell in Moments(cell.map { scores[$0] }) }
    var gap = 0.0
    var slopes = [Double](repeating: 0, count: cells.count)
    let comparisons = CellComparison.all(
      contexts: cells.count / max(1, rows.groups.count), groups: rows.groups.count, comparison)
    for comparison in comparisons {
      let sides = [comparison.first, comparison.second]
      guard sides.allSatisfy({ $0.contains { counts[$0] > 0 } }) else { continue }
      let shares = sides.map { CellComparison.shares(of: $0, counts: counts) }
      let means = zip(sides, shares).map { side, shares in
        zip(side, shares).reduce(0) { $0 + $1.1 * moments[$1.0].mean }
      }
      gap += abs(means[0] - means[1])
      let sign: Double = means[0] < means[1] ? -1 : 1
      for (cell, share) in zip(sides[0], shares[0]) { slopes[cell] += sign * share }
      for (cell, share) in zip(sides[1], shares[1]) { slopes[cell] -= sign * share }
    }
    self.gap = gap
    let variance = zip(slopes, moments).reduce(0) {
      $0 + $1.0 * $1.0 * ($1.1.squaredError ?? 0)
    }
    let half = Normal.criticalValue(confidence: confidence) * variance.squareRoot()
    gapInterval = max(0, gap - half)...(gap + half)
  }
}

extension FineTuningGaps {
  /// Measures scores.
  init(scores: [Double], rows: LabelledRows, _ comparison: GroupComparison, threshold: Double) {
    let decisions = scores.map { $0 >= threshold ? 1.0 : 0 }
    func gap(_ values: [Double], _ fairness: FairnessObjective) -> Double {
      let cells = rows.cells(fairness)
      let sums = cells.map { cell in cell.reduce(0) { $0 + values[$1] } }
      let comparisons = CellComparison.all(
        contexts: cells.count / max(1, rows.groups.count), groups: rows.groups.count, comparison)
      return comparisons.reduce(0) { total, comparison in
        let means = [comparison.first, comparison.second].map { side -> Double? in
          let count = side.reduce(0) { $0 + cells[$1].count }
          return count == 0 ? nil : side.reduce(0) { $0 + sums[$1] } / Double(count)
        }
        // A side without rows has nothing to compare.
        guard let first = means[0], let second = means[1] else { return total }
        return total + abs(first - second)
      }
    }
    self.init(
      score: gap(scores, .demographicParity), scoreByLabel: gap(scores, .equalizedOdds),
      rate: gap(decisions, .demographicParity), rateByLabel: gap(decisions, .equalizedOdds))
  }

  /// The gap of decisions that belongs to an objective.
  func rate(_ fairness: FairnessObjective) -> Double {
    fairness == .equalizedOdds ? rateByLabel : rate
  }
}
