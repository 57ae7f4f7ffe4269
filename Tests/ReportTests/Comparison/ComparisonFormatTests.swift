import AuditResults
import TestSupport
import Testing

@testable import Report

struct ComparisonFormatTests {
  @Test func matchesTheSnapshot() throws {
    try expectSnapshot(
      ComparisonFormat.markdown.render(comparedSample()), named: "Report/comparison.md")
  }

  @Test(arguments: [BaselineFacts.Pairing.paired, .noDecisions, .otherRows])
  func isWellFormedAndLoadsNothing(pairing: BaselineFacts.Pairing) throws {
    let html = try ComparisonFormat.html.render(comparedSample(pairing: pairing))
    let page = try Markup(html)
    #expect(page["h1"].count == 1 && page["section"].count == ComparisonPart.all.count)
    #expect(page["script"].isEmpty && !html.contains("http:") && !html.contains("url("))
    let ids = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    for link in page["a"].compactMap({ $0.attributes["href"] }) {
      #expect(ids.contains(String(link.dropFirst())))
    }
    let drawings = pairing == .paired ? 2 : 1
    #expect(page["figure"].count == drawings && page["svg"].count == drawings)
  }

  @Test func equalComparisonsGiveEqualBytes() throws {
    for format in ComparisonFormat.allCases {
      #expect(try format.render(comparedSample()) == format.render(comparedSample()))
    }
  }

  @Test func digestIgnoresItself() throws {
    var comparison = comparedSample()
    let digest = try contentDigest(of: comparison)
    comparison.contentDigest = digest
    #expect(try contentDigest(of: comparison) == digest)
    comparison.confidence = 0.9
    #expect(try contentDigest(of: comparison) != digest)
  }

  @Test func saysWhatKeepsTheAuditsApart() throws {
    let text = try ComparisonFormat.markdown.render(comparedSample(pairing: .otherRows))
    for caveat in AuditComparison.Caveat.allCases where caveat != .noDecisions {
      #expect(text.contains(MarkdownFormat.line(caveat.sentence)), "\(caveat)")
    }
    #expect(text.contains("unrelated samples"))
    #expect(text.contains("The limit itself was loosened."))
  }

  @Test func saysAloudThatAGapReversed() throws {
    var comparison = comparedSample()
    comparison.attributes[0].gaps[0].after = -0.2
    comparison.attributes[0].gaps[0].levelling = .notNarrowed
    comparison.attributes[0].gaps[0].fallShare = nil
    let text = try ComparisonFormat.markdown.render(comparison)
    #expect(text.contains("**Gap reversed.** In the selection rate, Male was **15.2**"))
    #expect(text.contains("wider than before, the other way round"))
    #expect(try !ComparisonFormat.markdown.render(comparedSample()).contains("reversed"))
  }

  @Test(arguments: hostileNames)
  func hostileNamesStayText(name: String) throws {
    let page = try Markup(ComparisonFormat.html.render(comparedSample(name: name)))
    let plain = try Markup(ComparisonFormat.html.render(comparedSample(name: "plain")))
    #expect(
      Set(page.elements.map(\.name)).subtracting(plain.elements.map(\.name) + ["span", "bdi"]) == []
    )
    #expect(page.comments == plain.comments)
    #expect(try ComparisonFormat.html.render(comparedSample(name: name)).utf8.count < 200_000)
    let lines = try ComparisonFormat.markdown.render(comparedSample(name: name))
      .split(separator: "\n")
    #expect(lines.allSatisfy { !$0.contains("<") })
  }

  @Test func claimsNothing() throws {
    let words = try ComparisonFormat.html.render(comparedSample()).lowercased()
      .split { !$0.isLetter && $0 != "-" }.map(String.init)
    let claims = ["fair", "compliant", "compliance", "certified", "certificate", "badge", "passed"]
    #expect(words.filter { claims.contains($0) }.isEmpty)
  }
}

struct FlowChartTests {
  @Test func drawsNothingThatContradictsItself() {
    #expect(FlowChart.Row(name: "a", rows: 10, rate: 0.2, gained: 9, lost: 0) == nil)
    #expect(FlowChart.Row(name: "a", rows: 10, rate: 0.2, gained: 0, lost: 3) == nil)
    #expect(FlowChart.Row(name: "a", rows: 0, rate: 0.2, gained: 0, lost: 0) == nil)
    #expect(FlowChart.Row(name: "a", rows: 10, rate: nil, gained: 0, lost: 0) == nil)
    #expect(FlowChart(attribute: "x", rows: []).panels().isEmpty)
  }

  @Test func tellsCountsInItsDescription() throws {
    let row = try #require(FlowChart.Row(name: "a", rows: 100, rate: 0.3, gained: 10, lost: 4))
    #expect(row.selectedAfter == 36)
    let drawing = try Markup(FlowChart(attribute: "x", rows: [row]).panels()[0].markup)
    #expect(
      drawing["desc"].first?.text == "a: 30 of 100 selected before, 36 after; 10 gained, 4 lost")
    #expect(drawing["text"].contains { $0.text == "10 gained" })
  }
}
