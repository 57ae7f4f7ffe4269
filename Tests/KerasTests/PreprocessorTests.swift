import Engine
import Testing

@testable import Keras

/// What is said where columns do not fit; what is computed is compared with Keras by the fixtures.
@Suite struct PreprocessorTests {
  private func front() throws -> Preprocessor {
    try KerasFixture.named("made_k3_front").checkpoint().model().preprocessor
  }

  private static let colours = Column(shape: [2, 1], storage: .strings(["red", "grey"]))
  private static let sizes = Column(shape: [2, 1], storage: .floats([1, 2]))

  @Test func takesColumnsByOrder() throws {
    let front = try front()
    #expect(front.inputs.map(\.name) == ["colour", "size"])
    #expect(front.inputs.map(\.kind) == [.string, .float])
    #expect(front.layers == ["front/look"])
    let tensors = try front.tensors(from: [Self.colours, Self.sizes])
    #expect(tensors.map(\.shape) == [[2, 1], [2, 4]])
    #expect(tensors[1].elements == [0, 1, 0, 0, 1, 0, 0, 0])
  }

  @Test func convertsNumbers() throws {
    let whole = Column(shape: [2, 1], storage: .integers([1, 2]))
    #expect(try front().tensors(from: [Self.colours, whole])[0].elements == [1, 2])
  }

  /// The bins that Keras 3.4.1, whose policy is int64 there, 3.15.1 and tf-keras give.
  @Test(arguments: [
    (KerasGeneration.three, "int64", [Int64(2), 3, 2, 2, 2, 1]),
    (.three, "float32", [1, 3, 1, 3, 2, 1]), (.two, "int64", [1, 3, 1, 3, 2, 1]),
  ])
  func binsAreOfWholeNumbersWhereThePolicyIs(
    generation: KerasGeneration, policy: String, bins: [Int64]
  ) throws {
    let options: [String: JSONValue] = [
      "bin_boundaries": .array([.number(-1), .number(0), .number(0.5)]), "dtype": .string(policy),
    ]
    let decoder = try #require(LayerDecoder.named("Discretization"))
    let layer = try decoder.decode(LayerConfig(options, generation: generation))
    let column = Column(shape: [6], storage: .floats([-0.7, 2.4, -0.1, 0.5, 0, -1]))
    #expect(try layer.transform?.apply([column]).storage == .integers(bins))
  }

  private static let refusals: [([Column], PreprocessingError)] = [
    ([colours], .count(expected: ["colour", "size"], found: 1)),
    ([sizes, colours], .kind(input: "colour", expected: .string, found: .float)),
    (
      [colours, Column(shape: [2], storage: .floats([1, 2]))],
      .shape(input: "size", expected: [1], found: [])
    ),
    ([colours, Column(shape: [1, 1], storage: .floats([1]))], .rows(found: [2, 1])),
  ]

  @Test(arguments: refusals)
  func refuses(columns: [Column], error: PreprocessingError) throws {
    let front = try front()
    #expect(throws: error) { _ = try front.tensors(from: columns) }
  }

  /// TensorFlow compares bytes, Swift what Unicode holds to be the same.
  @Test func textsAreEqualByteByByte() throws {
    let (one, two) = ("Jos\u{E9}", "Jose\u{301}")
    #expect(one == two && Token(one) != Token(two))
    let options: [String: JSONValue] = [
      "vocabulary": .array([.string(one), .string(two)]), "num_oov_indices": .integer(1),
      "mask_token": .string("\u{E9}"),
    ]
    let decoder = try #require(LayerDecoder.named("StringLookup"))
    let lookup = try #require(
      decoder.decode(LayerConfig(options, generation: .three)).transform)
    let column = Column(shape: [4, 1], storage: .strings([two, one, "e\u{301}", "\u{E9}"]))
    #expect(try lookup.apply([column]).storage == .integers([3, 2, 1, 0]))
    let hashing = Hashing(bins: 9, maskValue: Token("\u{E9}"), hash: .farm, mode: .integers)
    guard case .integers(let bins) = try hashing.apply([column]).storage else { return }
    #expect(bins[3] == 0 && bins[2] != 0)
  }

  @Test func namesValuesWithoutPlace() throws {
    let lookups = try KerasFixture.named("made_k3_lookups")
    let preprocessor = try lookups.checkpoint().model().preprocessor
    var columns = try lookups.columns(for: preprocessor)
    let known = try #require(preprocessor.inputs.firstIndex { $0.name == "known" })
    columns[known] = Column(
      shape: columns[known].shape,
      storage: .strings(Array(repeating: "violet", count: columns[known].shape[0])))
    #expect(throws: PreprocessingError.layer("no_oov", .outOfVocabulary(value: "violet"))) {
      _ = try preprocessor.tensors(from: columns)
    }
    let encoding = CategoryEncoding(count: 3, mode: .oneHot)
    #expect(throws: ColumnProblem.outOfRange(value: "3", count: 3)) {
      _ = try encoding.apply([Column(shape: [1, 1], storage: .integers([3]))])
    }
  }

  // MARK: Configurations

  private func decode(_ className: String, _ options: String) throws -> DecodedLayer {
    let decoder = try #require(LayerDecoder.named(className))
    let values = try #require(try JSONParser.parse(options).object)
    return try decoder.decode(LayerConfig(values, generation: .three))
  }

  @Test(arguments: [
    // A path is not opened.
    (
      "StringLookup", #"{"num_oov_indices": 1, "vocabulary": "/etc/passwd"}"#,
      LayerProblem.option(key: "vocabulary", value: "/etc/passwd")
    ),
    (
      "StringLookup", #"{"num_oov_indices": 1, "vocabulary": null}"#,
      .missingOption(key: "vocabulary")
    ),
    (
      "StringLookup", #"{"num_oov_indices": 1, "vocabulary": ["a", "a"]}"#,
      .option(key: "vocabulary", value: "'a' twice")
    ),
    (
      "StringLookup", #"{"num_oov_indices": 1, "vocabulary": ["a"], "invert": true}"#,
      .option(key: "invert", value: "true")
    ),
    (
      "StringLookup", #"{"num_oov_indices": -1, "vocabulary": ["a"]}"#,
      .option(key: "num_oov_indices", value: "-1")
    ),
    ("Hashing", #"{"num_bins": 0}"#, .option(key: "num_bins", value: "0")),
    ("Hashing", #"{"num_bins": 3, "salt": [1]}"#, .option(key: "salt", value: "[1]")),
    (
      "CategoryEncoding", #"{"num_tokens": 3, "output_mode": "int"}"#,
      .option(key: "output_mode", value: "int")
    ),
    ("Discretization", #"{"bin_boundaries": null}"#, .missingOption(key: "bin_boundaries")),
  ])
  func refusesOptions(className: String, options: String, problem: LayerProblem) {
    #expect(throws: problem) { _ = try decode(className, options) }
  }

  private func refusal(_ layers: String, output: String) throws -> LayerProblem? {
    let text = """
      {"class_name": "Functional", "config": {"name": "net", "layers": [
        {"class_name": "InputLayer", "name": "s", "inbound_nodes": [],
          "config": {"name": "s", "batch_input_shape": [null, 1], "dtype": "string"}},
        {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
          "config": {"name": "x", "batch_input_shape": [null, 1], "dtype": "float32"}},
        \(layers)],
      "input_layers": [["s", 0, 0], ["x", 0, 0]], "output_layers": [["\(output)", 0, 0]]}}
      """
    let checkpoint = Checkpoint(
      file: "test.h5", format: .kerasTwoFullModel, config: try JSONParser.parse(text), layers: [])
    let error = #expect(throws: CheckpointError.self) { _ = try checkpoint.model() }
    guard case .unsupportedLayer(_, layer: output, _, let reason)? = error else { return nil }
    return reason
  }

  @Test func refusesPreprocessingAfterOtherLayers() throws {
    let layers = #"""
      {"class_name": "ReLU", "name": "r", "inbound_nodes": [[["x", 0, 0, {}]]], "config": {}},
      {"class_name": "Discretization", "name": "d", "inbound_nodes": [[["r", 0, 0, {}]]],
        "config": {"bin_boundaries": [0.0]}}
      """#
    #expect(try refusal(layers, output: "d") == .afterComputation)
  }

  @Test func refusesTextForNumbers() throws {
    let relu = #"""
      {"class_name": "ReLU", "name": "r", "inbound_nodes": [[["s", 0, 0, {}]]], "config": {}}
      """#
    #expect(try refusal(relu, output: "r") == .columnKind(expected: .float, found: .string))
    let bins = #"""
      {"class_name": "Discretization", "name": "d", "inbound_nodes": [[["s", 0, 0, {}]]],
        "config": {"bin_boundaries": [0.0]}}
      """#
    #expect(try refusal(bins, output: "d") == .columnKind(expected: .integer, found: .string))
  }
}
