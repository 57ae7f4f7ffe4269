/// How the scores of one group spread, and how they keep what they promise.
public struct ScoreDistribution: Codable, Sendable, Hashable {
  /// A quantile.
  public struct Quantile: Codable, Sendable, Hashable {
    /// The share of rows at or below, in (0, 1).
    public var share: Double
    /// The score.
    public var score: Double

    /// Creates a quantile.
    public init(share: Double, score: Double) {
      self.share = share
      self.score = score
    }
  }

  /// Rows whose scores lie in one of equal parts of [0, 1].
  public struct Bin: Codable, Sendable, Hashable {
    /// The lowest score.
    public var lower: Double
    /// The score that the next bin begins with; the last bin holds it.
    public var upper: Double
    /// Rows.
    public var rows: Int
    /// Share of the rows whose label is positive.
    public var positives: Estimate
    /// The mean score; `nil` without rows.
    public var meanScore: Double?

    /// Creates a bin.
    public init(
      lower: Double, upper: Double, rows: Int, positives: Estimate, meanScore: Double?
    ) {
      self.lower = lower
      self.upper = upper
      self.rows = rows
      self.positives = positives
      self.meanScore = meanScore
    }
  }

  /// Quantiles, in ascending order; neither the lowest nor the highest score, which are one row's.
  public var quantiles: [Quantile]
  /// The histogram and reliability curve, from the lowest scores to the highest.
  public var bins: [Bin]
  /// How many rows score at least as high as each cut-off; `nil` where an older version wrote it.
  public var curve: ScoreCurve?
  /// Whether the scores could be the probabilities of their labels (Spiegelhalter's test).
  public var calibrationTest: TestResult?

  /// Creates a distribution.
  public init(
    quantiles: [Quantile], bins: [Bin], curve: ScoreCurve? = nil,
    calibrationTest: TestResult? = nil
  ) {
    self.quantiles = quantiles
    self.bins = bins
    self.curve = curve
    self.calibrationTest = calibrationTest
  }
}

/// How many rows of each label score at least as high as each of ``AuditResult/cutoffs``: the points
/// of the ROC and precision-recall curves.
public struct ScoreCurve: Codable, Sendable, Hashable {
  /// Rows with a positive label, one count for each cut-off.
  public var positives: [Int]
  /// Rows with a negative label, one count for each cut-off.
  public var negatives: [Int]

  /// Creates a curve; both arrays have one count for each cut-off.
  public init(positives: [Int], negatives: [Int]) {
    self.positives = positives
    self.negatives = negatives
  }
}
