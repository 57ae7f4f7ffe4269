import Foundation
import HDF5
import TestSupport
import Testing

@testable import Keras

/// Every checkpoint of Tests/Fixtures/keras: Keras's numbers, or the right refusal.
@Suite struct FixtureTests {
  @Test func thereAreFixtures() {
    #expect(KerasFixture.read.count >= 76)
    #expect(KerasFixture.all.count >= 96)
  }

  @Test(arguments: KerasFixture.read)
  func outputsEqualKeras(fixture: KerasFixture) throws {
    let deviation = try fixture.deviation(of: fixture.checkpoint().model())
    #expect(deviation <= fixture.tolerance)
  }

  /// The tables below name the reason of each refusal; none may be forgotten.
  @Test func everyRefusalHasItsReason() {
    let expected = Set(Self.layers.map(\.fixture) + Self.files.map(\.fixture))
    #expect(expected == Set(KerasFixture.all.filter(\.isRefused).map(\.name)))
  }

  struct LayerRefusal: Sendable, CustomTestStringConvertible {
    var fixture: String
    var layer: String
    var className: String
    var reason: LayerProblem

    var testDescription: String { fixture }

    init(_ fixture: String, _ layer: String, _ className: String, _ reason: LayerProblem) {
      (self.fixture, self.layer, self.className, self.reason) = (fixture, layer, className, reason)
    }
  }

  static let layers = [
    LayerRefusal("made_k3_mask_taken_off_refuse", "second", "MultiHeadAttention", .maskOrder),
    LayerRefusal("made_k34_attention_values_refuse", "dot", "Attention", .masked),
    LayerRefusal("k3_lambda_refuse", "double", "Lambda", .pythonCode),
    LayerRefusal("tfk_lambda_refuse", "sq", "Lambda", .pythonCode),
    LayerRefusal("made_k2_operator_refuse", "tf.math.abs", "TFOpLambda", .pythonCode),
    LayerRefusal(
      "made_k2_training_true_refuse", "always", "Dropout",
      .callArgument(key: "training", value: "true")),
    LayerRefusal("made_k3_operation_refuse", "arctan", "Arctan", .unknownClass),
    LayerRefusal(
      "made_k3_custom_activation_refuse", "d", "Dense", .activation(name: "mine>relu")),
    LayerRefusal(
      "made_k3_custom_layer_refuse", "fake", "mine>Dense", .customClass(name: "mine>Dense")),
    LayerRefusal("made_k3_subclassed_refuse", "sub", "Sub", .noGraph),
  ]

  @Test(arguments: layers)
  func namesTheLayer(refusal: LayerRefusal) throws {
    let fixture = try KerasFixture.named(refusal.fixture)
    let checkpoint = try fixture.checkpoint()
    #expect(
      throws: CheckpointError.unsupportedLayer(
        file: fixture.model, layer: refusal.layer, className: refusal.className,
        reason: refusal.reason)
    ) { _ = try checkpoint.model() }
  }

  struct FileRefusal: Sendable, CustomTestStringConvertible {
    var fixture: String
    var error: @Sendable (String) -> CheckpointError

    var testDescription: String { fixture }

    init(_ fixture: String, _ error: @escaping @Sendable (String) -> CheckpointError) {
      (self.fixture, self.error) = (fixture, error)
    }

    /// A refusal by the HDF5 module, of an object.
    init(
      _ fixture: String, object: String, attribute: String? = nil,
      _ error: @escaping @Sendable (HDF5Location) -> HDF5Error
    ) {
      self.init(fixture) {
        .hdf5(error(HDF5Location(file: $0, object: object, attribute: attribute)))
      }
    }
  }

  private static let kernel = "/model_weights/d/d/kernel:0"
  static let files = [
    FileRefusal("h5_truncated_refuse") { .hdf5(.truncated(file: $0)) },
    FileRefusal("made_k2_config_refuse") { .missing(file: $0, object: "model_config") },
    FileRefusal("made_k2_dataset_refuse", object: kernel) { .missing($0) },
    FileRefusal("made_k2_group_refuse", object: "/model_weights/d") { .missing($0) },
    FileRefusal("made_k2_list_refuse", object: "/model_weights", attribute: "layer_names") {
      .missing($0)
    },
    FileRefusal("made_k2_link_refuse", object: kernel) { .refused($0, .softLink) },
    FileRefusal("made_k2_lzf_refuse", object: kernel) { .refused($0, .filter(id: 32000)) },
    FileRefusal("made_k2_json_refuse") {
      .malformed(file: $0, object: "model_config", expected: .json(offset: 51, found: .ends))
    },
    FileRefusal("made_k2_version_refuse") { .formatNotRead(file: $0, format: .version("0.3.3")) },
    FileRefusal("made_k2_weights_refuse") {
      .architectureMissing(file: $0, format: .legacyWeights)
    },
    FileRefusal("made_k2_half_frozen_refuse") {
      .weights(
        file: $0, layer: "deep", expected: .weight("deep/inner/inner_a/kernel"),
        found: .weight("inner_n/moving_mean:0"))
    },
  ]

  @Test(arguments: files)
  func namesTheFault(refusal: FileRefusal) throws {
    let fixture = try KerasFixture.named(refusal.fixture)
    #expect(throws: refusal.error(fixture.model)) { _ = try fixture.checkpoint().model() }
  }
}
