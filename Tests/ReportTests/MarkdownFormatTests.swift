import AuditResults
import TestSupport
import Testing

@testable import Report

struct MarkdownFormatTests {
  @Test(arguments: [
    Sample.twoGroups, .manyGroups, .bare, .fineTuned, .classes, .numbers, .stratified,
  ])
  func matchesTheSnapshot(sample: Sample) throws {
    try expectSnapshot(
      ReportFormat.markdown.render(sample.result), named: "Report/\(sample.rawValue).md")
  }

  @Test(arguments: Sample.allCases)
  func holdsEverySection(sample: Sample) throws {
    let lines = try ReportFormat.markdown.render(sample.result).split(separator: "\n")
    let headings = lines.filter { $0.hasPrefix("## ") && $0 != "## Contents" }
    #expect(
      headings
        == Section.shown(in: sample.result).enumerated().map { "## \($0 + 1). \($1.title)"[...] })
  }

  @Test(arguments: Sample.allCases)
  func saysTheSameAsThePage(sample: Sample) throws {
    let html = try Markup(ReportFormat.html.render(sample.result))
    let markdown = try ReportFormat.markdown.render(sample.result)
    let captions = markdown.split(separator: "\n").filter { $0.hasPrefix("**Table ") }
    #expect(captions.count == html["table"].count)
  }

  @Test(arguments: [
    ("a|b", "a\\|b"), ("- x", "\\- x"), ("1. x", "1\\. x"), ("1.", "1\\."), ("1.3", "1.3"),
    ("12:46", "12:46"), ("mailto:x", "mailto\\:x"), ("model.h5", "model.h5"),
    ("www.e.example", "www\\.e.example"), ("http://e", "http\\://e"), ("a-b", "a-b"),
    ("# x", "\\# x"),
    ("<b>", "&lt;b>"), ("> x", "\\> x"), (">50K", "\\>50K"), ("a_b", "a_b"), ("_b_", "\\_b\\_"),
    ("*x*", "\\*x\\*"), ("12) x", "12\\) x"), ("+ x", "\\+ x"),
  ])
  func escapesNames(name: String, escaped: String) {
    #expect(MarkdownFormat.escapeName(name) == escaped)
  }

  @Test(arguments: [
    ("a", false, "`a`"), ("a`b", false, "`` a`b ``"), ("a|b", true, "a\\|b"), ("", true, ""),
    ("<b>", false, "&lt;b>"), ("a < b", false, "`a < b`"), ("```", true, "```` ``` ````"),
  ])
  func fencesCode(text: String, isCell: Bool, code: String) {
    #expect(MarkdownFormat.code(text, isCell: isCell) == code)
  }
}
