import AuditResults
import Foundation
import Testing

@testable import Report

struct CounterfactualSectionTests {
  private func result() -> AuditResult {
    var result = twoGroupResult()
    func share(_ count: Int, of rows: Int) -> Estimate {
      Estimate(
        Double(count) / Double(rows), numerator: count, denominator: rows,
        interval: Interval(lower: 0, upper: 0.5, level: 0.95, method: "wilson"))
    }
    func flip(_ from: String, _ to: String, up: Int, down: Int) -> Counterfactual.Flip {
      Counterfactual.Flip(
        from: from, to: to, value: to, becomesSelected: share(up, of: 200),
        becomesRefused: share(down, of: 200), scoreChange: Estimate(0.012), distances: [0, 0.034],
        distanceRows: 200, firstLayer: "dense_1")
    }
    result.attributes[0].counterfactual = Counterfactual(
      columns: ["sex", "relationship"], isInput: true, layers: ["dense", "dense_1"],
      flips: [
        flip("Female", "Male", up: 21, down: 3), flip("Male", "Female", up: 0, down: 17),
      ])
    func entry(_ name: String, _ area: Double, isLayer: Bool = false) -> ProxyScreen.Entry {
      ProxyScreen.Entry(
        name: name, isLayer: isLayer, isAttribute: name == "sex", group: "Female",
        predictor: name == "hours" ? .rank : .ridge, width: 3, area: Estimate(area),
        test: TestResult(method: "rank.test", pValue: 0.01), adjustedP: 0.04)
    }
    result.attributes[0].proxies = ProxyScreen(
      rows: 2000, comparisons: 5, chance: 0.545,
      inputs: [entry("sex", 1), entry("relationship", 0.88), entry("hours", 0.66)],
      layers: [entry("dense", 0.93, isLayer: true), entry("dense_1", 0.7, isLayer: true)])
    return result
  }

  @Test func everyFormatTellsFlipsAndProxies() throws {
    let result = result()
    for format in [ReportFormat.html, .markdown] {
      let text = try format.render(result)
      for words in [
        "Other values and proxies", "10.5%", "8.5%", "0.0340", "dense_1", "the attribute itself",
        "0.880", "by rank", "by a fit", "0.545",
      ] {
        #expect(text.contains(words), "\(format): \(words)")
      }
    }
    let json = try ReportFormat.json.render(result)
    let again = try JSONDecoder().decode(AuditResult.self, from: Data(json.utf8))
    #expect(again.attributes[0].counterfactual?.flips.count == 2)
  }

  @Test(arguments: [
    (Counterfactual.Absence.notAnInput, "The attribute is not an input"),
    (.notRepeatable, "standard input"), (.singleGroup, "fewer than two groups"),
    (.omitted, "not asked for"),
  ])
  func absenceHasItsReason(absence: Counterfactual.Absence, words: String) throws {
    var result = twoGroupResult()
    result.attributes[0].counterfactual = Counterfactual(
      columns: [], isInput: false, absence: absence)
    #expect(try ReportFormat.markdown.render(result).contains(words))
  }

  @Test func otherAuditsHaveNoSuchSection() throws {
    #expect(
      try !ReportFormat.html.render(twoGroupResult()).contains("Other values and proxies"))
  }

  @Test func craftedDistancesAreRefused() throws {
    var result = result()
    result.attributes[0].counterfactual?.flips[0].distances = [1]
    #expect(throws: ReportError.self) { try validate(result) }
  }
}
