import AuditResults

extension Sample {
  private static let shares = [0.05, 0.25, 0.5, 0.75, 0.95]

  /// How the scores spread and how they keep their promise; `nil` without rows.
  ///
  /// - Complexity: O(n).
  func distribution(confidence: Double, cutoffs: [Double] = []) -> ScoreDistribution? {
    guard positives.count + negatives.count > 0 else { return nil }
    let parts = bins(10)
    return ScoreDistribution(
      quantiles: Self.shares.map { share in
        .init(share: share, score: quantile(share, ofMerged: negatives, positives))
      },
      bins: parts.enumerated().map { index, bin in
        .init(
          lower: Double(index) / Double(parts.count),
          upper: Double(index + 1) / Double(parts.count),
          rows: bin.rows,
          positives: Measurement.share(bin.positives, of: bin.rows, orElse: .noRows)
            .estimate(confidence: confidence),
          meanScore: bin.rows > 0 ? bin.scores / Double(bin.rows) : nil)
      }, curve: cutoffs.isEmpty ? nil : curve(cutoffs), calibrationTest: spiegelhalter)
  }

  /// How many rows of each label score at least as high as each cut-off.
  ///
  /// - Complexity: O(cut-offs · log n).
  func curve(_ cutoffs: [Double]) -> ScoreCurve {
    ScoreCurve(
      positives: cutoffs.map { positives.count - positives.countBelow($0) },
      negatives: cutoffs.map { negatives.count - negatives.countBelow($0) })
  }

  /// Spiegelhalter's z: the Brier score against what the scores promise, in standard errors; `nil`
  /// where every score is 0, ½ or 1.
  private var spiegelhalter: TestResult? {
    var (excess, variance) = (CompensatedSum(), CompensatedSum())
    for (scores, label) in [(negatives, 0.0), (positives, 1.0)] {
      for score in scores {
        excess = excess.adding((label - score) * (1 - 2 * score))
        variance = variance.adding((1 - 2 * score) * (1 - 2 * score) * score * (1 - score))
      }
    }
    guard variance.value > 0 else { return nil }
    let z = excess.value / variance.value.squareRoot()
    return TestResult(
      method: Method.spiegelhalter.rawValue, pValue: 2 * Normal.cdf(-abs(z)), statistic: z)
  }
}
