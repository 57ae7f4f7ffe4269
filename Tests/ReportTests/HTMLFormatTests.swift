import AuditResults
import Crypto
import Foundation
import Testing

@testable import Report

struct HTMLFormatTests {
  @Test(arguments: Sample.allCases)
  func isWellFormed(sample: Sample) throws {
    let page = try Markup(ReportFormat.html.render(sample.result))
    #expect(page["html"].first?.attributes["lang"] == "en")
    #expect(page["h1"].count == 1)
    #expect(page["title"].first?.text == "Audit of Adult income")
  }

  @Test(arguments: Sample.allCases)
  func holdsEverySectionInOrder(sample: Sample) throws {
    let page = try Markup(ReportFormat.html.render(sample.result))
    let sections = page["section"].compactMap { $0.attributes["id"] }
    #expect(sections == Section.shown(in: sample.result).map(\.id.rawValue))
    let links = page["nav"].first.map { _ in page["a"].filter { $0.path.contains("nav") } } ?? []
    #expect(links.compactMap { $0.attributes["href"] } == sections.map { "#\($0)" })
    for section in page["section"] {
      #expect(section.text.count > (section.attributes["id"] ?? "").count + 40)
    }
  }

  @Test(arguments: Sample.allCases)
  func loadsAndRunsNothing(sample: Sample) throws {
    let html = try ReportFormat.html.render(sample.result)
    let page = try Markup(html)
    let forbidden = ["script", "link", "img", "iframe", "object", "embed", "form", "base", "use"]
    #expect(page.elements.filter { forbidden.contains($0.name) }.isEmpty)
    #expect(!html.contains("http:") && !html.contains("https:") && !html.contains("url("))
    #expect(!html.contains("@import") && !html.lowercased().contains("javascript"))
    for element in page.elements {
      #expect(element.attributes["style"] == nil)
      #expect(element.attributes.keys.allSatisfy { !$0.lowercased().hasPrefix("on") })
      #expect(element.attributes["href"]?.hasPrefix("#") ?? true)
    }
  }

  @Test(arguments: [Sample.twoGroups, .bare])
  func policyAllowsOnlyThePageOwnStyles(sample: Sample) throws {
    var result = sample.result
    result.contentDigest = try contentDigest(of: result)
    let page = try Markup(ReportFormat.html.render(result))
    let policy = try #require(
      page["meta"].first { $0.attributes["http-equiv"] == "Content-Security-Policy" }?
        .attributes["content"])
    #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
    #expect(!policy.contains("unsafe"))
    #expect(page["style"].count == 2)
    for style in page["style"] {
      let hash = Data(SHA256.hash(data: Data(style.text.utf8))).base64EncodedString()
      #expect(policy.contains("'sha256-\(hash)'"))
    }
  }

  @Test(arguments: Sample.allCases)
  func everyFigureIsNamedAndHasItsTable(sample: Sample) throws {
    let page = try Markup(ReportFormat.html.render(sample.result))
    for drawing in page["svg"] {
      #expect(drawing.attributes["role"] == "img")
      #expect(drawing.path.contains("figure"))
    }
    let named = page["title"].filter { $0.path.last == "svg" && !$0.text.isEmpty }.count
    #expect(named == page["svg"].count)
    #expect(page["desc"].filter { !$0.text.isEmpty }.count == page["svg"].count)
    #expect(page["figcaption"].count == page["figure"].count)
    let blocks = page.elements.filter { $0.name == "figure" || $0.name == "table" }.map(\.name)
    for (index, name) in blocks.enumerated() where name == "figure" {
      #expect(index + 1 < blocks.count && blocks[index + 1] == "table")
    }
    let numbers = page["figure"].compactMap { $0.attributes["id"] }
    #expect(numbers == numbers.indices.map { "figure-\($0 + 1)" })
    if sample == .twoGroups { #expect(numbers.count == 9) }
  }

  @Test(arguments: Sample.allCases)
  func everyTableIsReadableByProgramsForTheBlind(sample: Sample) throws {
    let page = try Markup(ReportFormat.html.render(sample.result))
    #expect(!page["table"].isEmpty)
    #expect(page["caption"].count == page["table"].count)
    #expect(page["th"].allSatisfy { ["row", "col"].contains($0.attributes["scope"]) })
    let ids = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    for element in page.elements {
      if let target = element.attributes["aria-labelledby"] { #expect(ids.contains(target)) }
      if let target = element.attributes["href"] {
        #expect(ids.contains(String(target.dropFirst())))
      }
    }
  }

  @Test(arguments: Sample.allCases)
  func everyRowHasACellForEveryColumn(sample: Sample) {
    for table in tables(in: Section.all.flatMap { $0.blocks(sample.result) }) {
      for row in table.rows { #expect(row.count == table.columns.count, "\(table.caption.string)") }
    }
  }

  @Test(arguments: Sample.allCases, ReportFormat.allCases)
  func equalResultsGiveEqualBytes(sample: Sample, format: ReportFormat) throws {
    let first = try format.render(sample.result)
    let decoded = try decodeAuditResult(Array(ReportFormat.json.render(sample.result).utf8))
    #expect(try format.render(decoded) == first)
    #expect(first.hasSuffix("\n") && !first.hasSuffix("\n\n"))
  }

  @Test(arguments: [ReportFormat.html, .markdown])
  func runsDifferInTheVolatileBlocksAlone(format: ReportFormat) throws {
    var other = twoGroupResult()
    other.run = RunFacts(
      started: "2027-01-02T03:04:05Z", seconds: 9, commandLine: ["other"], system: "macOS",
      architecture: "arm64", threads: 2, libraries: [])
    let (first, second) = (try format.render(twoGroupResult()), try format.render(other))
    #expect(first != second)
    #expect(stable(first) == stable(second))
    #expect(!stable(first).contains("2026") && stable(first).count > first.count / 2)
  }

  private func stable(_ text: String) -> String {
    var isVolatile = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if line == "<!-- volatile:begin -->" { isVolatile = true }
      defer { if line == "<!-- volatile:end -->" { isVolatile = false } }
      return !isVolatile
    }.joined(separator: "\n")
  }

  /// A value of the program printed as Swift prints it, rather than as text for people.
  @Test(arguments: Sample.allCases, [ReportFormat.html, .markdown])
  func printsNoValueOfTheProgram(sample: Sample, format: ReportFormat) throws {
    let text = try format.render(sample.result)
    for word in ["Text(", "Optional(", "Run(", "Estimate(", "nil"] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  /// Ten groups and two thousand neurons, with every part that an audit of them has.
  @Test func staysSmall() throws {
    let result = largeResult()
    let html = try ReportFormat.html.render(result)
    #expect(html.utf8.count <= 300_000, "\(html.utf8.count) bytes")
    let neurons = result.influence[0].layers.reduce(0) { $0 + $1.neurons }
    #expect(neurons > 2000 && result.attributes[0].groups.count == 10)
    let page = try Markup(html)
    #expect(page["svg"].count > 20 && page["table"].count > 30 && page["tr"].count > 300)
  }

  @Test func saysWhenTheNumbersWereChanged() throws {
    var result = twoGroupResult()
    result.contentDigest = try contentDigest(of: result)
    #expect(try !ReportFormat.html.render(result).contains("does not match its content"))
    result.data.rows += 1
    #expect(try ReportFormat.html.render(result).contains("does not match its content"))
  }

  /// Words that would turn a measurement into a verdict.
  static let claims = [
    "fair", "unfair", "fairness", "compliant", "noncompliant", "compliance", "certified",
    "certificate", "badge", "passed", "trustworthy", "unbiased", "grade",
  ]

  private func expectNoClaim(_ text: String) {
    let words = text.lowercased().split { !$0.isLetter && $0 != "-" }.map(String.init)
    #expect(words.filter { Self.claims.contains($0) }.isEmpty)
    for phrase in ["overall score", "fairness score", "risk score", "out of 100"] {
      #expect(!text.lowercased().contains(phrase))
    }
  }

  @Test(arguments: Sample.allCases.filter { $0 != .stratified }, [ReportFormat.html, .markdown])
  func claimsNothing(sample: Sample, format: ReportFormat) throws {
    expectNoClaim(try format.render(sample.result))
  }

  /// The strata of that sample are called grades.
  @Test func claimsNothingWithinStrata() throws {
    let text = try ReportFormat.markdown.render(stratifiedResult())
    expectNoClaim(text.replacing("grade", with: "stratum"))
  }

  @Test(arguments: [ComparisonFormat.html, .markdown])
  func comparisonsClaimNothing(format: ComparisonFormat) throws {
    expectNoClaim(try format.render(comparedSample()))
  }

  @Test(arguments: GateOutcome.Status.allCases)
  func otherFilesClaimNothing(status: GateOutcome.Status) throws {
    var result = twoGroupResult()
    for index in result.gates.indices { result.gates[index].status = status }
    expectNoClaim(try modelCardText(of: result))
    expectNoClaim(SummaryFormat.render(result))
    expectNoClaim(JUnitFormat.render(result))
    expectNoClaim(try SARIFFormat.render(result))
  }
}

/// The tables in some blocks, those of figures and of volatile blocks among them.
func tables(in blocks: [Block]) -> [Table] {
  blocks.flatMap { block -> [Table] in
    switch block {
    case .table(let table): [table]
    case .figure(let figure): [figure.table]
    case .volatile(_, let inner): tables(in: inner)
    default: []
    }
  }
}
