import Foundation
import TestSupport
import Testing

@testable import Engine

/// What Keras's optimizers and schedules did, and some of PyTorch's; written by finetune_optimizers.py.
private struct OptimizerGoldens: Decodable {
  struct Run: Decodable {
    var name: String
    /// For each step and weight the numbers after it.
    var steps: [[[Double]]]
  }
  var shapes: [[Int]]
  var start: [[Double]]
  var gradients: [[[Double]]]
  var runs: [Run]
  var schedules: [String: [Double]]

  static func read() throws -> OptimizerGoldens {
    let url = Repository.fixtures.appending(path: "finetune/optimizers.json")
    return try JSONDecoder().decode(OptimizerGoldens.self, from: Data(contentsOf: url))
  }
}

@Suite struct OptimizerTests {
  typealias Settings = Optimizer<Double>.Settings

  /// The same settings as in the script, by the names there.
  static let cases: [String: Settings] = [
    "sgd": Settings(rule: .sgd(), schedule: .constant(0.1)),
    "momentum": Settings(rule: .sgd(momentum: 0.9), schedule: .constant(0.1)),
    "nesterov": Settings(rule: .sgd(momentum: 0.9, nesterov: true), schedule: .constant(0.1)),
    "adam": Settings(schedule: .constant(0.01)),
    "adam other constants": Settings(
      rule: .adam(beta1: 0.8, beta2: 0.95, epsilon: 1e-3), schedule: .constant(0.01)),
    "adam decay": Settings(schedule: .constant(0.01), weightDecay: 0.1),
    "momentum decay": Settings(
      rule: .sgd(momentum: 0.5), schedule: .constant(0.1), weightDecay: 0.01),
    "adam clip value": Settings(schedule: .constant(0.01), clipping: .value(0.3)),
    "sgd clip norm": Settings(rule: .sgd(), schedule: .constant(0.1), clipping: .norm(0.7)),
    "sgd clip global norm": Settings(
      rule: .sgd(), schedule: .constant(0.1), clipping: .globalNorm(0.7)),
    "adam schedule": Settings(schedule: .exponentialDecay(initial: 0.01, steps: 2, rate: 0.5)),
    "adamw clip step": Settings(
      rule: .adam(epsilon: 0),
      schedule: .exponentialDecay(initial: 0.01, steps: 2, rate: 0.5, staircase: true),
      weightDecay: 0.1, clipping: .globalNorm(0.7)),
    "sgd clip step": Settings(
      rule: .sgd(),
      schedule: .exponentialDecay(initial: 0.1, steps: 2, rate: 0.5, staircase: true),
      clipping: .globalNorm(0.7)),
  ]

  static let schedules: [String: LearningRateSchedule] = [
    "exponential": .exponentialDecay(initial: 0.1, steps: 4, rate: 0.7),
    "staircase": .exponentialDecay(initial: 0.1, steps: 4, rate: 0.7, staircase: true),
    "cosine": .cosineDecay(initial: 0.1, steps: 8, alpha: 0.05),
    "cosine warmup": .cosineDecay(initial: 0.1, steps: 6, alpha: 0.1, warmup: 3, start: 0.01),
    "polynomial": .polynomialDecay(initial: 0.1, steps: 8, end: 0.01, power: 2),
    "inverse time": .inverseTimeDecay(initial: 0.1, steps: 4, rate: 0.6),
    "piecewise": .piecewiseConstant(boundaries: [3, 6], values: [0.1, 0.05, 0.01]),
    "warmup step": .warmup(
      steps: 3, start: 0.02,
      then: .exponentialDecay(initial: 0.1, steps: 4, rate: 0.1, staircase: true)),
    "warmup exponential": .warmup(
      steps: 3, start: 0.02, then: .exponentialDecay(initial: 0.1, steps: 1, rate: 0.9)),
    "warmup linear": .warmup(
      steps: 3, start: 0.02, then: .polynomialDecay(initial: 0.1, steps: 9, end: 0)),
    "warmup cosine": .warmup(
      steps: 3, start: 0.02, then: .cosineDecay(initial: 0.1, steps: 9)),
  ]

  @Test func everyGoldenHasItsCase() throws {
    let goldens = try OptimizerGoldens.read()
    #expect(Set(goldens.runs.map(\.name)) == Set(Self.cases.keys))
    #expect(Set(goldens.schedules.keys) == Set(Self.schedules.keys))
  }

  @Test(arguments: cases.keys.sorted())
  func stepsEqualKeras(_ name: String) throws {
    let goldens = try OptimizerGoldens.read()
    let settings = try #require(Self.cases[name])
    let run = try #require(goldens.runs.first { $0.name == name })
    var optimizer = Optimizer<Double>(settings: settings, shapes: goldens.shapes)
    var weights = zip(goldens.shapes, goldens.start).map { Tensor(shape: $0, elements: $1) }
    for (gradients, expected) in zip(goldens.gradients, run.steps) {
      optimizer.update(
        &weights, gradients: zip(goldens.shapes, gradients).map { Tensor(shape: $0, elements: $1) })
      // Keras holds the rate in single precision.
      for (weight, expected) in zip(weights, expected) {
        #expect(
          weight.distance(to: Tensor(shape: weight.shape, elements: expected)) < 3e-7, "\(name)")
      }
    }
    #expect(optimizer.steps == goldens.gradients.count)
  }

  @Test(arguments: schedules.keys.sorted())
  func ratesEqualKeras(_ name: String) throws {
    let expected = try #require(try OptimizerGoldens.read().schedules[name])
    let schedule = try #require(Self.schedules[name])
    #expect(!expected.isEmpty)
    for (step, expected) in expected.enumerated() {
      // Keras computes rates, of at most 0.1, in single precision.
      #expect(abs(schedule.rate(atStep: step) - expected) <= 1e-8, "step \(step)")
    }
  }

  @Test func singlePrecisionFollowsDouble() throws {
    let goldens = try OptimizerGoldens.read()
    var optimizer = Optimizer<Float>(shapes: goldens.shapes)
    var reference = Optimizer<Double>(shapes: goldens.shapes)
    var weights = zip(goldens.shapes, goldens.start).map { Tensor(shape: $0, elements: $1) }
    var singles = weights.map { $0.converted(to: Float.self) }
    for gradients in goldens.gradients {
      let slopes = zip(goldens.shapes, gradients).map { Tensor(shape: $0, elements: $1) }
      reference.update(&weights, gradients: slopes)
      optimizer.update(&singles, gradients: slopes.map { $0.converted(to: Float.self) })
    }
    for (single, weight) in zip(singles, weights) {
      #expect(single.converted(to: Double.self).distance(to: weight) < 1e-6)
    }
  }

  @Test(arguments: cases.keys.sorted())
  func memoryGoesOnWhereItStopped(_ name: String) throws {
    let goldens = try OptimizerGoldens.read()
    let settings = try #require(Self.cases[name])
    var whole = Optimizer<Double>(settings: settings, shapes: goldens.shapes)
    var weights = zip(goldens.shapes, goldens.start).map { Tensor(shape: $0, elements: $1) }
    var memories = [whole.memory]
    var states = [weights]
    let steps = goldens.gradients.map { step in
      zip(goldens.shapes, step).map { Tensor(shape: $0, elements: $1) }
    }
    for gradients in steps {
      whole.update(&weights, gradients: gradients)
      memories.append(whole.memory)
      states.append(weights)
    }
    for stop in 0..<steps.count {
      var rest = Optimizer<Double>(settings: settings, shapes: goldens.shapes)
      let fits = rest.recall(memories[stop])
      #expect(fits)
      var resumed = states[stop]
      for gradients in steps[stop...] { rest.update(&resumed, gradients: gradients) }
      #expect(resumed == weights && rest.memory == whole.memory)
    }
    var other = Optimizer<Double>(settings: settings, shapes: [[1]])
    let fits = other.recall(whole.memory)
    #expect(!fits)
  }

  @Test func decayIsAppliedWhereAsked() {
    var optimizer = Optimizer<Double>(
      settings: Optimizer.Settings(rule: .sgd(), schedule: .constant(0.5), weightDecay: 0.2),
      shapes: [[1], [1]], decays: [true, false])
    var weights = [10.0, 10].map { Tensor(shape: [1], elements: [$0]) }
    optimizer.update(&weights, gradients: weights.map { Tensor(zeros: $0.shape) })
    #expect(weights.map(\.elements) == [[9], [10]])
  }

  /// A clipped NaN must stay visible, or training would go on with harmed weights unseen.
  @Test(arguments: [GradientClipping.value(1), .norm(1), .globalNorm(1)])
  func clippingKeepsNaN(_ clipping: GradientClipping) {
    var optimizer = Optimizer<Float>(
      settings: Optimizer.Settings(rule: .sgd(), clipping: clipping), shapes: [[2]])
    var weights = [Tensor<Float>(zeros: [2])]
    optimizer.update(&weights, gradients: [Tensor(shape: [2], elements: [.nan, 1])])
    #expect(weights[0].elements[0].isNaN)
  }
}
