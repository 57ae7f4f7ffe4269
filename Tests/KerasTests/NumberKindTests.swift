import Testing

@testable import Keras

/// Where Keras cuts something off because it is given whole numbers, the layer is refused; the fixtures
/// `made_k3_whole_numbers` and those of lookups hold what Keras computes where it does not.
@Suite struct NumberKindTests {
  private struct Case: Sendable {
    var className: String
    var options: String
    var shape = "4"
    var version = "3.15.1"
    var policy = "float32"
  }

  private static let norm = #""axis": -1, "epsilon": 0.001, "center": false, "scale": false"#
  private static let pool = #""pool_size": [2], "strides": [2], "padding": "valid""#
  private static let cases = [
    Case(className: "LayerNormalization", options: norm),
    Case(className: "GroupNormalization", options: #""groups": 2, "# + norm),
    Case(className: "ReLU", options: #""max_value": 1.5"#),
    Case(className: "ReLU", options: #""threshold": 0.5, "negative_slope": 0.1"#),
    Case(
      className: "UpSampling2D", options: #""size": [2, 2], "interpolation": "bilinear""#,
      shape: "2, 2, 1"),
    Case(className: "GlobalAveragePooling1D", options: "", shape: "2, 3", version: "2.10.0"),
    Case(className: "AveragePooling1D", options: pool, shape: "4, 3", version: "2.10.0"),
    Case(
      className: "TimeDistributed",
      options: #""layer": {"class_name": "LayerNormalization", "config": {"# + norm + "}}",
      shape: "2, 4"),
  ]

  private static func model(_ wanted: Case, dtype: String) throws -> ImportedModel {
    let isThree = wanted.version.hasPrefix("3")
    let call =
      isThree
      ? #"{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["x", 0, 0]}}]}"#
      : #"[["x", 0, 0, {}]]"#
    let shape = isThree ? "batch_shape" : "batch_input_shape"
    let options = wanted.options.isEmpty ? "" : ", " + wanted.options
    let text = """
      {"class_name": "Functional", "config": {"name": "net", "layers": [
        {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
          "config": {"name": "x", "\(shape)": [null, \(wanted.shape)], "dtype": "\(dtype)"}},
        {"class_name": "\(wanted.className)", "name": "y", "inbound_nodes": [\(call)],
          "config": {"name": "y", "trainable": true, "dtype": "\(wanted.policy)"\(options)}}],
      "input_layers": [["x", 0, 0]], "output_layers": [["y", 0, 0]]}}
      """
    return try Checkpoint(
      file: "test.h5", format: isThree ? .kerasThreeFullModel : .kerasTwoFullModel,
      kerasVersion: wanted.version, config: try JSONParser.parse(text), layers: []
    ).model()
  }

  /// Keras 3 casts what layers are given to the type of their policy, Keras 2 to floating point only.
  @Test(arguments: [("3.15.1", true), ("2.10.0", false)])
  func castsToWholeNumbersAreRefused(version: String, isRefused: Bool) throws {
    let flat = Case(
      className: "Flatten", options: "", version: version, policy: "int32")
    _ = try Self.model(flat, dtype: "int32")
    guard isRefused else {
      _ = try Self.model(flat, dtype: "float32")
      return
    }
    #expect(
      throws: CheckpointError.unsupportedLayer(
        file: "test.h5", layer: "y", className: "Flatten", reason: .dtype(name: "int32"))
    ) {
      _ = try Self.model(flat, dtype: "float32")
    }
  }

  @Test(arguments: cases.indices)
  func refusesWholeNumbers(index: Int) throws {
    let wanted = Self.cases[index]
    _ = try Self.model(wanted, dtype: "float32")
    #expect(
      throws: CheckpointError.unsupportedLayer(
        file: "test.h5", layer: "y", className: wanted.className, reason: .wholeNumbers)
    ) { _ = try Self.model(wanted, dtype: "int32") }
  }

  /// Keras 3.8 turns them into floating point first.
  @Test func earlierVersionsNormalizeWholeNumbers() throws {
    _ = try Self.model(
      Case(className: "LayerNormalization", options: Self.norm, version: "3.8.0"), dtype: "int32")
  }

  private static let rules: [(NumberRule, [NumberKind], [NumberKind], NumberKind?)] = [
    (.floats, [.integer], [], .float),
    (.kept, [.integer, .truth], [], .integer), (.kept, [.wrapping, .float], [], .float),
    (.kept, [.wrapping], [.integer], .wrapping), (.sum, [.integer], [.float], .float),
    (.sum, [.truth], [.integer], .integer), (.sum, [.truth, .truth], [], nil),
    (.sum, [.wrapping], [.integer], nil), (.product, [.truth, .truth], [], .truth),
    (.product, [.wrapping, .truth], [], nil), (.count, [.truth], [], .integer),
    (.count, [.float], [], .float), (.comparison, [.integer], [.float], .truth),
    (.comparison, [.wrapping], [.integer], nil), (.truths, [.wrapping], [], .truth),
    (.integers, [.float], [], .integer), (.onlyFloats, [.truth], [], nil),
    (.onlyFloats, [.float], [], .float),
  ]

  @Test(arguments: rules)
  func kindsFollowRules(
    rule: NumberRule, inputs: [NumberKind], constants: [NumberKind], output: NumberKind?
  ) {
    #expect(rule.output(of: inputs, constants: constants) == output)
  }

  @Test func typesHaveKinds() {
    let kinds = ["bool", "int64", "int32", "uint32", "int8", "float16", "string"].map {
      NumberKind(dtype: $0)
    }
    #expect(kinds == [.truth, .integer, .integer, .wrapping, .wrapping, .float, .float])
    #expect(NumberKind(dtype: nil) == .float)
  }
}
