import Engine
import Testing

@testable import Keras

/// Options of layers that take steps that no fixture has.
@Suite struct RecurrentDecodersTests {
  private static func steps(
    of layer: String, _ generation: KerasGeneration, _ version: String
  ) throws -> DecodedLayer {
    let values = try #require(try JSONParser.parse(#"{"layer": \#(layer)}"#).object)
    return try #require(LayerDecoder.named("TimeDistributed")).decode(
      LayerConfig(
        values, generation: generation, release: KerasRelease(version: version)))
  }

  private static let embedding =
    #"{"class_name": "Embedding", "config": {"input_dim": 3, "output_dim": 2, "mask_zero": true}}"#
  private static let masking = #"{"class_name": "Masking", "config": {"mask_value": 0}}"#

  /// A mask that the layer makes for each step is the output's from Keras 2.2 until Keras 3, and
  /// otherwise the input's is.
  @Test(arguments: [
    (KerasGeneration.two, "2.1.6", false), (.two, "2.2.0", true), (.two, "2.2.4-tf", true),
    (.two, "2.15.0", true), (.two, "", true), (.one, "1.2.2", false), (.three, "3.15.1", false),
  ])
  func masksOfStepsAreHandedOn(
    _ generation: KerasGeneration, _ version: String, _ isHandedOn: Bool
  ) throws {
    for layer in [Self.embedding, Self.masking] {
      let decoded = try Self.steps(of: layer, generation, version)
      guard case .step(let index) = decoded.mask else {
        #expect(!isHandedOn && decoded.mask == .passed)
        continue
      }
      #expect(isHandedOn)
      // The mask of each step is over the step's own steps: (4, 5) of them.
      let shape = try decoded.steps[..<(index + 1)].reduce(into: [[Int]]()) { shapes, step in
        let inputs = step.sources.map { source in
          if case .step(let index) = source {
            shapes[index]
          } else {
            layer == Self.masking ? [4, 5, 2] : [4, 5]
          }
        }
        shapes.append(try step.layer.outputShape(for: inputs))
      }.last
      #expect(shape == [4, 5])
    }
  }

  @Test func withoutMaskNothingIsMade() throws {
    let dense = #"{"class_name": "Dense", "config": {"units": 2}}"#
    #expect(try Self.steps(of: dense, .two, "2.15.0").mask == .passed)
  }
}
