/// How a checkpoint was fine-tuned: what was asked for, on which rows, and what came of it.
public struct FineTuningFacts: Codable, Sendable, Hashable {
  /// What was asked for.
  public var settings: FineTuningSettings
  /// The rows of training, validation and test, in this order.
  public var rows: [FineTuningRows]
  /// The given checkpoint.
  public var before: FileFacts
  /// The written checkpoint.
  public var after: FileFacts?
  /// Every epoch; the first is the start, before any step.
  public var epochs: [FineTuningEpoch]
  /// The number of the epoch whose weights were kept.
  public var keptEpoch: Int
  /// The rule by which that epoch was chosen.
  public var selection: FineTuningSelection
  /// Why training ended.
  public var end: FineTuningEnd
  /// Cells of which a batch takes more rows than they have, so that rows were drawn repeatedly.
  public var smallCells: [FineTuningSmallCell]
  /// How far each trained weight moved.
  public var changes: [FineTuningChange]
  /// What the test rows say; `nil` without test rows.
  public var test: FineTuningTest?
  /// What changed for the test rows; `nil` where that was not measured.
  public var change: PairedChange?
  /// Every run, where there were several; `nil` for a single one.
  public var series: FineTuningSeries?
  /// What moving cut-offs alone gives; `nil` where that was not measured.
  public var cutoffs: FineTuningCutoffs?

  /// Creates the facts.
  public init(
    settings: FineTuningSettings, rows: [FineTuningRows], before: FileFacts, after: FileFacts?,
    epochs: [FineTuningEpoch], keptEpoch: Int, selection: FineTuningSelection,
    end: FineTuningEnd, smallCells: [FineTuningSmallCell], changes: [FineTuningChange],
    test: FineTuningTest?
  ) {
    self.settings = settings
    self.rows = rows
    self.before = before
    self.after = after
    self.epochs = epochs
    self.keptEpoch = keptEpoch
    self.selection = selection
    self.end = end
    self.smallCells = smallCells
    self.changes = changes
    self.test = test
  }
}

/// What a fine-tuning run was asked for.
public struct FineTuningSettings: Codable, Sendable, Hashable {
  /// How groups are brought together: `erm`, `gapreg`, `mixup` or `gpa`.
  public var method: String
  /// What should not depend on the group: `dp` or `eo`.
  public var objective: String
  /// The weight λ of the parities; 0 where the method has none.
  public var lambda: Double
  /// The weight λ₂ of the gap; 0 where the method has none.
  public var gapWeight: Double
  /// Which groups are compared: `pairs` or `againstRest`.
  public var comparison: String
  /// The attribute.
  public var attribute: String
  /// Its groups.
  public var groups: [String]
  /// The most epochs.
  public var epochs: Int
  /// The steps of an epoch.
  public var steps: Int
  /// Rows of each cell in a batch.
  public var batchSize: Int
  /// How gradients become steps, such as `adam` or `sgd`.
  public var optimizer: String
  /// The optimizer's other settings by name, such as `momentum`.
  public var optimizerSettings: [String: Double]
  /// The first full learning rate, after any warm-up.
  public var learningRate: Double
  /// How the learning rate goes on, such as `constant` or `cosine`.
  public var schedule: String
  /// From which start: `glorot` or `fan-in` for fresh weights, `nil` for the checkpoint's.
  public var initialization: String?
  /// The first epoch that may be kept.
  public var firstCandidate: Int
  /// After how many epochs without a better one training stops; `nil` for never.
  public var patience: Int?
  /// Rows with at least this score are selected.
  public var threshold: Double
  /// The seed of the weights, the batches and the mixing.
  public var seed: UInt64
  /// The layers whose noise, such as dropout, was drawn; `nil` where there was none.
  public var noisyLayers: [String]?
  /// The layers that do something at random in training which was left out; `nil` where there were none.
  public var silencedLayers: [String]?
  /// Whether batch normalisation used each step's rows and updated its moving statistics; `nil` where it
  /// used these, and they stayed.
  public var batchStatistics: Bool?

  /// Creates the settings.
  public init(
    method: String, objective: String, lambda: Double, gapWeight: Double, comparison: String,
    attribute: String, groups: [String], epochs: Int, steps: Int, batchSize: Int,
    optimizer: String, optimizerSettings: [String: Double], learningRate: Double,
    schedule: String, initialization: String?, firstCandidate: Int, patience: Int?,
    threshold: Double, seed: UInt64
  ) {
    self.method = method
    self.objective = objective
    self.lambda = lambda
    self.gapWeight = gapWeight
    self.comparison = comparison
    self.attribute = attribute
    self.groups = groups
    self.epochs = epochs
    self.steps = steps
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.optimizerSettings = optimizerSettings
    self.learningRate = learningRate
    self.schedule = schedule
    self.initialization = initialization
    self.firstCandidate = firstCandidate
    self.patience = patience
    self.threshold = threshold
    self.seed = seed
  }
}

/// A set of rows of a fine-tuning run.
public struct FineTuningRows: Codable, Sendable, Hashable {
  /// What the rows are for.
  public enum Role: String, Codable, Sendable, Hashable, CaseIterable {
    /// Gradients are taken on them.
    case training
    /// The epoch is chosen on them.
    case validation
    /// Nothing is chosen on them.
    case test
  }

  /// What the rows are for.
  public var role: Role
  /// The file that they come from.
  public var file: FileFacts
  /// How many there are.
  public var count: Int
  /// Where the file's rows were dealt: SHA-256 of these rows' numbers in the file, counted from 0 and
  /// ascending, each in decimal digits and followed by a line feed; `nil` for all rows of the file.
  public var digest: String?

  /// Creates the facts of a set.
  public init(role: Role, file: FileFacts, count: Int, digest: String?) {
    self.role = role
    self.file = file
    self.count = count
    self.digest = digest
  }
}

/// The terms of the objective, means over the batches of an epoch.
public struct FineTuningTerms: Codable, Sendable, Hashable {
  /// The loss of the labels.
  public var loss: Double
  /// The sum of cosines over layers and comparisons; `nil` where it was not computed.
  public var parity: Double?
  /// The sum over comparisons of the absolute difference of mean scores.
  public var gap: Double
  /// Fair-Mixup's term; `nil` for other methods.
  public var path: Double?
  /// What is minimised.
  public var objective: Double

  /// Creates terms.
  public init(loss: Double, parity: Double?, gap: Double, path: Double?, objective: Double) {
    self.loss = loss
    self.parity = parity
    self.gap = gap
    self.path = path
    self.objective = objective
  }
}

/// How good and how even scores are on some rows.
public struct FineTuningQuality: Codable, Sendable, Hashable {
  /// The share of rows on the right side of the threshold.
  public var accuracy: Double
  /// The average precision; `nil` without positive rows.
  public var averagePrecision: Double?
  /// The sum over comparisons of the absolute difference of mean scores, and its interval.
  public var gap: Estimate
  /// Other gaps; `nil` in results of older versions.
  public var gaps: FineTuningGaps?

  /// Creates a quality.
  public init(accuracy: Double, averagePrecision: Double?, gap: Estimate) {
    self.accuracy = accuracy
    self.averagePrecision = averagePrecision
    self.gap = gap
  }
}

/// An epoch of a fine-tuning run.
public struct FineTuningEpoch: Codable, Sendable, Hashable {
  /// The number, from 1; 0 is the start.
  public var number: Int
  /// What the batches had; `nil` for the start.
  public var training: FineTuningTerms?
  /// What the validation rows say.
  public var validation: FineTuningQuality

  /// Creates an epoch.
  public init(number: Int, training: FineTuningTerms?, validation: FineTuningQuality) {
    self.number = number
    self.training = training
    self.validation = validation
  }
}

/// By which rule an epoch was chosen on the validation rows: the smallest gap, above a floor if any.
public struct FineTuningSelection: Codable, Sendable, Hashable {
  /// What has a floor: `accuracy` or `ap`; `nil` where nothing has.
  public var measure: String?
  /// The floor.
  public var floor: Double?
  /// Whether the kept epoch meets it.
  public var isMet: Bool

  /// Creates a rule.
  public init(measure: String?, floor: Double?, isMet: Bool) {
    self.measure = measure
    self.floor = floor
    self.isMet = isMet
  }
}

/// Why a fine-tuning run ended.
public enum FineTuningEnd: String, Codable, Sendable, Hashable, CaseIterable {
  /// All epochs were run.
  case finished
  /// The patience was at an end.
  case noImprovement
  /// The user stopped it.
  case cancelled
  /// A number was not finite.
  case notFinite
}

/// A cell whose rows were drawn with replacement.
public struct FineTuningSmallCell: Codable, Sendable, Hashable {
  /// The group.
  public var group: String
  /// The label, under equalized odds: whether it is the positive one.
  public var isPositive: Bool?
  /// How many rows it has.
  public var rows: Int

  /// Creates a cell.
  public init(group: String, isPositive: Bool?, rows: Int) {
    self.group = group
    self.isPositive = isPositive
    self.rows = rows
  }
}

/// How far a trained weight moved.
public struct FineTuningChange: Codable, Sendable, Hashable {
  /// The weight's path.
  public var path: String
  /// How many of its numbers are others now.
  public var changed: Int
  /// How many numbers it holds.
  public var count: Int
  /// The Euclidean norm of the difference over that of the weight before; `nil` where that was 0.
  public var relative: Double?
  /// The root mean square of its numbers before; `nil` in results of older versions.
  public var size: Double?
  /// The root mean square of the differences; `nil` in results of older versions.
  public var distance: Double?

  /// Creates a change.
  public init(path: String, changed: Int, count: Int, relative: Double?) {
    self.path = path
    self.changed = changed
    self.count = count
    self.relative = relative
  }
}

/// What the test rows say of the given model and of the fine-tuned one.
public struct FineTuningTest: Codable, Sendable, Hashable {
  /// The parity of a layer: the smallest cosine over pairs of groups.
  public struct Parity: Codable, Sendable, Hashable {
    /// The layer.
    public var layer: String
    /// Of the given model.
    public var before: Double
    /// Of the fine-tuned one.
    public var after: Double

    /// Creates a parity.
    public init(layer: String, before: Double, after: Double) {
      self.layer = layer
      self.before = before
      self.after = after
    }
  }

  /// Of the given model.
  public var before: FineTuningQuality
  /// Of the fine-tuned one.
  public var after: FineTuningQuality
  /// The parity of each aligned layer.
  public var parity: [Parity]

  /// Creates what test rows say.
  public init(before: FineTuningQuality, after: FineTuningQuality, parity: [Parity]) {
    self.before = before
    self.after = after
    self.parity = parity
  }
}
