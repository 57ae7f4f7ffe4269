import AuditResults
import Testing

@testable import Report

/// What a report says of an earlier audit.
struct BaselineTablesTests {
  private func result(_ name: String = "ratio") -> AuditResult {
    var result = twoGroupResult()
    result.gates[0].id = name
    result.gates[0].regression = Regression(
      before: Estimate(0.5), change: -0.12,
      test: TestResult(method: "paired.swap", pValue: 0.001, statistic: -0.12, replicates: 10_000),
      adjustedP: 0.002, isWorse: true,
      groups: [
        GroupRegression(group: "Female", rows: .positives, gained: 3, lost: 41, pValue: 1e-9)
      ])
    let file = FileFacts(name: "old.json", bytes: 1, sha256: String(repeating: "a", count: 64))
    let old = LimitChange.Side(limit: 0.8, level: .error)
    result.baseline = BaselineFacts(
      file: file, contentDigest: nil, model: file, pairing: .paired,
      limitChanges: [
        LimitChange(
          gate: name, metric: "dp.ratio.minmax", kind: .loosened, before: old,
          after: .init(limit: 0.7, level: .warn)),
        LimitChange(
          gate: "gone", metric: "eo.max", kind: .removed,
          before: .init(limit: 0.05, level: .error), after: nil),
        LimitChange(
          gate: "new", metric: "eo.max", kind: .added, before: nil,
          after: .init(limit: 0.2, level: .error)),
      ])
    return result
  }

  @Test func movedMeasuresAndChangedLimitsAreListed() throws {
    let text = try ReportFormat.markdown.render(result())
    for words in [
      "Change since the baseline", "3 gained, 41 lost", "**worse**",
      "Limits that changed since the baseline", "0.80, error", "0.70, warn", "**loosened**",
      "5.0 percentage points, error", "**removed**", "not declared", "new",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    var same = result()
    same.baseline?.limitChanges = []
    #expect(
      !(try ReportFormat.markdown.render(same)).contains("Limits that changed since the baseline"))
  }

  @Test(arguments: hostileNames)
  func hostileGatesStayText(name: String) throws {
    let page = try Markup(ReportFormat.html.render(result(name)))
    #expect(page["script"].isEmpty && page["img"].isEmpty)
  }
}
