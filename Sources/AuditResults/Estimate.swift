/// A measured quantity: its value, the counts behind it, and how sure one can be.
///
/// Undefined is a value of its own: ``value`` is `nil` and ``reason`` says why. It is never written
/// as 0, 1 or NaN. Exactly one of ``value`` and ``reason`` is present.
public struct Estimate: Codable, Sendable, Hashable {
  /// The point estimate, unrounded; `nil` when the quantity is not defined.
  public var value: Double?
  /// The count above the fraction line, where the quantity is a ratio of counts.
  public var numerator: Int?
  /// The count below the fraction line, where the quantity is a ratio of counts.
  public var denominator: Int?
  /// The interval around ``value``; `nil` when none is computed.
  public var interval: Interval?
  /// Why ``value`` is absent.
  public var reason: UndefinedReason?

  /// A defined quantity.
  public init(
    _ value: Double, numerator: Int? = nil, denominator: Int? = nil, interval: Interval? = nil
  ) {
    self.value = value
    self.numerator = numerator
    self.denominator = denominator
    self.interval = interval
  }

  /// A quantity that is not defined, with the counts that show it.
  public init(undefined reason: UndefinedReason, numerator: Int? = nil, denominator: Int? = nil) {
    self.reason = reason
    self.numerator = numerator
    self.denominator = denominator
  }
}

/// Why a quantity has no value.
public enum UndefinedReason: String, Codable, Sendable, Hashable, CaseIterable {
  /// The group holds no rows.
  case noRows
  /// The group holds no rows whose label is positive.
  case noPositives
  /// The group holds no rows whose label is negative.
  case noNegatives
  /// No row of the group was selected.
  case noSelected
  /// Every row of the group was selected.
  case noUnselected
  /// The quantity divides by a rate that is zero.
  case zeroDenominator
  /// The comparison needs two groups and the attribute has fewer.
  case singleGroup
  /// A group that the comparison needs has no value of its own.
  case undefinedInAGroup
  /// The group is smaller than the declared minimum.
  case tooFewRows
  /// The layer has one neuron, so its parity is 1 by definition.
  case oneNeuron
  /// Every influence in the layer is zero for a group.
  case zeroInfluence
  /// The scores do not vary, or separate the labels, so that the fit has no finite solution.
  case noFiniteFit
  /// The model's output does not have the form that the quantity needs.
  case notApplicable
  /// The comparison names a group that the data do not hold.
  case noSuchGroup
  /// The attribute was not audited.
  case noSuchAttribute
  /// Small counts could be computed from it, so a public edition leaves it out.
  case withheld
  /// The audit weighs rows, and the quantity is not defined, or not implemented, for weighted rows.
  case notWithWeights
  /// Rows belong together in clusters, and what is known of the quantity's chance is of single rows.
  case notWithClusters
  /// The predictions are labels, and the quantity needs scores.
  case noScores
  /// The group holds no row of one of the classes, or none was assigned to it.
  case missingClass
  /// The numbers of the group do not vary.
  case noVariation
  /// No stratum allows the comparison.
  case noStratum
}

/// A confidence interval.
public struct Interval: Codable, Sendable, Hashable {
  /// The lower end.
  public var lower: Double
  /// The upper end.
  public var upper: Double
  /// The nominal coverage, in (0, 1).
  public var level: Double
  /// The method's id, explained in ``AuditResult/methods``.
  public var method: String

  /// Creates an interval; `lower` is at most `upper`.
  public init(lower: Double, upper: Double, level: Double, method: String) {
    self.lower = lower
    self.upper = upper
    self.level = level
    self.method = method
  }
}

/// The middle of a simulated distribution: a permutation null or a split-half ceiling.
public struct Band: Codable, Sendable, Hashable {
  /// The lower quantile.
  public var lower: Double
  /// The median.
  public var median: Double
  /// The upper quantile.
  public var upper: Double
  /// The share of replicates between ``lower`` and ``upper``, in (0, 1).
  public var level: Double
  /// How many replicates were drawn.
  public var replicates: Int

  /// Creates a band; `lower` ≤ `median` ≤ `upper`.
  public init(lower: Double, median: Double, upper: Double, level: Double, replicates: Int) {
    self.lower = lower
    self.median = median
    self.upper = upper
    self.level = level
    self.replicates = replicates
  }
}
