import AuditResults
import Testing

@testable import Report

struct SectionTests {
  @Test func everySectionHasOneRow() {
    #expect(Section.all.map(\.id) == SectionID.allCases)
    #expect(Set(Section.all.map(\.title)).count == SectionID.allCases.count)
  }

  @Test(arguments: SectionID.allCases)
  func sectionsWithoutMatterSaySo(id: SectionID) throws {
    let section = try #require(Section.all.first { $0.id == id })
    #expect(!section.blocks(bareResult()).isEmpty)
  }

  /// The sections that do not apply to a kind of audit; all others hold something.
  static let absent: [(Sample, Set<SectionID>)] = [
    (.twoGroups, [.intersections, .bounds, .change]), (.manyGroups, [.bounds, .change]),
    (
      .bare,
      [.outcomes, .errors, .intersections, .thresholds, .bounds, .network, .change]
    ),
    (.large, [.intersections, .bounds, .change]), (.fineTuned, [.intersections, .bounds]),
    (.classes, [.intersections, .thresholds, .network, .change]),
    (.numbers, [.intersections, .thresholds, .bounds, .change]),
    (.stratified, [.intersections, .change]),
  ]

  @Test func everyKindOfAuditIsListed() {
    #expect(Self.absent.map(\.0) == Sample.allCases)
  }

  @Test(arguments: absent)
  func whatDoesNotApplySaysSoInOneLine(sample: Sample, absent: Set<SectionID>) {
    for section in Section.shown(in: sample.result) {
      let blocks = section.blocks(sample.result)
      var line: String?
      if case .paragraph(let text)? = blocks.first { line = text.string }
      let isAbsent = line?.hasPrefix("Does not apply: ") == true
      #expect(isAbsent == absent.contains(section.id), "\(section.id)")
      if isAbsent { #expect(blocks.count == 1 && line?.hasSuffix(".") == true) }
      #expect(blocks.count > 1 || (line ?? "").count < 400)
    }
  }

  @Test func findingsAreFiveAtMostWithTheWorstFirst() throws {
    for sample in Sample.allCases {
      guard case .pair(let sides) = findingsBlocks(sample.result).first else {
        Issue.record("no pair")
        return
      }
      #expect((1...5).contains(sides[0].items.count))
      #expect(sides[1].items.count == 5)
    }
    guard case .pair(let sides) = findingsBlocks(twoGroupResult()).first else { return }
    #expect(
      sides[0].items[0].string
        == "BELOW LIMIT sex. The demographic parity ratio is 0.38 [0.34, 0.43]; the declared limit "
        + "is at least 0.80.")
    #expect(
      sides[0].items[1].string
        == "sex. Group Female was selected 9.4% of the time and group Male 24.5%. The first rate is "
        + "0.38 of the second (95% interval 0.34 to 0.43). At the higher rate, about 440 more rows of "
        + "group Female would have been selected.")
  }

  @Test func aLimitThatRoundingWouldHideIsPrintedInFull() {
    guard case .pair(let sides) = findingsBlocks(manyGroupResult()).first else { return }
    #expect(sides[0].items[0].string.contains("is 0.7996 [0.55, 1.10]"))
  }

  @Test(arguments: GateOutcome.Status.allCases)
  func everyStatusIsShownInWords(status: GateOutcome.Status) throws {
    var result = twoGroupResult()
    result.gates[0].status = status
    for format in [ReportFormat.html, .markdown] {
      let text = try format.render(result)
      #expect(text.contains("\(Templates.shape(status.text.runs[0].kind))"))
      #expect(text.contains(status.words))
    }
    #expect(GateOutcome.Status.byUrgency.count == GateOutcome.Status.allCases.count)
  }

  @Test func attributesWithoutLimitsSaySo() throws {
    var result = twoGroupResult()
    result.gates = []
    for index in result.attributes.indices { result.attributes[index].thresholds?.curves = [] }
    let html = try ReportFormat.html.render(result)
    #expect(html.contains("no limit declared") && !html.contains("MEETS"))
  }

  @Test func quotesTheCommandForAShell() throws {
    let text = try ReportFormat.markdown.render(twoGroupResult())
    #expect(text.contains("`fairer-audit model.h5 --groups sex -o 'it'\\''s here'`"))
  }

  @Test func groupsThatDifferInUnicodeFormStayApart() throws {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    var result = twoGroupResult()
    result.gates = []
    result.attributes = [
      attribute(
        "x", columns: ["x"],
        [
          group("high", attribute: "x", 500, 0, 500, 0),
          group(composed, attribute: "x", 100, 0, 900, 0),
          group(decomposed, attribute: "x", 300, 0, 700, 0),
        ])
    ]
    let outcome = try #require(result.attributes.first)
    #expect(outcome.impactRatio(of: composed)?.value == 0.2)
    #expect(outcome.impactRatio(of: decomposed)?.value == 0.6)
    let rows = tables(in: outcomesBlocks(result)).flatMap(\.rows).map { $0[3].string.prefix(5) }
    #expect(rows == ["50.0%", "30.0%", "10.0%"])
  }

  @Test func combinationsAddUp() throws {
    let text = try ReportFormat.markdown.render(manyGroupResult())
    #expect(text.contains("8 combinations: 4 of at least 30 rows, 2 smaller, 2 without any row."))
  }
}
