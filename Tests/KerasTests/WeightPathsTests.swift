import Engine
import Testing

@testable import Keras

@Suite struct WeightPathsTests {
  @Test(arguments: [
    ("Dense", "dense"), ("PReLU", "p_re_lu"), ("ReLU", "re_lu"), ("LeakyReLU", "leaky_re_lu"),
    ("Conv2D", "conv2d"), ("SeparableConv1D", "separable_conv1d"), ("LSTM", "lstm"),
    ("SimpleRNN", "simple_rnn"), ("BatchNormalization", "batch_normalization"),
    ("GlobalAveragePooling1D", "global_average_pooling1d"),
    ("TextVectorization", "text_vectorization"),
    ("RMSNormalization", "rms_normalization"), ("ELU", "elu"), ("", ""), ("A", "a"),
    ("mine>Dense", "mine_dense"), ("TFOpLambda", "tf_op_lambda"), ("aB", "a_b"), ("AbCd", "ab_cd"),
    ("GRUCell", "gru_cell"), ("A_B c", "a__bc"), ("HTTPServerX", "http_server_x"),
  ])
  func spellsClassesAsKeras(className: String, name: String) {
    #expect(LayerPlaces.snakeCase(className) == name)
  }

  /// TensorFlow 2.13 skips numbers of classes that have weights.
  @Test(arguments: [
    (["dense", "dense_4", "dense_10", "dense_2"], ["dense_2": 1, "dense_4": 2, "dense_10": 3]),
    (["input_layer", "input_layer_1"], ["input_layer_1": 1]),
    (["conv_2", "dense_1x", "dense_", "dense"], [:]), ([], [:]),
  ])
  func skippedNumbersAreCounted(names: [String], places: [String: Int]) {
    let found = WeightTree.counted(names)
    #expect(found.mapValues { Int($0.split(separator: "_").last ?? "") } == places)
    #expect(Set(found.values).count == found.count)
  }

  private static func checkpoint(_ file: String) throws -> Checkpoint {
    try KerasFixture.named("made_k3_formats", file).checkpoint()
  }

  /// Whatever the format, every weight goes to the same place.
  @Test(arguments: [
    ("made_k3_formats", ["model.keras", "model.weights.h5", "model.weights.json"]),
    ("made_k2_formats", ["model.keras", "model.weights.h5", "weights_legacy.h5"]),
  ])
  func formatsAgree(name: String, files: [String]) throws {
    let full = try KerasFixture.named(name, "model.h5").checkpoint().model()
    for file in files {
      let other = try KerasFixture.named(name, file).checkpoint().model()
      #expect(other.model.weights.map(\.tensor) == full.model.weights.map(\.tensor))
      #expect(other.model.weights.map(\.isTrainable) == full.model.weights.map(\.isTrainable))
      #expect(other.layers.map(\.name) == full.layers.map(\.name))
    }
  }

  @Test func namesWeightsByLayer() throws {
    let paths = try Self.checkpoint("model.keras").model().model.weights.map(\.path)
    #expect(paths.contains("shared/shared_a/kernel") && paths.contains("stack/deep/deep_n/gamma"))
    #expect(Set(paths).count == paths.count)
  }

  @Test func sortsNumbers() {
    func array(_ name: String) -> StoredArray {
      StoredArray(name: name, path: "/" + name, shape: [], elements: [0], dtype: "float32")
    }
    let names = ["10", "a", "2", "0", "b", "1"]
    #expect(
      names.map(array).sorted(by: WeightTree.areInOrder).map(\.name)
        == ["0", "1", "2", "10", "a", "b"])
  }

  private func index(_ name: String, in checkpoint: Checkpoint) throws -> Int {
    try #require(checkpoint.layers.firstIndex { $0.name == name })
  }

  @Test func refusesAnotherLayersName() throws {
    var checkpoint = try Self.checkpoint("model.keras")
    let place = "layers/sequential/layers/dense"
    checkpoint.layers[try index(place, in: checkpoint)].layer = "s_3"
    #expect(
      throws: CheckpointError.weights(
        file: checkpoint.file, layer: "stack/s_0", expected: .layerName("s_0", path: place),
        found: .layerName("s_3", path: place))
    ) { _ = try checkpoint.model() }
    // Weights go with architectures whose names were counted on elsewhere.
    var weights = try Self.checkpoint("model.weights.h5")
    weights.layers[try index(place, in: weights)].layer = "s_3"
    _ = try weights.model()
  }

  @Test func refusesMissingArrays() throws {
    var checkpoint = try Self.checkpoint("model.keras")
    let place = "layers/dense_3"
    checkpoint.layers[try index(place, in: checkpoint)].arrays.removeLast()
    #expect(
      throws: CheckpointError.weights(
        file: checkpoint.file, layer: "z9", expected: .weights(["z9/kernel", "z9/bias"]),
        found: .weights([place + "/vars/0"]))
    ) { _ = try checkpoint.model() }
    checkpoint.layers.remove(at: try index(place, in: checkpoint))
    #expect(
      throws: CheckpointError.weights(
        file: checkpoint.file, layer: "z9", expected: .weights(["z9/kernel", "z9/bias"]),
        found: .weights([]))
    ) { _ = try checkpoint.model() }
  }

  @Test func refusesArraysOfNoLayer() throws {
    var checkpoint = try Self.checkpoint("model.weights.h5")
    var extra = checkpoint.layers[try index("layers/dense_3", in: checkpoint)]
    extra.name = "layers/dense_15"
    checkpoint.layers.append(extra)
    #expect(
      throws: CheckpointError.weights(
        file: checkpoint.file, layer: "layers/dense_15", expected: .noLayer,
        found: .weights(["0", "1"]))
    ) { _ = try checkpoint.model() }
  }

  @Test func refusesArraysThatAreNotNumbered() throws {
    var checkpoint = try Self.checkpoint("model.weights.h5")
    let place = try index("layers/dense", in: checkpoint)
    checkpoint.layers[place].arrays[1].name = "kernel_scale"
    #expect(throws: CheckpointError.self) { _ = try checkpoint.model() }
  }
}
