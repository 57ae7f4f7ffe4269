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

  /// A rate that makes no sense does not keep a model from being read.
  @Test func nonsenseIsNoNoise() throws {
    for rate in [JSONValue.number(0), .number(1), .number(-1), .null, .string("x")] {
      #expect(try Self.noise("Dropout", ["rate": rate]) == nil)
    }
  }
}
