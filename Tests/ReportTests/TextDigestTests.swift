import AuditResults
import Testing

@testable import Report

struct TextDigestTests {
  private static func sealed(_ sample: Sample) throws -> (result: AuditResult, json: [UInt8]) {
    var result = sample.result
    result.contentDigest = try contentDigest(of: result)
    return (result, Array(try ReportFormat.json.render(result).utf8))
  }

  @Test(arguments: Sample.allCases)
  func isThatOfTheContent(sample: Sample) throws {
    let (result, json) = try Self.sealed(sample)
    #expect(TextDigest.digest(of: json) == result.contentDigest)
    #expect(hasRightDigest(try decodeAuditResult(json), readFrom: json))
  }

  @Test func changedFilesAreFoundOut() throws {
    let (_, json) = try Self.sealed(.twoGroups)
    let text = String(decoding: json, as: UTF8.self)
    let changed = Array(text.replacing("\"truePositives\" : ", with: "\"truePositives\" : 1").utf8)
    let result = try decodeAuditResult(changed)
    #expect(!hasRightDigest(result, readFrom: changed))
    let page = try PreparedReport(of: result, isDigestRight: false).text(.markdown)
    #expect(page.contains("does not match its content"))
    #expect(try ReportFormat.markdown.render(result) == page)
    #expect(
      try !PreparedReport(of: result, isDigestRight: true).text(.markdown).contains(
        "does not match"))
  }

  /// Another layout of the same values is no change.
  @Test func filesSetOtherwiseAreWrittenAnew() throws {
    let (result, json) = try Self.sealed(.twoGroups)
    let dense = Array(String(decoding: json, as: UTF8.self).replacing("\n", with: "").utf8)
    #expect(TextDigest.digest(of: dense) != result.contentDigest)
    #expect(hasRightDigest(try decodeAuditResult(dense), readFrom: dense))
  }

  static let texts: [(text: String, kept: String?)] = [
    (#"{"a":1,"run":{"a":[1,"}"]},"z":2}"#, #"{"a":1,"z":2}"#),
    (
      #"{"contentDigest":"x\"}","b":{"run":1,"contentDigest":2}}"#,
      #"{"b":{"run":1,"contentDigest":2}}"#
    ),
    (#"{"contentDigest":1,"run":2,"a":"run"}"#, #"{"a":"run"}"#),
    (#"{"run":1,"a":1,"run":2,"b":3}"#, #"{"a":1,"b":3}"#),
    (#"{"runs":1,"a":{"x":"{"}}"#, #"{"runs":1,"a":{"x":"{"}}"#),
    (#"{"a":1,"run":2}"#, nil), ("{", nil), ("", nil), (#"{"a"#, nil), (#"{"a\"#, nil),
  ]

  @Test(arguments: texts)
  func leavesOutEntriesOfTheOutermostObjectAlone(text: String, kept: String?) {
    let expected = kept.flatMap { TextDigest.digest(of: Array($0.utf8)) }
    #expect(
      TextDigest.digest(of: Array(text.utf8)) == expected && (kept == nil) == (expected == nil))
  }
}
