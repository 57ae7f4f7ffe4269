import Engine
import Foundation
import Testing

@testable import Keras

/// What a checkpoint holds is told whether or not it can be run.
@Suite struct CheckpointSurveyTests {
  @Test(arguments: KerasFixture.read)
  func tellsOfEveryLayerAndWeight(fixture: KerasFixture) throws {
    let checkpoint = try fixture.checkpoint()
    let imported = try checkpoint.model()
    let survey = try checkpoint.survey()
    #expect(survey.layers.map(\.name) == imported.layers.map(\.name))
    #expect(survey.layers.map(\.outputShape) == imported.layers.map(\.outputShape))
    #expect(survey.layers.map(\.parameters) == imported.layers.map(\.parameters))
    #expect(survey.layers.allSatisfy { $0.fault == nil })
    #expect(survey.inputs.map(\.name) == imported.preprocessor.inputs.map(\.name))
    let weights = survey.layers.flatMap(\.weights)
    #expect(Set(weights.map(\.path)).isSuperset(of: imported.model.weights.map(\.path)))
    #expect(weights.allSatisfy { $0.spread != nil })
  }

  /// Every layer refusal of ``FixtureTests`` that is one of a layer in a graph.
  @Test(arguments: FixtureTests.layers.filter { $0.reason != .noGraph })
  func listsUnsupportedLayersAmongTheOthers(refusal: FixtureTests.LayerRefusal) throws {
    let survey = try KerasFixture.named(refusal.fixture).checkpoint().survey()
    let faulty = survey.layers.filter { $0.fault != nil }
    #expect(faulty.first?.name == refusal.layer)
    #expect(faulty.first?.className == refusal.className)
    #expect(faulty.first?.fault == .unsupported(refusal.reason))
    #expect(survey.layers.count > 1)
    #expect(throws: CheckpointError.self) { _ = try survey.model.get() }
  }

  @Test func knowsWhatComesBeforeAnUnsupportedLayer() throws {
    let survey = try KerasFixture.named("k3_lambda_refuse").checkpoint().survey()
    #expect(survey.layers.map(\.outputShape) == [[18], [8], nil, nil])
    #expect(survey.layers.map(\.parameters) == [0, 152, 0, 9])
    #expect(
      survey.layers.flatMap(\.weights).map(\.path) == [
        "dense_12/kernel", "dense_12/bias", "/model_weights/dense_13/dense_13/kernel",
        "/model_weights/dense_13/dense_13/bias",
      ])
  }

  private static func dense(_ name: String, units: Int, activation: String = "linear") -> JSONValue
  {
    .object([
      "class_name": .string("Dense"),
      "config": .object([
        "name": .string(name), "units": .integer(units), "activation": .string(activation),
      ]),
    ])
  }

  /// A checkpoint of dense layers on two numbers.
  private static func stack(
    _ layers: [JSONValue], kernels: [(String, [Int])]
  ) -> Checkpoint {
    let input = JSONValue.object([
      "class_name": .string("InputLayer"),
      "config": .object([
        "name": .string("x"), "batch_shape": .array([.null, .integer(2)]),
      ]),
    ])
    func array(_ name: String, _ shape: [Int]) -> StoredArray {
      StoredArray(
        name: name, path: "/" + name, shape: shape,
        elements: Array(repeating: 1, count: shape.reduce(1, *)), dtype: "float32")
    }
    return Checkpoint(
      file: "made.h5", format: .kerasThreeFullModel, kerasVersion: "3.15.1",
      config: .object([
        "class_name": .string("Sequential"),
        "config": .object(["name": .string("stack"), "layers": .array([input] + layers)]),
      ]),
      layers: kernels.map { name, shape in
        LayerWeights(
          name: name,
          arrays: [array(name + "/kernel", shape), array(name + "/bias", [shape[1]])])
      })
  }

  @Test func namesEveryReason() throws {
    let checkpoint = Self.stack(
      [
        Self.dense("a", units: 3), Self.dense("b", units: 3, activation: "mine"),
        Self.dense("c", units: 3), Self.dense("d", units: 1, activation: "yours"),
      ], kernels: [("a", [2, 3]), ("b", [3, 3]), ("c", [3, 3]), ("d", [3, 1])])
    let survey = try checkpoint.survey()
    #expect(
      survey.layers.map(\.fault) == [
        nil, nil, .unsupported(.activation(name: "mine")), nil,
        .unsupported(.activation(name: "yours")),
      ])
    #expect(survey.layers.map(\.outputShape) == [[2], [3], nil, nil, nil])
    #expect(survey.layers.map(\.parameters) == [0, 9, 12, 12, 4])
  }

  @Test func namesWeightsOfAnotherShape() throws {
    let checkpoint = Self.stack(
      [Self.dense("a", units: 3), Self.dense("b", units: 1)],
      kernels: [("a", [2, 3]), ("b", [4, 1])])
    let survey = try checkpoint.survey()
    #expect(
      survey.layers.map(\.fault) == [
        nil, nil,
        .weights(
          expected: .shape([3, 1], path: "b/kernel"), found: .shape([4, 1], path: "b/kernel")),
      ])
    #expect(survey.layers.map(\.outputShape) == [[2], [3], nil])
  }

  /// Found by fuzzing: an input that is refused for its number type has no calls.
  @Test func namesInputsThatAreRefused() throws {
    func layer(_ className: String, _ name: String, _ options: String, _ calls: String) -> String {
      """
      {"class_name": "\(className)", "name": "\(name)", "inbound_nodes": \(calls),
      "config": {"name": "\(name)", \(options)}}
      """
    }
    let text = """
      {"class_name": "Functional", "config": {"name": "m", "layers": [
      \(layer("InputLayer", "x", #""dtype": "float08", "batch_shape": [null, 2]"#, "[]")),
      \(layer("Flatten", "f", #""data_format": "channels_last""#, #"[[["x", 0, 0, {}]]]"#))],
      "input_layers": [["x", 0, 0]], "output_layers": [["f", 0, 0]]}}
      """
    let checkpoint = Checkpoint(
      file: "made.h5", format: .kerasTwoFullModel, kerasVersion: "2.21.0",
      config: try JSONValue(parsing: Array(text.utf8)), layers: [])
    let survey = try checkpoint.survey()
    #expect(survey.layers.map(\.name) == ["x", "f"])
    #expect(survey.layers.map(\.fault) == [.unsupported(.dtype(name: "float08")), nil])
  }

  @Test func measuresWeights() {
    let weight = WeightStatistics(
      path: "w", shape: [6], dtype: "float32", elements: [1, .nan, -3, .infinity, -.infinity, 8])
    #expect(weight.spread == WeightStatistics.Spread(minimum: -3, maximum: 8, mean: 2))
    #expect(weight.nans == 1 && weight.infinities == 2)
    let none = WeightStatistics(path: "w", shape: [1], dtype: "float32", elements: [.nan])
    #expect(none.spread == nil && none.nans == 1)
  }

  @Test func refusesWhatIsNoGraph() throws {
    let fixture = try KerasFixture.named("made_k3_subclassed_refuse")
    #expect(throws: CheckpointError.self) { _ = try fixture.checkpoint().survey() }
  }
}
