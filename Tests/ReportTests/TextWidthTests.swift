import AuditResults
import Testing

@testable import Report

struct TextWidthTests {
  /// Widths that FreeType and HarfBuzz give in DejaVu Sans, in thousandths of the font's size.
  static let measured: [(text: String, regular: Double, bold: Double)] = [
    ("Demographic parity difference by age band × sex", 25046, 27990),
    ("Selection rate by sex: 24.5% (n = 9 044)", 20430, 22744),
    ("cut-off in use", 6573, 7431),
    ("MWQ@%", 4589, 4950),
    ("Amer-Indian-Eskimo", 10026, 11362),
    ("iiiiillll.,:;", 3810, 4645),
    ("cosine of two groups’ influences (1 = same)", 22051, 24757),
    ("40 to <60 × Asian-Pac-Islander", 15670, 17503),
    ("…", 1000, 1000),
  ]

  @Test(arguments: measured)
  func isThatOfTheWidestCommonFont(text: String, regular: Double, bold: Double) {
    for (isBold, width) in [(false, regular), (true, bold)] {
      let estimate = estimatedWidth(text, size: 1000, isBold: isBold)
      #expect(estimate >= width - 0.5 && estimate <= width * 1.02 + 10, "\(isBold)")
    }
  }

  @Test func cutsLabelsThatDoNotFit() {
    #expect(fitted("short", width: 100, size: 13) == "short")
    for isBold in [false, true] {
      let cut = fitted(String(repeating: "wide ", count: 50), width: 100, size: 13, isBold: isBold)
      let width = estimatedWidth(cut, size: 13, isBold: isBold)
      #expect(cut.hasSuffix("…") && width <= 100 && width > 80)
    }
    #expect(fitted("any", width: 1, size: 13) == "…")
  }

  /// Every text of every drawing lies between its edges, in the font that takes most room.
  @Test(arguments: ChartKind.allCases, Sample.allCases)
  func textStaysInsideItsDrawing(kind: ChartKind, sample: Sample) throws {
    var result = sample.result
    let wide = "Household’s Most MEMORABLE Wording"
    for index in result.attributes.indices where result.attributes[index].columns.count < 2 {
      let old = result.attributes[index].name
      result.attributes[index].name = "\(wide) \(index)"
      for place in result.influence.indices where result.influence[place].attribute == old {
        result.influence[place].attribute = "\(wide) \(index)"
      }
    }
    for panel in result.attributes.flatMap({ kind.panels(attribute: $0.name, in: result) }) {
      check(panel, size: SVG.textSize)
    }
  }

  private func check(
    _ element: SVG, size inherited: Double, anchor: String? = nil, bold: Bool = false
  ) {
    let size = element["font-size"].flatMap(Double.init) ?? inherited
    let anchor = element["text-anchor"] ?? anchor
    let isBold = bold || element["font-weight"] != nil
    // Turned text runs upwards.
    guard element["transform"] == nil else { return }
    guard element.name == "text", let x = element["x"].flatMap(Double.init) else {
      for case .element(let child) in element.children {
        check(child, size: size, anchor: anchor, bold: isBold)
      }
      return
    }
    var width = 0.0
    for child in element.children {
      switch child {
      case .text(let words): width += estimatedWidth(words, size: size, isBold: isBold)
      case .element(let detail):
        width += 8 + estimatedWidth(detail.allText, size: SVG.textSize, isBold: isBold)
      }
    }
    let start = anchor == "end" ? x - width : anchor == "middle" ? x - width / 2 : x
    #expect(start >= -2 && start + width <= SVG.width + 2, "\(element.allText)")
  }
}
