import AuditResults
import Tables
import Testing

@testable import Audit

/// The metrics that scikit-learn alone does not have, against statsmodels, fairlearn and quadrature.
@Suite struct MeasureTests {
  private func outcomes(_ golden: JSON) -> (Outcomes, Subgroups) {
    let groups = golden["groups"].numbers
    let names = (0...Int(groups.max() ?? 0)).map { "g\($0)" }
    var settings = SettingsFacts()
    settings.resamples = 500
    return (
      Outcomes(
        scores: golden["scores"].numbers, labels: golden["labels"].numbers.map(UInt8.init),
        threshold: 0.5, settings: settings),
      Subgroups(name: "g", columns: ["g"], groups: names, codes: groups.map(Int32.init))
    )
  }

  private func compare(_ outcome: GroupOutcome, _ golden: JSON) {
    for metric in [
      "mcc", "fdr", "for", "calibration.slope", "calibration.intercept", "ece", "ge2", "theil",
      "average_precision",
    ] {
      #expect(
        agree(outcome[metric]?.value, golden[metric].number, relative: 1e-9, absolute: 1e-11),
        "\(outcome.id) \(metric)")
    }
    // Half of a Wald interval is its critical value times the standard error.
    for (metric, error) in [
      "calibration.slope": "slope_error", "calibration.intercept": "intercept_error",
    ] {
      let interval = outcome[metric]?.interval
      let half = ((interval?.upper ?? 0) - (interval?.lower ?? 0)) / 2
      let expected = (golden[error].number ?? 0) * Normal.criticalValue(confidence: 0.95)
      #expect(agree(half, expected, relative: 1e-7), "\(metric)")
    }
    let matthews = outcome["mcc"]?.interval
    #expect(agree(matthews?.lower, golden["mcc_interval"][0].number, relative: 1e-8))
    #expect(agree(matthews?.upper, golden["mcc_interval"][1].number, relative: 1e-8))
    if let interval = outcome["average_precision"]?.interval,
      let value = outcome["average_precision"]?.value
    {
      let half = (logit(interval.upper) - logit(interval.lower)) / 2
      let critical = StudentT.criticalValue(
        confidence: 0.95, degrees: Double(outcome.counts.positives - 1))
      let error = half / critical * value * (1 - value)
      #expect(agree(error * error, golden["precision_error"].number, relative: 1e-5))
    } else {
      Issue.record("no interval of average precision")
    }
    let scores = outcome.scores
    #expect(
      agree(scores?.calibrationTest?.statistic, golden["spiegelhalter"][0].number, relative: 1e-10))
    #expect(
      agree(scores?.calibrationTest?.pValue, golden["spiegelhalter"][1].number, relative: 1e-9))
    for (quantile, expected) in zip(scores?.quantiles ?? [], golden["quantiles"].numbers) {
      #expect(agree(quantile.score, expected, relative: 1e-12))
    }
    #expect(scores?.quantiles.count == golden["quantiles"].list.count)
    #expect(scores?.bins.reduce(0) { $0 + $1.rows } == outcome.counts.total)
    #expect(
      scores?.bins.reduce(0) { $0 + ($1.positives.numerator ?? 0) } == outcome.counts.positives)
  }

  @Test func measuresOfGroups() throws {
    for golden in try Goldens.read("measures.json").list {
      let (outcomes, subgroups) = outcomes(golden)
      compare(outcomes.overall(), golden["overall"])
      for (index, group) in outcomes.attribute(subgroups).groups.enumerated() {
        compare(group, golden["by_group"][index])
        #expect(
          agree(
            group["ll144.scoring_rate"]?.value,
            golden["by_group"][index]["ll144.scoring_rate"].number, relative: 1e-12))
      }
    }
  }

  @Test func measuresBetweenGroups() throws {
    for golden in try Goldens.read("measures.json").list {
      let (outcomes, subgroups) = outcomes(golden)
      let outcome = outcomes.attribute(subgroups)
      for (metric, expected) in golden["disparities"].object {
        let disparity = try #require(outcome[disparity: metric], "\(metric)")
        #expect(
          agree(disparity.estimate.value, expected.number, relative: 1e-9, absolute: 1e-12),
          "\(metric) of \(outcome.groups.count) groups")
        let interval = try #require(disparity.estimate.interval, "\(metric)")
        let value = try #require(disparity.estimate.value)
        #expect(interval.lower <= value && value <= interval.upper, "\(metric)")
      }
    }
  }

  /// The group with the larger scores, or the better ranking, is the higher one wherever it stands.
  @Test(arguments: [["good", "poor"], ["poor", "good"]])
  func pairsAreOrderedByTheirValues(names: [String]) throws {
    var rows = Rows()
    for name in names {
      if name == "good" {
        rows.add(name, tp: 40, fp: 5, tn: 30, fn: 5)
      } else {
        rows.add(name, tp: 15, fp: 10, tn: 30, fn: 20)
      }
    }
    for metric in ["score.smd", "abroca"] {
      let found = try #require(rows.outcome()[disparity: metric])
      #expect(found.lowest == "poor" && found.highest == "good", "\(metric)")
    }
  }

  @Test func signedMetricsAreForTwoGroups() {
    var rows = Rows()
    rows.add("a", tp: 10, fp: 5, tn: 20, fn: 5)
    rows.add("b", tp: 15, fp: 5, tn: 20, fn: 5)
    #expect(rows.outcome()[disparity: "dp.rate_gap.signed"]?.estimate.value ?? 0 < 0)
    rows.add("c", tp: 15, fp: 5, tn: 20, fn: 5)
    #expect(rows.outcome()[disparity: "dp.rate_gap.signed"] == nil)
  }

  @Test(arguments: [
    ("mcc", UndefinedReason.noPositives, (0, 3, 5, 0)), ("mcc", .noSelected, (0, 0, 5, 2)),
    ("mcc", .noUnselected, (3, 2, 0, 0)), ("theil", .zeroDenominator, (0, 0, 0, 4)),
    ("ge2", .noRows, (0, 0, 0, 0)), ("fdr", .noSelected, (0, 0, 2, 2)),
    ("for", .noUnselected, (2, 2, 0, 0)), ("calibration.slope", .noNegatives, (2, 0, 0, 2)),
    // All positives score above all negatives, and touch.
    ("calibration.slope", .noFiniteFit, (5, 0, 5, 0)), ("ece", .noRows, (0, 0, 0, 0)),
  ])
  func undefinedHasItsReason(
    metric: String, reason: UndefinedReason, cells: (Int, Int, Int, Int)
  ) {
    var rows = Rows()
    rows.add("a", tp: cells.0, fp: cells.1, tn: cells.2, fn: cells.3)
    let outcome = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick
    ).overall()
    #expect(outcome[metric]?.reason == reason, "\(outcome[metric] as Any)")
  }

  @Test func smallGroupsShowNoScores() {
    var rows = Rows()
    rows.add("a", tp: 10, tn: 19)
    rows.add("b", tp: 10, tn: 20)
    let groups = rows.outcome().groups
    #expect(groups[0].scores == nil && groups[1].scores != nil)
  }
}
