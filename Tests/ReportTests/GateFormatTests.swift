import AuditResults
import Foundation
import Testing

@testable import Report

struct GateFormatTests {
  /// One gate of every status and level, the second of a gate file.
  static func result(name: String = "sex", tolerated: Bool = false) -> AuditResult {
    var result = name == "sex" ? Sample.twoGroups.result : hostileResult(name)
    result.gates = []
    for status in GateOutcome.Status.allCases {
      for level in GateOutcome.Level.allCases {
        var gate = GateOutcome(
          id: "\(name) \(status.rawValue) \(level.rawValue)", metric: "dp.ratio.minmax",
          attribute: name, limit: 0.8, higherIsBetter: true, level: level,
          observed: status == .notAssessed
            ? Estimate(undefined: .undefinedInAGroup)
            : Estimate(
              0.75, interval: Interval(lower: 0.7, upper: 0.8, level: 0.95, method: "katz")),
          status: status, rationale: name)
        gate.line = 7 + result.gates.count
        gate.isFromGateFile = level == .warn
        gate.against = name
        gate.smallGroups = status == .notAssessed ? [name] : nil
        if status == .inconclusive {
          gate.power = Power(
            chance: 0.8, minimumDetectableGap: 0.1, rows: 900, rowsNeeded: 4000)
        }
        result.gates.append(gate)
      }
    }
    result.gateFile = FileFacts(name: "limits \(name).yaml", bytes: 10, sha256: "ab")
    if tolerated { result.inconclusiveIsTolerated = true }
    return result
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  // MARK: JUnit

  @Test func junitCountsWhatEndsTheRun() throws {
    let text = try GateFormat.junit.render(Self.result())
    #expect(text.hasPrefix(#"<?xml version="1.0" encoding="UTF-8"?>"#))
    let markup = try Markup(String(text.drop { $0 != "\n" }))
    let suite = try #require(markup["testsuite"].first)
    #expect(markup["testsuite"].count == 1 && markup["testcase"].count == 12)
    #expect(suite.attributes["tests"] == "12" && suite.attributes["failures"] == "2")
    // Not assessed at level error, and four that are switched off.
    #expect(suite.attributes["skipped"] == "5" && suite.attributes["errors"] == "0")
    let types = markup["failure"].compactMap { $0.attributes["type"] }
    #expect(types == ["below-limit", "inconclusive"])
    let messages = markup["failure"].compactMap { $0.attributes["message"] }
    #expect(messages[1].contains("about 4\u{202F}000 rows"))
    let tolerated = try GateFormat.junit.render(Self.result(tolerated: true))
    #expect(tolerated.contains(#"failures="1""#))
  }

  @Test(arguments: hostileNames)
  func junitStaysWellFormed(name: String) throws {
    let text = try GateFormat.junit.render(Self.result(name: name))
    let markup = try Markup(String(text.drop { $0 != "\n" }))
    #expect(
      Set(markup.elements.map(\.name))
        == ["testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"])
    #expect(markup["testcase"].count == 12 && markup.comments.isEmpty)
    let bad = text.unicodeScalars.filter {
      $0 != "\n" && $0.properties.generalCategory == .control
        || $0.properties.isNoncharacterCodePoint
    }
    #expect(bad.isEmpty)
  }

  // MARK: SARIF

  /// What `sarif-schema-2.1.0.json` (OASIS) requires of the objects that are written, and the values
  /// that it allows.
  private func checkSARIF(_ text: String) throws -> [[String: Any]] {
    let log = try object(text)
    #expect(log["version"] as? String == "2.1.0")
    #expect(Set(log.keys).isSubset(of: ["$schema", "version", "runs"]))
    let runs = try #require(log["runs"] as? [[String: Any]])
    let run = try #require(runs.first)
    #expect(runs.count == 1 && Set(run.keys) == ["tool", "columnKind", "results"])
    #expect(run["columnKind"] as? String == "unicodeCodePoints")
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    #expect(driver["name"] is String)
    let rules = try #require(driver["rules"] as? [[String: Any]])
    for rule in rules { #expect(rule["id"] is String) }
    let results = try #require(run["results"] as? [[String: Any]])
    for result in results {
      let message = try #require(result["message"] as? [String: Any])
      #expect((message["text"] as? String)?.isEmpty == false)
      let kind = try #require(result["kind"] as? String)
      #expect(["notApplicable", "pass", "fail", "review", "open", "informational"].contains(kind))
      let level = try #require(result["level"] as? String)
      #expect(["none", "note", "warning", "error"].contains(level))
      #expect(kind == "fail" || level == "none")
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
      for location in result["locations"] as? [[String: Any]] ?? [] {
        let physical = try #require(location["physicalLocation"] as? [String: Any])
        let artifact = try #require(physical["artifactLocation"] as? [String: Any])
        let uri = try #require(artifact["uri"] as? String)
        #expect(URL(string: uri)?.scheme == nil && URL(string: uri) != nil, "\(uri.prefix(99))")
        #expect(uri.allSatisfy { $0.isASCII && $0 != "/" && $0 != " " && $0 != "\\" })
        let line = (physical["region"] as? [String: Any])?["startLine"] as? Int
        #expect(line.map { $0 >= 1 } ?? true)
      }
    }
    return results
  }

  @Test func sarifHoldsWhatIsNotMet() throws {
    let results = try checkSARIF(try GateFormat.sarif.render(Self.result()))
    #expect(
      results.compactMap { $0["kind"] as? String } == [
        "fail", "fail", "open", "open", "review", "review",
      ])
    #expect(
      results.compactMap { $0["level"] as? String } == [
        "warning", "error", "none", "none", "none", "none",
      ])
    let places = results.compactMap {
      (($0["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any])
    }
    let files = places.compactMap { ($0["artifactLocation"] as? [String: Any])?["uri"] as? String }
    #expect(files.prefix(2) == ["limits%20sex.yaml", "model.audit.yaml"])
    let lines = places.compactMap { ($0["region"] as? [String: Any])?["startLine"] as? Int }
    #expect(lines.prefix(2) == [11, 12])
    let subjects = results.compactMap { result in
      let location = (result["locations"] as? [[String: Any]])?.first
      return (location?["logicalLocations"] as? [[String: Any]])?.first?["fullyQualifiedName"]
        as? String
    }
    #expect(subjects.count == results.count)
    #expect(subjects.allSatisfy { $0.hasPrefix("sex/") }, "\(subjects)")
  }

  @Test(arguments: hostileNames)
  func sarifStaysValid(name: String) throws {
    #expect(try checkSARIF(try GateFormat.sarif.render(Self.result(name: name))).count == 6)
  }

  @Test func manySmallGroupsAreCounted() throws {
    var result = Self.result()
    for index in result.gates.indices where result.gates[index].smallGroups != nil {
      result.gates[index].smallGroups = (1...200).map { "g\($0)" }
    }
    for text in try [
      GateFormat.junit.render(result), GateFormat.sarif.render(result),
      ReportFormat.markdown.render(result),
    ] {
      #expect(text.contains("g12 and 188 more") && !text.contains("g13"))
    }
  }

  // MARK: Attestation

  @Test func theStatementNamesEveryTest() throws {
    let statement = try object(try GateFormat.attestation.render(Self.result()))
    #expect(statement["_type"] as? String == "https://in-toto.io/Statement/v1")
    #expect(
      statement["predicateType"] as? String == "https://in-toto.io/attestation/test-result/v0.1")
    let subjects = try #require(statement["subject"] as? [[String: Any]])
    #expect(subjects.compactMap { $0["name"] as? String } == ["model.h5", "adult_test.csv"])
    #expect(subjects.allSatisfy { ($0["digest"] as? [String: String])?["sha256"]?.count == 64 })
    let predicate = try #require(statement["predicate"] as? [String: Any])
    #expect(predicate["result"] as? String == "FAILED")
    #expect((predicate["configuration"] as? [[String: Any]])?.count == 2)
    #expect(
      predicate["passedTests"] as? [String] == ["sex meetsLimit warn", "sex meetsLimit error"])
    #expect((predicate["warnedTests"] as? [String])?.count == 3)
    #expect((predicate["failedTests"] as? [String])?.count == 3)
  }

  @Test func theResultIsThatOfTheWorstTest() throws {
    func result(_ kept: (GateOutcome) -> Bool, tolerated: Bool = false) throws -> String? {
      var result = Self.result(tolerated: tolerated)
      result.gates = result.gates.filter(kept)
      let statement = try object(try GateFormat.attestation.render(result))
      return (statement["predicate"] as? [String: Any])?["result"] as? String
    }
    #expect(try result { $0.status == .meetsLimit } == "PASSED")
    #expect(try result { $0.level == .warn } == "WARNED")
    #expect(try result { $0.level == .off } == "WARNED")
    #expect(try result { $0.status == .notAssessed } == "FAILED")
    #expect(try result({ $0.status == .inconclusive }, tolerated: true) == "WARNED")
  }

  @Test(arguments: hostileNames)
  func theStatementStaysJSON(name: String) throws {
    let text = try GateFormat.attestation.render(Self.result(name: name))
    #expect((try object(text)["predicate"] as? [String: Any])?["passedTests"] is [String])
  }

  // MARK: Summary

  @Test func theSummaryListsWhatNeedsAttentionFirst() throws {
    let text = try GateFormat.summary.render(Self.result())
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == 2 + 8 && rows[2].contains("BELOW LIMIT"))
    #expect(text.contains("2 below limit, 2 inconclusive, 2 not assessed, 2 meets limit"))
  }

  @Test(arguments: hostileNames)
  func theSummaryStaysInShape(name: String) throws {
    let text = try GateFormat.summary.render(Self.result(name: name))
    #expect(text.utf8.count <= SummaryFormat.limit && !text.contains("<"))
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    for row in rows {
      var (cells, isEscaped) = (0, false)
      for scalar in row.unicodeScalars {
        if !isEscaped, scalar == "|" { cells += 1 }
        isEscaped = scalar == "\\" && !isEscaped
      }
      #expect(cells == 6, "\(row.prefix(200))")
    }
    #expect(text.split(separator: "\n").count { $0.hasPrefix("#") } == 1)
  }

  @Test func aLongSummaryIsCutAndSaysSo() throws {
    var result = Self.result()
    result.gates = (0..<400).map { index in
      var gate = result.gates[5]
      gate.id = "gate number \(index) " + String(repeating: "x", count: 100)
      return gate
    }
    let text = try GateFormat.summary.render(result)
    #expect(text.utf8.count <= SummaryFormat.limit && text.utf8.count > 15_000)
    #expect(text.contains("more are in the report."))
  }

  @Test(arguments: GateFormat.allCases)
  func anAuditWithoutGatesIsWritten(format: GateFormat) throws {
    #expect(try format.render(Sample.bare.result).hasSuffix("\n"))
  }
}
