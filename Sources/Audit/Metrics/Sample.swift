import AuditResults

/// The rows of one group, as metrics see them.
struct Sample: Sendable {
  /// The four cells.
  let counts: ConfusionCounts
  /// Scores of the rows whose label is positive, ascending.
  let positives: [Double]
  /// Scores of the rows whose label is negative, ascending.
  let negatives: [Double]
  /// Rows that score above the median of all audited rows.
  let aboveMedian: Int
  /// Results that several metrics share.
  let memo = SampleMemo()

  /// Collects the given rows; a row is selected where its score is at least the threshold.
  ///
  /// - Complexity: O(n).
  init(
    rows: some Collection<Int>, scores: [Double], labels: [UInt8], threshold: Double,
    median: Double? = nil
  ) {
    var counts = ConfusionCounts()
    var positives: [Double] = []
    var negatives: [Double] = []
    for row in rows {
      let isSelected = scores[row] >= threshold
      if labels[row] == 0 {
        negatives.append(scores[row])
        if isSelected { counts.falsePositives += 1 } else { counts.trueNegatives += 1 }
      } else {
        positives.append(scores[row])
        if isSelected { counts.truePositives += 1 } else { counts.falseNegatives += 1 }
      }
    }
    self.counts = counts
    aboveMedian = median.map { median in rows.count { scores[$0] > median } } ?? 0
    self.positives = ascending(positives)
    self.negatives = ascending(negatives)
  }
}
