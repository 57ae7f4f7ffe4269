import Foundation
import TestSupport
import Testing

@testable import Engine

/// Layers over steps against real Keras (Tests/Fixtures/scripts/engine_sequence_goldens.py): outputs,
/// gradients, and products of the Hessian with a direction.
@Suite struct SequenceGoldenTests {
  struct Golden: Decodable {
    struct Array: Decodable {
      var shape: [Int]
      var elements: [Double]
      var tensor: Tensor<Double> { Tensor(shape: shape, elements: elements) }
    }
    var name: String
    /// A mask is the last one.
    var inputs: [Array]
    var weights: [Array]
    var output: Array
    var upstream: Array
    /// Of the inputs that are no masks.
    var inputGradients: [Array]
    var weightGradients: [Array]
    /// Of these inputs, then of the weights.
    var direction: [Array]
    /// How the gradients change along the direction; empty where the oracle does not know.
    var products: [Array]
  }

  private static let sequences = RecurrentOptions(returnSequences: true)
  private static let backwards = RecurrentOptions(returnSequences: true, goBackwards: true)
  private static let zeros = RecurrentOptions(returnSequences: true, zeroOutputForMask: true)

  private static let recurrent: [(String, any Layer)] = [
    ("lstm", LSTM(units: 3)),
    ("lstm sequences", LSTM(units: 2, options: sequences)),
    ("lstm backwards", LSTM(units: 2, options: backwards)),
    (
      "lstm backwards last",
      LSTM(units: 2, options: RecurrentOptions(goBackwards: true, useBias: false))
    ),
    (
      "lstm functions",
      LSTM(units: 2, activation: .softsign, recurrentActivation: .hardSigmoid)
    ),
    (
      "lstm softmax",
      LSTM(units: 3, activation: .softmax(), recurrentActivation: .softmax())
    ),
    ("lstm masked", LSTM(units: 2)),
    ("lstm masked sequences", LSTM(units: 2, options: sequences)),
    ("lstm masked backwards", LSTM(units: 2, options: backwards)),
    ("lstm masked to zero", LSTM(units: 2, options: zeros)),
    (
      "lstm last masked to zero",
      LSTM(units: 2, options: RecurrentOptions(zeroOutputForMask: true))
    ),
    ("lstm unrolled masked to zero", LSTM(units: 2, options: zeros)),
    (
      "lstm keras 2",
      LSTM(units: 2, recurrentActivation: .hardSigmoidKeras2, options: sequences)
    ),
    ("lstm keras 2 backwards", LSTM(units: 2, options: backwards)),
    ("lstm keras 2 plain", LSTM(units: 2, options: RecurrentOptions(goBackwards: true))),
    ("gru", GRU(units: 3)),
    (
      "gru no bias",
      GRU(units: 2, options: RecurrentOptions(returnSequences: true, useBias: false))
    ),
    ("gru masked", GRU(units: 2, options: sequences)),
    (
      "gru masked to zero",
      GRU(
        units: 2,
        options: RecurrentOptions(
          returnSequences: true, goBackwards: true, zeroOutputForMask: true))
    ),
    ("gru reset before", GRU(units: 3, resetAfter: false)),
    (
      "gru reset before masked",
      GRU(units: 2, recurrentActivation: .hardSigmoid, resetAfter: false, options: backwards)
    ),
    (
      "gru reset before no bias",
      GRU(
        units: 2, activation: .relu(), resetAfter: false,
        options: RecurrentOptions(useBias: false))
    ),
    ("gru keras 2", GRU(units: 2, options: sequences)),
    ("gru keras 2 reset before", GRU(units: 2, resetAfter: false, options: sequences)),
    ("simple", SimpleRNN(units: 3)),
    (
      "simple masked",
      SimpleRNN(
        units: 2, activation: .relu(),
        options: RecurrentOptions(returnSequences: true, goBackwards: true, useBias: false))
    ),
  ]

  private static let others: [(String, any Layer)] = [
    ("time distributed", TimeDistributed(Dense(units: 3))),
    (
      "time distributed convolution",
      TimeDistributed(Convolution(filters: 2, window: Window(size: [2])))
    ),
    ("projection", Projection(output: [2, 3])),
    ("projection of two axes", Projection(inputAxes: 2, output: [3])),
    ("masked softmax", MaskedSoftmax(isZeroWhereMasked: true)),
    ("masked softmax axis 1", MaskedSoftmax(axis: 1, isZeroWhereMasked: true)),
    ("matrix product", MatMul()),
    ("repeat", Repeat(axis: 2, count: 3)),
    ("flip", Reverse(axis: 1)),
    ("slice", Slice(axis: 1, range: 1..<3)),
    ("maximum", Reduce(.maximum, axes: [1, 2])),
    ("minimum", Reduce(.minimum, axes: [-1], keepDimensions: true)),
    ("mean", Reduce(.mean, axes: [1])),
    ("cube", Elementwise(.power(3))),
    ("absolute", Elementwise(.absolute)),
  ]

  private static let layers = recurrent + others
  private static let goldens: [Golden] = {
    let file = Repository.fixtures.appending(path: "engine/sequences.json")
    let data = (try? Data(contentsOf: file)) ?? Data()
    return (try? JSONDecoder().decode([Golden].self, from: data)) ?? []
  }()

  @Test func everyGoldenHasItsLayer() {
    #expect(Self.goldens.map(\.name) == Self.layers.map(\.0))
    #expect(Self.goldens.filter(\.products.isEmpty).map(\.name) == ["lstm functions"])
  }

  @Test(arguments: layers.indices)
  func equalsKeras(index: Int) throws {
    let (name, layer) = Self.layers[index]
    let golden = try #require(Self.goldens.first { $0.name == name })
    let shapes = golden.inputs.map { Array($0.shape.dropFirst()) }
    #expect(try layer.weightShapes(for: shapes) == golden.weights.map(\.shape))
    #expect(try layer.outputShape(for: shapes) == Array(golden.output.shape.dropFirst()))

    let count = golden.inputGradients.count
    let inputs = golden.inputs.enumerated().map { position, input in
      Dual(input.tensor, tangent: position < count ? golden.direction[position].tensor : nil)
    }
    let weights = zip(golden.weights, golden.direction[count...]).map {
      Dual($0.tensor, tangent: $1.tensor)
    }
    let (output, saved) = layer.forward(inputs, weights: weights)
    let result = layer.backward(
      Dual(golden.upstream.tensor), inputs: inputs, output: output, saved: saved,
      weights: weights,
      wanted: Wanted(
        inputs: inputs.indices.map { $0 < count }, weights: weights.map { _ in true }))
    #expect(output.value.distance(to: golden.output.tensor) < 1e-11)

    let gradients = Array(result.inputs.prefix(count)) + result.weights
    let expected = golden.inputGradients + golden.weightGradients
    try #require(gradients.count == expected.count)
    for (position, gradient) in gradients.enumerated() {
      let gradient = try #require(gradient)
      #expect(gradient.value.distance(to: expected[position].tensor) < 1e-11)
      guard !golden.products.isEmpty else { continue }
      let tangent = gradient.tangent ?? Tensor(zeros: gradient.shape)
      #expect(tangent.distance(to: golden.products[position].tensor) < 1e-10)
    }
  }
}
