import AuditResults
import Tables
import Testing

@testable import Audit

/// Rows without a group dealt to the groups, against all assignments one by one.
@Suite struct AssignmentBoundTests {
  private func bounds(_ golden: JSON, isRatio: Bool) throws -> AssignmentBounds {
    try #require(
      AssignmentBounds(
        golden["groups"].list.map { (Int($0[0].number ?? 0), Int($0[1].number ?? 0)) },
        marked: Int(golden["marked"].number ?? 0), plain: Int(golden["plain"].number ?? 0),
        isRatio: isRatio))
  }

  @Test func agreesWithAllAssignments() throws {
    for golden in try KindGoldens.cases("bounds") {
      for (key, isRatio) in [("gap", false), ("ratio", true)] {
        let found = try bounds(golden, isRatio: isRatio)
        let (best, worst) = (golden[key][0].number, golden[key][1].number)
        #expect(agree(found.worst, worst, relative: 1e-12, absolute: 1e-15), "\(golden)")
        let least = try #require(best)
        if golden["groups"].list.count == 2 {
          #expect(agree(found.best, least, relative: 1e-12, absolute: 1e-15), "\(golden)")
          #expect(found.bestLimit == found.best)
        }
        // The attained best is no better than the best there is, which is no better than the limit.
        if isRatio {
          #expect(found.best <= least + 1e-12 && least <= found.bestLimit + 1e-9)
          #expect(found.best > least - 0.03)
        } else {
          #expect(found.best >= least - 1e-12 && least >= found.bestLimit - 1e-9)
          #expect(found.best < least + 0.03)
        }
      }
    }
  }

  @Test func undefinedSharesHaveNoBounds() {
    #expect(AssignmentBounds([(0, 0), (1, 2)], marked: 1, plain: 1, isRatio: false) == nil)
    #expect(AssignmentBounds([(1, 2)], marked: 1, plain: 1, isRatio: false) == nil)
    #expect(AssignmentBounds([(0, 3), (0, 2)], marked: 0, plain: 1, isRatio: true) == nil)
  }

  @Test func everyGapAndRatioOfRatesIsBounded() throws {
    var rows = Rows()
    rows.add("a", tp: 30, fp: 10, tn: 40, fn: 20)
    rows.add("b", tp: 20, fp: 20, tn: 30, fn: 30)
    rows.add("unknown", tp: 3, fp: 4, tn: 5, fn: 2)
    var subgroups = rows.subgroups
    subgroups.unknownIndex = 2
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick)
    let bounds = try #require(outcomes.bounds(subgroups))
    #expect(
      Set(bounds.map(\.metric)).isSuperset(of: [
        "dp.rate_gap.maxmin", "dp.ratio.minmax", "eo.max", "eo.mean_abs", "eo.ratio",
        "eopp.maxmin", "eopp.ratio", "fpr.gap.maxmin", "accuracy.gap.maxmin", "ppv.gap.maxmin",
        "npv.gap.maxmin", "eo.sum_abs",
      ]))
    for bound in bounds {
      let known = try #require(bound.known.value)
      let isRatio = Metric.named(bound.metric)?.higherIsBetter == true
      #expect(isRatio ? bound.best >= bound.worst : bound.best <= bound.worst, "\(bound.metric)")
      // Dealt evenly, the rows change little, so that what is known lies between.
      #expect(isRatio ? known >= bound.worst : known <= bound.worst, "\(bound.metric)")
      #expect(bound.rows == 14)
    }
    let gap = try #require(bounds.first { $0.metric == "dp.rate_gap.maxmin" })
    // a gets the 7 selected rows, b the other 7: 47 of 107 against 40 of 107.
    #expect(agree(gap.worst, 47.0 / 107 - 40.0 / 107, relative: 1e-12))
    #expect(gap.best == 0)
    #expect(outcomes.bounds(rows.subgroups) == nil)
  }
}
