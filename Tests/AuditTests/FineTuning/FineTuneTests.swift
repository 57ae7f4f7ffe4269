import Engine
import Synchronization
import Testing

@testable import Audit

/// Rows whose label leans on feature 0, and whose group leaks through feature 1.
enum BiasedRows {
  static func make(_ count: Int, seed: UInt64, groups: [String] = ["a", "b"]) -> LabelledRows {
    var random = RandomSource(seed: seed)
    var elements: [Float] = []
    var labels: [UInt8] = []
    var codes: [Int32] = []
    for _ in 0..<count {
      let group = random.below(groups.count)
      let merit = Networks.normal(&random)
      let leak = Float(group) + 0.5 * Networks.normal(&random)
      elements += [merit, leak, Networks.normal(&random)]
      labels.append(merit + leak + 0.7 * Networks.normal(&random) > 0.7 ? 1 : 0)
      codes.append(Int32(group))
    }
    return LabelledRows(
      inputs: [Tensor(shape: [count, 3], elements: elements)], labels: labels, codes: codes,
      groups: groups)
  }

  static func model(frozen: Set<Int> = []) throws -> Model<Float> {
    var random = RandomSource(seed: 3)
    let sizes = [3, 8, 6, 1]
    var model = Model<Float>()
    var value = model.addInput(name: "x", shape: [3])
    for layer in 1..<sizes.count {
      let weights = [
        model.addWeight(
          Weight(
            path: "dense_\(layer)/kernel",
            tensor: Tensor(
              shape: [sizes[layer - 1], sizes[layer]],
              elements: (0..<sizes[layer - 1] * sizes[layer]).map { _ in
                0.5 * Networks.normal(&random)
              }), role: .kernel(.last), isTrainable: !frozen.contains(layer))),
        model.addWeight(
          Weight(
            path: "dense_\(layer)/bias", tensor: Tensor(zeros: [sizes[layer]]), role: .bias,
            isTrainable: !frozen.contains(layer))),
      ]
      value = try model.add(
        Dense(units: sizes[layer]), name: "dense_\(layer)", inputs: [value], weights: weights)
      value = try model.add(
        Activation(layer + 1 < sizes.count ? .relu() : .sigmoid), name: "dense_\(layer)",
        inputs: [value])
    }
    model.addOutput(name: "score", value: value)
    return model
  }

  static func request(
    _ objective: Objective, selection: Selection = .minimumGap, epochs: Int = 5, threads: Int = 2,
    frozen: Set<Int> = []
  ) throws -> FineTuneRequest {
    FineTuneRequest(
      model: try model(frozen: frozen), training: make(600, seed: 1),
      validation: make(300, seed: 2), test: make(300, seed: 4), objective: objective,
      optimizer: Optimizer.Settings(schedule: .constant(0.02)), epochs: epochs, stepsPerEpoch: 8,
      batchSize: 40, selection: selection, seed: 5, options: RunOptions(threads: threads))
  }
}

@Suite struct FineTuneTests {
  static let objectives: [Objective] = [
    Objective(.erm),
    Objective(.gapReg, gapWeight: 1),
    Objective(.fairMixup, gapWeight: 1),
    Objective(.gpa, alignment: 0.05, gapWeight: 1),
    Objective(.gpa, .equalizedOdds, alignment: 0.05, gapWeight: 1),
    Objective(.fairMixup, .equalizedOdds, gapWeight: 1),
  ]

  @Test func lossAloneLearns() throws {
    let result = try fineTune(
      BiasedRows.request(Objective(.erm), selection: .gapAboveFloor(.accuracy, floor: 0.8)))
    let test = try #require(result.test)
    #expect(test.after.accuracy > 0.8 && test.after.accuracy > test.before.accuracy)
    #expect(result.end == .finished && result.history.count == 6 && result.meetsFloor)
    #expect(result.history.map(\.number) == Array(0...5))
  }

  @Test(arguments: [Objective.Method.gapReg, .fairMixup, .gpa])
  func gapShrinks(_ method: Objective.Method) throws {
    let plain = try fineTune(BiasedRows.request(Objective(.erm)))
    let fair = try fineTune(
      BiasedRows.request(Objective(method, alignment: 0.02, gapWeight: 2)))
    let (last, first) = (try #require(fair.history.last), try #require(plain.history.last))
    #expect(last.validation.gap < 0.6 * first.validation.gap)
    #expect(last.validation.averagePrecision ?? 0 > 0.6)
  }

  @Test func alignmentRaisesParity() throws {
    let parities = try [0, 0.3].map { alignment in
      var request = try BiasedRows.request(Objective(.gpa, alignment: alignment), epochs: 4)
      request.batchSize = 250
      request.firstCandidate = 4
      return try #require(try fineTune(request).test)
    }
    let (plain, aligned) = (parities[0].parityAfter, parities[1].parityAfter)
    #expect(plain.count == 2 && aligned.count == 2)
    #expect(aligned.reduce(0, +) > plain.reduce(0, +) + 0.05, "\(plain) \(aligned)")
    #expect(aligned.allSatisfy { $0 > 0.8 && $0 <= 1 + 1e-12 }, "\(plain) \(aligned)")
    #expect(parities[0].parityBefore == parities[1].parityBefore)
  }

  @Test(arguments: objectives)
  func bitsRepeatOnAnyNumberOfThreads(_ objective: Objective) throws {
    let results = try [1, 2, 2].map {
      try fineTune(BiasedRows.request(objective, epochs: 2, threads: $0))
    }
    for other in results.dropFirst() {
      #expect(other.history == results[0].history)
      #expect(other.model.weights.map(\.tensor) == results[0].model.weights.map(\.tensor))
      #expect(other.test == results[0].test)
    }
    var again = try BiasedRows.request(objective, epochs: 2)
    again.seed = 6
    #expect(try fineTune(again).history != results[0].history)
  }

  @Test func frozenWeightsStay() throws {
    let request = try BiasedRows.request(
      Objective(.gpa, alignment: 0.1, gapWeight: 1), frozen: [1])
    let result = try fineTune(request)
    let (before, after) = (request.model.weights, result.model.weights)
    #expect(before[0].tensor == after[0].tensor && before[1].tensor == after[1].tensor)
    #expect(before[2].tensor != after[2].tensor && before[5].tensor != after[5].tensor)
    #expect(result.changes.map(\.path) == before[2...].map(\.path))
    #expect(result.changes.allSatisfy { $0.changed > 0 && $0.relative > 0 })
    #expect(result.test?.parityAfter.count == 1)
  }

  @Test func keptEpochIsTheOneThatIsHandedBack() throws {
    let request = try BiasedRows.request(Objective(.gapReg, gapWeight: 1))
    let result = try fineTune(request)
    let candidates = result.history.dropFirst()
    let best = try #require(candidates.min { $0.validation.gap < $1.validation.gap })
    #expect(result.epoch == best.number)
    let source = try ScoreSource(model: result.model, spec: request.output)
    #expect(
      try request.quality(of: result.model, source, on: request.validation) == best.validation)
  }

  @Test func startMayBeKept() throws {
    var request = try BiasedRows.request(Objective(.erm), selection: .minimumGap)
    request.firstCandidate = 0
    request.epochs = 0
    let result = try fineTune(request)
    #expect(
      result.epoch == 0 && result.model.weights.map(\.tensor) == request.model.weights.map(\.tensor)
    )
    #expect(result.changes.allSatisfy { $0.changed == 0 && $0.relative == 0 })
  }

  @Test func patienceEndsTheRun() throws {
    var request = try BiasedRows.request(
      Objective(.erm), selection: .gapAboveFloor(.accuracy, floor: 2), epochs: 30)
    request.patience = 2
    let result = try fineTune(request)
    #expect(result.end == .noImprovement && result.history.count < 31)
    #expect(!result.meetsFloor)
    #expect(result.history.last.map { $0.number - 2 } == result.epoch)
  }

  @Test func explosionKeepsTheLastGoodWeights() throws {
    var request = try BiasedRows.request(Objective(.erm))
    request.optimizer = Optimizer.Settings(
      rule: .sgd(), schedule: .piecewiseConstant(boundaries: [11], values: [0.05, 1e38]))
    let result = try fineTune(request)
    guard case .notFinite(let epoch, _) = result.end else {
      Issue.record("ended with \(result.end)")
      return
    }
    #expect(epoch == 2 && result.epoch == 1 && result.history.count == 2)
    #expect(result.model.weights.allSatisfy { $0.tensor.elements.allSatisfy(\.isFinite) })
  }

  @Test func runThatEndsBeforeTheFirstCandidateKeepsItsLatestEpoch() throws {
    var request = try BiasedRows.request(Objective(.erm))
    request.firstCandidate = 4
    let asked = Atomic(0)
    let result = try fineTune(
      request, isCancelled: { asked.add(1, ordering: .relaxed).newValue > 20 })
    #expect(result.end == .cancelled && result.epoch == 2)
    #expect(try fineTune(request).epoch >= 4)
  }

  @Test func indicesAreNotMixed() throws {
    var model = Model<Float>()
    let x = model.addInput(name: "x", shape: [3])
    let table = model.addWeight(
      Weight(path: "table", tensor: Tensor(zeros: [4, 2]), role: .other))
    let vectors = try model.add(
      Embedding(count: 4, width: 2), name: "look up", inputs: [x],
      weights: [table])
    let flat = try model.add(Flatten(), name: "flat", inputs: [vectors])
    let kernel = model.addWeight(
      Weight(path: "kernel", tensor: Tensor(zeros: [6, 1]), role: .kernel(.last)))
    let logit = try model.add(
      Dense(units: 1, useBias: false), name: "head", inputs: [flat], weights: [kernel])
    model.addOutput(
      name: "score", value: try model.add(Activation(.sigmoid), name: "head", inputs: [logit]))
    var request = try BiasedRows.request(Objective(.fairMixup, gapWeight: 1))
    request.model = model
    #expect(throws: FineTuneError.mixupNeedsNumbers(layer: "look up")) { try fineTune(request) }
  }

  @Test func cancelledRunKeepsTheBestSoFar() throws {
    let asked = Atomic(0)
    let result = try fineTune(
      BiasedRows.request(Objective(.erm)),
      isCancelled: { asked.add(1, ordering: .relaxed).newValue > 20 })
    #expect(result.end == .cancelled && result.history.count == 3)
    #expect((1...2).contains(result.epoch))
  }

  @Test func progressCountsEveryStep() throws {
    var seen: [FineTuneProgress] = []
    _ = try fineTune(
      BiasedRows.request(Objective(.erm), epochs: 2), progress: { seen.append($0) })
    #expect(seen.map(\.step) == Array(1...8) + Array(1...8))
    #expect(seen.last?.fraction == 1)
  }

  @Test func smallCellsAreNamed() throws {
    var request = try BiasedRows.request(Objective(.erm, .equalizedOdds), epochs: 1)
    request.batchSize = 200
    let result = try fineTune(request)
    let cells = request.training.cells(.equalizedOdds)
    #expect(result.smallCells.map(\.rows) == cells.map(\.count).filter { $0 < 200 })
    #expect(!result.smallCells.isEmpty)
    #expect(result.smallCells.allSatisfy { $0.label != nil })
  }

  @Test func freshWeightsDoNotDependOnTheOldOnes() throws {
    var request = try BiasedRows.request(Objective(.erm), epochs: 2)
    request.initialization = .glorot
    let first = try fineTune(request)
    request.model.setWeight(0, to: Tensor(repeating: 1, shape: [3, 8]))
    let second = try fineTune(request)
    #expect(first.model.weights.map(\.tensor) == second.model.weights.map(\.tensor))
  }

  @Test func requestsAreChecked() throws {
    func error(_ change: (inout FineTuneRequest) throws -> Void) throws -> FineTuneError? {
      var request = try BiasedRows.request(Objective(.gpa, alignment: 1, gapWeight: 1))
      try change(&request)
      do throws(FineTuneError) {
        _ = try fineTune(request)
        return nil
      } catch {
        return error
      }
    }
    #expect(
      try error { $0.batchSize = 0 } == .invalidSetting(name: "batch size", value: 0))
    #expect(
      try error { $0.objective.alignment = -1 } == .invalidSetting(name: "lambda", value: -1))
    guard
      case .invalidSetting(name: "gap weight", _)? = try error({ $0.objective.gapWeight = .nan })
    else {
      Issue.record("NaN was taken")
      return
    }
    #expect(try error { $0.training = $0.training.gathering([]) } == .noRows(.training))
    #expect(
      try error { $0.validation.groups = ["x", "y"] }
        == .groupsDiffer(.validation, expected: ["a", "b"], found: ["x", "y"]))
    #expect(
      try error { request in
        let rows = (0..<300).filter { request.validation.codes[$0] == 0 }
        request.validation = request.validation.gathering(rows)
      } == .emptyCell(.validation, group: "b", label: nil))
    #expect(
      try error { $0.training.inputs = [Tensor(zeros: [600, 4])] }
        == .model(.inputShape(input: "x", expected: [3], found: [4])))
    #expect(try error { $0.model = try BiasedRows.model(frozen: [1, 2, 3]) } == .nothingTrainable)
    #expect(try error { $0.model = try BiasedRows.model(frozen: [1, 2]) } == .nothingAligned)
    #expect(
      try error {
        $0.model.setWeight(0, to: Tensor(repeating: .nan, shape: [3, 8]))
      } == .nonFiniteStart)
  }
}
