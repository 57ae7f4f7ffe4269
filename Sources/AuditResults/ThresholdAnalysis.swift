/// How outcomes depend on the cut-off: every gap and ratio of rates, at all cut-offs at once.
public struct ThresholdAnalysis: Codable, Sendable, Hashable {
  /// One curve for each metric that has one.
  public var curves: [ThresholdCurve]
  /// The median of all scores, the cut-off of scoring rates; `nil` without rows.
  public var median: Double?
  /// Groups whose mean scores and selection rates tell different stories.
  public var disagreements: [ScoreRateDisagreement]

  /// Creates an analysis.
  public init(curves: [ThresholdCurve], median: Double?, disagreements: [ScoreRateDisagreement]) {
    self.curves = curves
    self.median = median
    self.disagreements = disagreements
  }
}

/// One metric over cut-offs, with a band that holds the whole true curve at the given confidence.
public struct ThresholdCurve: Codable, Sendable, Hashable {
  /// Where the status of a limit changes.
  public struct Flip: Codable, Sendable, Hashable {
    /// The gate's id.
    public var gate: String
    /// The lowest cut-off with the new status.
    public var threshold: Double
    /// The status at lower cut-offs.
    public var from: GateOutcome.Status
    /// The status at this cut-off and above, up to the next flip.
    public var to: GateOutcome.Status

    /// Creates a flip.
    public init(
      gate: String, threshold: Double, from: GateOutcome.Status, to: GateOutcome.Status
    ) {
      self.gate = gate
      self.threshold = threshold
      self.from = from
      self.to = to
    }
  }

  /// The metric's id.
  public var metric: String
  /// The cut-offs, ascending.
  public var thresholds: [Double]
  /// The value at each; `nil` where it is not defined.
  public var values: [Double?]
  /// The band's lower end at each.
  public var lower: [Double]
  /// The band's upper end at each.
  public var upper: [Double]
  /// The confidence with which the band holds the whole curve, in (0, 1).
  public var level: Double
  /// The method's id.
  public var method: String
  /// Where the status of a declared limit, read off the band, changes; at most
  /// ``flipLimit`` of them.
  public var flips: [Flip]
  /// How many flips there are.
  public var flipCount: Int

  /// The most flips that are listed.
  public static let flipLimit = 50

  /// Creates a curve; the arrays have one entry for each threshold.
  public init(
    metric: String, thresholds: [Double], values: [Double?], lower: [Double], upper: [Double],
    level: Double, method: String, flips: [Flip], flipCount: Int
  ) {
    self.metric = metric
    self.thresholds = thresholds
    self.values = values
    self.lower = lower
    self.upper = upper
    self.level = level
    self.method = method
    self.flips = flips
    self.flipCount = flipCount
  }
}

/// A group whose mean score and selection rate differ from the reference's in different ways.
public struct ScoreRateDisagreement: Codable, Sendable, Hashable {
  /// How they disagree.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// One is higher by more than chance, the other lower.
    case opposite
    /// Only mean scores differ by more than chance.
    case onlyScores
    /// Only selection rates differ by more than chance.
    case onlyRates
  }

  /// The group.
  public var group: String
  /// What it is compared with.
  public var reference: String
  /// How they disagree.
  public var kind: Kind
  /// Mean score of the group minus that of the reference.
  public var scores: Estimate
  /// Selection rate of the group minus that of the reference.
  public var rates: Estimate

  /// Creates a value.
  public init(
    group: String, reference: String, kind: Kind, scores: Estimate, rates: Estimate
  ) {
    self.group = group
    self.reference = reference
    self.kind = kind
    self.scores = scores
    self.rates = rates
  }
}
