import AuditResults
import Testing

@testable import Audit

@Suite struct DisparityTests {
  private func threeGroups() -> AttributeOutcome {
    var rows = Rows()
    rows.add("a", tp: 30, fp: 10, tn: 50, fn: 10)
    rows.add("b", tp: 5, fp: 5, tn: 60, fn: 30)
    rows.add("c", tp: 20, fp: 30, tn: 50, fn: 0)
    return rows.outcome()
  }

  @Test func valuesFollowTheirFormulas() throws {
    let outcome = threeGroups()
    func value(_ id: String) -> Double? { outcome[disparity: id]?.estimate.value }
    let (tpr, fpr) = (1 - 5.0 / 35, 30.0 / 80 - 5.0 / 65)
    #expect(agree(value("dp.rate_gap.maxmin"), 0.5 - 0.1, relative: 1e-14))
    #expect(agree(value("dp.ratio.minmax"), 0.2, relative: 1e-14))
    #expect(agree(value("eopp.maxmin"), tpr, relative: 1e-14))
    #expect(agree(value("fpr.gap.maxmin"), fpr, relative: 1e-14))
    #expect(agree(value("eo.max"), max(tpr, fpr), relative: 1e-14))
    #expect(agree(value("eo.mean_abs"), (tpr + fpr) / 2, relative: 1e-14))
    #expect(
      agree(value("eo.ratio"), min(5.0 / 35, (5.0 / 65) / (30.0 / 80)), relative: 1e-14))
    #expect(agree(value("dp.score_gap"), 0.5 * (0.5 - 0.1), relative: 1e-14))
    #expect(agree(value("eo.score_gap_sum"), 0.5 * (tpr + fpr), relative: 1e-14))
  }

  @Test func theDecidingGroupsAreNamed() {
    let outcome = threeGroups()
    #expect(outcome.reference == "c")
    #expect(outcome[disparity: "dp.ratio.minmax"]?.lowest == "b")
    #expect(outcome[disparity: "dp.ratio.minmax"]?.highest == "c")
    #expect(outcome[disparity: "eo.max"]?.highest == "c")
    #expect(outcome[disparity: "eo.mean_abs"]?.lowest == nil)
  }

  @Test func twoGroupsHaveTheClassicalIntervals() throws {
    var rows = Rows()
    rows.add("a", tp: 56, tn: 14)
    rows.add("b", tp: 48, tn: 32)
    let outcome = rows.outcome()
    let gap = try #require(outcome[disparity: "dp.rate_gap.maxmin"]?.estimate.interval)
    // Newcombe 1998, table II, row (a), method 6: 0.0528 to 0.3382.
    #expect(abs(gap.lower - 0.0528) < 5e-5 && abs(gap.upper - 0.3382) < 5e-5)
    #expect(gap.method == "miettinen.nurminen")
    let ratio = try #require(outcome[disparity: "dp.ratio.minmax"]?.estimate.interval)
    let alone = try #require(
      Proportion(count: 48, total: 80).ratio(
        over: Proportion(count: 56, total: 70), confidence: 0.95))
    #expect(ratio.lower == alone.lowerBound && ratio.upper == alone.upperBound)
  }

  @Test func equalGroupsHaveAGapOfZeroWithinTheInterval() throws {
    var rows = Rows()
    rows.add("a", tp: 10, tn: 30)
    rows.add("b", tp: 10, tn: 30)
    let outcome = rows.outcome()
    let gap = try #require(outcome[disparity: "dp.rate_gap.maxmin"]?.estimate)
    #expect(gap.value == 0 && gap.interval?.lower == 0)
    let ratio = try #require(outcome[disparity: "dp.ratio.minmax"]?.estimate)
    #expect(ratio.value == 1 && ratio.interval?.upper == 1)
  }

  @Test func groupsWithoutAValueAreNamed() throws {
    var rows = Rows()
    rows.add("a", tp: 10, tn: 30, fn: 5)
    rows.add("b", tp: 3, tn: 30, fn: 5)
    rows.add("c", fp: 4, tn: 30)
    let outcome = rows.outcome()
    let gap = try #require(outcome[disparity: "eopp.maxmin"])
    #expect(agree(gap.estimate.value, 10.0 / 15 - 3.0 / 8, relative: 1e-14))
    #expect(gap.undefinedGroups == ["c"])
    #expect(outcome[disparity: "dp.rate_gap.maxmin"]?.undefinedGroups == nil)
  }

  @Test func reasons() {
    var rows = Rows()
    rows.add("a", tn: 10)
    #expect(rows.outcome()[disparity: "dp.rate_gap.maxmin"]?.estimate.reason == .singleGroup)
    rows.add("b", tp: 0, tn: 10)
    let outcome = rows.outcome()
    #expect(outcome[disparity: "dp.ratio.minmax"]?.estimate.reason == .zeroDenominator)
    #expect(outcome[disparity: "eopp.maxmin"]?.estimate.reason == .undefinedInAGroup)
    #expect(outcome[disparity: "eopp.maxmin"]?.undefinedGroups == ["a", "b"])
    #expect(outcome[disparity: "dp.rate_gap.maxmin"]?.estimate.value == 0)
  }

  @Test func aGroupOfOneRowWidensTheIntervalToWhatIsPossible() throws {
    var rows = Rows()
    rows.add("a", tp: 10, tn: 30)
    rows.add("b", tp: 20, tn: 20)
    rows.add("c", tn: 1)
    let interval = try #require(rows.outcome()[disparity: "dp.score_gap"]?.estimate.interval)
    #expect(interval.upper == 1 && interval.lower >= 0)
  }

  /// With four equal groups the interval has to reach zero in about 95 % of draws; a percentile
  /// bootstrap of max - min hardly ever does.
  @Test func intervalsOfEqualGroupsReachZero() throws {
    var random = RandomSource(seed: 17)
    let metric = try #require(Metric.named("dp.rate_gap.maxmin"))
    var covered = 0
    let trials = 1000
    for _ in 0..<trials {
      let samples = (0..<4).map { _ in
        let selected = random.binomial(150, 0.3)
        return Sample(
          rows: 0..<150, scores: (0..<150).map { $0 < selected ? 0.75 : 0.25 },
          labels: [UInt8](repeating: 1, count: 150), threshold: 0.5)
      }
      let disparity = metric.disparity(
        names: ["a", "b", "c", "d"], samples: samples, confidence: 0.95)
      covered += disparity?.estimate.interval?.lower == 0 ? 1 : 0
    }
    // 95 %, less two standard errors of the count.
    #expect(covered >= 936, "\(covered) of \(trials)")
    #expect(covered < trials, "intervals that never miss are too wide")
  }

  @Test func foldedRanges() {
    #expect(magnitudes(-0.2...0.1) == 0...0.2)
    #expect(magnitudes(-0.3 ... -0.1) == 0.1...0.3)
    #expect(foldedRatios(0.5...0.8) == 0.5...0.8)
    #expect(foldedRatios(0.5...4) == 0.25...1)
    #expect(foldedRatios(2...4) == 0.25...0.5)
  }
}
