import Engine
import Testing

@testable import Keras

/// Configurations that no model can be made of, each one change away from one that is right.
@Suite struct NetworkTests {
  /// x (3) to Dense a (2) to Dense b (1), as Keras 2 writes it.
  private static let text = """
    {"class_name": "Functional", "config": {"name": "net", "layers": [
      {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
        "config": {"name": "x", "batch_input_shape": [null, 3], "dtype": "float32"}},
      {"class_name": "Dense", "name": "a", "inbound_nodes": [[["x", 0, 0, {}]]],
        "config": {"name": "a", "units": 2, "activation": "relu", "use_bias": true}},
      {"class_name": "Dense", "name": "b", "inbound_nodes": [[["a", 0, 0, {}]]],
        "config": {"name": "b", "units": 1, "activation": "sigmoid", "use_bias": true}}],
    "input_layers": [["x", 0, 0]], "output_layers": [["b", 0, 0]]}}
    """

  private static func checkpoint(_ text: String) throws -> Checkpoint {
    func layer(_ name: String, _ shapes: [[Int]]) -> LayerWeights {
      LayerWeights(
        name: name,
        arrays: zip(["kernel", "bias"], shapes).map { weight, shape in
          StoredArray(
            name: "\(name)/\(weight):0", path: "/\(name)/\(weight)", shape: shape,
            elements: Array(repeating: 0.5, count: shape.reduce(1, *)), dtype: "float32")
        })
    }
    return Checkpoint(
      file: "test.h5", format: .kerasTwoFullModel, config: try JSONParser.parse(text),
      layers: [layer("a", [[3, 2], [2]]), layer("b", [[2, 1], [1]])])
  }

  @Test func runsUnchanged() throws {
    let model = try Self.checkpoint(Self.text).model().model
    #expect(model.inputs.map(\.name) == ["x"] && model.outputs.map(\.name) == ["b"])
    #expect(model.nodes.map(\.name) == ["a", "a", "b", "b"])
    guard case .sigmoid(let logits) = model.head(ofOutput: 0) else {
      Issue.record("no sigmoid at the end")
      return
    }
    #expect(model.node(of: logits)?.layer is Dense)
  }

  struct Change: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var error: CheckpointError

    var testDescription: String { "\(old) → \(new)" }

    init(_ old: String, _ new: String, _ error: CheckpointError) {
      (self.old, self.new, self.error) = (old, new, error)
    }

    /// A Dense layer that is refused.
    init(_ old: String, _ new: String, _ layer: String, _ reason: LayerProblem) {
      self.init(old, new, layer, "Dense", reason)
    }

    /// A layer that is refused.
    init(
      _ old: String, _ new: String, _ layer: String, _ className: String, _ reason: LayerProblem
    ) {
      self.init(
        old, new,
        .unsupportedLayer(file: "test.h5", layer: layer, className: className, reason: reason))
    }
  }

  private static func malformed(
    _ object: String, _ expected: CheckpointError.Expectation
  ) -> CheckpointError { .malformed(file: "test.h5", object: object, expected: expected) }

  static let changes = [
    Change(#"[["x", 0, 0, {}]]"#, #"[["b", 0, 0, {}]]"#, .brokenGraph(file: "test.h5", layer: "b")),
    Change(#"[["x", 0, 0, {}]]"#, #"[["y", 0, 0, {}]]"#, "a", .unknownInput(layer: "y")),
    Change(
      #"[["a", 0, 0, {}]]"#, #"[["a", 1, 0, {}]]"#, "b",
      .unknownCall(layer: "a", index: 1, calls: 1)),
    Change(#"[["a", 0, 0, {}]]"#, #"[["a", 0, 1, {}]]"#, "a", .unknownOutput(index: 1, outputs: 1)),
    Change(
      #"[["a", 0, 0, {}]]"#, #"[["a", 0, 0, {"training": true}]]"#, "b",
      .callArgument(key: "training", value: "true")),
    Change(
      #"{"name": "b", "units""#, #"{"name": "b", "activity": 3, "units""#, "b",
      .option(key: "activity", value: "3")),
    Change(#""units": 1"#, #""units": 0"#, "b", .option(key: "units", value: "0")),
    Change(
      #""units": 1"#, #""units": 20000000000"#, "b",
      .option(key: "units", value: "20000000000")),
    // The magnitude of the least number is none of its own type.
    Change(
      #""units": 1"#, #""units": -9223372036854775808"#, "b",
      .option(key: "units", value: "-9223372036854775808")),
    Change(#""units": 1"#, #""width": null"#, "b", .missingOption(key: "units")),
    Change(#""sigmoid""#, #""sigmoidal""#, "b", .activation(name: "sigmoidal")),
    Change(
      #""class_name": "Dense", "name": "b""#, #""class_name": "Dance", "name": "b""#, "b",
      "Dance", .unknownClass),
    Change(
      #""dtype": "float32""#, #""dtype": "string""#, "a",
      .columnKind(expected: .float, found: .string)),
    Change(
      #""dtype": "float32""#, #""dtype": "complex64""#, "x", "InputLayer",
      .dtype(name: "complex64")),
    Change(#"[null, 3]"#, #"[null, null]"#, "x", "InputLayer", .openShape([nil])),
    Change(#"[null, 3]"#, #"[null, -3]"#, "x", "InputLayer", .openShape([-3])),
    Change(
      #""batch_input_shape": [null, 3]"#, #""sparse": false"#, "x", "InputLayer",
      .unknownInputShape),
    Change(
      #""batch_input_shape": [null, 3]"#, #""sparse": true"#, "x", "InputLayer",
      .option(key: "sparse", value: "true")),
    Change(#"[["x", 0, 0]]"#, #"[["a", 0, 0]]"#, "a", .undeclaredInput),
    Change(#""input_layers": [["x", 0, 0]]"#, #""input_layers": []"#, malformed("net", .layers)),
    Change(#"[["b", 0, 0]]"#, #"7"#, malformed("net", .layers)),
    Change(
      #"{"class_name": "Functional""#, #"{"class": "Functional""#,
      malformed("model_config", .key("class_name"))),
    Change(#""class_name": "Functional""#, #""class_name": "MyModel""#, "net", "MyModel", .noGraph),
    Change(
      #""name": "b", "inbound_nodes""#, #""name": "a", "inbound_nodes""#,
      malformed("a", .uniqueName)),
  ]

  @Test(arguments: changes)
  func refuses(change: Change) throws {
    try #require(Self.text.contains(change.old))
    let text = Self.text.replacing(change.old, with: change.new, maxReplacements: 1)
    #expect(throws: change.error) { _ = try Self.checkpoint(text).model() }
  }

  /// 2⁶⁴ nodes if each call were built.
  @Test func refusesModelsThatUnfoldWithoutEnd() throws {
    var inner = #"{"class_name": "Dropout", "config": {"name": "d", "rate": 0.5}}"#
    for depth in 0..<64 {
      let input =
        #"{"class_name": "InputLayer", "name": "i", "inbound_nodes": [], "config": {"name": "i", "batch_input_shape": [null, 2]}}"#
      let name = "m\(depth)"
      let layer =
        inner.dropLast()
        + #", "name": "l", "inbound_nodes": [[["i", 0, 0, {}]], [["l", 1, 0, {}]]]}"#
      let base = depth == 0 ? layer.replacing(#"["l", 1"#, with: #"["l", 0"#) : layer
      let output = depth == 0 ? 1 : 2
      inner = """
        {"class_name": "Functional", "config": {"name": "\(name)", "layers": [\(input), \(base)], \
        "input_layers": [["i", 0, 0]], "output_layers": [["l", \(output), 0]]}}
        """
    }
    let checkpoint = Checkpoint(
      file: "test.h5", format: .kerasTwoFullModel, config: try JSONParser.parse(String(inner)),
      layers: [])
    let error = #expect(throws: CheckpointError.self) { _ = try checkpoint.model() }
    guard case .unsupportedLayer(_, _, _, .tooManyNodes(limit: ModelBuilder.nodeLimit))? = error
    else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
