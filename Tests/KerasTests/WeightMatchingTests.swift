import Engine
import Testing

@testable import Keras

/// Files whose weights are not those of their layers, made from a file that is right.
@Suite struct WeightMatchingTests {
  /// dense "one", frozen "two" of the same shape, batch normalization "norm", dense "out".
  static func checkpoint() -> Checkpoint {
    func layer(_ className: String, _ name: String, _ options: [String: JSONValue]) -> JSONValue {
      .object([
        "class_name": .string(className),
        "config": .object(options.merging(["name": .string(name)]) { a, _ in a }),
      ])
    }
    func dense(_ name: String, units: Int, trainable: Bool = true) -> JSONValue {
      layer("Dense", name, ["units": .integer(units), "trainable": .bool(trainable)])
    }
    let inner = layer(
      "Sequential", "inner",
      [
        "layers": .array([
          layer("InputLayer", "inner_x", ["batch_shape": .array([.null, .integer(2)])]),
          dense("one", units: 2, trainable: false), dense("two", units: 2),
        ])
      ])
    let config = layer(
      "Sequential", "model",
      [
        "layers": .array([
          layer("InputLayer", "x", ["batch_shape": .array([.null, .integer(2)])]), inner,
          layer(
            "BatchNormalization", "norm", ["axis": .integer(-1), "epsilon": .number(0.001)]),
          dense("out", units: 1),
        ])
      ])
    func array(_ name: String, _ shape: [Int], _ value: Float) -> StoredArray {
      StoredArray(
        name: name, path: "/model_weights/\(name)", shape: shape,
        elements: Array(repeating: value, count: shape.reduce(1, *)), dtype: "float32")
    }
    return Checkpoint(
      file: "test.h5", format: .kerasThreeFullModel, kerasVersion: "3.15.1", config: config,
      layers: [
        LayerWeights(name: "x", arrays: []),
        LayerWeights(
          name: "inner",
          arrays: [
            array("inner/two/kernel", [2, 2], 2), array("inner/two/bias", [2], 2),
            array("inner/one/kernel", [2, 2], 1), array("inner/one/bias", [2], 1),
          ]),
        LayerWeights(
          name: "norm",
          arrays: ["gamma", "beta", "moving_mean", "moving_variance"].map {
            array("norm/\($0)", [2], 1)
          }),
        LayerWeights(
          name: "out", arrays: [array("out/kernel", [2, 1], 3), array("out/bias", [1], 3)]),
      ])
  }

  @Test func findsFrozenWeightsBehindTheOthers() throws {
    let imported = try Self.checkpoint().model()
    let weights = imported.model.weights
    #expect(
      weights.map(\.path) == [
        "inner/one/kernel", "inner/one/bias", "inner/two/kernel", "inner/two/bias", "norm/gamma",
        "norm/beta", "norm/moving_mean", "norm/moving_variance", "out/kernel", "out/bias",
      ])
    #expect(weights.map { $0.tensor.elements[0] } == [1, 1, 2, 2, 1, 1, 1, 1, 3, 3])
    #expect(
      weights.map(\.isTrainable) == [
        false, false, true, true, true, true, false, false, true, true,
      ])
    #expect(weights[0].role == .kernel(.last) && weights[1].role == .bias)
    #expect(weights[6].role == .statistic)
  }

  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var layer: String
    var expected: CheckpointError.WeightFact
    var found: CheckpointError.WeightFact
    var apply: @Sendable (inout Checkpoint) -> Void

    init(
      _ what: String, _ layer: String, expected: CheckpointError.WeightFact,
      found: CheckpointError.WeightFact, _ apply: @escaping @Sendable (inout Checkpoint) -> Void
    ) {
      (testDescription, self.layer, self.expected, self.found) = (what, layer, expected, found)
      self.apply = apply
    }
  }

  static let changes = [
    Change(
      "frozen and free exchanged", "inner", expected: .weight("inner/two/kernel"),
      found: .weight("inner/one/kernel")
    ) { $0.layers[1].arrays.swapAt(0, 2) },
    Change(
      "kernel and bias exchanged", "out", expected: .weight("out/kernel"),
      found: .weight("out/bias")
    ) { $0.layers[3].arrays.swapAt(0, 1) },
    Change(
      "moments exchanged", "norm", expected: .weight("norm/moving_mean"),
      found: .weight("norm/moving_variance")
    ) { $0.layers[2].arrays.swapAt(2, 3) },
    Change(
      "an array too few", "out", expected: .weights(["out/kernel", "out/bias"]),
      found: .weights(["out/kernel"])
    ) { $0.layers[3].arrays.removeLast() },
    Change(
      "an array too many", "out", expected: .weights(["out/kernel", "out/bias"]),
      found: .weights(["out/kernel", "out/bias", "out/bias"])
    ) { $0.layers[3].arrays.append($0.layers[3].arrays[1]) },
    Change(
      "a layer too few", "out", expected: .layer("out", position: 2), found: .noLayer
    ) { $0.layers.removeLast() },
    Change(
      "a layer too many", "out2", expected: .noLayer, found: .layer("out2", position: 3)
    ) {
      $0.layers.append($0.layers[3])
      $0.layers[4].name = "out2"
    },
    Change(
      "layers exchanged", "norm", expected: .layer("norm", position: 1),
      found: .layer("out", position: 1)
    ) { $0.layers.swapAt(2, 3) },
    Change(
      "another shape", "out", expected: .shape([2, 1], path: "out/kernel"),
      found: .shape([1, 2], path: "out/kernel")
    ) { $0.layers[3].arrays[0].shape = [1, 2] },
    Change(
      "weights of the model itself", "model", expected: .weights([]), found: .weights(["w"])
    ) {
      $0.ownWeights = [
        StoredArray(name: "w", path: "/w", shape: [1], elements: [0], dtype: "float32")
      ]
    },
  ]

  @Test(arguments: changes)
  func refuses(change: Change) {
    var checkpoint = Self.checkpoint()
    change.apply(&checkpoint)
    #expect(
      throws: CheckpointError.weights(
        file: "test.h5", layer: change.layer, expected: change.expected, found: change.found)
    ) { _ = try checkpoint.model() }
  }

  /// Keras 3.0 names arrays without their layer: the order alone then counts.
  @Test func acceptsNamesWithoutLayers() throws {
    var checkpoint = Self.checkpoint()
    for layer in checkpoint.layers.indices {
      for array in checkpoint.layers[layer].arrays.indices {
        let name = checkpoint.layers[layer].arrays[array].name
        checkpoint.layers[layer].arrays[array].name = String(name.split(separator: "/").last ?? "")
      }
    }
    let model = try checkpoint.model().model
    #expect(model.weights.map { $0.tensor.elements[0] } == [1, 1, 2, 2, 1, 1, 1, 1, 3, 3])
  }

  @Test func countsNumbersThatAreNone() throws {
    var checkpoint = Self.checkpoint()
    #expect(try checkpoint.model().nonFiniteWeights.isEmpty)
    checkpoint.layers[1].arrays[0].elements = [.nan, 1, -.infinity, .nan]
    checkpoint.layers[3].arrays[1].elements = [.infinity]
    let found = try checkpoint.model().nonFiniteWeights
    #expect(found.map(\.path) == ["inner/two/kernel", "out/bias"])
    #expect(found.map(\.nans) == [2, 0] && found.map(\.infinities) == [1, 1])
  }
}
