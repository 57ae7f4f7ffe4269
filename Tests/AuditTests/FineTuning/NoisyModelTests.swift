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
