import Crypto
import Foundation
import Testing

@testable import Report

struct PaperTests {
  @Test(arguments: Paper.allCases) func printedPageNamesItsSheetsAndAllowsItsStyles(paper: Paper)
    throws
  {
    let result = twoGroupResult()
    let printed = try PreparedReport(of: result).printedPage(on: paper)
    let page = try Markup(printed)
    let styles = page["style"].map(\.text)
    #expect(styles.contains { $0.contains("@page{size:\(paper.size);") })
    let policy = try #require(
      page["meta"].first { $0.attributes["http-equiv"] != nil }?.attributes["content"])
    for style in styles {
      let digest = Data(SHA256.hash(data: Array(style.utf8))).base64EncodedString()
      #expect(policy.contains("'sha256-\(digest)'"))
    }
    // All else is the report, byte by byte.
    let report = try ReportFormat.html.render(result)
    #expect(!report.contains("size:\(paper.size)"))
    let body = { (text: String) in text.components(separatedBy: "<body>").last }
    #expect(body(printed) == body(report))
  }
}
