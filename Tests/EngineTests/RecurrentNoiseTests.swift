import Foundation
import TestSupport
import Testing

@testable import Engine

/// Recurrent layers with given dropout against Keras (Tests/Fixtures/scripts/finetune_noise.py).
@Suite struct RecurrentNoiseTests {
  struct Golden: Decodable, Sendable {
    struct Array: Decodable, Sendable {
      var shape: [Int]
      var elements: [Double]
      var tensor: Tensor<Double> { Tensor(shape: shape, elements: elements) }
    }
    var name: String
    var input: Array
    var mask: Array?
    var weights: [Array]
    var inputFactor: Array
    var stateFactor: Array
    var output: Array
  }

  static func options(_ isSequence: Bool) -> RecurrentOptions {
    var options = RecurrentOptions(returnSequences: isSequence)
    options.takesStateFactor = true
    return options
  }

  static let layers: [String: any Layer] = [
    "lstm": LSTM(units: 2, options: options(true)),
    "lstm masked": LSTM(units: 2, options: options(false)),
    "gru": GRU(units: 2, options: options(true)),
    "gru reset before": GRU(units: 2, resetAfter: false, options: options(false)),
    "simple": SimpleRNN(units: 2, options: options(true)),
  ]

  @Test func outputsEqualKeras() throws {
    let url = Repository.fixtures.appending(path: "finetune/recurrent_noise.json")
    let goldens = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: url))
    #expect(Set(goldens.map(\.name)) == Set(Self.layers.keys))
    for golden in goldens {
      let layer = try #require(Self.layers[golden.name])
      let draws = golden.inputFactor.tensor
      let steps = draws.reshaped(to: [draws.shape[0], 1, draws.shape[1]])
      let input = Dual(golden.input.tensor) * Dual(steps)
      let (output, _) = layer.forward(
        [input, Dual(golden.stateFactor.tensor)] + (golden.mask.map { [Dual($0.tensor)] } ?? []),
        weights: golden.weights.map { Dual($0.tensor) })
      try #require(output.shape == golden.output.shape, "\(golden.name)")
      for (ours, theirs) in zip(output.value.elements, golden.output.elements) {
        #expect(abs(ours - theirs) < 1e-12, "\(golden.name)")
      }
    }
  }
}
