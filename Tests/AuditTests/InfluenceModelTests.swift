import AuditResults
import Engine
import Foundation
import Keras
import Tables
import TestSupport
import Testing

@testable import Audit

/// Whole checkpoints against GradientTape in float64, and against TensorFlow's models with a neuron's
/// weights at zero: convolutions of every kind, masked recurrent layers in both directions, models
/// within a model, attention.
@Suite struct InfluenceModelTests {
  @Test(arguments: ["cnn", "lstm", "nested", "attention"])
  func influencesAreThoseOfTensorFlow(name: String) throws {
    let folder = Repository.fixtures.appending(path: "influence")
    let golden = try Goldens.read("../influence/models.json")[name]
    let model = try Checkpoint.read(path: folder.appending(path: "\(name).keras").path).model()
      .model
    let shape = golden["shape"].numbers.map { Int($0) }
    let labels = golden["labels"].numbers.map { UInt8($0) }
    let source = try ScoreSource(model: model, spec: OutputSpec())
    let found = try InfluenceStudy(
      model: model, loss: source.loss,
      inputs: [
        Tensor(
          shape: [labels.count] + shape, elements: golden["inputs"].numbers.map { Float($0) })
      ],
      targets: source.targets(labels),
      settings: SettingsFacts(blocks: 16, permutations: 5, splitHalves: 5),
      options: RunOptions(threads: 2), kinds: [.gate, .ablation]
    ).influence(
      of: Subgroups(
        name: "g", columns: ["g"], groups: ["a", "b"],
        codes: golden["groups"].numbers.map { Int32($0) }))
    let expected = golden["layers"].list
    #expect(found.layers.count == expected.count && found.groups == ["a", "b"])
    #expect(Set(found.layers.map(\.layer)).count == found.layers.count)
    for (layer, expected) in zip(found.layers, expected) {
      let gate = expected["gate"].list.isEmpty ? [] : ["gate"]
      #expect(layer.kinds?.map(\.kind) == gate + ["ablation"], "\(layer.layer)")
      for group in 0..<2 {
        Self.compare(layer.influence[group], expected["taylor"][group], layer.layer, absolute: 0)
        for entry in layer.kinds ?? [] {
          Self.compare(
            entry.influence[group], expected[entry.kind][group], "\(layer.layer) \(entry.kind)",
            absolute: 1e-12)
        }
      }
      // Two heads of three units, or of two for the values.
      let isProjection = ["query", "key", "value"].contains { layer.kernel.contains("/\($0)_") }
      #expect((layer.heads != nil) == isProjection, "\(layer.kernel)")
      if let heads = layer.heads {
        let width = layer.neurons / 2
        for group in 0..<2 {
          for head in 0..<2 {
            let sum = layer.influence[group][head * width..<(head + 1) * width].reduce(0, +)
            #expect(agree(heads.influence[group][head], sum, relative: 1e-6))
          }
        }
        let parity = try #require(heads.parity.first)
        #expect(heads.parity.count == 1 && parity.null != nil && parity.ceiling != nil)
      }
      if layer.neurons == 1 { #expect(layer.parity[0].cosine.reason == .oneNeuron) }
    }
  }

  private static func compare(
    _ found: [Double], _ expected: JSON, _ place: String, absolute: Double
  ) {
    let values = expected.numbers
    #expect(found.count == values.count && !values.isEmpty, "\(place)")
    let floor = 1e-12 * (values.max() ?? 0)
    for (value, expected) in zip(found, values) where expected > floor {
      #expect(agree(value, expected, relative: 1e-4, absolute: absolute), "\(place)")
    }
  }
}
