/// The program that made an audit.
public struct ToolFacts: Codable, Sendable, Hashable {
  /// Its name.
  public var name: String
  /// Its version.
  public var version: String

  /// Creates the facts.
  public init(name: String, version: String) {
    self.name = name
    self.version = version
  }
}

/// A file by content: base name, never a path.
public struct FileFacts: Codable, Sendable, Hashable {
  /// The file's base name.
  public var name: String
  /// Its size in bytes.
  public var bytes: Int
  /// Its SHA-256 digest in lower-case hexadecimal.
  public var sha256: String

  /// Creates the facts.
  public init(name: String, bytes: Int, sha256: String) {
    self.name = name
    self.bytes = bytes
    self.sha256 = sha256
  }
}

/// The audited model.
public struct ModelFacts: Codable, Sendable, Hashable {
  /// One layer of the model, in the order of the checkpoint.
  public struct Layer: Codable, Sendable, Hashable {
    /// The layer's name in the checkpoint.
    public var name: String
    /// Its Keras class.
    public var className: String
    /// The shape of its output without the batch axis.
    public var outputShape: [Int]
    /// How many numbers it learns or keeps.
    public var parameters: Int

    /// Creates the facts of a layer.
    public init(name: String, className: String, outputShape: [Int], parameters: Int) {
      self.name = name
      self.className = className
      self.outputShape = outputShape
      self.parameters = parameters
    }
  }

  /// The name that the user gave, else the name in the checkpoint.
  public var name: String
  /// What the user wrote about the model, in the user's order: version, intended use and the like.
  public var statements: [Statement]
  /// The checkpoint file.
  public var file: FileFacts
  /// The checkpoint's format, such as `Keras 3 full model (HDF5)`.
  public var format: String
  /// The Keras version that wrote the file; `nil` where the file does not say.
  public var kerasVersion: String?
  /// The backend that wrote the file; `nil` where the file does not say.
  public var backend: String?
  /// The layers.
  public var layers: [Layer]

  /// How many numbers the model learns or keeps.
  public var parameters: Int { layers.reduce(0) { $0 + $1.parameters } }

  /// Creates the facts.
  public init(
    name: String, statements: [Statement], file: FileFacts, format: String, kerasVersion: String?,
    backend: String?, layers: [Layer]
  ) {
    self.name = name
    self.statements = statements
    self.file = file
    self.format = format
    self.kerasVersion = kerasVersion
    self.backend = backend
    self.layers = layers
  }
}

/// A statement of the user, printed as it is.
public struct Statement: Codable, Sendable, Hashable {
  /// What it is about, such as `intended_use`.
  public var key: String
  /// The user's words.
  public var text: String

  /// Creates a statement.
  public init(key: String, text: String) {
    self.key = key
    self.text = text
  }
}

/// The rows of an audit.
public struct DataFacts: Codable, Sendable, Hashable {
  /// A value that the model's vocabulary does not hold.
  public struct UnknownValue: Codable, Sendable, Hashable {
    /// The value.
    public var value: String
    /// How many rows hold it.
    public var rows: Int

    /// Creates the fact.
    public init(value: String, rows: Int) {
      self.value = value
      self.rows = rows
    }
  }

  /// How well one input feature is covered.
  public struct Feature: Codable, Sendable, Hashable {
    /// The model's input that it feeds.
    public var input: String
    /// The column of the data.
    public var column: String
    /// The encoding, such as `onehot`.
    public var kind: String
    /// How many numbers the feature contributes.
    public var width: Int
    /// Rows whose cell is empty.
    public var missing: Int
    /// Rows whose value is not in the vocabulary, or is no number where one is needed.
    public var unknown: Int
    /// The most frequent unknown values, at most ten.
    public var unknownValues: [UnknownValue]

    /// Creates the facts of a feature.
    public init(
      input: String, column: String, kind: String, width: Int, missing: Int, unknown: Int,
      unknownValues: [UnknownValue]
    ) {
      self.input = input
      self.column = column
      self.kind = kind
      self.width = width
      self.missing = missing
      self.unknown = unknown
      self.unknownValues = unknownValues
    }
  }

  /// The data file.
  public var file: FileFacts
  /// The audit spec.
  public var spec: FileFacts?
  /// What the user wrote about the data, in the user's order.
  public var statements: [Statement]
  /// How many rows were audited.
  public var rows: Int
  /// The features that feed the model.
  public var features: [Feature]

  /// Creates the facts.
  public init(
    file: FileFacts, spec: FileFacts?, statements: [Statement], rows: Int, features: [Feature]
  ) {
    self.file = file
    self.spec = spec
    self.statements = statements
    self.rows = rows
    self.features = features
  }
}

/// How scores become decisions.
public struct DecisionFacts: Codable, Sendable, Hashable {
  /// How the model's output becomes a score.
  public enum ScoreKind: String, Codable, Sendable, Hashable, CaseIterable {
    /// The output is the probability of the positive label.
    case probability
    /// The score is the sigmoid of the output.
    case logit
    /// The score is one column of a softmax output.
    case softmax
    /// The output is a number of the label's own scale.
    case value
    /// There is no score: the prediction is a label.
    case label
  }

  /// The label's column.
  public var labelColumn: String
  /// The label's positive value: the favourable outcome.
  public var positiveLabel: String
  /// The other value.
  public var negativeLabel: String
  /// Rows whose score is at least this are selected.
  public var threshold: Double
  /// The model output that holds the score.
  public var output: String
  /// How that output becomes a score.
  public var scoreKind: ScoreKind
  /// What the label's values are; `nil` for two, and where an older version wrote the result.
  public var labelKind: LabelKind?
  /// The classes of a label of several, in the order of the model's columns.
  public var classes: [String]?
  /// Which rows are selected; `nil` for ``DecisionRule/threshold``.
  public var rule: DecisionRule?
  /// The predictions that stand in for the model's; `nil` where the model was run.
  public var predictions: PredictionFacts?
  /// The column of sample weights; `nil` where all rows count alike.
  public var weightColumn: String?
  /// The column that says which rows belong together; `nil` where each stands for itself.
  public var clusterColumn: String?

  /// Creates the facts.
  public init(
    labelColumn: String, positiveLabel: String, negativeLabel: String, threshold: Double,
    output: String, scoreKind: ScoreKind
  ) {
    self.labelColumn = labelColumn
    self.positiveLabel = positiveLabel
    self.negativeLabel = negativeLabel
    self.threshold = threshold
    self.output = output
    self.scoreKind = scoreKind
  }
}

/// Sizes, levels and seeds that the numbers of an audit depend on.
public struct SettingsFacts: Codable, Sendable, Hashable {
  /// The nominal coverage of every interval, in (0, 1).
  public var confidence: Double
  /// The seed of every random draw.
  public var seed: UInt64
  /// Groups with fewer rows are marked as small.
  public var minimumGroupSize: Int
  /// Blocks that the rows are cut into for resampling influences.
  public var blocks: Int
  /// Bootstrap replicates of each parity.
  public var bootstrapReplicates: Int
  /// Permutations of the group labels.
  public var permutations: Int
  /// Random halvings of one group.
  public var splitHalves: Int
  /// Replicates of each bootstrap and permutation of counts; `nil` for the method's own number.
  public var resamples: Int?
  /// Kinds of influence beside ``InfluenceKind/taylor``; `nil` for those that cost little.
  public var influence: [InfluenceKind]?
  /// Whether parity is measured within each class of labels as well; `nil` for where it costs little.
  public var withinClasses: Bool?
  /// Whether neurons that differ are taken out to see what becomes of the outcomes; `nil` for where
  /// it costs little.
  public var causalCheck: Bool?
  /// Whether rows are given other groups' values; `nil` where it is done if it costs little.
  public var counterfactual: Bool?
  /// Whether inputs and layers are looked at as proxies; `nil` where it is done if it costs little.
  public var proxyScreen: Bool?
  /// Accuracy that a set of neurons may cost which closes a gap, in [0, 1]; `nil` for 0.01.
  public var accuracyLoss: Double?

  /// Creates the facts.
  public init(
    confidence: Double = 0.95, seed: UInt64 = 0, minimumGroupSize: Int = 30, blocks: Int = 128,
    bootstrapReplicates: Int = 1000, permutations: Int = 1000, splitHalves: Int = 1000,
    resamples: Int? = nil, influence: [InfluenceKind]? = nil, withinClasses: Bool? = nil,
    causalCheck: Bool? = nil, accuracyLoss: Double? = nil
  ) {
    self.influence = influence
    self.withinClasses = withinClasses
    self.causalCheck = causalCheck
    self.accuracyLoss = accuracyLoss
    self.confidence = confidence
    self.seed = seed
    self.minimumGroupSize = minimumGroupSize
    self.blocks = blocks
    self.bootstrapReplicates = bootstrapReplicates
    self.permutations = permutations
    self.splitHalves = splitHalves
    self.resamples = resamples
  }
}

/// The volatile facts of one run.
public struct RunFacts: Codable, Sendable, Hashable {
  /// When the run began, in UTC, ISO 8601.
  public var started: String
  /// Wall-clock seconds.
  public var seconds: Double
  /// The command line, program name first.
  public var commandLine: [String]
  /// The operating system.
  public var system: String
  /// The processor architecture.
  public var architecture: String
  /// Threads used.
  public var threads: Int
  /// Versions of the libraries that the numbers pass through, such as `HDF5 1.10.8`.
  public var libraries: [String]

  /// The day of ``started``, as `2026-11-23`.
  public var day: String { String(started.prefix(10)) }

  /// Creates the facts.
  public init(
    started: String, seconds: Double, commandLine: [String], system: String, architecture: String,
    threads: Int, libraries: [String]
  ) {
    self.started = started
    self.seconds = seconds
    self.commandLine = commandLine
    self.system = system
    self.architecture = architecture
    self.threads = threads
    self.libraries = libraries
  }
}
