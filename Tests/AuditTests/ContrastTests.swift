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
        "selection_rate", "tpr", "fpr", "accuracy", "mean_score",
      ])
    let rate = try #require(outcome.contrasts.first { $0.metric == "selection_rate" })
    #expect(rate.group == "a" && rate.reference == "b")
    #expect(agree(rate.difference.value, 0.1 - 0.8, relative: 1e-14))
    #expect(agree(rate.ratio?.value, 0.125, relative: 1e-14))
    #expect(rate.difference.interval?.method == "newcombe")
    #expect(rate.ratio?.interval?.method == "katz")
    let fpr = try #require(outcome.contrasts.first { $0.metric == "fpr" })
    #expect(fpr.ratio?.value == 0 && fpr.ratio?.interval?.method == "mover.ratio")
    let score = try #require(outcome.contrasts.first { $0.metric == "mean_score" })
    #expect(score.ratio == nil && score.difference.interval?.method == "welch")
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
}
