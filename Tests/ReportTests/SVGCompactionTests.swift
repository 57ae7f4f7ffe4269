import AuditResults
import Testing

@testable import Report

struct SVGCompactionTests {
  private func disc(_ x: Double, _ y: Double) -> SVG {
    SVG("circle", ["cx": SVG.number(x), "cy": SVG.number(y), "r": "4", "fill": Palette.blue])
  }

  private func bar(_ x: Double) -> SVG {
    SVG(
      "rect",
      [
        "x": SVG.number(x), "y": "0", "width": "10", "height": "5", "fill": Palette.blue,
        "fill-opacity": ".5",
      ])
  }

  @Test func linesOfOneLookAreOnePath() {
    let lines = [SVG.line(0, 10, 50, 10), .line(7, 0, 7, 90), .line(0, 0, 9, 9)]
    let drawn = SVGCompaction.compacted(lines)
    #expect(drawn.map(\.name) == ["path"])
    #expect(drawn[0]["d"] == "M0 10H50M7 0V90M0 0L9 9" && drawn[0]["stroke"] == "currentColor")
  }

  @Test func dotsAreRoundEndsOfOnePath() {
    let drawn = SVGCompaction.compacted([disc(10, 10), disc(30, 10), disc(50, 10)])
    #expect(drawn.count == 1 && drawn[0]["stroke-linecap"] == "round")
    #expect(drawn[0]["stroke-width"] == "8" && drawn[0]["d"] == "M10 10h0M30 10h0M50 10h0")
  }

  @Test func textKeepsItsPlaceInAGroup() {
    let drawn = SVGCompaction.compacted([
      .text("a", x: 1, y: 20, anchor: "end"), .text("b", x: 1, y: 60, anchor: "end"),
      .text("c", x: 1, y: 90),
    ])
    #expect(drawn.map(\.name) == ["g", "text"])
    #expect(
      drawn[0].markup
        == "<g text-anchor=\"end\"><text x=\"1\" y=\"20\">a</text>\n<text x=\"1\" y=\"60\">b</text>\n</g>\n"
    )
  }

  @Test func nothingMovesUnderWhatCoversIt() {
    let line = SVG.line(0, 10, 50, 10)
    let over = SVGCompaction.compacted([line, disc(20, 10), .line(0, 11, 50, 11)])
    #expect(over.map(\.name) == ["path", "circle", "path"])
    let beside = SVGCompaction.compacted([line, disc(20, 60), .line(0, 11, 50, 11)])
    #expect(beside.map(\.name) == ["path", "circle"])
    // A shape whose extent is not known could lie anywhere.
    let curve = SVG("path", ["d": "M0 0C1 1 2 2 3 3", "fill": "none", "stroke": "#000"])
    #expect(SVGCompaction.compacted([line, curve, line]).count == 3)
  }

  @Test func areasThatTouchStayApart() {
    #expect(SVGCompaction.compacted([bar(0), bar(20)]).count == 1)
    #expect(SVGCompaction.compacted([bar(0), bar(5)]).count == 2)
  }

  /// Compaction loses no word and no number of any drawing.
  @Test(arguments: Sample.allCases)
  func drawingsKeepTheirText(sample: Sample) throws {
    let result = sample.result
    for kind in ChartKind.allCases {
      for panel in result.attributes.flatMap({ kind.panels(attribute: $0.name, in: result) }) {
        let again = SVGCompaction.compacted(
          panel.children.compactMap { if case .element(let element) = $0 { element } else { nil } })
        let words = again.map(\.allText).joined(separator: " ").split(separator: " ").sorted()
        #expect(words == panel.allText.split(separator: " ").sorted())
      }
    }
  }
}
