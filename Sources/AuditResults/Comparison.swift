/// A test of the hypothesis that groups are equal.
public struct TestResult: Codable, Sendable, Hashable {
  /// The method's id, explained in ``AuditResult/methods``.
  public var method: String
  /// The probability of what was found or more, were the groups equal.
  public var pValue: Double
  /// The test statistic; `nil` for exact tests.
  public var statistic: Double?
  /// The statistic's degrees of freedom, where it has any.
  public var degrees: Double?
  /// How many replicates p was counted over; `nil` where it was computed.
  public var replicates: Int?

  /// Creates a result.
  public init(
    method: String, pValue: Double, statistic: Double? = nil, degrees: Double? = nil,
    replicates: Int? = nil
  ) {
    self.method = method
    self.pValue = pValue
    self.statistic = statistic
    self.degrees = degrees
    self.replicates = replicates
  }
}

/// What one person would change: a ratio that one person turns over is no evidence by itself.
public struct OnePersonFlip: Codable, Sendable, Hashable {
  /// The ratio of the selection rates if one more of the group, and one fewer of the reference,
  /// were selected; `nil` where nobody of the reference would be.
  public var ratio: Double?
  /// Whether the ratio is below four fifths, and would not be with that one person.
  public var passesFourFifths: Bool
  /// Whether the group would then have at least the reference's rate.
  public var reversesOrder: Bool

  /// Creates a value.
  public init(ratio: Double?, passesFourFifths: Bool, reversesOrder: Bool) {
    self.ratio = ratio
    self.passesFourFifths = passesFourFifths
    self.reversesOrder = reversesOrder
  }
}

/// Two groups of one attribute, compared within a family of all pairs.
public struct PairComparison: Codable, Sendable, Hashable {
  /// The first group's name.
  public var first: String
  /// The second group's name.
  public var second: String
  /// First minus second, with an interval that holds for all pairs together.
  public var difference: Estimate
  /// The test of equality of the two; `nil` where none can be made.
  public var test: TestResult?
  /// ``test``'s p after Holm over all pairs of this metric.
  public var adjustedP: Double?

  /// Creates a comparison.
  public init(
    first: String, second: String, difference: Estimate, test: TestResult? = nil,
    adjustedP: Double? = nil
  ) {
    self.first = first
    self.second = second
    self.difference = difference
    self.test = test
    self.adjustedP = adjustedP
  }
}

/// All groups of one attribute compared on one metric.
public struct Comparison: Codable, Sendable, Hashable {
  /// The metric's id.
  public var metric: String
  /// How many groups have a value.
  public var groups: Int
  /// How many pairs were compared together.
  public var comparisons: Int
  /// The pairs; where there are many, only those with the benchmark.
  public var pairs: [PairComparison]
  /// The test that all groups are equal; `nil` where none can be made.
  public var global: TestResult?
  /// The standard deviation of the groups' true values, sampling noise taken off.
  public var spread: Estimate

  /// Creates a comparison.
  public init(
    metric: String, groups: Int, comparisons: Int, pairs: [PairComparison], global: TestResult?,
    spread: Estimate
  ) {
    self.metric = metric
    self.groups = groups
    self.comparisons = comparisons
    self.pairs = pairs
    self.global = global
    self.spread = spread
  }
}
