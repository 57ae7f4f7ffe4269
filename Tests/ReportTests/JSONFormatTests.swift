import AuditResults
import Foundation
import TestSupport
import Testing

@testable import Report

struct JSONFormatTests {
  @Test(arguments: Sample.allCases)
  func roundTrips(sample: Sample) throws {
    let json = try ReportFormat.json.render(sample.result)
    let decoded = try decodeAuditResult(Array(json.utf8))
    #expect(decoded == sample.result)
    #expect(try ReportFormat.json.render(decoded) == json)
  }

  @Test func doublesKeepEveryBit() throws {
    for value in [
      0.1, 1.0 / 3, Double.leastNonzeroMagnitude, 1.7976931348623157e308, -0.0, 2.0.squareRoot(),
      1e22,
    ] {
      var result = bareResult()
      result.decision.threshold = value
      let decoded = try decodeAuditResult(Array(ReportFormat.json.render(result).utf8))
      #expect(decoded.decision.threshold.bitPattern == value.bitPattern)
    }
    var result = bareResult()
    result.settings.seed = .max
    let decoded = try decodeAuditResult(Array(ReportFormat.json.render(result).utf8))
    #expect(decoded.settings.seed == .max)
  }

  @Test func keysAreSorted() throws {
    let json = try ReportFormat.json.render(bareResult())
    let keys = json.split(separator: "\n").filter { $0.hasPrefix("  \"") }
      .compactMap { $0.split(separator: "\"").dropFirst().first }.map(String.init)
    #expect(keys == keys.sorted() && keys.count == 14)
  }

  @Test func namesItsSchemaSinceItHasOne() throws {
    var result = bareResult()
    #expect(try ReportFormat.json.render(result).contains("\"$schema\" : \"urn:fairer-audit:"))
    result.schemaVersion = "1.0.0"
    #expect(try !ReportFormat.json.render(result).contains("$schema"))
  }

  @Test func matchesTheSnapshot() throws {
    try expectSnapshot(ReportFormat.json.render(bareResult()), named: "Report/bare.json")
  }

  @Test func digestIgnoresTheRunAndItself() throws {
    var result = twoGroupResult()
    let digest = try contentDigest(of: result)
    #expect(digest.count == 64 && digest.allSatisfy(\.isHexDigit))
    result.contentDigest = digest
    result.run = nil
    #expect(try contentDigest(of: result) == digest)
    result.settings.seed += 1
    #expect(try contentDigest(of: result) != digest)
  }

  @Test func digestIsThatOfTheFileWithoutRunAndDigest() throws {
    let result = bareResult()
    let folder = try TemporaryFolder()
    let path = folder.path("audit.json")
    try ReportFormat.json.render(result).write(toFile: path, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sha256sum", path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return }
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(output.hasPrefix(try contentDigest(of: result)))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func refusesNumbersThatJSONCannotHold(value: Double) {
    var result = twoGroupResult()
    result.attributes[0].groups[1].metrics[2].estimate.value = value
    for format in ReportFormat.allCases {
      #expect(
        throws: ReportError.notFinite(path: "attributes[0].groups[1].metrics[2].estimate.value")
      ) {
        try format.render(result)
      }
    }
    var other = bareResult()
    other.settings.confidence = value
    #expect(throws: ReportError.notFinite(path: "settings.confidence")) {
      try ReportFormat.json.render(other)
    }
  }

  @Test(arguments: ["2.0.0", "0.9.0", "1", "1.0", "", "one.two.three", "1.0.0.0", "99999999.0.0"])
  func refusesOtherMajorVersions(version: String) throws {
    var result = bareResult()
    result.schemaVersion = version
    let json = Array(try ReportFormat.json.render(result).utf8)
    #expect(throws: ReportError.unsupportedSchema(found: version, supported: "1.1.0")) {
      try decodeAuditResult(json)
    }
  }

  @Test func acceptsLaterMinorVersions() throws {
    var result = bareResult()
    result.schemaVersion = "1.7.2"
    #expect(try decodeAuditResult(Array(ReportFormat.json.render(result).utf8)) == result)
  }

  @Test func refusesWhatIsNoAudit() throws {
    #expect(throws: ReportError.notJSON) { try decodeAuditResult(Array("PK\u{3}\u{4}".utf8)) }
    #expect(throws: ReportError.notJSON) { try decodeAuditResult([]) }
    #expect(throws: ReportError.malformed(path: "schemaVersion", expected: "a value")) {
      try decodeAuditResult(Array("{}".utf8))
    }
    let json = try ReportFormat.json.render(bareResult())
    let text = json.replacing("\"rows\" : 9044", with: "\"rows\" : \"many\"")
    #expect(text != json)
    #expect(throws: ReportError.malformed(path: "data.rows", expected: "Int")) {
      try decodeAuditResult(Array(text.utf8))
    }
    #expect(throws: ReportError.tooLarge(bytes: 3, limit: 2)) {
      try JSONFormat.decode([1, 2, 3], sizeLimit: 2)
    }
  }

  /// Ways to contradict oneself, and the path that the error names.
  static let contradictions: [(path: String, change: @Sendable (inout AuditResult) -> Void)] = [
    ("data.rows", { $0.data.rows = -1 }),
    ("model.layers[1].parameters", { $0.model.layers[1].parameters = .max }),
    ("overall.counts.falseNegatives", { $0.overall.counts.falseNegatives = -3 }),
    (
      "attributes[0].groups[0].counts.truePositives",
      { $0.attributes[0].groups[0].counts.truePositives = .max }
    ),
    (
      "attributes[0].groups[0].metrics[0].estimate",
      { $0.attributes[0].groups[0].metrics[0].estimate.reason = .noRows }
    ),
    (
      "attributes[0].groups[0].scores.curve.positives",
      { $0.attributes[0].groups[0].scores?.curve?.positives.removeLast() }
    ),
    (
      "attributes[0].groups[1].scores.bins[0].rows",
      { $0.attributes[0].groups[1].scores?.bins[0].rows = -1 }
    ),
    ("gates[0].observed.interval", { $0.gates[0].observed.interval?.lower = 9 }),
    ("influence[0].layers[0].influence", { $0.influence[0].layers[0].influence.removeLast() }),
    ("influence[0].layers[1].influence[0]", { $0.influence[0].layers[1].influence[0].append(1) }),
    (
      "influence[0].layers[0].parity[0].null",
      { $0.influence[0].layers[0].parity[0].null?.lower = 2 }
    ),
    (
      "attributes[0].disparities[1].estimate",
      { $0.attributes[0].disparities[1].estimate.value = nil }
    ),
    // Sums of these would overflow.
    (
      "overall.metrics[0].estimate.numerator",
      { $0.overall.metrics[0].estimate.numerator = .max }
    ),
    ("data.features[1]", { $0.data.features[1].unknownValues[0].rows = .max }),
    (
      "attributes[0].comparisons[0].comparisons",
      {
        $0.attributes[0].comparisons = [
          Comparison(
            metric: "tpr", groups: 3, comparisons: .max, pairs: [], global: nil, spread: Estimate(0)
          )
        ]
      }
    ),
    (
      "influence[0].causal.beyondNoise",
      {
        $0.influence[0].causal = CausalCheck(
          order: [], beyondNoise: .min, steps: [], gap: "eo.max", accuracyFloor: 0, closures: [])
      }
    ),
  ]

  @Test(arguments: contradictions.indices)
  func refusesContradictions(index: Int) throws {
    var result = twoGroupResult()
    Self.contradictions[index].change(&result)
    let json = Array(try JSONFormat.encode(result).utf8)
    let error = #expect(throws: ReportError.self) { try decodeAuditResult(json) }
    guard case .inconsistent(let path, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path == Self.contradictions[index].path)
    #expect(throws: ReportError.self) { try ReportFormat.html.render(result) }
  }
}
