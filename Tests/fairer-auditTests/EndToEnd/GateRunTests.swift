import Foundation
import TestSupport
import Testing

/// Gate files, results for build servers and baselines as a build step uses them.
struct GateRunTests {
  private func gate(_ limit: String, _ more: String = "") -> String {
    "- { metric: dp.ratio.minmax, attribute: team, limit: \(limit)\(more) }"
  }

  private func run(_ place: Workplace, _ more: [String]) throws -> Tool.Run {
    try Tool.run(["model.h5", "--groups", "team", "--force"] + more, in: place.url)
  }

  @Test(arguments: [
    ("0.99", [], Int32(0)), ("0.1", [], 1), ("0.6", [], 3),
    ("0.6", ["--inconclusive", "warn"], 0), ("0.1", ["--inconclusive", "warn"], 1),
  ])
  func theGateFileDecidesTheExitCode(limit: String, more: [String], code: Int32) throws {
    let place = try Workplace()
    let gap = "- { metric: dp.rate_gap.maxmin, attribute: team, limit: \(limit) }"
    try place.write("limits.yaml", [gap])
    let run = try run(place, ["--gates", "limits.yaml"] + more)
    #expect(run.status == code, "\(run.output)\(run.errors)")
  }

  @Test func limitsAreShownAsDeclared() throws {
    let place = try Workplace()
    try place.write("limits.yaml", [gate("0.00025", ", level: warn")])
    let run = try run(place, ["--gates", "limits.yaml"])
    #expect(run.output.contains("≥ 0.00025"), "\(run.output)")
  }

  @Test func formatsAreWrittenOnRequest() throws {
    let place = try Workplace()
    try place.write("limits.yaml", [gate("0.99"), gate("0.5", ", level: warn")])
    let run = try run(
      place,
      [
        "--gates", "limits.yaml", "--junit", "ci/gates.xml", "--sarif", "ci/gates.sarif",
        "--summary", "ci/gates.md", "--attestation", "ci/gates.json",
      ])
    #expect(run.status == 1, "\(run.errors)")
    #expect(try place.names(in: "ci") == ["gates.json", "gates.md", "gates.sarif", "gates.xml"])
    #expect(run.output.contains("wrote ci/gates.xml"))
    let xml = String(decoding: try place.read("ci/gates.xml"), as: UTF8.self)
    #expect(xml.contains(#"tests="2" failures="1""#), "\(xml)")
    let sarif = String(decoding: try place.read("ci/gates.sarif"), as: UTF8.self)
    #expect(sarif.contains(#""uri" : "limits.yaml""#) && sarif.contains(#""startLine" : 1"#))
  }

  @Test func expiredGatesAreWarnedOf() throws {
    let place = try Workplace()
    try place.write("limits.yaml", [gate("0.0", ", expiry: 2020-01-01, owner: Risk")])
    let run = try run(place, ["--gates", "limits.yaml"])
    #expect(run.status == 0 && run.errors.contains("expired on 2020-01-01"), "\(run.errors)")
    let report = String(decoding: try place.read("model.audit/report.md"), as: UTF8.self)
    #expect(report.contains("Out of date on the day of this audit"))
  }

  @Test(arguments: [
    ("- { metric: dp.ratio.minmax, attribute: team, limt: 1 }", "'limit'"),
    ("- { metric: dp.ratio, attribute: team, limit: 1 }", "error: limits.yaml:1: a gate names"),
    ("- { metric: dp.ratio, attribute: team, limit: 1 }", "dp.ratio.minmax"),
    ("- { metric: abroca, attribute: team, against: A, limit: 1 }", "against"),
    ("- { metric: eo.max, attribute: team, limit: 1, expiry: never }", "2027-06-30"),
  ])
  func aWrongGateFileIsUsage(line: String, names: String) throws {
    let place = try Workplace()
    try place.write("limits.yaml", [line])
    let run = try run(place, ["--gates", "limits.yaml"])
    #expect(run.status == 2 && run.errors.contains(names), "\(run.errors)")
    #expect(try !place.names().contains("model.audit"))
  }

  @Test(arguments: [
    ("fairlearn", "demographic_parity_ratio"), ("aif360", "disparate_impact"),
    ("fairer", "eo gap at 0.5"),
  ])
  func printsTheTermsOfOtherTools(tool: String, name: String) throws {
    let place = try Workplace()
    let run = try run(place, ["--as", tool])
    #expect(run.status == 0 && run.output.contains(name), "\(run.output)\(run.errors)")
    #expect(!run.output.contains("demographic parity ratio"))
    #expect(try self.run(place, ["--as", "excel"]).status == 2)
  }

  @Test(arguments: [
    ("nyc-ll144", "Scoring rates"), ("ugesp", "Four-fifths indicator"),
    ("eu-ai-act-annex-iv", "Annex IV(3)"),
  ])
  func profilesAddTheirTablesAndTheirDate(name: String, words: String) throws {
    let place = try Workplace()
    let run = try place.run(
      "model.h5", "--groups", "team", "--profile", name,
      environment: ["SOURCE_DATE_EPOCH": "1767225600"])
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let report = String(decoding: try place.read("model.audit/report.md"), as: UTF8.self)
    #expect(report.contains(words) && report.contains("2026-11-23"))
    // Five years later the rule may be another.
    let late = try place.run(
      "model.h5", "--groups", "team", "--profile", name, "-o", "late",
      environment: ["SOURCE_DATE_EPOCH": "1924992000"])
    #expect(late.status == 0 && late.errors.contains("as of 2026-11-23"), "\(late.errors)")
    #expect(try self.run(place, ["--profile", "iso"]).status == 2)
  }

  @Test func aModelThatDidNotChangePassesItsBaseline() throws {
    let place = try Workplace()
    try place.write("limits.yaml", [gate("0.99")])
    #expect(
      try run(place, ["--gates", "limits.yaml", "--keep-decisions", "-o", "old"]).status == 1)
    let again = try run(place, ["--gates", "limits.yaml", "--baseline", "old/audit.json"])
    #expect(again.status == 0 && again.errors.isEmpty, "\(again.errors)")
    // A missed limit that ends with 0 says why.
    #expect(again.output.contains("below limit") && again.output.contains("not worse"))
    let report = String(decoding: try place.read("model.audit/report.md"), as: UTF8.self)
    #expect(
      report.contains("decisions are paired row by row") && report.contains("not shown to be"))
    // Without the decisions the rows cannot be paired, and the user is told.
    let unpaired = try run(
      place, ["--gates", "limits.yaml", "--baseline", "model.audit/audit.json", "-o", "third"])
    #expect(unpaired.status == 0 && unpaired.errors.contains("--keep-decisions"))
  }
}
