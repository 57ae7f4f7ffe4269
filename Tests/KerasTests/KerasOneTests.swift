import Engine
import Testing

@testable import Keras

/// Models of Keras 1; what they compute is compared with Keras by the fixtures.
@Suite struct KerasOneTests {
  private static func decode(
    _ className: String, _ options: String, backend: String? = "tensorflow"
  ) throws -> DecodedLayer {
    let object = JSONValue.object([
      "class_name": .string(className), "config": try JSONParser.parse(options),
    ])
    let translated = KerasOne.translated(object)
    let name = try #require(translated["class_name"].string)
    let decoder = try #require(LayerDecoder.named(name), "\(name)")
    return try decoder.decode(
      LayerConfig(
        try #require(translated["config"].object), generation: .one, backend: backend))
  }

  private static func weights(_ names: [String]) -> LayerWeights {
    LayerWeights(
      name: "layer",
      arrays: names.enumerated().map { index, name in
        StoredArray(
          name: name, path: "/" + name, shape: [1], elements: [Float(index)], dtype: "float32")
      })
  }

  @Test func namesTellTheBackend() {
    #expect(KerasOne.backend(of: [Self.weights(["dense_1_W", "dense_1_b"])]) == "theano")
    #expect(KerasOne.backend(of: [Self.weights(["dense_1_W:0", "dense_1_b:0"])]) == "tensorflow")
    #expect(KerasOne.backend(of: [Self.weights(["param_0", "param_1"])]) == nil)
    #expect(KerasOne.backend(of: []) == nil)
  }

  @Test(arguments: [
    (#"{"class_name": "Sequential", "config": [{"config": {"nb_filter": 3}}]}"#, true),
    (
      #"{"config": {"layers": [{"config": {"layers": [{"config": {"init": "uniform"}}]}}]}}"#, true
    ),
    (#"{"config": {"layers": [{"config": {"units": 3, "kernel_initializer": null}}]}}"#, false),
  ])
  func wordsTellTheVersion(text: String, isOne: Bool) throws {
    let config = try JSONParser.parse(text)
    #expect(KerasOne.wrote(config) == isOne)
    #expect((KerasGeneration(config: config) == .one) == isOne)
  }

  private static let convolution =
    #"{"nb_filter": 2, "nb_row": 2, "nb_col": 2, "border_mode": "same", "dim_ordering": "tf"}"#

  private static let refusals: [(String, String, String?, LayerProblem)] = [
    ("Convolution2D", convolution, "theano", .option(key: "backend", value: "theano")),
    ("Convolution2D", convolution, nil, .missingOption(key: "backend")),
    (
      "MaxPooling2D", #"{"pool_size": [2, 2], "border_mode": "same", "dim_ordering": "tf"}"#,
      "theano", .option(key: "backend", value: "theano")
    ),
    (
      "BatchNormalization", #"{"axis": -1, "epsilon": 0.1, "mode": 1}"#, nil,
      .option(key: "mode", value: "1")
    ),
    (
      "UpSampling2D", #"{"size": [2, 2]}"#, nil,
      .option(key: "dim_ordering", value: "unknown")
    ),
    (
      "SeparableConvolution2D",
      #"{"nb_filter": 2, "nb_row": 2, "nb_col": 2, "dim_ordering": "th"}"#, "tensorflow",
      .option(key: "dim_ordering", value: "th")
    ),
  ]

  @Test(arguments: refusals)
  func refuses(
    className: String, options: String, backend: String?, problem: LayerProblem
  ) throws {
    #expect(throws: problem) { _ = try Self.decode(className, options, backend: backend) }
  }

  /// One tap has no direction.
  @Test func smallestKernelNeedsNoBackend() throws {
    let layer = try Self.decode(
      "Convolution2D", #"{"nb_filter": 2, "nb_row": 1, "nb_col": 1, "dim_ordering": "th"}"#,
      backend: nil)
    #expect(layer.weights[0].order == .filtersFirst(isFlipped: false))
  }

  /// Modes that never became classes keep theirs, which is refused.
  @Test(arguments: ["cos", "lambda"])
  func otherModesStay(mode: String) throws {
    let merge = try JSONParser.parse(
      #"{"class_name": "Merge", "config": {"mode": "\#(mode)", "mode_type": "raw"}}"#)
    #expect(KerasOne.translated(merge) == merge)
    #expect(LayerDecoder.named("Merge") == nil)
  }

  // MARK: Orders of elements

  private static let orders: [(StoredOrder, stored: [Int], shape: [Int], elements: [Float])] = [
    (.keras, [2, 2], [2, 2], [0, 1, 2, 3]),
    (.filtersFirst(isFlipped: false), [2, 1, 1, 3], [1, 3, 1, 2], [0, 3, 1, 4, 2, 5]),
    (.filtersFirst(isFlipped: true), [2, 1, 1, 3], [1, 3, 1, 2], [2, 5, 1, 4, 0, 3]),
    (
      .oneColumn(size: 3, filters: 2, isFlipped: true), [3, 1, 1, 2], [3, 1, 2], [4, 5, 2, 3, 0, 1]
    ),
    (
      .oneColumn(size: 3, filters: 2, isFlipped: false), [2, 1, 3, 1], [3, 1, 2],
      [0, 3, 1, 4, 2, 5]
    ),
  ]

  @Test(arguments: orders.indices)
  func ordersGoBothWays(index: Int) {
    let (order, stored, shape, expected) = Self.orders[index]
    let elements = (0..<stored.reduce(1, *)).map(Float.init)
    #expect(order.shape(ofStored: stored) == shape)
    #expect(order.converted(elements, shape: stored) == expected)
    #expect(order.restored(expected, shape: stored) == elements)
  }

  // MARK: Gates

  private static func gates(_ gates: [String]) -> LayerWeights {
    var arrays: [StoredArray] = []
    for (index, gate) in gates.enumerated() {
      for (letter, shape) in [("W", [2, 1]), ("U", [1, 1]), ("b", [1])] {
        let name = "x_\(letter)_\(gate)"
        arrays.append(
          StoredArray(
            name: name, path: "/" + name, shape: shape,
            elements: Array(repeating: Float(index), count: shape.reduce(1, *)),
            dtype: "float32"))
      }
    }
    return LayerWeights(name: "x", arrays: arrays)
  }

  @Test func gatesStandSideBySide() {
    let joined = KerasOne.joined(Self.gates(["i", "c", "f", "o"]))
    #expect(joined.arrays.map(\.shape) == [[2, 4], [1, 4], [4]])
    #expect(joined.arrays[0].elements == [0, 2, 1, 3, 0, 2, 1, 3])
    #expect(joined.arrays[0].parts == ["/x_W_i", "/x_W_f", "/x_W_c", "/x_W_o"])
    let origin = WeightOrigin(
      path: "/x_W_i", order: .keras, shape: [2, 4], parts: joined.arrays[0].parts)
    let parts = origin.arrays(of: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(parts.map(\.elements) == [[1, 5], [2, 6], [3, 7], [4, 8]])
    #expect(
      KerasOne.joined(Self.gates(["z", "r", "h"])).arrays.map(\.shape) == [[2, 3], [1, 3], [3]])
    // Not a whole set.
    #expect(KerasOne.joined(Self.gates(["i", "c", "f"])).arrays.count == 9)
  }
}
