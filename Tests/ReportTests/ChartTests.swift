import AuditResults
import TestSupport
import Testing

@testable import Report

struct ChartTests {
  /// Drawings of labels that do not have two values.
  static let otherLabels: [(ChartKind, Sample)] = [
    (.classAccuracy, .classes), (.numberMeans, .numbers), (.numberErrors, .numbers),
  ]

  @Test(arguments: otherLabels) func drawsOtherLabels(kind: ChartKind, sample: Sample) throws {
    let result = sample.result
    let text = result.attributes.flatMap { kind.panels(attribute: $0.name, in: result) }
      .map(\.markup).joined()
    #expect(!text.isEmpty)
    try expectSnapshot(text, named: "Report/\(kind.rawValue)-\(sample.rawValue).svg")
  }

  @Test(
    arguments: ChartKind.allCases.filter { kind in !otherLabels.contains { $0.0 == kind } },
    [Sample.twoGroups, .manyGroups])
  func matchesTheSnapshot(kind: ChartKind, sample: Sample) throws {
    let result = sample.result
    let text = result.attributes.flatMap { kind.panels(attribute: $0.name, in: result) }
      .map(\.markup).joined()
    // Nothing is taken out where no neuron differs, and one attribute crosses with nothing.
    let isBare =
      kind == .ablationCurve && result.influence.allSatisfy { $0.causal == nil }
      || kind == .rateGrid && result.intersections.isEmpty
    #expect(text.isEmpty == isBare)
    try expectSnapshot(text, named: "Report/\(kind.rawValue)-\(sample.rawValue).svg")
  }

  @Test(arguments: ChartKind.allCases, Sample.allCases)
  func staysInsideItsBox(kind: ChartKind, sample: Sample) throws {
    let result = sample.result
    for panel in result.attributes.flatMap({ kind.panels(attribute: $0.name, in: result) }) {
      let drawing = try Markup(panel.markup)
      let box = try #require(drawing["svg"].first?.attributes["viewBox"])
      let size = box.split(separator: " ").compactMap { Double($0) }
      #expect(size.count == 4 && size[2] == SVG.width && size[3] <= 840)
      for (name, limit) in [("x", size[2]), ("y", size[3]), ("cx", size[2]), ("cy", size[3])] {
        for element in drawing.elements where element.attributes[name] != nil {
          let value = try #require(element.attributes[name].flatMap { Double($0) })
          #expect((0...limit).contains(value), "\(element.name) \(name)")
        }
      }
      #expect(drawing.elements.allSatisfy { $0.attributes["style"] == nil })
    }
  }

  @Test func drawsNothingWithoutValues() {
    let empty = attribute("x", columns: ["x"], [group("a", attribute: "x", 0, 0, 0, 0)])
    let lonely = influence("x", groups: ["a"], layers: [("dense", 3)], divergent: 0)
    var result = bareResult()
    result.attributes = [empty]
    result.influence = [lonely]
    for kind in ChartKind.allCases { #expect(kind.panels(attribute: "x", in: result).isEmpty) }
    for kind in ChartKind.allCases { #expect(kind.panels(attribute: "y", in: result).isEmpty) }
  }

  @Test func sortsByValueWithUndefinedLast() {
    let sorted = manyGroupResult().attributes[0].sortedGroups.map(\.name)
    #expect(sorted.first == "Asian-Pac-Islander" && sorted.last == "Other")
  }

  @Test func splitsLongListsOverPanelsWithOneAxis() throws {
    let groups = (0..<40).map { group("group \($0)", attribute: "x", $0, 5, 60, 5) }
    var result = bareResult()
    result.attributes = [attribute("x", columns: ["x"], groups)]
    let panels = ChartKind.selectionRates.panels(attribute: "x", in: result)
    #expect(panels.count == 3)
    let ticks = try panels.map {
      try Markup($0.markup)["text"].map(\.text).filter { $0.hasSuffix("0%") }
    }
    #expect(ticks.allSatisfy { !$0.isEmpty })
  }

  @Test func capsTheScatterAndKeepsTheNamedNeurons() throws {
    let influence = influence(
      "x", groups: ["a", "b"], layers: [("dense", 5000), ("dense_1", 10)], divergent: 12)
    let scatter = try #require(InfluenceScatter(influence))
    #expect(scatter.drawn.count <= InfluenceScatter.pointLimit)
    #expect(scatter.drawn.count > InfluenceScatter.pointLimit - 50)
    #expect(scatter.named.count == InfluenceScatter.labelLimit)
    for name in scatter.named where scatter.points.contains(where: { $0.neuron == name.neuron }) {
      #expect(scatter.drawn.contains { $0.layer == name.layer && $0.neuron == name.neuron })
    }
    #expect(scatter.zeros + scatter.points.count == 5010)
  }

  @Test(arguments: [
    (0.0...1.0, 6), (0.9...1.0, 6), (0.0...0.3, 7), (0.0...1.2, 7), (0.0...1e-9, 6),
  ])
  func ticksAreRoundAndInside(domain: ClosedRange<Double>, count: Int) {
    let axis = Axis(domain, start: 0, end: 100)
    #expect(axis.ticks.count == count)
    #expect(axis.position(domain.lowerBound) == 0 && axis.position(domain.upperBound) == 100)
    #expect(axis.position(-9) == 0 && axis.position(9) == 100)
  }
}
