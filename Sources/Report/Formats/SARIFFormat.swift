import AuditResults

/// SARIF 2.1.0 with the gates that were not met, each at the line that declares it.
///
/// Gates that are met are left out: code-scanning services make alerts of every result, whatever its
/// `kind` says. `kind` is `fail` for a missed gate, `open` for one that the data cannot decide and
/// `review` for one that was not assessed.
enum SARIFFormat {
  static func render(_ result: AuditResult) throws(ReportError) -> String {
    var rules: [Rule] = []
    var findings: [Finding] = []
    for gate in result.gates {
      guard let kind = kind(result.verdict(gate), of: gate) else { continue }
      let id = clean(gate.metric)
      let index = rules.firstIndex { $0.id == id } ?? rules.count
      if index == rules.count { rules.append(rule(id, of: gate, in: result)) }
      findings.append(finding(gate, kind: kind, rule: index, id: id, in: result))
    }
    let log = Log(
      schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0",
      runs: [
        Run(
          tool: Tool(
            driver: Driver(
              name: clean(result.tool.name), version: clean(result.tool.version), rules: rules)),
          columnKind: "unicodeCodePoints", results: findings)
      ])
    return try JSONFormat.encode(log)
  }

  /// The word for a verdict; `nil` where there is nothing to report.
  private static func kind(_ verdict: GateVerdict, of gate: GateOutcome) -> String? {
    if verdict == .off { return nil }
    return switch gate.status {
    case .meetsLimit: nil
    case .belowLimit: "fail"
    case .inconclusive: "open"
    case .notAssessed: "review"
    }
  }

  private static func rule(_ id: String, of gate: GateOutcome, in result: AuditResult) -> Rule {
    let definition = result.definitions.first { $0.id == gate.metric }
    return Rule(
      id: id, shortDescription: Message(text: result.metricTitle(gate.metric)),
      fullDescription: definition.map { Message(text: clean($0.meaning, limit: 1000)) },
      help: definition.map { Message(text: clean($0.caution, limit: 1000)) })
  }

  private static func finding(
    _ gate: GateOutcome, kind: String, rule: Int, id: String, in result: AuditResult
  ) -> Finding {
    let file = gate.isFromGateFile == true ? result.gateFile : result.data.spec
    // A result holds the names of files and not where they lay: the base says so.
    let physical = file.map { file in
      Physical(
        artifactLocation: Artifact(uri: encodedPath(file.name), uriBaseId: "%SRCROOT%"),
        region: gate.line.map { Region(startLine: max(1, $0)) })
    }
    let parts = [gate.attribute, gate.ofClass, gate.against, gate.metric].compactMap(\.self)
    let location = Location(
      physicalLocation: physical,
      logicalLocations: [
        Logical(
          name: clean(result.id(of: gate)), kind: "limit",
          fullyQualifiedName: parts.map { clean($0) }.joined(separator: "/"))
      ])
    // SARIF: a result whose kind is not "fail" has the level "none".
    let level = kind == "fail" ? (result.verdict(gate) == .failed ? "error" : "warning") : "none"
    return Finding(
      ruleId: id, ruleIndex: rule, kind: kind, level: level,
      message: Message(text: result.sentence(gate)), locations: [location],
      partialFingerprints: ["gate/v1": clean(result.id(of: gate))])
  }

  /// A file name as a relative URI: every byte that is no unreserved character is encoded.
  private static func encodedPath(_ name: String) -> String {
    let text = clean(name).utf8.map { byte -> String in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        String(UnicodeScalar(byte))
      default: "%" + hexadecimal([byte]).uppercased()
      }
    }.joined()
    return text.isEmpty ? "unnamed" : text
  }

  private struct Log: Encodable {
    enum CodingKeys: String, CodingKey { case schema = "$schema", version, runs }
    var schema: String
    var version: String
    var runs: [Run]
  }

  private struct Run: Encodable {
    var tool: Tool
    var columnKind: String
    var results: [Finding]
  }

  private struct Tool: Encodable { var driver: Driver }

  private struct Driver: Encodable {
    var name: String
    var version: String
    var rules: [Rule]
  }

  private struct Rule: Encodable {
    var id: String
    var shortDescription: Message
    var fullDescription: Message?
    var help: Message?
  }

  private struct Finding: Encodable {
    var ruleId: String
    var ruleIndex: Int
    var kind: String
    var level: String
    var message: Message
    var locations: [Location]
    var partialFingerprints: [String: String]
  }

  private struct Message: Encodable { var text: String }

  private struct Location: Encodable {
    var physicalLocation: Physical?
    var logicalLocations: [Logical]
  }

  /// What a limit is about: attribute, class and base, if any, and metric.
  private struct Logical: Encodable {
    var name: String
    var kind: String
    var fullyQualifiedName: String
  }

  private struct Physical: Encodable {
    var artifactLocation: Artifact
    var region: Region?
  }

  private struct Artifact: Encodable {
    var uri: String
    var uriBaseId: String
  }

  private struct Region: Encodable { var startLine: Int }
}
