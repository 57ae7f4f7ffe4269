public import AuditResults
public import Engine

/// The rows of one attribute, sorted into named groups.
public struct Subgroups: Sendable, Hashable {
  /// The attribute's name, such as `sex` or `sex × race`.
  public var name: String
  /// The data columns that it is made of.
  public var columns: [String]
  /// The group names, sorted; the group of rows with a missing value comes last.
  public var groups: [String]
  /// The index of the group of rows with a missing value, where there are such rows.
  public var unknownIndex: Int?
  /// Combinations that no row holds (intersections only).
  public var emptyGroups: [String]
  /// The group of each row: an index into ``groups``.
  public var codes: [Int32]

  /// Creates subgroups; every code is a valid index into `groups`.
  public init(
    name: String, columns: [String], groups: [String], unknownIndex: Int? = nil,
    emptyGroups: [String] = [], codes: [Int32]
  ) {
    self.name = name
    self.columns = columns
    self.groups = groups
    self.unknownIndex = unknownIndex
    self.emptyGroups = emptyGroups
    self.codes = codes
  }
}

/// A data file as the model and the audit need it.
public struct Dataset: Sendable {
  /// The values for one input of the model.
  public struct Input: Sendable {
    /// The input's name in the audit spec.
    public var name: String
    /// The encoded values, each row of shape (width) or that of the spec.
    public var rows: any RowSource<Float>
    /// The texts of an input that takes texts, row by row; its rows have the shape (0), so that no
    /// model can take them for numbers.
    public var texts: [String]?

    /// The encoded values, the rows first; to get them reads all of them into memory.
    public var tensor: Tensor<Float> {
      get { rows.gatheringRows(0..<rows.rowCount) }
      set { rows = newValue }
    }

    /// Creates an input.
    public init(name: String, rows: any RowSource<Float>, texts: [String]? = nil) {
      self.name = name
      self.rows = rows
      self.texts = texts
    }

    /// Creates an input whose values are in memory, the rows first.
    public init(name: String, tensor: Tensor<Float>) {
      self.init(name: name, rows: tensor)
    }
  }

  /// How many rows there are.
  public var rows: Int
  /// The values for each input of the model, in the spec's order.
  public var inputs: [Input]
  /// One label per row; `nil` where the file was read without labels.
  public var labelValues: LabelValues?
  /// The label's positive value.
  public var positiveLabel: String
  /// The label's other value.
  public var negativeLabel: String
  /// The audited attributes.
  public var subgroups: [Subgroups]
  /// For each attribute that is no intersection, the cell that most rows of each group hold; `nil`
  /// where there is none.
  public var groupValues: [String: [String?]] = [:]
  /// How well each feature is covered.
  public var features: [DataFacts.Feature]
  /// Predictions that stand in for the model's.
  public var predictions: Predictions?
  /// One sample weight per row, finite and not negative, not all zero; `nil` where all rows count
  /// alike.
  public var weights: [Double]?
  /// The attribute within whose groups conditional metrics compare.
  public var strata: Subgroups?
  /// Which rows belong together; `nil` where each stands for itself.
  public var clusters: Clusters?
  /// What an auditor should know about the rows.
  public var warnings: [DataWarning]

  /// One binary label per row, 1 for the positive value; `nil` where there is none.
  public var labels: [UInt8]? {
    get { if case .binary(let labels) = labelValues { labels } else { nil } }
    set { labelValues = newValue.map(LabelValues.binary) }
  }

  /// Creates a data set; every array holds `rows` entries.
  public init(
    rows: Int, inputs: [Input], labels: [UInt8]?, positiveLabel: String, negativeLabel: String,
    subgroups: [Subgroups], features: [DataFacts.Feature]
  ) {
    warnings = []
    self.rows = rows
    self.inputs = inputs
    labelValues = labels.map(LabelValues.binary)
    self.positiveLabel = positiveLabel
    self.negativeLabel = negativeLabel
    self.subgroups = subgroups
    self.features = features
  }
}

/// The labels of all rows.
public enum LabelValues: Sendable, Hashable {
  /// 1 for the positive value, 0 for the other.
  case binary([UInt8])
  /// The classes, and the place of each row's.
  case classes([String], codes: [Int32])
  /// Finite numbers.
  case numbers([Double])
}

/// Predictions that were made elsewhere.
public struct Predictions: Sendable, Hashable {
  /// What the predictions are.
  public var kind: PredictionSpec.Kind
  /// The names of the columns.
  public var columns: [String]
  /// Row by row, a number for each column.
  ///
  /// A predicted label is its place in the classes; of a binary label 1 for the positive value.
  public var values: [Double]

  /// Creates predictions; there are rows · columns values.
  public init(kind: PredictionSpec.Kind, columns: [String], values: [Double]) {
    self.kind = kind
    self.columns = columns
    self.values = values
  }
}
