import Engine
import Testing

@testable import Keras

@Suite struct ActivationNamesTests {
  private func function(_ text: String, _ generation: KerasGeneration) throws -> Function {
    try Function(serialized: JSONParser.parse(text), generation: generation)
  }

  @Test func hardSigmoidDependsOnTheFilesVersion() throws {
    #expect(try function(#""hard_sigmoid""#, .two) == .hardSigmoidKeras2)
    #expect(try function(#""hard_sigmoid""#, .three) == .hardSigmoid)
  }

  @Test(arguments: [
    ("null", Function.linear), (#""relu""#, .relu()),
    (#"{"class_name": "LeakyReLU", "config": {"negative_slope": 0.3}}"#, .leakyReLU(slope: 0.3)),
    (
      #"{"module": "keras.layers", "class_name": "ReLU", "config": {"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0}, "registered_name": null}"#,
      .relu(maxValue: 6)
    ),
  ])
  func reads(text: String, function: Function) throws {
    #expect(try self.function(text, .three) == function)
  }

  @Test(arguments: [
    (#""swoosh""#, "swoosh"), (#"{"class_name": "PReLU", "config": {}}"#, "PReLU"),
    // A function that the author did not register: its name may be that of one of Keras's.
    (
      #"{"module": "builtins", "class_name": "function", "config": "gelu", "registered_name": "function"}"#,
      "gelu"
    ),
    (
      #"{"module": "mine", "class_name": "function", "config": "relu", "registered_name": "relu"}"#,
      "relu"
    ),
    (
      #"{"module": null, "class_name": "Relu", "config": {}, "registered_name": "mine>Relu"}"#,
      "mine>Relu"
    ),
  ])
  func refuses(text: String, name: String) {
    #expect(throws: LayerProblem.activation(name: name)) { _ = try function(text, .three) }
  }
}

@Suite struct TrainingSummaryTests {
  @Test(arguments: [
    (#"{"loss": "binary_crossentropy"}"#, "binary_crossentropy", false),
    (
      #"{"loss": {"class_name": "BinaryCrossentropy", "config": {"from_logits": true}}}"#,
      "BinaryCrossentropy", true
    ),
    (#"{"loss": ["binary_crossentropy", null]}"#, "binary_crossentropy", false),
    (
      #"{"loss": {"a": "binary_crossentropy", "b": {"class_name": "BinaryCrossentropy", "config": {"from_logits": true}}}}"#,
      "binary_crossentropy", nil
    ),
    (#"{"loss": "mse"}"#, "mse", nil),
    (#"{"loss": {"class_name": "function", "config": "mse"}}"#, "mse", nil),
    (#"{"loss": null}"#, nil, nil), ("{}", nil, nil),
  ])
  func reads(text: String, loss: String?, fromLogits: Bool?) throws {
    let summary = TrainingSummary(try JSONParser.parse(text))
    #expect(summary.loss == loss && summary.fromLogits == fromLogits)
  }
}
