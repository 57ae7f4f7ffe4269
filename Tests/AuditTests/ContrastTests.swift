import AuditResults
import Testing

@testable import Audit

@Suite struct ContrastTests {
  @Test func everyGroupIsHeldAgainstTheHighestRate() throws {
    var rows = Rows()
    rows.add("a", tp: 5, fp: 0, tn: 40, fn: 5)
    rows.add("b", tp: 30, fp: 10, tn: 10, fn: 0)
    let outcome = rows.outcome()
    #expect(outcome.reference == "b")
    #expect(
      Set(outcome.contrasts.map(\.metric)) == [
        "selection_rate", "tpr", "fpr", "ppv", "accuracy", "mean_score", "auc",
      ])
    let rate = try #require(outcome.contrasts.first { $0.metric == "selection_rate" })
    #expect(rate.group == "a" && rate.reference == "b")
    #expect(agree(rate.difference.value, 0.1 - 0.8, relative: 1e-14))
    #expect(agree(rate.ratio?.value, 0.125, relative: 1e-14))
    #expect(rate.difference.interval?.method == "miettinen.nurminen")
    #expect(rate.ratio?.interval?.method == "gart.nam")
    let fpr = try #require(outcome.contrasts.first { $0.metric == "fpr" })
    #expect(fpr.ratio?.value == 0 && fpr.ratio?.interval?.method == "gart.nam")
    let score = try #require(outcome.contrasts.first { $0.metric == "mean_score" })
    #expect(score.ratio == nil && score.difference.interval?.method == "hall.two")
  }

  @Test func undefinedSidesKeepTheirReason() throws {
    var rows = Rows()
    rows.add("a", fp: 1, tn: 9)
    rows.add("b", tp: 8, tn: 2)
    let contrasts = rows.outcome().contrasts
    let tpr = try #require(contrasts.first { $0.metric == "tpr" })
    #expect(tpr.difference.reason == .noPositives && tpr.ratio?.reason == .noPositives)
    let fpr = try #require(contrasts.first { $0.metric == "fpr" })
    #expect(fpr.difference.value == 0.1 && fpr.ratio?.reason == .zeroDenominator)
  }

  @Test func contrastsAreTestedAndShortfallsCounted() throws {
    var rows = Rows()
    rows.add("Female", tp: 142, tn: 423)
    rows.add("Male", tp: 245, tn: 437)
    let contrasts = rows.outcome().contrasts
    let rate = try #require(contrasts.first { $0.metric == "selection_rate" })
    // A published vendor sample prints p = 0.003; the counts give z = −4.10.
    #expect(rate.test?.method == "pooled.z")
    #expect(abs((rate.test?.statistic ?? 0) + 4.10) < 0.005)
    #expect(abs((rate.test?.pValue ?? 1) - 0.00004) < 0.000005)
    #expect(agree(rate.shortfall?.value, 565.0 * 245 / 682 - 142, relative: 1e-12))
    let interval = try #require(rate.shortfall?.interval)
    #expect(interval.lower < 61 && interval.upper > 61 && interval.lower > 0)
    #expect(rate.onePerson?.passesFourFifths == false && rate.onePerson?.reversesOrder == false)
    #expect(contrasts.filter { $0.metric != "selection_rate" }.allSatisfy { $0.shortfall == nil })
  }

  // Four of ten against six of ten is 0.67; with one person 5 of 5. Four of eleven against five of
  // eleven is exactly four fifths, which is not below.
  @Test func onePersonCanTurnARatio() throws {
    var rows = Rows()
    rows.add("a", tp: 4, tn: 6)
    rows.add("b", tp: 6, tn: 4)
    let small = try #require(
      rows.outcome().contrasts.first { $0.metric == "selection_rate" }?.onePerson)
    #expect(small.passesFourFifths && small.reversesOrder && small.ratio == 1)
    var exact = Rows()
    exact.add("a", tp: 4, tn: 7)
    exact.add("b", tp: 5, tn: 6)
    let edge = try #require(
      exact.outcome().contrasts.first { $0.metric == "selection_rate" }?.onePerson)
    #expect(!edge.passesFourFifths && edge.reversesOrder)
  }

  @Test func contrastsAreAdjustedTogether() {
    var rows = Rows()
    rows.add("a", tp: 14, fp: 9, tn: 42, fn: 3)
    rows.add("b", tp: 24, fp: 3, tn: 43, fn: 8)
    rows.add("c", tp: 20, fp: 30, tn: 50, fn: 0)
    var attributes = [rows.outcome(), rows.outcome()]
    let tests = attributes.adjustContrasts()
    let contrasts = attributes.flatMap(\.contrasts)
    #expect(tests == contrasts.count { $0.test != nil } && tests > 20)
    #expect(
      contrasts.compactMap(\.adjustedP)
        == benjaminiHochberg(contrasts.compactMap { $0.test?.pValue }))
  }
}
