import AuditResults
import Engine
import Foundation
import Keras
import Tables
import TestSupport
import Testing

@testable import Audit

/// Whole checkpoints against GradientTape in float64: convolutions of every kind, masked recurrent
/// layers in both directions, and models within a model.
@Suite struct InfluenceModelTests {
  @Test(arguments: ["cnn", "lstm", "nested"])
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
      options: RunOptions(threads: 2)
    ).influence(
      of: Subgroups(
        name: "g", columns: ["g"], groups: ["a", "b"],
        codes: golden["groups"].numbers.map { Int32($0) }))
    let expected = golden["influence"].list
    #expect(found.layers.count == expected.count && found.groups == ["a", "b"])
    #expect(Set(found.layers.map(\.layer)).count == found.layers.count)
    for (layer, expected) in zip(found.layers, expected) {
      for group in 0..<2 {
        let values = expected["values"][group].numbers
        #expect(layer.influence[group].count == values.count, "\(layer.layer)")
        let floor = 1e-12 * (values.max() ?? 0)
        for (value, expected) in zip(layer.influence[group], values) where expected > floor {
          #expect(agree(value, expected, relative: 1e-4), "\(layer.layer)")
        }
      }
      if layer.neurons == 1 { #expect(layer.parity[0].cosine.reason == .oneNeuron) }
    }
  }
}
