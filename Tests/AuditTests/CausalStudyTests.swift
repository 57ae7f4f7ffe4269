import AuditResults
import Engine
import Foundation
import Tables
import Testing

@testable import Audit

/// A network built so that one known neuron acts for one group only.
@Suite struct CausalStudyTests {
  /// Six ReLU neurons: two read x0 and decide the label's part, two read x1, one the sum, and neuron
  /// 4 answers the group's feature alone and lifts that group's scores.
  private func request(rows count: Int = 600, lift: Float = 1.5) throws -> AuditRequest {
    var first = [Float](repeating: 0, count: 3 * 6)
    for (input, neuron, weight) in [
      (0, 0, 1.0), (0, 1, -1.0), (1, 2, 0.8), (1, 3, -0.8), (2, 4, 2.0), (0, 5, 0.3), (1, 5, 0.3),
    ] { first[input * 6 + neuron] = Float(weight) }
    let model = try Networks.dense(
      [3, 6, 1], kernels: [first, [1.6, -1.6, 0.3, -0.3, lift, 0.4]],
      biases: [[0, 0, 0, 0, -1, 0], [-0.2]], function: .relu())
    var random = RandomSource(seed: 11)
    var rows: [Float] = []
    var labels: [UInt8] = []
    var codes: [Int32] = []
    for row in 0..<count {
      let (a, b) = (Networks.normal(&random), Networks.normal(&random))
      let isMarked = row % 2 == 1
      rows += [a, b, isMarked ? 1 : 0]
      labels.append(a + 0.5 * Networks.normal(&random) > 0 ? 1 : 0)
      codes.append(isMarked ? 1 : 0)
    }
    let file = FileFacts(name: "f", bytes: 1, sha256: "00")
    var settings = SettingsFacts.quick
    settings.permutations = 30
    settings.splitHalves = 30
    var request = AuditRequest(
      tool: ToolFacts(name: "fairer-audit", version: "0"), model: model,
      modelFacts: ModelFacts(
        name: "m", statements: [], file: file, format: "f", kerasVersion: nil, backend: nil,
        layers: []),
      dataset: Dataset(
        rows: count, inputs: [.init(name: "x", tensor: Tensor(shape: [count, 3], elements: rows))],
        labels: labels, positiveLabel: "yes", negativeLabel: "no",
        subgroups: [
          Subgroups(name: "g", columns: ["g"], groups: ["plain", "marked"], codes: codes)
        ], features: []),
      dataFacts: DataFacts(file: file, spec: nil, statements: [], rows: count, features: []),
      labelColumn: "label", settings: settings)
    request.columnNames = ["x": ["skill", "luck", "mark"]]
    return request
  }

  @Test func theNeuronThatActsForOneGroupIsFound() throws {
    let result = try audit(request()).influence[0]
    let top = try #require(result.divergentNeurons.first)
    #expect(top.layer == "dense_0" && top.neuron == 4)
    #expect(top.logRatio.reason == .zeroInfluence && top.adjustedP < 0.01)
    #expect(top.firstShare == 0 && (top.secondShare ?? 0) > 0.05)
    #expect(top.listensTo?.map(\.name) == ["mark"])
    #expect(agree(top.listensTo?.first?.spread, 0.5, relative: 0.01))
    let plain = try #require(top.activations?.first { $0.group == "plain" })
    let marked = try #require(top.activations?.first { $0.group == "marked" })
    #expect(plain.active == 0 && plain.mean == 0 && plain.quantiles.last == 0)
    #expect(marked.active == 1 && marked.quantiles == Array(repeating: 1, count: 7))
  }

  @Test func withoutItTheGapIsClosed() throws {
    let request = try request()
    let result = try audit(request)
    let check = try #require(result.influence[0].causal)
    #expect(check.beyondNoise >= 1)
    #expect(check.order.first == CausalCheck.Neuron(layer: "dense_0", neuron: 4))
    let closure = try #require(check.closures.first { $0.replacement == .zero })
    #expect(closure.count == 1 && closure.accuracy >= check.accuracyFloor && closure.gap < 0.1)
    let step = try #require(check.steps.first { $0.count == 1 && $0.replacement == .zero })
    #expect(step.changes.map(\.metric) == PairedMetric.all.map(\.id))
    let gap = try #require(step.changes.first { $0.metric == check.gap })
    let outcome = result.attributes[0][disparity: check.gap]
    #expect(agree(gap.before, outcome?.estimate.value, relative: 1e-12))
    #expect(agree(gap.change.value, gap.after - gap.before, relative: 1e-9))
    let interval = try #require(gap.change.interval)
    #expect(interval.upper < 0, "the gap shrinks beyond noise")
    let random = try #require(gap.random)
    #expect(random.replicates == CausalStudy.randomSets && random.median > gap.change.value ?? 0)
    #expect(result.methods.contains { $0.id == Method.pairedLinear.rawValue })
    // Every number is that of the model without the neuron.
    var cut = request
    var model = try #require(request.model)
    for (index, weight) in model.weights.enumerated() where weight.path.contains("dense_0") {
      var tensor = weight.tensor
      for element in tensor.elements.indices where element % 6 == 4 { tensor.elements[element] = 0 }
      model.setWeight(index, to: tensor)
    }
    cut.model = model
    let after = try audit(cut)
    #expect(
      agree(
        gap.after, after.attributes[0][disparity: check.gap]?.estimate.value, relative: 1e-9))
    for id in ["accuracy", "average_precision"] {
      let change = try #require(step.changes.first { $0.metric == id })
      #expect(agree(change.after, after.overall[id]?.value, relative: 1e-9))
    }
  }

  @Test func nothingIsTakenOutWhereNothingDiffers() throws {
    var request = try request(lift: 0)
    // Groups that are drawn by lot.
    var random = RandomSource(seed: 5)
    request.dataset.subgroups[0].codes = request.dataset.subgroups[0].codes.map { _ in
      Int32(random.below(2))
    }
    let result = try audit(request).influence[0]
    #expect(result.divergentNeurons.isEmpty && result.causal == nil)
    request.settings.causalCheck = false
    #expect(try audit(request).influence[0].causal == nil)
  }

  /// Taking out a recurrent unit can't be done at its output: the weights' way against it.
  @Test func unitsOfRecurrentLayersAreTakenOutByTheirWeights() throws {
    var random = RandomSource(seed: 8)
    func tensor(_ shape: [Int]) -> Tensor<Float> {
      Tensor(
        shape: shape,
        elements: (0..<shape.reduce(1, *)).map { _ in Networks.normal(&random) * 0.6 })
    }
    var model = Model<Float>()
    let x = model.addInput(name: "x", shape: [4, 2])
    func add(_ shape: [Int], _ role: WeightRole) -> Int {
      model.addWeight(
        Weight(path: "w\(model.weights.count)", tensor: tensor(shape), role: role))
    }
    let gated = WeightRole.kernel(.gated(units: 3, gates: 1))
    let recurrent = try model.add(
      SimpleRNN(units: 3), name: "rnn", inputs: [x],
      weights: [add([2, 3], gated), add([3, 3], gated), add([3], .bias)])
    let logits = try model.add(
      Dense(units: 1), name: "out", inputs: [recurrent],
      weights: [add([3, 1], .kernel(.last)), add([1], .bias)])
    let score = try model.add(Activation(.sigmoid), name: "out", inputs: [logits])
    model.addOutput(name: "score", value: score)
    let source = try ScoreSource(model: model, spec: OutputSpec())
    let rows = tensor([20, 4, 2])
    let study = InfluenceStudy(
      model: model, loss: source.loss, inputs: [rows],
      targets: source.targets([UInt8](repeating: 1, count: 20)), settings: .quick,
      options: RunOptions(threads: 1))
    let layers = model.influenceLayers
    let network = try ReplaceableNetwork(study, layers: layers, touched: [0])
    let values = model.values(Array(0..<model.valueCount), inputs: [rows])
    let neurons = [1, 2].map { InfluenceSummary.Neuron(layer: 0, neuron: $0) }
    let found = network.value(score, in: values, without: neurons, .zero)
    var cut = model
    for (index, tensor) in model.silenced([1, 2], at: model.site(of: layers[0], end: logits)) {
      cut.setWeight(index, to: tensor)
    }
    let expected = cut.predict([rows])[0]
    for (found, expected) in zip(found.elements, expected.elements) {
      #expect(abs(found - expected) <= 1e-6)
    }
    #expect(network.knows(.mean))
    let mean = network.value(score, in: values, without: [neurons[0]], .mean)
    #expect(mean.elements.count == 20 && mean != values[score])
  }
}
