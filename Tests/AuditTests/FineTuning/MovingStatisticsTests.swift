import Engine
import Synchronization
import TestSupport
import Testing

@testable import Audit

extension BiasedRows {
  /// The network with a batch normalisation behind its first layer.
  static func normalisedModel(isTrainable: Bool = true) throws -> Model<Float> {
    let given = try model()
    var result = Model<Float>()
    var places = given.inputs.map { result.addInput(name: $0.name, shape: $0.shape) }
    for weight in given.weights { _ = result.addWeight(weight) }
    for (index, node) in given.nodes.enumerated() {
      var value = try result.add(
        node.layer, name: node.name, inputs: node.inputs.map { places[$0] }, weights: node.weights)
      if index == 0 {
        let numbers: [(String, Float, WeightRole)] = [
          ("gamma", 1, .other), ("beta", 0, .other), ("moving_mean", 0, .statistic),
          ("moving_variance", 1, .statistic),
        ]
        let weights = numbers.map { name, number, role in
          result.addWeight(
            Weight(
              path: "norm/\(name)", tensor: Tensor(repeating: number, shape: [8]), role: role,
              isTrainable: isTrainable && role != .statistic))
        }
        var layer = BatchNormalization()
        layer.momentum = 0.75
        value = try result.add(layer, name: "norm", inputs: [value], weights: weights)
      }
      places.append(value)
    }
    result.addOutput(name: "score", value: places[places.count - 1])
    return result
  }
}

@Suite struct MovingStatisticsTests {
  private static func statistics(_ model: Model<Float>) -> [Tensor<Float>] {
    model.weights.filter { $0.role == .statistic }.map(\.tensor)
  }

  @Test func momentsAreOfTheRows() throws {
    let layer = BatchNormalization(axis: 1)
    let rows = Tensor<Double>(
      shape: [2, 2, 2], elements: [1, 2, 10, 20, 3, 6, 30, 40])
    let (mean, variance) = layer.moments(of: rows)
    #expect(mean.elements == [3, 25])
    #expect(variance.elements == [3.5, 125])
  }

  @Test func statisticsMoveTowardsTheBatch() throws {
    let model = try BiasedRows.normalisedModel().usingBatchStatistics()
    let moving = MovingStatistics(model)
    #expect(
      moving.weights.map { model.weights[$0].path } == ["norm/moving_mean", "norm/moving_variance"])
    let rows = BiasedRows.make(50, seed: 4).inputs[0].gatheringRows(Array(0..<50))
    let updated = moving.updated(
      model, rows: [rows], options: RunOptions(threads: 1, batchSize: 7))
    let dense = model.values([model.nodes[0].inputs[0] + 1], inputs: [rows])[0]
    for feature in 0..<8 {
      let column = (0..<50).map { Double(dense.elements[$0 * 8 + feature]) }
      let mean = column.reduce(0, +) / 50
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 50
      #expect(
        agree(Double(updated[0].elements[feature]), 0.25 * mean, relative: 1e-4, absolute: 1e-6))
      #expect(agree(Double(updated[1].elements[feature]), 0.75 + 0.25 * variance, relative: 1e-4))
    }
  }

  @Test(arguments: FineTuneTests.objectives)
  func statisticsAreTrainedOnlyWhenAsked(_ objective: Objective) throws {
    func run(_ uses: Bool, threads: Int = 2, isTrainable: Bool = true) throws -> FineTuneResult {
      var request = try BiasedRows.request(objective, epochs: 2, threads: threads)
      request.model = try BiasedRows.normalisedModel(isTrainable: isTrainable)
      request.usesBatchStatistics = uses
      request.firstCandidate = 1
      return try fineTune(request)
    }
    let start = try Self.statistics(BiasedRows.normalisedModel())
    let (without, with) = (try run(false), try run(true))
    #expect(Self.statistics(without.model) == start)
    #expect(zip(Self.statistics(with.model), start).allSatisfy { $0 != $1 })
    #expect(with.changes.map(\.path).suffix(2) == ["norm/moving_mean", "norm/moving_variance"])
    #expect(!without.changes.contains { $0.path.contains("moving") })
    #expect(with.history != without.history)
    let one = try run(true, threads: 1)
    #expect(one.history == with.history)
    #expect(one.model.weights.map(\.tensor) == with.model.weights.map(\.tensor))
    // Frozen, it keeps its statistics, as in Keras.
    let frozen = try run(true, isTrainable: false)
    #expect(Self.statistics(frozen.model) == start)
    #expect(try frozen.history == run(false, isTrainable: false).history)
  }

  @Test func runThatGoesOnHasTheSameBits() throws {
    var request = try BiasedRows.request(Objective(.gpa, alignment: 0.01, gapWeight: 1), epochs: 3)
    request.model = try BiasedRows.normalisedModel()
    request.usesBatchStatistics = true
    let kept = Mutex<[FineTuneState]>([])
    let end = try train(
      request, keeping: FineTuneKeeping(every: 1) { state in kept.withLock { $0.append(state) } })
    let states = kept.withLock { $0 }
    #expect(states.count == 2)
    for state in states { #expect(try train(request, from: state) == end) }
  }
}
