import AuditResults
import Foundation
import Testing

@testable import Audit

/// fairlearn's and AIF360's own numbers, and those of the FAIRER code's formulas, for the same cells
/// (Tests/Fixtures/scripts/tool_terms.py).
@Suite struct ToolTermsTests {
  private func result() -> AuditResult {
    var rows = Rows()
    rows.add("a", tp: 40, fp: 20, tn: 30, fn: 10)
    rows.add("b", tp: 17, fp: 9, tn: 43, fn: 31)
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick)
    let file = FileFacts(name: "f", bytes: 1, sha256: "")
    return AuditResult(
      tool: ToolFacts(name: "t", version: "1"),
      model: ModelFacts(
        name: "m", statements: [], file: file, format: "f", kerasVersion: nil, backend: nil,
        layers: []),
      data: DataFacts(file: file, spec: nil, statements: [], rows: 200, features: []),
      decision: DecisionFacts(
        labelColumn: "y", positiveLabel: "1", negativeLabel: "0", threshold: 0.5, output: "o",
        scoreKind: .probability),
      settings: .quick, overall: outcomes.overall(),
      attributes: [outcomes.attribute(rows.subgroups)], influence: [], gates: [], definitions: [],
      methods: [])
  }

  @Test(arguments: ForeignTool.allCases)
  func everyNumberIsTheTools(tool: ForeignTool) throws {
    let golden = try Goldens.read("tool_terms.json")[tool.rawValue]
    for value in tool.values(result()) {
      let key = value.group.map { "\($0)/\(value.name)" } ?? value.name
      let expected = try #require(golden[key].number, "\(key)")
      let found = try #require(value.number, "\(key)")
      #expect(abs(found - expected) < 1e-9, "\(key): \(found), \(expected)")
    }
  }

  @Test(arguments: ForeignTool.allCases)
  func everyTermIsAMetric(tool: ForeignTool) {
    for term in tool.terms {
      if let metric = term.metric { #expect(Metric.named(metric) != nil, "\(metric)") }
    }
    #expect(Set(tool.terms.map(\.name)).count == tool.terms.count)
  }

  /// AIF360 compares two groups; with three nothing is invented.
  @Test func toolsForTwoGroupsSayNothingOfThree() {
    var result = result()
    result.attributes[0].groups.append(result.attributes[0].groups[0])
    let names = ForeignTool.aif360.values(result).filter { $0.attribute != nil && $0.group == nil }
    #expect(names.isEmpty)
  }
}
