/// Several runs of a fine-tuning: settings that were varied, each with every seed.
public struct FineTuningSeries: Codable, Sendable, Hashable {
  /// The names of the varied settings, such as `lambda`; empty where only seeds were.
  public var varied: [String]
  /// What quality means on the front: `accuracy` or `ap`.
  public var measure: String
  /// How many runs were planned; more than there are where the user stopped.
  public var planned: Int
  /// One entry for each combination of settings that has a finished run.
  public var points: [FineTuningPoint]

  /// Creates a series.
  public init(varied: [String], measure: String, planned: Int, points: [FineTuningPoint]) {
    self.varied = varied
    self.measure = measure
    self.planned = planned
    self.points = points
  }

  /// The chosen point.
  public var chosen: FineTuningPoint? { points.first(where: \.isChosen) }
}

/// A combination of settings, and its runs.
public struct FineTuningPoint: Codable, Sendable, Hashable {
  /// The values of the varied settings, in their order, as they were given.
  public var values: [String]
  /// The runs, one for each seed.
  public var runs: [FineTuningRun]
  /// Whether no other point is better on the validation rows in both quality and gap, by the means
  /// over seeds.
  public var isOnFront: Bool
  /// Whether one of these runs became the result.
  public var isChosen: Bool

  /// Creates a point.
  public init(values: [String], runs: [FineTuningRun], isOnFront: Bool, isChosen: Bool) {
    self.values = values
    self.runs = runs
    self.isOnFront = isOnFront
    self.isChosen = isChosen
  }
}

/// One finished run.
public struct FineTuningRun: Codable, Sendable, Hashable {
  /// The seed.
  public var seed: UInt64
  /// The epoch that was kept.
  public var keptEpoch: Int
  /// How many epochs were run.
  public var epochs: Int
  /// Why training ended.
  public var end: FineTuningEnd
  /// Whether the kept epoch meets the floor of the selection.
  public var meetsFloor: Bool
  /// What the validation rows say of the kept epoch.
  public var validation: FineTuningQuality
  /// What the test rows say of it; read after the choice was made.
  public var test: FineTuningQuality?
  /// The smallest parity of any layer on the test rows.
  public var lowestParity: Double?
  /// The worst verdict of the spec's gates, where they were judged: `pass`, `fail` or `open`.
  public var gates: String?
  /// Whether this run's weights became the result.
  public var isChosen: Bool

  /// Creates a run.
  public init(
    seed: UInt64, keptEpoch: Int, epochs: Int, end: FineTuningEnd, meetsFloor: Bool,
    validation: FineTuningQuality, test: FineTuningQuality?, lowestParity: Double?,
    gates: String? = nil, isChosen: Bool
  ) {
    self.seed = seed
    self.keptEpoch = keptEpoch
    self.epochs = epochs
    self.end = end
    self.meetsFloor = meetsFloor
    self.validation = validation
    self.test = test
    self.lowestParity = lowestParity
    self.gates = gates
    self.isChosen = isChosen
  }
}

/// Mean and spread of a number over seeds.
public struct Spread: Sendable, Hashable {
  /// How many numbers there are.
  public var count: Int
  /// Their mean.
  public var mean: Double
  /// Their standard deviation; `nil` for a single number.
  public var deviation: Double?

  /// The spread of numbers; `nil` where there are none.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    deviation =
      values.count < 2
      ? nil
      : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
        .squareRoot()
  }

  /// The standard error of the mean; `nil` for a single number.
  public var standardError: Double? { deviation.map { $0 / Double(count).squareRoot() } }
}

/// Gaps of some rows beside the one that is minimised, each a sum over comparisons of groups.
public struct FineTuningGaps: Codable, Sendable, Hashable {
  /// Of mean scores.
  public var score: Double
  /// Of mean scores within each label, summed.
  public var scoreByLabel: Double
  /// Of the shares that are selected.
  public var rate: Double
  /// Of the shares that are selected within each label, summed: true and false positive rates.
  public var rateByLabel: Double

  /// Creates gaps.
  public init(score: Double, scoreByLabel: Double, rate: Double, rateByLabel: Double) {
    self.score = score
    self.scoreByLabel = scoreByLabel
    self.rate = rate
    self.rateByLabel = rateByLabel
  }
}

/// What moving cut-offs alone gives, beside what fine-tuning gave.
public struct FineTuningCutoffs: Codable, Sendable, Hashable {
  /// One way to decide.
  public struct Way: Codable, Sendable, Hashable {
    /// What it is.
    public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
      /// The given model at the audit's cut-off.
      case given
      /// The fine-tuned model at the audit's cut-off.
      case fineTuned
      /// The given model at another cut-off for all.
      case groupBlind
      /// The given model at a cut-off for each group.
      case groupSpecific
    }

    /// What it is.
    public var kind: Kind
    /// One cut-off for all, or one for each group.
    public var cutoffs: [Double]
    /// The groups of ``cutoffs``; `nil` where one counts for all.
    public var groups: [String]?
    /// The accuracy on the validation rows.
    public var validationAccuracy: Double
    /// The gap of decisions on the validation rows.
    public var validationGap: Double
    /// Whether it has the gap of the fine-tuned model or a smaller one on the validation rows.
    public var reachesGap: Bool
    /// Whether it keeps the floor of accuracy on the validation rows; true without one.
    public var meetsFloor: Bool
    /// What the test rows say, against the given model at the audit's cut-off; `nil` for that itself.
    public var test: PairedChange?

    /// Creates a way.
    public init(
      kind: Kind, cutoffs: [Double], groups: [String]?, validationAccuracy: Double,
      validationGap: Double, reachesGap: Bool, meetsFloor: Bool, test: PairedChange?
    ) {
      self.kind = kind
      self.cutoffs = cutoffs
      self.groups = groups
      self.validationAccuracy = validationAccuracy
      self.validationGap = validationGap
      self.reachesGap = reachesGap
      self.meetsFloor = meetsFloor
      self.test = test
    }
  }

  /// The floor of accuracy that cut-offs keep; `nil` without one.
  public var accuracyFloor: Double?
  /// The ways, the given model first.
  public var ways: [Way]

  /// Creates the comparison.
  public init(accuracyFloor: Double?, ways: [Way]) {
    self.accuracyFloor = accuracyFloor
    self.ways = ways
  }
}
