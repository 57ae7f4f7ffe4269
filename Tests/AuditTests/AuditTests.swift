import AuditResults
import Engine
import Foundation
import Tables
import Testing

@testable import Audit

@Suite struct AuditTests {
  private func request(rowsPerGroup: Int = 200) throws -> AuditRequest {
    let (model, rows, labels, codes) = try Networks.planted(rowsPerGroup: rowsPerGroup, seed: 9)
    let file = FileFacts(name: "f", bytes: 1, sha256: "00")
    return AuditRequest(
      tool: ToolFacts(name: "fairer-audit", version: "0"), model: model,
      modelFacts: ModelFacts(
        name: "m", statements: [], file: file, format: "f", kerasVersion: nil, backend: nil,
        layers: []),
      dataset: Dataset(
        rows: labels.count,
        inputs: [.init(name: "x", tensor: Tensor(shape: [labels.count, 4], elements: rows))],
        labels: labels, positiveLabel: "yes", negativeLabel: "no",
        subgroups: [
          Subgroups(name: "g", columns: ["g"], groups: ["loud", "quiet"], codes: codes)
        ], features: []),
      dataFacts: DataFacts(file: file, spec: nil, statements: [], rows: labels.count, features: []),
      labelColumn: "label",
      gates: [GateSpec(metric: "dp.ratio.minmax", attribute: "g", limit: 0.8)],
      settings: .quick)
  }

  @Test func anAuditIsComplete() throws {
    var stages: [AuditProgress] = []
    let result = try audit(request()) { stages.append($0) }
    #expect(result.overall.counts.total == 400)
    #expect(result.attributes.map(\.name) == ["g"] && result.influence.map(\.attribute) == ["g"])
    #expect(result.gates.count == 1 && result.gates[0].observed.interval != nil)
    #expect(result.decision.output == "score" && result.decision.scoreKind == .probability)
    #expect(result.contentDigest == nil && result.run == nil)
    #expect(stages.map(\.fraction) == stages.map(\.fraction).sorted())
    #expect(Set(stages.map(\.stage)) == Set(AuditProgress.Stage.allCases))
    #expect(stages.allSatisfy { (0...1).contains($0.fraction) })
  }

  @Test func evidenceIsThereWhereItIsAskedFor() throws {
    var request = try request()
    request.settings.permutations = 20
    request.settings.splitHalves = 20
    request.settings.influence = []
    request.settings.withinClasses = false
    let plain = try audit(request).influence[0]
    #expect(plain.kinds == nil && plain.conditional == nil && plain.networkParameters == nil)
    // A small network gets everything unless something is said.
    request.settings.influence = nil
    request.settings.withinClasses = nil
    let full = try audit(request).influence[0]
    #expect(full.conditional?.map(\.label) == ["no", "yes"])
    #expect(full.conditional?.allSatisfy { $0.groups == ["loud", "quiet"] } == true)
    #expect(full.kinds?.map(\.id) == InfluenceKind.allCases.map(\.rawValue))
    #expect(full.layers[0].kinds?.count == 3 && full.networkParameters?.count == 1)
  }

  @Test func everythingThatAppearsIsExplained() throws {
    let result = try audit(request())
    let known = Set(result.definitions.map(\.id))
    for attribute in result.attributes {
      #expect(known.isSuperset(of: attribute.disparities.map(\.metric)))
      #expect(known.isSuperset(of: attribute.contrasts.map(\.metric)))
      for group in attribute.groups { #expect(known.isSuperset(of: group.metrics.map(\.metric))) }
    }
    // Every interval's method, wherever it stands in the JSON.
    let data = try JSONEncoder().encode(result)
    let methods = Set(result.methods.map(\.id))
    func visit(_ value: JSON) {
      if let method = value["method"].text, value["lower"].number != nil {
        #expect(methods.contains(method), "\(method)")
      }
      value.list.forEach(visit)
      value.object.values.forEach(visit)
    }
    visit(try JSONDecoder().decode(JSON.self, from: data))
    #expect(methods.isSuperset(of: ["wilson", "newcombe", "permutation", "split.half"]))
  }

  @Test func auditsRepeat() throws {
    var other = try request()
    other.options = RunOptions(threads: 1)
    #expect(try audit(request()) == audit(other))
    other.settings.seed = 1
    let changed = try audit(other)
    #expect(try changed.influence != audit(request()).influence)
    // What is computed from counts and scores alone does not depend on the seed.
    let first = try audit(request()).attributes[0]
    #expect(changed.attributes[0].disparities == first.disparities)
    #expect(changed.attributes[0].contrasts == first.contrasts)
  }

  @Test func inputsAreFoundByNameOrPlace() throws {
    var renamed = try request()
    renamed.dataset.inputs[0].name = "features"
    #expect(try audit(renamed).overall == audit(request()).overall)
    var doubled = try request()
    doubled.dataset.inputs += doubled.dataset.inputs
    #expect(throws: AuditError.inputCount(expected: ["x"], found: ["x", "x"])) {
      try audit(doubled)
    }
    var narrow = try request()
    narrow.dataset.inputs[0].tensor = Tensor(zeros: [400, 3])
    #expect(throws: AuditError.inputShape(input: "x", expected: [4], found: [3])) {
      try audit(narrow)
    }
  }

  @Test func badRequestsAreRefused() throws {
    var unlabelled = try request()
    unlabelled.dataset.labels = nil
    #expect(throws: AuditError.noLabels) { try audit(unlabelled) }
    var empty = try request()
    empty.dataset.rows = 0
    #expect(throws: AuditError.noRows) { try audit(empty) }
    var mistyped = try request()
    mistyped.gates[0].metric = "dp.ratio"
    var reports = 0
    #expect(throws: AuditError.self) { try audit(mistyped) { _ in reports += 1 } }
    #expect(reports == 0, "a mistyped gate is found before any work is done")
    var broken = try request()
    broken.dataset.inputs[0].tensor.elements[4 * 7] = .nan
    #expect(throws: AuditError.nonFiniteScore(row: 7)) { try audit(broken) }
    var steep = try request()
    func scale(_ elements: inout [Float], by factor: Float) {
      elements = elements.map { $0 * factor }
    }
    scale(&steep.dataset.inputs[0].tensor.elements, by: 1e20)
    var model = try #require(steep.model)
    var kernel = model.weights[0].tensor
    scale(&kernel.elements, by: 1e-20)
    model.setWeight(0, to: kernel)
    model.setWeight(2, to: Tensor(repeating: 1e30, shape: [6, 1]))
    steep.model = model
    #expect(throws: AuditError.nonFiniteGradient(layer: "dense_0")) { try audit(steep) }
  }
}
