import FairerAudit
import Foundation
import TestSupport
import Testing

/// The library's pipeline on a small model, from files to a report.
struct AuditCheckpointTests {
  private let folder: TemporaryFolder
  private let model = Repository.fixtures.appending(path: "keras/k3_compas_float64/model.h5").path

  init() throws {
    folder = try TemporaryFolder()
    let columns = (0..<18).map { "x\($0)" }
    let rows = (0..<200).map { row in
      let numbers = columns.indices.map { "\(Double((row * 37 + $0 * 101) % 97) / 48 - 1)" }
      let words = [row.isMultiple(of: 3) ? "B" : "A", row.isMultiple(of: 7) ? "good" : "bad"]
      return (numbers + words).joined(separator: ",")
    }
    let text = ([(columns + ["team", "outcome"]).joined(separator: ",")] + rows)
    try text.joined(separator: "\n").write(
      toFile: folder.path("rows.csv"), atomically: true, encoding: .utf8)
  }

  private func spec(
    data: String = "{ test: rows.csv }", label: String = "{ column: outcome, positive: good }",
    groups: String = "[team]"
  ) throws -> AuditSpec {
    let features = (0..<18).map { "{ column: x\($0), kind: raw }" }.joined(separator: ", ")
    let text = """
      data: \(data)
      \(label.isEmpty ? "" : "label: \(label)")
      groups: \(groups)
      threshold: 0.4
      inputs: [ { name: x, features: [ \(features) ] } ]
      gates: [ { metric: dp.ratio.minmax, attribute: team, limit: 0.8 } ]
      """
    try text.write(toFile: folder.path("audit.yaml"), atomically: true, encoding: .utf8)
    return try AuditSpec.read(path: folder.path("audit.yaml"))
  }

  @Test func aCheckpointBecomesAResultAndAReport() throws {
    var stages: Set<AuditProgress.Stage> = []
    let result = try audit(checkpoint: model, spec: spec()) { stages.insert($0.stage) }
    #expect(result.attributes.map(\.name) == ["team"])
    #expect(result.attributes[0].groups.map(\.name) == ["A", "B"])
    #expect(result.attributes[0].groups.map(\.counts.total) == [133, 67])
    #expect(result.gates.count == 1 && result.decision.threshold == 0.4)
    #expect(result.model.file.name == "model.h5" && result.data.file.name == "rows.csv")
    #expect(try result.contentDigest == contentDigest(of: result))
    #expect(stages == Set(AuditProgress.Stage.allCases))
    #expect(try ReportFormat.html.render(result).contains("rows.csv"))
  }

  @Test func theScoresAreThoseOfTheModel() throws {
    let spec = try spec()
    let checkpoint = try Checkpoint.read(path: model)
    let imported = try checkpoint.model()
    let request = DatasetRequest(
      path: folder.path("rows.csv"), spec: spec, label: spec.label, groups: spec.groups)
    let subject = try AuditSubject(checkpoint, imported: imported, request: request, spec: spec)
    let rows = try Dataset.read(request).inputs.map(\.rows)
    #expect(subject.scored?.elements == imported.model.predict(rows)[0].elements)
    // What reports call the inputs' columns, whichever command audits.
    let names = try imported.columnNames(of: subject.dataset, spec: spec)
    #expect(Array(names.values) == [(0..<18).map { "x\($0)" }] && subject.columnNames == names)
  }

  @Test func aSpecThatSaysTooLittleIsRefused() throws {
    let path = folder.path("audit.yaml")
    #expect(throws: SpecGap.noData(spec: path)) {
      try audit(checkpoint: model, spec: spec(data: "{ train: rows.csv }"))
    }
    #expect(throws: SpecGap.noLabel(spec: path)) {
      try audit(checkpoint: model, spec: spec(label: ""))
    }
    #expect(throws: SpecGap.noGroups(spec: path)) {
      try audit(checkpoint: model, spec: spec(groups: "[]"))
    }
  }
}
