import Engine
import Testing

@testable import Audit

extension BiasedRows {
  /// The network with a layer of noise behind its first layer.
  static func noisyModel(_ noise: TrainingNoise?) throws -> Model<Float> {
    let given = try model()
    var result = Model<Float>()
    var places = given.inputs.map { result.addInput(name: $0.name, shape: $0.shape) }
    for weight in given.weights { _ = result.addWeight(weight) }
    for (index, node) in given.nodes.enumerated() {
      var value = try result.add(
        node.layer, name: node.name, inputs: node.inputs.map { places[$0] }, weights: node.weights)
      if index == 1 {
        value = try result.add(Identity(noise: noise), name: "noise", inputs: [value])
      }
      places.append(value)
    }
    result.addOutput(name: "score", value: places[places.count - 1])
    return result
  }
}

@Suite struct NoisyModelTests {
  @Test func noiseBecomesInputs() throws {
    let noise = try #require(TrainingNoise(.alphaDropout, amount: 0.5))
    let given = try BiasedRows.noisyModel(noise)
    let noisy = try NoisyModel(given)
    #expect(noisy.noiseInputs == 2 && noisy.model.inputs.count == 3)
    #expect(noisy.model.weights.map(\.path) == given.weights.map(\.path))
    var random = RandomSource(seed: 1)
    let draws = noisy.draw(rows: 4, using: &random)
    #expect(draws.map(\.shape) == [[4, 8], [4, 8]])
    #expect(noisy.draw(rows: 4, using: &random) != draws)
    // Factors of 1 and addends of 0 leave what the model gives.
    let x = Tensor<Float>(shape: [4, 3], elements: (0..<12).map { Float($0) / 7 - 0.8 })
    let neutral = [
      Tensor<Float>(repeating: 1, shape: [4, 8]), Tensor<Float>(zeros: [4, 8]),
    ]
    let plain = given.values([given.outputs[0].value], inputs: [x])[0]
    let same = noisy.model.values([noisy.model.outputs[0].value], inputs: [x] + neutral)[0]
    #expect(plain == same)
    let other = noisy.model.values([noisy.model.outputs[0].value], inputs: [x] + draws)[0]
    #expect(plain != other)
  }

  /// A recurrent layer with dropout of its input and of its state, under another one for each step.
  static func recurrent(_ options: RecurrentOptions, isWrapped: Bool = false) throws -> Model<Float>
  {
    var model = Model<Float>()
    let x = model.addInput(name: "x", shape: isWrapped ? [2, 4, 3] : [4, 3])
    let mask = model.addInput(name: "mask", shape: [4])
    var random = RandomSource(seed: 8)
    let layer = GRU(units: 2, options: options)
    let weights = try layer.weightShapes(for: [[4, 3]]).enumerated().map { index, shape in
      model.addWeight(
        Weight(
          path: "\(index)",
          tensor: Tensor(
            shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in Networks.normal(&random) }),
          role: .other))
    }
    let value = try model.add(
      isWrapped ? TimeDistributed(layer) : layer, name: "gru", inputs: isWrapped ? [x] : [x, mask],
      weights: weights)
    model.addOutput(name: "score", value: value)
    return model
  }

  @Test func recurrentNoiseBecomesInputs() throws {
    var options = RecurrentOptions()
    (options.inputDropout, options.stateDropout) = (0.3, 0.5)
    let given = try Self.recurrent(options)
    #expect(given.noisyLayers == ["gru"] && given.silencedLayers.isEmpty)
    let noisy = try NoisyModel(given)
    #expect(noisy.model.inputs.map(\.shape) == [[4, 3], [4], [1, 3], [2]])
    var random = RandomSource(seed: 1)
    var numbers = RandomSource(seed: 2)
    let x = Tensor<Float>(
      shape: [5, 4, 3], elements: (0..<60).map { _ in Networks.normal(&numbers) })
    let mask = Tensor<Float>(
      shape: [5, 4], elements: (0..<20).map { $0 % 3 == 2 ? 0 : 1 })
    func output(_ model: Model<Float>, _ inputs: [Tensor<Float>]) -> Tensor<Float> {
      model.values([model.outputs[0].value], inputs: inputs)[0]
    }
    let plain = output(given, [x, mask])
    let ones = [
      Tensor<Float>(repeating: 1, shape: [5, 1, 3]), Tensor(repeating: 1, shape: [5, 2]),
    ]
    #expect(output(noisy.model, [x, mask] + ones) == plain)
    let draws = noisy.draw(rows: 5, using: &random)
    #expect(draws.map(\.shape) == [[5, 1, 3], [5, 2]])
    // Each of the two acts.
    #expect(output(noisy.model, [x, mask, draws[0], ones[1]]) != plain)
    #expect(output(noisy.model, [x, mask, ones[0], draws[1]]) != plain)
    #expect(try given.withoutNoise().noisyLayers.isEmpty)
    #expect(try output(given.withoutNoise(), [x, mask]) == plain)
  }

  @Test func whatIsLeftOutIsNamed() throws {
    var options = RecurrentOptions()
    options.stateDropout = 0.5
    let wrapped = try Self.recurrent(options, isWrapped: true)
    #expect(wrapped.silencedLayers == ["gru"] && wrapped.noisyLayers.isEmpty)
    #expect(try NoisyModel(wrapped).noiseInputs == 0)
    #expect(try Self.recurrent(RecurrentOptions(), isWrapped: true).silencedLayers.isEmpty)
    var picture = Model<Float>()
    let x = picture.addInput(name: "x", shape: [2, 2, 1])
    picture.addOutput(
      name: "y", value: try picture.add(Identity(augments: true), name: "flip", inputs: [x]))
    #expect(picture.silencedLayers == ["flip"])
  }

  @Test func modelsWithoutNoiseStay() throws {
    let noisy = try NoisyModel(BiasedRows.model())
    var random = RandomSource(seed: 1)
    #expect(noisy.noiseInputs == 0 && noisy.model.inputs.count == 1)
    #expect(noisy.draw(rows: 4, using: &random).isEmpty)
  }

  @Test(arguments: [
    Objective(.gpa, alignment: 0.05, gapWeight: 1), Objective(.fairMixup, gapWeight: 1),
    Objective(.gapReg, .equalizedOdds, gapWeight: 1),
  ])
  func noiseIsSeededAndCanBeLeftOut(_ objective: Objective) throws {
    func run(noise: TrainingNoise?, uses: Bool = true, threads: Int = 2) throws -> FineTuneResult {
      var request = try BiasedRows.request(objective, epochs: 2, threads: threads)
      request.model = try BiasedRows.noisyModel(noise)
      request.usesNoise = uses
      return try fineTune(request)
    }
    let noise = try #require(TrainingNoise(.dropout, amount: 0.4))
    let first = try run(noise: noise)
    #expect(try run(noise: noise, threads: 1).history == first.history)
    let without = try run(noise: nil)
    #expect(without.history != first.history)
    #expect(try run(noise: noise, uses: false).history == without.history)
    // The start is measured as the model is used: without noise.
    #expect(first.history[0] == without.history[0])
  }
}
