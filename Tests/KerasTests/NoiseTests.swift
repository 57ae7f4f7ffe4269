import Engine
import Testing

@testable import Keras

/// What layers do in training only, read from their options.
@Suite struct NoiseTests {
  private static func noise(_ className: String, _ options: [String: JSONValue]) throws
    -> TrainingNoise?
  {
    let decoder = try #require(LayerDecoder.named(className))
    let decoded = try decoder.decode(LayerConfig(options, generation: .three))
    let step = try #require(decoded.steps.first)
    return try #require(step.layer as? Identity).noise
  }

  @Test(arguments: [
    ("Dropout", "rate", TrainingNoise(.dropout, amount: 0.25)),
    ("SpatialDropout1D", "rate", TrainingNoise(.dropout, amount: 0.25, sharedAxes: [0])),
    ("SpatialDropout2D", "rate", TrainingNoise(.dropout, amount: 0.25, sharedAxes: [0, 1])),
    ("SpatialDropout3D", "rate", TrainingNoise(.dropout, amount: 0.25, sharedAxes: [0, 1, 2])),
    ("GaussianDropout", "rate", TrainingNoise(.gaussianDropout, amount: 0.25)),
    ("GaussianNoise", "stddev", TrainingNoise(.gaussianNoise, amount: 0.25)),
    ("AlphaDropout", "rate", TrainingNoise(.alphaDropout, amount: 0.25)),
    ("ActivityRegularization", "l1", nil), ("Identity", "name", nil),
  ])
  func amountsAreRead(className: String, option: String, expected: TrainingNoise?) throws {
    #expect(try Self.noise(className, [option: .number(0.25)]) == expected)
  }

  @Test func shapesOfNoiseAreRead() throws {
    let rate = JSONValue.number(0.5)
    #expect(
      try Self.noise("SpatialDropout2D", ["rate": rate, "data_format": .string("channels_first")])
        == TrainingNoise(.dropout, amount: 0.5, sharedAxes: [1, 2]))
    #expect(
      try Self.noise(
        "Dropout", ["rate": rate, "noise_shape": .array([.null, .integer(1), .integer(8)])])
        == TrainingNoise(.dropout, amount: 0.5, sharedAxes: [0]))
    #expect(
      try Self.noise("Dropout", ["rate": rate, "noise_shape": .array([.integer(1), .integer(8)])])
        == TrainingNoise(.dropout, amount: 0.5, isSharedByRows: true))
  }

  /// The noise that a layer hands to fine-tuning, of whatever layers it is made.
  private static func recurrent(_ className: String, _ options: [String: JSONValue]) throws
    -> [RecurrentOptions]
  {
    let decoder = try #require(LayerDecoder.named(className))
    let decoded = try decoder.decode(LayerConfig(options, generation: .three))
    return decoded.steps.compactMap { ($0.layer as? any RecurrentLayer)?.options }
  }

  @Test func recurrentRatesAreRead() throws {
    let options: [String: JSONValue] = [
      "units": .integer(2), "activation": .string("tanh"),
      "recurrent_activation": .string("sigmoid"), "dropout": .number(0.25),
      "recurrent_dropout": .number(0.5),
    ]
    // It has no gates.
    let simple = options.filter { $0.key != "recurrent_activation" }
    for (name, options) in [("LSTM", options), ("GRU", options), ("SimpleRNN", simple)] {
      let found = try Self.recurrent(name, options)
      #expect(found.map(\.inputDropout) == [0.25] && found.map(\.stateDropout) == [0.5])
    }
    let layer = JSONValue.object(["class_name": .string("LSTM"), "config": .object(options)])
    let both = try Self.recurrent("Bidirectional", ["layer": layer])
    #expect(both.map(\.inputDropout) == [0.25, 0.25] && both.map(\.stateDropout) == [0.5, 0.5])
    let cell = JSONValue.object(["class_name": .string("GRUCell"), "config": .object(options)])
    #expect(try Self.recurrent("RNN", ["cell": cell]).map(\.stateDropout) == [0.5])
    for rate in [JSONValue.number(0), .number(1), .null, .string("x")] {
      let found = try Self.recurrent("GRU", options.merging(["recurrent_dropout": rate]) { $1 })
      #expect(found.map(\.stateDropout) == [0])
    }
  }

  @Test func noiseOfEachStepIsItsOwn() throws {
    let layer = JSONValue.object([
      "class_name": .string("SpatialDropout1D"), "config": .object(["rate": .number(0.5)]),
    ])
    #expect(
      try Self.noise("TimeDistributed", ["layer": layer])
        == TrainingNoise(.dropout, amount: 0.5, sharedAxes: [1]))
  }

  @Test func augmentationIsMarked() throws {
    let decoder = try #require(LayerDecoder.named("RandomFlip"))
    let decoded = try decoder.decode(LayerConfig([:], generation: .three))
    #expect(decoded.steps.first?.layer as? Identity == Identity(augments: true))
  }

  /// A rate that makes no sense does not keep a model from being read.
  @Test func nonsenseIsNoNoise() throws {
    for rate in [JSONValue.number(0), .number(1), .number(-1), .null, .string("x")] {
      #expect(try Self.noise("Dropout", ["rate": rate]) == nil)
    }
  }
}
