public import Engine
public import Tables

/// Everything that a fine-tuning run is made from.
public struct FineTuneRequest: Sendable {
  /// The model to start from.
  public var model: Model<Float>
  /// Which output holds the score, and how.
  public var output: OutputSpec
  /// The rows that gradients are taken on.
  public var training: LabelledRows
  /// The rows that the epoch is chosen on.
  public var validation: LabelledRows
  /// The rows that nothing is chosen on; read once, at the end.
  public var test: LabelledRows?
  /// What is minimised.
  public var objective: Objective
  /// How gradients become steps.
  public var optimizer: Optimizer<Float>.Settings
  /// The most epochs.
  public var epochs: Int
  /// Steps of an epoch; `nil` for as many as the largest cell fills batches.
  public var stepsPerEpoch: Int?
  /// Rows of each cell in a batch: each group's, or each label's of each group.
  public var batchSize: Int
  /// Which epoch is kept.
  public var selection: Selection
  /// The first epoch that may be kept, counted from 1; 0 admits the model as it was.
  public var firstCandidate: Int
  /// Stop after so many epochs without a better one; `nil` to run all.
  public var patience: Int?
  /// Start from fresh weights.
  public var initialization: Initialization?
  /// Whether dropout and other noise of the model's layers is drawn while training.
  public var usesNoise = true
  /// Whether trained batch normalisations take the moments of each step's rows, and update their moving
  /// statistics; they take these, and leave them as they are, otherwise.
  public var usesBatchStatistics = false
  /// Rows with at least this score are selected.
  public var threshold: Double
  /// The seed of everything that is drawn.
  public var seed: UInt64
  /// Threads; the result does not depend on them.
  public var options: RunOptions

  /// Creates a request; defaults are those of the Fair-Mixup protocol, but for the selection.
  public init(
    model: Model<Float>, output: OutputSpec = OutputSpec(), training: LabelledRows,
    validation: LabelledRows, test: LabelledRows? = nil, objective: Objective,
    optimizer: Optimizer<Float>.Settings = Optimizer.Settings(), epochs: Int = 10,
    stepsPerEpoch: Int? = nil, batchSize: Int = 500, selection: Selection,
    firstCandidate: Int = 1, patience: Int? = nil, initialization: Initialization? = nil,
    threshold: Double = 0.5, seed: UInt64 = 0, options: RunOptions = RunOptions()
  ) {
    self.model = model
    self.output = output
    self.training = training
    self.validation = validation
    self.test = test
    self.objective = objective
    self.optimizer = optimizer
    self.epochs = epochs
    self.stepsPerEpoch = stepsPerEpoch
    self.batchSize = batchSize
    self.selection = selection
    self.firstCandidate = firstCandidate
    self.patience = patience
    self.initialization = initialization
    self.threshold = threshold
    self.seed = seed
    self.options = options
  }
}

extension FineTuneRequest {
  /// How many steps an epoch has: as many as are asked for, else as many as the largest cell fills
  /// batches.
  public var stepsInEpoch: Int {
    let largest = training.cells(objective.fairness).map(\.count).max() ?? 0
    return stepsPerEpoch ?? max(1, (largest - 1) / max(1, batchSize) + 1)
  }

  /// The steps of all epochs, for schedules that end with them.
  ///
  /// Counts beyond what a run may have are cut to that, so that the product of any two is a number.
  public var plannedSteps: Int {
    min(max(0, epochs), Self.mostEpochs) * min(max(1, stepsInEpoch), Self.mostStepsInEpoch)
  }

  /// The most epochs of a run.
  static let mostEpochs = 1_000_000
  /// The most steps of an epoch.
  static let mostStepsInEpoch = 1_000_000_000
}

/// Why a model cannot be fine-tuned.
public enum FineTuneError: Error, Equatable, Sendable {
  /// Which of the three sets of rows is meant.
  public enum Rows: String, Sendable { case training, validation, test }

  /// A setting is out of its range.
  case invalidSetting(name: String, value: Double)
  /// The model's output gives no score, or rows do not fit the model.
  case model(AuditError)
  /// A set holds no rows.
  case noRows(Rows)
  /// There are fewer than two groups.
  case fewGroups([String])
  /// The sets do not name the same groups in the same order.
  case groupsDiffer(Rows, expected: [String], found: [String])
  /// A group has no rows in a set, or none with the label (1 positive, 0 negative).
  case emptyCell(Rows, group: String, label: Int?)
  /// Every weight is frozen.
  case nothingTrainable
  /// No trained layer has two or more neurons, so there is nothing to align.
  case nothingAligned
  /// Fair-Mixup pairs single groups; it has no form against the pooled rest.
  case mixupNeedsPairs
  /// Fair-Mixup mixes inputs, and this layer looks its input up as an index.
  case mixupNeedsNumbers(layer: String)
  /// A layer's noise does not fit what it acts on.
  case noise(layer: String, ShapeError)
  /// A state that was kept is of another run.
  case otherState
  /// The start is not finite on the validation rows, so there is nothing to go back to.
  case nonFiniteStart
}

/// How far a run is.
public struct FineTuneProgress: Sendable, Equatable {
  /// The epoch, from 1.
  public var epoch: Int
  /// Steps done in the epoch.
  public var step: Int
  /// Steps of an epoch.
  public var steps: Int
  /// The terms of the last batch.
  public var terms: ObjectiveTerms
  /// The part of the whole run that is done, in [0, 1].
  public var fraction: Double
}

/// What came of a run.
public struct FineTuneResult: Sendable {
  /// An epoch.
  public struct Epoch: Sendable, Equatable, Codable {
    /// Its number, from 1; 0 is the start.
    public var number: Int
    /// Means of the terms over the epoch's batches; `nil` for the start.
    public var training: ObjectiveTerms?
    /// What the validation rows say.
    public var validation: Quality
  }

  /// Why a run ended.
  public enum End: Sendable, Equatable, Codable {
    /// All epochs were run.
    case finished
    /// The patience was at an end.
    case noImprovement
    /// It was cancelled.
    case cancelled
    /// A number was not finite, in this epoch; weights of an earlier epoch are kept.
    case notFinite(epoch: Int, step: Int)
  }

  /// How far a weight moved.
  public struct Change: Sendable, Equatable {
    /// The weight's path.
    public var path: String
    /// How many of its numbers are others now.
    public var changed: Int
    /// How many numbers it holds.
    public var count: Int
    /// The root mean square of its numbers before.
    public var size: Double
    /// The root mean square of the differences.
    public var distance: Double
    /// The Euclidean norm of the difference over that of the weight before.
    public var relative: Double
  }

  /// A cell whose rows were drawn with replacement, since a batch takes more than it has.
  public struct SmallCell: Sendable, Equatable {
    /// The group.
    public var group: String
    /// The label, under equalized odds.
    public var label: Int?
    /// How many rows it has.
    public var rows: Int
  }

  /// What the test rows say of the start and of the result.
  public struct Test: Sendable, Equatable {
    /// Of the start.
    public var before: Quality
    /// Of the result.
    public var after: Quality
    /// The layers whose neurons are compared.
    public var layers: [String]
    /// The parity of each of these, the smallest over comparisons of groups, of the start.
    public var parityBefore: [Double]
    /// The same of the result.
    public var parityAfter: [Double]
  }

  /// The model with the kept weights.
  public var model: Model<Float>
  /// The kept epoch; 0 if it is the start.
  public var epoch: Int
  /// The rule by which the epoch was chosen, its floor as a number.
  public var selection: Selection
  /// Whether the kept epoch meets the floor of the selection.
  public var meetsFloor: Bool
  /// Every epoch, from the start on.
  public var history: [Epoch]
  /// Why the run ended.
  public var end: End
  /// Cells that were drawn with replacement.
  public var smallCells: [SmallCell]
  /// How far each trained weight moved from where training started.
  public var changes: [Change]
  /// What the test rows say, where there were any.
  public var test: Test?
}
