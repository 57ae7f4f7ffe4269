import AuditResults
import Foundation
import TestSupport
import Testing

@testable import Report

struct SchemaTests {
  private static func audit() throws -> [String: Any] {
    try SchemaText.of(
      AuditResult.self, id: JSONFormat.schema(of: AuditResult.self) ?? "", title: "An audit")
  }

  private static func comparison() throws -> [String: Any] {
    try SchemaText.of(
      AuditComparison.self, id: JSONFormat.schema(of: AuditComparison.self) ?? "",
      title: "A comparison of two audits")
  }

  @Test func publishedSchemasAreThoseOfTheTypes() throws {
    try expectPublished(Self.audit(), "audit.schema.json")
    try expectPublished(Self.comparison(), "comparison.schema.json")
  }

  /// Compares with the file in docs/schema; `RECORD_SNAPSHOTS` writes it.
  private func expectPublished(_ schema: [String: Any], _ name: String) throws {
    let file = Repository.root.appending(path: "docs/schema/\(name)")
    let text = try SchemaText.text(schema)
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name)")
    }
    let published = try String(contentsOf: file, encoding: .utf8)
    #expect(published == text, "docs/schema/\(name) is out of date: RECORD_SNAPSHOTS=1 writes it")
  }

  @Test(arguments: Sample.allCases)
  func samplesFollowTheSchema(sample: Sample) throws {
    try expectValid(ReportFormat.json.render(sample.result), Self.audit())
  }

  @Test func theComparisonFollowsTheSchema() throws {
    try expectValid(ComparisonFormat.json.render(comparedSample()), Self.comparison())
  }

  private func expectValid(_ json: String, _ schema: [String: Any]) throws {
    var object = try #require(
      JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    // The instance's pointer to its schema is no part of the value.
    #expect(object.removeValue(forKey: "$schema") as? String == schema["$id"] as? String)
    let found = SchemaValidator(schema).violations(object, schema)
    #expect(found.isEmpty, "\(found.prefix(5).joined(separator: "\n"))")
  }

  /// Ways to break an audit's JSON, and what the validator must say.
  @Test(arguments: [
    ("\"rows\" : 9044", "\"rows\" : \"many\"", "$.data.rows: expected integer"),
    ("\"rows\" : 9044", "\"lines\" : 9044", "$.data: no rows"),
    ("\"scoreKind\" : \"probability\"", "\"scoreKind\" : \"guess\"", "guess"),
  ])
  func theValidatorRefuses(text: String, change: String, violation: String) throws {
    let schema = try Self.audit()
    let json = try ReportFormat.json.render(bareResult())
    let broken = json.replacing(text, with: change)
    #expect(broken != json)
    let object = try JSONSerialization.jsonObject(with: Data(broken.utf8))
    let found = SchemaValidator(schema).violations(object, schema)
    #expect(found.contains { $0.contains(violation) }, "\(found)")
  }

  @Test func everyFieldIsDescribed() throws {
    for schema in [try Self.audit(), try Self.comparison()] {
      let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
      #expect(definitions.count > 15)
      for (name, definition) in definitions {
        #expect(definition["description"] != nil, "\(name)")
        for (key, property) in definition["properties"] as? [String: [String: Any]] ?? [:] {
          #expect(property["description"] != nil, "\(name).\(key)")
        }
      }
    }
  }
}
