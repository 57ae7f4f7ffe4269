/// What changed for the same rows from one model to another.
public struct PairedChange: Codable, Sendable, Hashable {
  /// The attribute.
  public var attribute: String
  /// How many rows were compared.
  public var rows: Int
  /// All rows.
  public var overall: GroupChange
  /// The change of the average precision over all rows; `nil` without positive rows.
  public var averagePrecision: MetricChange?
  /// Each group.
  public var groups: [GroupChange]
  /// How the distance between groups changed.
  public var gaps: [GapChange]

  /// Creates a change.
  public init(
    attribute: String, rows: Int, overall: GroupChange, averagePrecision: MetricChange?,
    groups: [GroupChange], gaps: [GapChange]
  ) {
    self.attribute = attribute
    self.rows = rows
    self.overall = overall
    self.averagePrecision = averagePrecision
    self.groups = groups
    self.gaps = gaps
  }
}

/// A metric before and after, on the same rows.
public struct MetricChange: Codable, Sendable, Hashable {
  /// The metric's id.
  public var metric: String
  /// The value before; `nil` where it is not defined.
  public var before: Double?
  /// The value after.
  public var after: Double?
  /// After minus before, with an interval that takes account of the pairing.
  public var change: Estimate

  /// Creates a change.
  public init(metric: String, before: Double?, after: Double?, change: Estimate) {
    self.metric = metric
    self.before = before
    self.after = after
    self.change = change
  }
}

/// What changed for the rows of a group.
public struct GroupChange: Codable, Sendable, Hashable {
  /// The group.
  public var name: String
  /// How many rows it has.
  public var rows: Int
  /// Rows that are selected after and were not before.
  public var gained: Int
  /// Of these, those whose label is positive.
  public var gainedPositives: Int
  /// Rows that were selected before and are not after.
  public var lost: Int
  /// Of these, those whose label is positive.
  public var lostPositives: Int
  /// McNemar's exact two-sided p: whether decisions changed one way as often as the other.
  public var pValue: Double
  /// Rates and means.
  public var metrics: [MetricChange]

  /// Creates a change.
  public init(
    name: String, rows: Int, gained: Int, gainedPositives: Int, lost: Int, lostPositives: Int,
    pValue: Double, metrics: [MetricChange]
  ) {
    self.name = name
    self.rows = rows
    self.gained = gained
    self.gainedPositives = gainedPositives
    self.lost = lost
    self.lostPositives = lostPositives
    self.pValue = pValue
    self.metrics = metrics
  }

  /// The change of a metric.
  public subscript(metric: String) -> MetricChange? { metrics.first { $0.metric == metric } }
}

/// How the distance between two groups changed: those that were furthest apart before.
public struct GapChange: Codable, Sendable, Hashable {
  /// How a gap became narrower.
  public enum Levelling: String, Codable, Sendable, Hashable, CaseIterable {
    /// It did not.
    case notNarrowed
    /// The lower group rose, and the higher did not fall.
    case up
    /// The lower group rose and the higher fell.
    case mixed
    /// The higher group fell, and the lower did not rise.
    case down
  }

  /// The metric's id, of groups.
  public var metric: String
  /// The group that was highest before.
  public var highest: String
  /// The group that was lowest before.
  public var lowest: String
  /// The highest minus the lowest, before.
  public var before: Double
  /// The same two groups after; negative where they changed places.
  public var after: Double
  /// After minus before, with an interval that takes account of the pairing.
  public var change: Estimate
  /// How the gap became narrower.
  public var levelling: Levelling
  /// Of both groups' moves towards each other, the part that is the higher group's fall; `nil` where
  /// the gap did not become narrower.
  public var fallShare: Double?

  /// Creates a change.
  public init(
    metric: String, highest: String, lowest: String, before: Double, after: Double,
    change: Estimate, levelling: Levelling, fallShare: Double?
  ) {
    self.metric = metric
    self.highest = highest
    self.lowest = lowest
    self.before = before
    self.after = after
    self.change = change
    self.levelling = levelling
    self.fallShare = fallShare
  }
}
