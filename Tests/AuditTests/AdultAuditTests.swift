import AuditResults
import Engine
import Foundation
import Keras
import Tables
import TestSupport
import Testing

@testable import Audit

/// The sample checkpoint and its test rows, from the files to the result, against TensorFlow's
/// influences in float64 and fairlearn's metrics.
@Suite struct AdultAuditTests {
  private static func adult(intersections: Int = 1) throws -> AuditRequest {
    let folder = Repository.samples.appending(path: "adult")
    let spec = try AuditSpec.read(path: folder.appending(path: "model.audit.yaml").path)
    let label = try #require(spec.label)
    let dataset = try Dataset.read(
      DatasetRequest(
        path: try #require(spec.data.test), spec: spec, label: label,
        groups: spec.groups(named: intersections > 1 ? ["sex", "race"] : ["sex"]),
        intersections: intersections))
    let file = FileFacts(name: "model.h5", bytes: 0, sha256: "")
    // The tests run unoptimised as well: a few replicates are enough to see that there are some.
    var settings = SettingsFacts()
    settings.permutations = 20
    settings.splitHalves = 10
    settings.resamples = 200
    settings.influence = [.taylor]
    settings.withinClasses = false
    settings.causalCheck = false
    return AuditRequest(
      tool: ToolFacts(name: "fairer-audit", version: "0"),
      model: try Checkpoint.read(path: folder.appending(path: "model.h5").path).model().model,
      modelFacts: ModelFacts(
        name: "Adult", statements: [], file: file, format: "", kerasVersion: nil, backend: nil,
        layers: []),
      dataset: dataset,
      dataFacts: DataFacts(
        file: file, spec: nil, statements: [], rows: dataset.rows, features: dataset.features),
      labelColumn: label.column, threshold: try #require(spec.threshold.number),
      output: spec.output,
      settings: settings)
  }

  @Test func influencesAreThoseOfTensorFlow() throws {
    let golden = try Goldens.read("adult/k3_adult_mlp200.influence.json")
    let found = try #require(try audit(Self.adult()).influence.first)
    #expect(found.groups == ["Female", "Male"] && found.leftOut.isEmpty)
    #expect(found.layers.map(\.layer) == golden["layers"].list.compactMap(\.text))
    for (index, layer) in found.layers.enumerated() {
      for (group, name) in found.groups.enumerated() {
        let expected = golden["influence"][name][index].numbers
        #expect(layer.influence[group].count == expected.count)
        let floor = 1e-12 * (expected.max() ?? 0)
        for (value, expected) in zip(layer.influence[group], expected) where expected > floor {
          #expect(agree(value, expected, relative: 1e-4))
        }
      }
      if layer.neurons > 1 {
        let pair = layer.parity[0]
        #expect(
          agree(
            pair.cosine.value, golden["parity"][index].number, relative: 0, absolute: 1e-5))
        #expect(pair.null?.replicates == 20 && pair.ceiling?.replicates == 10)
      }
    }
  }

  /// Every neuron taken out by itself, over all rows: to 1e-4, or 1e-12 where that is next to nothing.
  @Test func ablationsAreThoseOfTensorFlow() throws {
    let golden = try Goldens.read("adult/k3_adult_mlp200.influence.json")
    var request = try Self.adult()
    request.settings.influence = [.ablation]
    let found = try #require(try audit(request).influence.first)
    for (index, layer) in found.layers.prefix(2).enumerated() {
      let kind = try #require(layer.kinds?.first { $0.kind == InfluenceKind.ablation.rawValue })
      for (group, name) in found.groups.enumerated() {
        let expected = golden["ablation"][name][index].numbers
        #expect(kind.influence[group].count == 200 && expected.count == 200)
        for (value, expected) in zip(kind.influence[group], expected) {
          #expect(agree(value, expected, relative: 1e-4, absolute: 1e-12))
        }
      }
    }
  }

  @Test func metricsAreThoseOfFairlearn() throws {
    let golden = try Goldens.read("adult/k3_adult_mlp200.metrics.json")
    let request = try Self.adult(intersections: 2)
    let model = try #require(request.model)
    let source = try ScoreSource(model: model, spec: request.output)
    let outputs = try model.predict(request.modelInputs())
    let outcomes = Outcomes(
      scores: try source.scores(in: outputs[source.output]),
      labels: try #require(request.dataset.labels), threshold: request.threshold,
      settings: request.settings)
    let attributes = request.dataset.subgroups.map { outcomes.attribute($0) }
    #expect(attributes.map(\.columns) == [["sex"], ["race"], ["sex", "race"]])
    for attribute in attributes {
      let name = attribute.columns.joined(separator: " x ")
      for group in attribute.groups {
        let expected = golden["by"][name]["by_group"][
          group.name.replacingOccurrences(of: " × ", with: "|")]
        let counts = group.counts
        #expect(
          [
            counts.truePositives, counts.falsePositives, counts.trueNegatives,
            counts.falseNegatives,
          ]
          .map(Double.init) == ["tp", "fp", "tn", "fn"].compactMap { expected[$0].number },
          "\(group.id)")
        for (metric, key) in [
          "auc": "roc_auc", "average_precision": "average_precision", "log_loss": "log_loss",
          "brier": "brier", "mean_score": "mean_score",
        ] where group[metric]?.value != nil {
          #expect(
            agree(group[metric]?.value, expected[key].number, relative: 0, absolute: 1e-6),
            "\(group.id) \(metric)")
        }
      }
    }
  }
}
