public import AuditResults
public import Tables

/// Scores of two models for the same rows.
public struct PairedOutcomes: Sendable {
  private let before: [Double]
  private let after: [Double]
  private let labels: [UInt8]
  private let threshold: Double
  private let confidence: Double

  /// Pairs scores.
  ///
  /// - Parameters:
  ///   - before: One score for each row.
  ///   - after: The other model's.
  ///   - labels: One label for each row, 1 for positive.
  ///   - threshold: Rows with at least this score are selected.
  ///   - confidence: The nominal coverage of intervals.
  public init(
    before: [Double], after: [Double], labels: [UInt8], threshold: Double, confidence: Double
  ) {
    precondition(
      before.count == after.count && before.count == labels.count, "scores of other rows")
    self.before = before
    self.after = after
    self.labels = labels
    self.threshold = threshold
    self.confidence = confidence
  }

  /// What changed for the groups of an attribute.
  ///
  /// - Complexity: O(n log n).
  public func change(of subgroups: Subgroups) -> PairedChange {
    let rows = subgroups.rowsOfGroups()
    let parts = rows.map { Part(self, rows: $0) }
    let names = subgroups.groups
    let groups = names.indices.map { parts[$0].change(name: names[$0], confidence: confidence) }
    let known = names.indices.filter { $0 != subgroups.unknownIndex }
    return PairedChange(
      attribute: subgroups.name, rows: labels.count,
      overall: Part(self, rows: Array(labels.indices)).change(
        name: "overall", confidence: confidence),
      averagePrecision: averagePrecision(), groups: groups,
      gaps: (Part.metrics.map(\.id) + ["mean_score"]).compactMap {
        gapChange($0, known.map { (names[$0], groups[$0].metrics) }, confidence: confidence)
      })
  }

  private func averagePrecision() -> MetricChange? {
    guard let old = RankedPrecision(scores: before, labels: labels),
      let new = RankedPrecision(scores: after, labels: labels)
    else { return nil }
    let squares = zip(new.influences, old.influences).reduce(CompensatedSum()) {
      $0.adding(($1.0 - $1.1) * ($1.0 - $1.1))
    }
    let change = new.value - old.value
    let half = Normal.criticalValue(confidence: confidence) * squares.value.squareRoot()
    return MetricChange(
      metric: "average_precision", before: old.value, after: new.value,
      change: Estimate(
        change,
        interval: Interval(
          max(-1, change - half)...min(1, change + half), confidence: confidence,
          method: .infinitesimalJackknife)))
  }

  /// The rows of a group.
  private struct Part {
    let selected: PairedProportions
    let right: PairedProportions
    let positives: PairedProportions
    let negatives: PairedProportions
    /// Mean scores, and the differences of the rows' scores.
    let scores: (before: Moments, after: Moments, change: Moments)

    static let metrics: [(id: String, counts: @Sendable (Part) -> PairedProportions)] = [
      ("selection_rate", { $0.selected }), ("tpr", { $0.positives }), ("fpr", { $0.negatives }),
      ("accuracy", { $0.right }),
    ]

    init(_ outcomes: PairedOutcomes, rows: [Int]) {
      var (selected, right) = (PairedProportions(), PairedProportions())
      var (positives, negatives) = (PairedProportions(), PairedProportions())
      for row in rows {
        let old = outcomes.before[row] >= outcomes.threshold
        let new = outcomes.after[row] >= outcomes.threshold
        let isPositive = outcomes.labels[row] == 1
        selected.add(before: old, after: new)
        right.add(before: old == isPositive, after: new == isPositive)
        if isPositive {
          positives.add(before: old, after: new)
        } else {
          negatives.add(before: old, after: new)
        }
      }
      (self.selected, self.right) = (selected, right)
      (self.positives, self.negatives) = (positives, negatives)
      scores = (
        Moments(rows.map { outcomes.before[$0] }), Moments(rows.map { outcomes.after[$0] }),
        Moments(rows.map { outcomes.after[$0] - outcomes.before[$0] })
      )
    }

    func change(name: String, confidence: Double) -> GroupChange {
      GroupChange(
        name: name, rows: selected.total, gained: selected.gained,
        gainedPositives: positives.gained, lost: selected.lost, lostPositives: positives.lost,
        pValue: mcNemar(gained: selected.gained, lost: selected.lost),
        metrics: Self.metrics.map {
          change($0.id, $0.counts(self), confidence: confidence)
        } + [meanScore(confidence: confidence)])
    }

    private func change(
      _ metric: String, _ counts: PairedProportions, confidence: Double
    ) -> MetricChange {
      guard let ends = counts.newcombe(confidence: confidence) else {
        let reason: UndefinedReason =
          metric == "tpr" ? .noPositives : metric == "fpr" ? .noNegatives : .noRows
        return MetricChange(
          metric: metric, before: nil, after: nil, change: Estimate(undefined: reason))
      }
      return MetricChange(
        metric: metric, before: counts.before.value, after: counts.after.value,
        change: Estimate(
          Double(counts.gained - counts.lost) / Double(counts.total),
          interval: Interval(ends, confidence: confidence, method: .newcombePaired)))
    }

    private func meanScore(confidence: Double) -> MetricChange {
      guard scores.change.count > 0 else {
        return MetricChange(
          metric: "mean_score", before: nil, after: nil, change: Estimate(undefined: .noRows))
      }
      return MetricChange(
        metric: "mean_score", before: scores.before.mean, after: scores.after.mean,
        change: Estimate(
          scores.change.mean,
          interval: scores.change.interval(confidence: confidence, within: -1...1).map {
            Interval($0, confidence: confidence, method: .hall)
          }))
    }
  }
}
