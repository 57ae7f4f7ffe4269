public import AuditResults

/// What an audit spec says: the data, its label and groups, and how rows become model inputs.
public struct AuditSpec: Sendable, Hashable {
  /// The spec file's path.
  public var path: String
  /// The model's name as the user gave it.
  public var modelName: String?
  /// What else the user wrote about the model, in the user's order.
  public var modelStatements: [Statement]
  /// The data.
  public var data: DataSpec
  /// The label; `nil` where the spec leaves it to the command.
  public var label: LabelSpec?
  /// The audited attributes.
  public var groups: [GroupSpec]
  /// From which score on a row is selected.
  public var threshold: ThresholdSpec
  /// Whether the spec names the threshold, which else is the customary one.
  public var isThresholdDeclared = false
  /// Which output holds the score, and how.
  public var output: OutputSpec
  /// What the model's inputs are made of, in order; may be empty where there are predictions.
  public var inputs: [InputSpec]
  /// The predictions to audit in place of the model's.
  public var predictions: PredictionSpec?
  /// The column of sample weights.
  public var weight: String?
  /// The attribute within whose groups conditional metrics compare.
  public var stratum: GroupSpec?
  /// The column that says which rows belong together.
  public var cluster: String?
  /// Declared limits.
  public var gates: [GateSpec]
  /// Sizes, levels and seeds.
  public var settings: SettingsFacts

  /// The attributes of the given names: the spec's group of that name, else the plain column.
  ///
  /// A name that occurs twice counts once.
  public func groups(named names: [String]) -> [GroupSpec] {
    var chosen: [GroupSpec] = []
    for name in names where !chosen.contains(where: { $0.name == name }) {
      chosen.append(groups.first { $0.name == name } ?? GroupSpec(column: name))
    }
    return chosen
  }
}

/// Where the rows are and how they are written.
public struct DataSpec: Sendable, Hashable {
  /// The path of the test rows, resolved against the spec's folder.
  public var test: String?
  /// The path of the training rows, resolved against the spec's folder.
  public var train: String?
  /// The path of the validation rows, resolved against the spec's folder.
  public var validation: String?
  /// The folder of the images that the rows name, resolved against the spec's; `nil` for that of the
  /// rows.
  public var folder: String?
  /// How the file is written; `nil` to tell from its name.
  public var format: DataFormat?
  /// The character between fields; `nil` for that of the format.
  public var separator: UInt8?
  /// The character between whole and fraction of a number.
  public var decimal: UInt8 = UInt8(ascii: ".")
  /// How the file's bytes spell letters.
  public var encoding: TextEncoding = .utf8
  /// Texts that mean a missing value, besides the empty cell.
  public var missing: [String] = []
  /// The largest share of rows with unknown values that a feature may have, in [0, 1].
  public var unknownLimit: Double?
  /// What the user wrote about the data, in the user's order.
  public var statements: [Statement] = []

  /// Creates a description of rows.
  public init(test: String? = nil, train: String? = nil) {
    self.test = test
    self.train = train
  }
}

/// Which output of the model holds the score, and how.
public struct OutputSpec: Sendable, Hashable {
  /// The output's name; `nil` for the only one.
  public var name: String?
  /// How the output becomes a score; `nil` to take it from the model's last layer.
  public var kind: DecisionFacts.ScoreKind?
  /// The column of a softmax output that is the positive label's, from 0.
  public var positiveClass: Int?

  /// Creates a choice.
  public init(
    name: String? = nil, kind: DecisionFacts.ScoreKind? = nil, positiveClass: Int? = nil
  ) {
    self.name = name
    self.kind = kind
    self.positiveClass = positiveClass
  }
}

/// One input of the model and the features that stand side by side in it.
public struct InputSpec: Sendable, Hashable {
  /// The input's name in the model.
  public var name: String
  /// The features in order.
  public var features: [FeatureSpec]
  /// The shape of one row, whose product is ``width``; `nil` for one axis.
  public var shape: [Int]?

  /// How many numbers make one row of the input.
  public var width: Int { features.reduce(0) { $0 + $1.width } }

  /// Whether the input takes texts, which a layer of the model looks up.
  public var isText: Bool { features.contains { $0.encoding == .text } }

  /// Creates an input.
  public init(name: String, features: [FeatureSpec], shape: [Int]? = nil) {
    self.name = name
    self.features = features
    self.shape = shape
  }
}
