public import ArgumentParser
public import Audit
import Engine

/// What fine-tuning minimises.
struct ObjectiveOptions: ParsableArguments {
  @Option(
    help: """
      How groups are brought together: gpa aligns the neurons' influences, gapreg weighs the gap \
      of mean scores, mixup the gap along paths between the groups (and, with --lambda, aligns), \
      erm does nothing.
      """)
  var method: Objective.Method = .gpa

  @Option(
    help: """
      What should not depend on the group: dp, the mean score; eo, the mean score of each label's \
      rows.
      """)
  var objective: FairnessObjective = .demographicParity

  @Option(
    help: ArgumentHelp(
      "The weight of the layers' parities. Default: 0.01 for gpa, 0 for mixup.", valueName: "number"
    ))
  var lambda: Double?

  @Option(
    help: ArgumentHelp(
      "The weight of the gap. Default: 0.2 for every method but erm.", valueName: "number"))
  var gapWeight: Double?

  @Option(
    help: "Which of several groups are compared: pairs, or each against the rest (againstRest).")
  var compare: GroupComparison = .pairs

  /// The objective that the options describe.
  func chosen() throws(UsageError) -> Objective {
    if lambda != nil, !method.hasAlignment {
      throw .combination(
        "--lambda weighs the parities, which --method \(method.rawValue) has none of",
        remedy: "leave out --lambda, or give --method gpa")
    }
    if gapWeight != nil, method == .erm {
      throw .combination(
        "--gap-weight weighs the gap, which --method erm leaves alone",
        remedy: "leave out --gap-weight, or give --method gapreg")
    }
    return objective(of: method)
  }

  /// The objective by some method: weights that were not given are that method's defaults.
  func objective(of method: Objective.Method) -> Objective {
    Objective(
      method, objective, alignment: lambda ?? (method == .gpa ? 0.01 : 0),
      gapWeight: method == .erm ? 0 : gapWeight ?? 0.2, comparison: compare)
  }
}

extension Objective.Method: ExpressibleByArgument {}
extension FairnessObjective: ExpressibleByArgument {}
extension GroupComparison: ExpressibleByArgument {}
extension Initialization: ExpressibleByArgument {}

/// How long and from where training goes.
struct TrainingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The most epochs.", valueName: "n"))
  var epochs = 10

  @Option(
    help: ArgumentHelp(
      "Steps of an epoch. Default: as many as the largest group fills batches.", valueName: "n"))
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      "Rows of each group in a batch; for eo, of each label of each group.", valueName: "n"))
  var batchSize = 500

  @Option(
    help: ArgumentHelp(
      "Stop after so many epochs without a better one. Default: run all.", valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      """
      Start from fresh weights: glorot, Keras's defaults; fan-in, PyTorch's. Frozen layers keep \
      theirs.
      """, valueName: "kind"))
  var reinitialize: Initialization?

  @Flag(
    help: """
      Leave dropout and other layers of noise out of training. Without it each step draws them once.
      """)
  var noDropout = false

  @Flag(
    help: """
      Let batch normalisations use the moments of each step's rows and update their moving \
      statistics, as Keras does in training. Without it they use these and leave them as they are.
      """)
  var batchStatistics = false

  @Option(
    help: ArgumentHelp(
      """
      The seed of weights, batches and of how rows are dealt. Default: the spec's, else 0.
      """, valueName: "n"))
  var seed: UInt64?
}

/// How gradients become steps.
struct OptimizerOptions: ParsableArguments {
  /// The optimizers by name.
  enum Rule: String, CaseIterable, ExpressibleByArgument { case adam, sgd }
  /// The schedules by name.
  enum Schedule: String, CaseIterable, ExpressibleByArgument {
    case constant, linear, cosine, exponential, step
  }

  @Option(help: "How gradients become steps.")
  var optimizer: Rule = .adam

  @Option(help: ArgumentHelp("The learning rate at the start.", valueName: "number"))
  var learningRate = 1e-3

  @Option(
    help: """
      How the learning rate changes over the steps: constant; to 0 in a straight line (linear) or \
      along half a cosine; down by one factor at each step (exponential) or after every so many \
      (step).
      """)
  var schedule: Schedule = .constant

  @Option(
    help: ArgumentHelp(
      """
      The factor of the schedules exponential and step over --decay-steps. Default: 0.01 for \
      exponential, 0.1 for step.
      """, valueName: "number"))
  var decay: Double?

  @Option(
    help: ArgumentHelp(
      """
      Steps over which --decay acts once. Default: all steps for exponential, a third of them for \
      step.
      """, valueName: "n"))
  var decaySteps: Int?

  @Option(
    help: ArgumentHelp("Steps over which the rate first rises from 0.", valueName: "n"))
  var warmup: Int?

  @Option(help: ArgumentHelp("The momentum of sgd. Default: 0.", valueName: "number"))
  var momentum: Double?

  @Flag(help: "Nesterov's momentum.")
  var nesterov = false

  @Option(
    help: ArgumentHelp(
      "Take this share, times the rate, off every kernel at each step.", valueName: "number"))
  var weightDecay = 0.0

  @Option(
    help: ArgumentHelp(
      "Shorten all gradients by one factor to this norm together.", valueName: "number"))
  var clipNorm: Double?

  @Option(
    help: ArgumentHelp("Bring each gradient element into ± this.", valueName: "number"))
  var clipValue: Double?

  /// The settings that the options describe, for a run of so many steps.
  func chosen(steps: Int) throws(UsageError) -> Optimizer<Float>.Settings {
    if momentum != nil || nesterov, optimizer != .sgd {
      throw .combination(
        "--momentum and --nesterov belong to sgd", remedy: "give --optimizer sgd too")
    }
    if decay != nil || decaySteps != nil, schedule != .exponential, schedule != .step {
      throw .combination(
        "--decay and --decay-steps belong to the schedules exponential and step",
        remedy: "give --schedule step too")
    }
    if let decay, !(decay > 0 && decay <= 1) {
      throw .option(name: "--decay", expected: "above 0, at most 1", found: "\(decay)")
    }
    if let decaySteps, decaySteps < 1 {
      throw .option(name: "--decay-steps", expected: "1 or more", found: "\(decaySteps)")
    }
    if clipNorm != nil, clipValue != nil {
      throw .combination(
        "--clip-norm and --clip-value exclude each other", remedy: "leave one of them out")
    }
    for (name, value) in [("--clip-norm", clipNorm), ("--clip-value", clipValue)] {
      if let value, !(value > 0) {
        throw .option(name: name, expected: "a positive number", found: "\(value)")
      }
    }
    let momentum = momentum ?? 0
    guard (0..<1).contains(momentum) else {
      throw .option(name: "--momentum", expected: "0 to 1, without 1", found: "\(momentum)")
    }
    let warmup = warmup ?? 0
    guard (0...max(0, steps)).contains(warmup) else {
      throw .option(name: "--warmup", expected: "0 to \(steps) steps", found: "\(warmup)")
    }
    let rest = steps - warmup
    let curve: LearningRateSchedule =
      switch schedule {
      case .constant: .constant(learningRate)
      case .linear: .polynomialDecay(initial: learningRate, steps: rest, end: 0)
      case .cosine: .cosineDecay(initial: learningRate, steps: rest)
      case .exponential:
        .exponentialDecay(initial: learningRate, steps: decaySteps ?? rest, rate: decay ?? 0.01)
      case .step:
        .exponentialDecay(
          initial: learningRate, steps: decaySteps ?? max(1, (rest + 2) / 3), rate: decay ?? 0.1,
          staircase: true)
      }
    return Optimizer.Settings(
      rule: optimizer == .adam ? .adam() : .sgd(momentum: momentum, nesterov: nesterov),
      schedule: warmup > 0 ? .warmup(steps: warmup, then: curve) : curve, weightDecay: weightDecay,
      clipping: clipNorm.map { .globalNorm($0) } ?? clipValue.map { .value($0) })
  }
}

/// Which epoch is kept, judged on the validation rows.
struct SelectionOptions: ParsableArguments {
  /// The rules by name.
  enum Rule: String, CaseIterable, ExpressibleByArgument {
    case floor
    case minimumGap = "min-gap"
  }

  @Option(
    help: """
      The epoch to keep: the smallest gap above a floor, or, as papers do, the smallest gap \
      whatever it costs (min-gap).
      """)
  var select: Rule = .floor

  @Option(
    help: ArgumentHelp(
      """
      The floor of the accuracy on validation rows. Default: 0.01 below that of the checkpoint.
      """, valueName: "share"))
  var accuracyFloor: Double?

  @Option(
    help: ArgumentHelp(
      "A floor of the average precision in place of the accuracy.", valueName: "number"))
  var apFloor: Double?

  @Option(
    help: ArgumentHelp(
      """
      The first epoch that may be kept; 0 lets the start compete. Default: 0 where the gap is \
      weighed, a floor stands and training starts from the checkpoint, else 1.
      """, valueName: "n"))
  var firstCandidate: Int?

  /// The rule that the options describe.
  func chosen() throws(UsageError) -> Selection {
    let floors = [("--accuracy-floor", accuracyFloor), ("--ap-floor", apFloor)]
    for (name, floor) in floors {
      guard let floor else { continue }
      if select == .minimumGap {
        throw .combination(
          "\(name) and --select min-gap exclude each other", remedy: "leave one of them out")
      }
      guard (0...1).contains(floor) else {
        throw .option(name: name, expected: "0 to 1", found: "\(floor)")
      }
    }
    switch (select, accuracyFloor, apFloor) {
    case (.minimumGap, _, _): return .minimumGap
    case (.floor, .some, .some):
      throw .combination(
        "--accuracy-floor and --ap-floor exclude each other", remedy: "leave one of them out")
    case (.floor, let floor?, nil): return .gapAboveFloor(.accuracy, floor: floor)
    case (.floor, nil, let floor?): return .gapAboveFloor(.averagePrecision, floor: floor)
    case (.floor, nil, nil): return .gapNearStart(.accuracy, tolerance: 0.01)
    }
  }

  /// The first epoch that may be kept.
  func chosenCandidate(_ objective: Objective, isFresh: Bool) -> Int {
    firstCandidate
      ?? (select == .floor && objective.method != .erm && objective.gapWeight > 0 && !isFresh
        ? 0 : 1)
  }
}
