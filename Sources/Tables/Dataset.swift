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
    /// The encoded values, shape (rows, width).
    public var tensor: Tensor<Float>

    /// Creates an input.
    public init(name: String, tensor: Tensor<Float>) {
      self.name = name
      self.tensor = tensor
    }
  }

  /// How many rows there are.
  public var rows: Int
  /// The values for each input of the model, in the spec's order.
  public var inputs: [Input]
  /// One label per row, 1 for the positive value; `nil` where the file was read without labels.
  public var labels: [UInt8]?
  /// The label's positive value.
  public var positiveLabel: String
  /// The label's other value.
  public var negativeLabel: String
  /// The audited attributes.
  public var subgroups: [Subgroups]
  /// How well each feature is covered.
  public var features: [DataFacts.Feature]

  /// Creates a data set; every array holds `rows` entries.
  public init(
    rows: Int, inputs: [Input], labels: [UInt8]?, positiveLabel: String, negativeLabel: String,
    subgroups: [Subgroups], features: [DataFacts.Feature]
  ) {
    self.rows = rows
    self.inputs = inputs
    self.labels = labels
    self.positiveLabel = positiveLabel
    self.negativeLabel = negativeLabel
    self.subgroups = subgroups
    self.features = features
  }
}
