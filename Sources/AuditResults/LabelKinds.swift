/// What a label's values are, which decides what can be measured.
public enum LabelKind: String, Codable, Sendable, Hashable, CaseIterable {
  /// Two values, one of them favourable.
  case binary
  /// Several categories, none of them favourable.
  case multiclass
  /// Numbers.
  case numeric
}

/// Which rows count as selected, or as of which class.
public enum DecisionRule: String, Codable, Sendable, Hashable, CaseIterable {
  /// Rows whose score is at least ``DecisionFacts/threshold``.
  case threshold
  /// Rows whose score lies above the median of all audited rows.
  case median
  /// Of several classes, the one with the largest score; of equal ones the first.
  case largestScore
  /// Of the classes whose score reaches a cut-off of their own, the one with the largest score; none
  /// where none does.
  case classThresholds
  /// The prediction is the decision.
  case prediction
  /// Nothing is decided: the prediction is a number.
  case none
}

/// Predictions that were made elsewhere and stand in for a model's.
public struct PredictionFacts: Codable, Sendable, Hashable {
  /// What they are: `probability`, `logit`, `label` or `value`.
  public var kind: String
  /// The columns that hold them.
  public var columns: [String]
  /// The file of the columns; `nil` where they stand beside the data.
  public var file: FileFacts?
  /// Whether ``AuditResult/model`` tells of a model file that was named and not read; otherwise its
  /// file is the one that holds the predictions.
  public var namesModel: Bool

  /// Creates the facts.
  public init(kind: String, columns: [String], file: FileFacts?, namesModel: Bool) {
    self.kind = kind
    self.columns = columns
    self.file = file
    self.namesModel = namesModel
  }
}

/// How much the rows of a group weigh.
public struct WeightFacts: Codable, Sendable, Hashable {
  /// The sum of the weights.
  public var total: Double
  /// Kish's effective number of rows, (Σw)² / Σw²: how many rows of one weight would tell as much
  /// about a mean that does not depend on the weights; 0 where all weights are zero.
  public var effectiveRows: Double

  /// Creates the facts.
  public init(total: Double, effectiveRows: Double) {
    self.total = total
    self.effectiveRows = effectiveRows
  }
}

/// One class of a label of several against all others.
public struct ClassOutcome: Codable, Sendable, Hashable {
  /// The class.
  public var name: String
  /// The class's cut-off; `nil` where the largest score decides.
  public var threshold: Double?
  /// All rows; positive are those of the class, selected those that were assigned to it.
  public var overall: GroupOutcome
  /// The audited attributes, as ``AuditResult/attributes``.
  public var attributes: [AttributeOutcome]

  /// Creates an outcome.
  public init(
    name: String, threshold: Double?, overall: GroupOutcome, attributes: [AttributeOutcome]
  ) {
    self.name = name
    self.threshold = threshold
    self.overall = overall
    self.attributes = attributes
  }
}
