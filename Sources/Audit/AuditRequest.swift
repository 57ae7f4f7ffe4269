public import AuditResults
public import Engine
public import Tables

/// Everything that an audit is made from.
public struct AuditRequest: Sendable {
  /// The program that makes the audit.
  public var tool: ToolFacts
  /// The model; `nil` where the data set holds predictions, which then stand in for it.
  public var model: Model<Float>?
  /// What the report says about the model.
  public var modelFacts: ModelFacts
  /// The rows.
  public var dataset: Dataset
  /// What the report says about the rows.
  public var dataFacts: DataFacts
  /// The label's column.
  public var labelColumn: String
  /// Rows with at least this score are selected, where ``thresholdSpec`` is a number.
  public var threshold: Double {
    get { thresholdSpec.number ?? 0 }
    set { thresholdSpec = .number(newValue) }
  }
  /// From which score on a row is selected, or assigned to a class.
  public var thresholdSpec: ThresholdSpec
  /// Whether the threshold was asked for, and is no default.
  public var isThresholdDeclared = false
  /// The column of sample weights, where the data set has weights.
  public var weightColumn: String?
  /// The column that says which rows belong together, where the data set has clusters.
  public var clusterColumn: String?
  /// What the report says about predictions made elsewhere, where the data set has them.
  public var predictionFacts: PredictionFacts?
  /// Which output holds the score, and how.
  public var output: OutputSpec
  /// Declared limits.
  public var gates: [GateSpec]
  /// Sizes, levels and seeds.
  public var settings: SettingsFacts
  /// Threads; the result does not depend on them.
  public var options: RunOptions
  /// For each input of the model what its columns are called; used where their number fits.
  public var columnNames: [String: [String]] = [:]
  /// An earlier audit that limits are held against.
  public var baseline: (result: AuditResult, file: FileFacts)?
  /// Whether the result tells which rows were selected.
  public var keepsDecisions = false
  /// The values of the scored output for all rows; `nil` to compute them.
  public var scored: Tensor<Float>?

  /// Creates a request.
  public init(
    tool: ToolFacts, model: Model<Float>?, modelFacts: ModelFacts, dataset: Dataset,
    dataFacts: DataFacts, labelColumn: String, threshold: Double = 0.5,
    output: OutputSpec = OutputSpec(), gates: [GateSpec] = [],
    settings: SettingsFacts = SettingsFacts(), options: RunOptions = RunOptions()
  ) {
    self.tool = tool
    self.model = model
    self.modelFacts = modelFacts
    self.dataset = dataset
    self.dataFacts = dataFacts
    self.labelColumn = labelColumn
    thresholdSpec = .number(threshold)
    self.output = output
    self.gates = gates
    self.settings = settings
    self.options = options
  }
}

/// How far an audit is.
public struct AuditProgress: Sendable, Equatable {
  /// What an audit does, in order; the last four for each attribute in turn.
  public enum Stage: String, Sendable, CaseIterable {
    /// Runs the model over the rows.
    case scores
    /// Measures the groups.
    case metrics
    /// Computes the gradients of blocks of rows.
    case gradients
    /// Resamples blocks.
    case resampling
    /// Takes neurons out.
    case ablation
  }

  /// What is being done.
  public var stage: Stage
  /// The attribute that it is done for; `nil` while scoring.
  public var attribute: String?
  /// The part of the whole audit that is done, in [0, 1].
  public var fraction: Double
}
