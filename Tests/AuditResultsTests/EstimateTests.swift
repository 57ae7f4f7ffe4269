import AuditResults
import Foundation
import Testing

@Suite struct EstimateTests {
  @Test func exactlyOneOfValueAndReasonIsPresent() {
    let defined = Estimate(0.5, numerator: 1, denominator: 2)
    #expect(defined.value == 0.5 && defined.reason == nil)
    let undefined = Estimate(undefined: .noPositives, numerator: 0, denominator: 0)
    #expect(undefined.value == nil && undefined.reason == .noPositives)
  }

  @Test func absentFieldsAreAbsentInJSON() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(Estimate(0.5)), as: UTF8.self)
    #expect(text == #"{"value":0.5}"#)
    let disparity = Disparity(metric: "dp.rate_gap.maxmin", estimate: Estimate(0.5))
    #expect(
      String(decoding: try encoder.encode(disparity), as: UTF8.self)
        == #"{"estimate":{"value":0.5},"metric":"dp.rate_gap.maxmin"}"#)
  }

  @Test func valuesSurviveJSON() throws {
    let contrast = Contrast(
      metric: "tpr", group: "Female", reference: "Male",
      difference: Estimate(
        0.1, interval: Interval(lower: -0.2, upper: 1.0 / 3, level: 0.95, method: "newcombe")),
      ratio: Estimate(undefined: .zeroDenominator))
    let data = try JSONEncoder().encode(contrast)
    #expect(try JSONDecoder().decode(Contrast.self, from: data) == contrast)
  }

  @Test func countsAddUp() {
    let counts = ConfusionCounts(
      truePositives: 1, falsePositives: 2, trueNegatives: 4, falseNegatives: 8)
    #expect(counts.total == 15)
    #expect(counts.positives == 9)
    #expect(counts.negatives == 6)
    #expect(counts.selected == 3)
  }

  @Test func theHeadlineIsTheSmallestDefinedParity() {
    func pair(_ name: String, _ cosine: Estimate) -> PairParity {
      PairParity(first: "a", second: name, cosine: cosine)
    }
    let layer = LayerInfluence(
      layer: "dense", kernel: "dense/kernel", neurons: 2, influence: [],
      parity: [
        pair("b", Estimate(undefined: .zeroInfluence)), pair("c", Estimate(0.9)),
        pair("d", Estimate(0.4)),
      ])
    #expect(layer.headline?.second == "d")
  }
}
