/// Everything that an audit found: the one value that every report format is made from.
///
/// Plain data without display strings. Counts come first, so that a reader recomputes each rate.
/// Two runs over the same files with the same settings give equal values but for ``run``.
public struct AuditResult: Codable, Sendable, Hashable {
  /// The version of this schema; additive changes only within a major version.
  public static let currentSchemaVersion = "1.0.0"

  /// The version of the schema that this value was written with.
  public var schemaVersion: String
  /// The program that made the audit.
  public var tool: ToolFacts
  /// The audited model.
  public var model: ModelFacts
  /// The rows that it was audited on.
  public var data: DataFacts
  /// How scores become decisions.
  public var decision: DecisionFacts
  /// Sizes, levels and seeds that the numbers depend on.
  public var settings: SettingsFacts
  /// Outcomes and errors over all rows.
  ///
  /// Of a label of several classes or of numbers there are no four cells: ``GroupOutcome/rows`` says
  /// how many rows there are, here and in ``attributes``.
  public var overall: GroupOutcome
  /// Outcomes and errors per subgroup, one entry for each audited attribute.
  public var attributes: [AttributeOutcome]
  /// Each class of a label of several against all others; `nil` for other labels.
  public var classes: [ClassOutcome]?
  /// What the network's neurons do for each subgroup, one entry for each audited attribute.
  public var influence: [AttributeInfluence]
  /// The declared limits and how they came out.
  public var gates: [GateOutcome]
  /// The file that limits were read from, besides the audit spec.
  public var gateFile: FileFacts?
  /// The earlier audit that limits are held against.
  public var baseline: BaselineFacts?
  /// The rule or guideline whose tables and cross-walk the user asked for.
  public var profile: Profile?
  /// Which rows were selected, where the user asked for it.
  public var decisions: RowDecisions?
  /// Whether the user chose that inconclusive limits do not change the exit code.
  public var inconclusiveIsTolerated: Bool?
  /// Definition of every metric id that appears above.
  public var definitions: [MetricDefinition]
  /// Explanation of every method id that appears above.
  public var methods: [MethodDefinition]
  /// SHA-256 over this value's canonical JSON without ``contentDigest`` and ``run``.
  public var contentDigest: String?
  /// How many tests of contrasts were adjusted together for exploration; `nil` where none was made.
  public var exploratoryTests: Int?
  /// How the audited model was made from another by fine-tuning; `nil` for other audits.
  public var fineTuning: FineTuningFacts?
  /// The volatile facts of one run: the only part in which two equal runs differ.
  public var run: RunFacts?

  /// Creates a result from its parts.
  public init(
    tool: ToolFacts, model: ModelFacts, data: DataFacts, decision: DecisionFacts,
    settings: SettingsFacts, overall: GroupOutcome, attributes: [AttributeOutcome],
    influence: [AttributeInfluence], gates: [GateOutcome], definitions: [MetricDefinition],
    methods: [MethodDefinition], contentDigest: String? = nil, run: RunFacts? = nil
  ) {
    self.schemaVersion = Self.currentSchemaVersion
    self.tool = tool
    self.model = model
    self.data = data
    self.decision = decision
    self.settings = settings
    self.overall = overall
    self.attributes = attributes
    self.influence = influence
    self.gates = gates
    self.definitions = definitions
    self.methods = methods
    self.contentDigest = contentDigest
    self.run = run
  }
}

/// A metric as the audit computes it.
public struct MetricDefinition: Codable, Sendable, Hashable {
  /// Which way a metric is better.
  public enum Direction: String, Codable, Sendable, Hashable, CaseIterable {
    /// Larger values are better.
    case higher
    /// Smaller values are better.
    case lower
    /// Values nearer to the ideal are better, from both sides.
    case ideal
    /// The metric describes, and is neither good nor bad.
    case none
  }

  /// The stable id, such as `selection_rate` or `dp.ratio.minmax`.
  public var id: String
  /// The field's name for it.
  public var name: String
  /// The formula in plain characters.
  public var formula: String
  /// One sentence for readers without training in statistics.
  public var meaning: String
  /// When the number misleads.
  public var caution: String
  /// The value of a perfect outcome, where there is one.
  public var ideal: Double?
  /// Which way is better; `nil` where an older version wrote the definition.
  public var direction: Direction?
  /// Where the definition comes from.
  public var reference: String
  /// The same quantity in other tools, such as `fairlearn demographic_parity_difference`.
  public var equivalents: [String]

  /// Creates a definition.
  public init(
    id: String, name: String, formula: String, meaning: String, caution: String, ideal: Double?,
    direction: Direction? = nil, reference: String, equivalents: [String]
  ) {
    self.id = id
    self.name = name
    self.formula = formula
    self.meaning = meaning
    self.caution = caution
    self.ideal = ideal
    self.direction = direction
    self.reference = reference
    self.equivalents = equivalents
  }
}

/// A statistical method as the audit applies it.
public struct MethodDefinition: Codable, Sendable, Hashable {
  /// The stable id, such as `wilson`.
  public var id: String
  /// The method's name.
  public var name: String
  /// What it does, in one or two sentences.
  public var description: String
  /// Where it comes from.
  public var reference: String

  /// Creates a definition.
  public init(id: String, name: String, description: String, reference: String) {
    self.id = id
    self.name = name
    self.description = description
    self.reference = reference
  }
}
