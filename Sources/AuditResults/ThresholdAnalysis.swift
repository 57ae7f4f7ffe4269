/// How groups differ at every cut-off that selects neither nearly nobody nor nearly everybody.
public struct ThresholdAnalysis: Codable, Sendable, Hashable {
  /// One cut-off.
  public struct Point: Codable, Sendable, Hashable {
    /// Rows with at least this score would be selected.
    public var threshold: Double
    /// The share of all rows that would be.
    public var selected: Double
    /// The numbers, in the order of ``ThresholdAnalysis/metrics``; intervals hold at all cut-offs
    /// together.
    public var values: [Estimate]

    /// Creates a point.
    public init(threshold: Double, selected: Double, values: [Estimate]) {
      self.threshold = threshold
      self.selected = selected
      self.values = values
    }
  }

  /// Where the status of a declared limit changes.
  public struct Flip: Codable, Sendable, Hashable {
    /// The gate's position in ``AuditResult/gates``.
    public var gate: Int
    /// The first cut-off, going up, that has the new status.
    public var threshold: Double
    /// The status below.
    public var from: GateOutcome.Status
    /// The status from there on.
    public var to: GateOutcome.Status

    /// Creates a flip.
    public init(
      gate: Int, threshold: Double, from: GateOutcome.Status, to: GateOutcome.Status
    ) {
      self.gate = gate
      self.threshold = threshold
      self.from = from
      self.to = to
    }
  }

  /// How the gap of scores and the gap of decisions can disagree.
  public enum Disagreement: String, Codable, Sendable, Hashable, CaseIterable {
    /// Decisions differ beyond noise, mean scores do not.
    case onlyDecisions
    /// Mean scores differ beyond noise, decisions do not.
    case onlyScores
    /// Both differ beyond noise, in opposite directions.
    case oppositeSigns
  }

  /// A group whose gap of scores and gap of decisions disagree.
  public struct Flag: Codable, Sendable, Hashable {
    /// The group's name.
    public var group: String
    /// The group that it is compared with.
    public var reference: String
    /// How they disagree.
    public var disagreement: Disagreement

    /// Creates a flag.
    public init(group: String, reference: String, disagreement: Disagreement) {
      self.group = group
      self.reference = reference
      self.disagreement = disagreement
    }
  }

  /// The metrics' ids.
  public var metrics: [String]
  /// The cut-offs, ascending.
  public var points: [Point]
  /// Where statuses of declared limits change; empty where none does or none is declared.
  public var flips: [Flip]
  /// Groups whose scores and decisions disagree.
  public var flags: [Flag]

  /// Creates an analysis.
  public init(metrics: [String], points: [Point], flips: [Flip] = [], flags: [Flag] = []) {
    self.metrics = metrics
    self.points = points
    self.flips = flips
    self.flags = flags
  }
}
