/// Two audits held against each other: the one value that every form of a comparison is made from.
public struct AuditComparison: Codable, Sendable, Hashable {
  /// The version of this schema; additive changes only within a major version.
  public static let currentSchemaVersion = "1.0.0"

  /// What keeps the two audits from being alike in all but the model.
  public enum Caveat: String, Codable, Sendable, Hashable, CaseIterable {
    /// The data files differ.
    case otherData
    /// The label or its favourable value differs.
    case otherLabel
    /// The cut-off differs.
    case otherThreshold
    /// The confidence of intervals differs, so changes that need both have none.
    case otherConfidence
    /// Different versions of the program made them.
    case otherProgram
    /// The rows are the same, but one audit or both kept no decisions to pair.
    case noDecisions
    /// Both audits are of the same model file.
    case sameModel
  }

  /// The version of the schema that this value was written with.
  public var schemaVersion: String
  /// The program that made the comparison.
  public var tool: ToolFacts
  /// The first audit.
  public var before: ComparedAudit
  /// The second audit.
  public var after: ComparedAudit
  /// How the rows of the two audits go together.
  public var pairing: BaselineFacts.Pairing
  /// What else differs.
  public var caveats: [Caveat]
  /// The nominal coverage of every interval, in (0, 1).
  public var confidence: Double
  /// All rows.
  public var overall: ComparedGroup
  /// The attributes that both audits hold.
  public var attributes: [ComparedAttribute]
  /// Attributes that only the first audit holds.
  public var onlyBefore: [String]
  /// Attributes that only the second audit holds.
  public var onlyAfter: [String]
  /// The limits that either audit declares.
  public var gates: [ComparedGate]
  /// Definition of every metric id that appears above.
  public var definitions: [MetricDefinition]
  /// Explanation of every method id that appears above.
  public var methods: [MethodDefinition]
  /// SHA-256 over this value's canonical JSON without ``contentDigest``.
  public var contentDigest: String?

  /// Creates a comparison from its parts.
  public init(
    tool: ToolFacts, before: ComparedAudit, after: ComparedAudit, pairing: BaselineFacts.Pairing,
    caveats: [Caveat], confidence: Double, overall: ComparedGroup,
    attributes: [ComparedAttribute], onlyBefore: [String], onlyAfter: [String],
    gates: [ComparedGate], definitions: [MetricDefinition], methods: [MethodDefinition]
  ) {
    schemaVersion = Self.currentSchemaVersion
    self.tool = tool
    self.before = before
    self.after = after
    self.pairing = pairing
    self.caveats = caveats
    self.confidence = confidence
    self.overall = overall
    self.attributes = attributes
    self.onlyBefore = onlyBefore
    self.onlyAfter = onlyAfter
    self.gates = gates
    self.definitions = definitions
    self.methods = methods
  }
}

/// One of two audits.
public struct ComparedAudit: Codable, Sendable, Hashable {
  /// The file that holds the audit.
  public var file: FileFacts
  /// What it found, by digest.
  public var contentDigest: String?
  /// The program that made it.
  public var tool: ToolFacts
  /// The model's name.
  public var name: String
  /// The checkpoint.
  public var model: FileFacts
  /// The data.
  public var data: FileFacts
  /// How many rows were audited.
  public var rows: Int
  /// Rows whose score is at least this are selected.
  public var threshold: Double

  /// Takes down what a comparison says of an audit.
  public init(_ result: AuditResult, file: FileFacts) {
    self.file = file
    contentDigest = result.contentDigest
    tool = result.tool
    name = result.model.name
    model = result.model.file
    data = result.data.file
    rows = result.data.rows
    threshold = result.decision.threshold
  }
}

/// How an attribute's groups fare in two audits.
public struct ComparedAttribute: Codable, Sendable, Hashable {
  /// The attribute's name.
  public var name: String
  /// The groups that both audits hold.
  public var groups: [ComparedGroup]
  /// Groups that only the first audit holds.
  public var onlyBefore: [String]
  /// Groups that only the second audit holds.
  public var onlyAfter: [String]
  /// How the distance between the groups changed that were furthest apart.
  public var gaps: [GapChange]
  /// The numbers that sum up how groups differ.
  public var disparities: [MetricChange]
  /// Parities inside the network that both audits hold.
  public var parities: [ComparedParity]

  /// Creates a value.
  public init(
    name: String, groups: [ComparedGroup], onlyBefore: [String], onlyAfter: [String],
    gaps: [GapChange], disparities: [MetricChange], parities: [ComparedParity]
  ) {
    self.name = name
    self.groups = groups
    self.onlyBefore = onlyBefore
    self.onlyAfter = onlyAfter
    self.gaps = gaps
    self.disparities = disparities
    self.parities = parities
  }
}

/// How a group fares in two audits.
public struct ComparedGroup: Codable, Sendable, Hashable {
  /// The group.
  public var name: String
  /// Its rows in the first audit.
  public var rowsBefore: Int
  /// Its rows in the second audit.
  public var rowsAfter: Int
  /// Whose decision changed; `nil` where rows are not paired.
  public var flips: Flips?
  /// The metrics.
  public var metrics: [MetricChange]

  /// Rows whose decision changed.
  public struct Flips: Codable, Sendable, Hashable {
    /// Rows that are selected after and were not before.
    public var gained: Int
    /// Of these, those whose label is positive.
    public var gainedPositives: Int
    /// Rows that were selected before and are not after.
    public var lost: Int
    /// Of these, those whose label is positive.
    public var lostPositives: Int
    /// McNemar's exact two-sided p.
    public var pValue: Double

    /// The flips in a change of paired rows.
    public init(_ change: GroupChange) {
      gained = change.gained
      gainedPositives = change.gainedPositives
      lost = change.lost
      lostPositives = change.lostPositives
      pValue = change.pValue
    }
  }

  /// Creates a value.
  public init(
    name: String, rowsBefore: Int, rowsAfter: Int, flips: Flips?, metrics: [MetricChange]
  ) {
    self.name = name
    self.rowsBefore = rowsBefore
    self.rowsAfter = rowsAfter
    self.flips = flips
    self.metrics = metrics
  }
}

/// A parity of two groups in two audits.
public struct ComparedParity: Codable, Sendable, Hashable {
  /// The layer; `nil` for the whole network.
  public var layer: String?
  /// The first group's name.
  public var first: String
  /// The second group's name.
  public var second: String
  /// The parity in the first audit.
  public var before: Estimate
  /// The parity in the second audit.
  public var after: Estimate

  /// Creates a value.
  public init(
    layer: String?, first: String, second: String, before: Estimate, after: Estimate
  ) {
    self.layer = layer
    self.first = first
    self.second = second
    self.before = before
    self.after = after
  }
}

/// A limit in two audits.
public struct ComparedGate: Codable, Sendable, Hashable {
  /// How a limit came out in one audit.
  public struct Side: Codable, Sendable, Hashable {
    /// The limit.
    public var limit: Double
    /// What was measured.
    public var observed: Estimate
    /// How it came out.
    public var status: GateOutcome.Status
    /// What it does to the exit code.
    public var level: GateOutcome.Level

    /// The side of a gate.
    public init(_ gate: GateOutcome) {
      limit = gate.limit
      observed = gate.observed
      status = gate.status
      level = gate.level
    }
  }

  /// The gate's id, or attribute and metric where it has none.
  public var id: String
  /// The metric's id.
  public var metric: String
  /// The attribute's name.
  public var attribute: String
  /// Whether values at or above the limit are good.
  public var higherIsBetter: Bool
  /// The first audit; `nil` where it does not declare the limit.
  public var before: Side?
  /// The second audit; `nil` where it does not declare the limit.
  public var after: Side?

  /// Whether a value that missed the earlier limit may meet the later one, or may miss it with less
  /// effect on the exit code.
  public var isLoosened: Bool {
    guard let before, let after else { return before != nil }
    return after.level.rank < before.level.rank
      || (higherIsBetter ? after.limit < before.limit : after.limit > before.limit)
  }

  /// Creates a value.
  public init(
    id: String, metric: String, attribute: String, higherIsBetter: Bool, before: Side?, after: Side?
  ) {
    self.id = id
    self.metric = metric
    self.attribute = attribute
    self.higherIsBetter = higherIsBetter
    self.before = before
    self.after = after
  }
}
