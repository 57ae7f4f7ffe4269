import AuditResults
import Tables
import Testing

@testable import Audit

/// Sample weights, against fairlearn and scikit-learn.
@Suite struct WeightTests {
  private func outcomes(_ golden: JSON, weights: [Double]?) -> Outcomes {
    Outcomes(
      scores: golden["scores"].numbers, labels: golden["labels"].numbers.map(UInt8.init),
      threshold: 0.5, settings: .quick, weights: weights)
  }

  private let shares = [
    "base_rate", "selection_rate", "tpr", "fpr", "ppv", "npv", "accuracy",
  ]

  private func compare(_ group: GroupOutcome, _ golden: JSON) throws {
    for (metric, expected) in golden.object where !expected.object.isEmpty {
      #expect(
        agree(group[metric]?.value, expected["value"].number, relative: 1e-9, absolute: 1e-12),
        "\(group.id) \(metric)")
      #expect(group[metric]?.interval != nil, "\(group.id) \(metric)")
    }
    #expect(agree(group.weight?.total, golden["total"].number, relative: 1e-12))
    #expect(agree(group.weight?.effectiveRows, golden["effective"].number, relative: 1e-12))
  }

  @Test func valuesOfGroups() throws {
    for golden in try KindGoldens.cases("weighted") {
      let outcomes = outcomes(golden, weights: KindGoldens.weights(golden))
      try compare(outcomes.overall(), golden["overall"])
      let attribute = outcomes.attribute(KindGoldens.subgroups(golden))
      for (group, expected) in zip(attribute.groups, golden["by_group"].list) {
        try compare(group, expected)
      }
      for (metric, expected) in golden["gaps"].object {
        let found = attribute[disparity: metric]?.estimate
        #expect(agree(found?.value, expected.number, relative: 1e-9, absolute: 1e-12), "\(metric)")
        #expect(found?.interval != nil, "\(metric)")
      }
    }
  }

  /// Every measure's error, by moving each row's weight in the other tool's function.
  @Test func errorsOfGroups() throws {
    for golden in try KindGoldens.cases("weighted") {
      let outcomes = outcomes(golden, weights: KindGoldens.weights(golden))
      let rows = KindGoldens.subgroups(golden).rowsOfGroups()
      for (index, expected) in golden["by_group"].list.enumerated() {
        let sample = outcomes.sample(rows[index])
        for metric in outcomes.metrics {
          guard case .group(let measure, _) = metric.rule,
            let error = expected[metric.id]["error"].number
          else { continue }
          var found = try #require(measure(sample).squaredError, "\(metric.id)")
          let (all, part) = (Double(sample.rows), Double(base(metric.id, sample)))
          // Rows outside a share's whole do not move it: the factor n / (n − 1) is of the whole's.
          if all != part { found *= (part - 1) / part * all / (all - 1) }
          if metric.id == "auc" { continue }
          #expect(agree(found, error, relative: 1e-4), "\(index) \(metric.id)")
        }
      }
    }
  }

  private func base(_ metric: String, _ sample: Sample) -> Int {
    switch metric {
    case "tpr": sample.counts.positives
    case "fpr": sample.counts.negatives
    case "ppv": sample.counts.selected
    case "npv": sample.counts[.unselected]
    default: sample.rows
    }
  }

  /// The area's two classes have factors of their own, so that its error lies a little above.
  @Test func errorOfTheArea() throws {
    for golden in try KindGoldens.cases("weighted") {
      let outcomes = outcomes(golden, weights: KindGoldens.weights(golden))
      let found = Measures.area(outcomes.sample(0..<outcomes.rows)).squaredError
      let expected = try #require(golden["overall"]["auc"]["error"].number)
      let ratio = try #require(found) / expected
      #expect(1 < ratio && ratio < 1.03)
    }
  }

  /// Equal weights, whatever they are, change nothing.
  @Test(arguments: [1.0, 3.5]) func equalWeightsChangeNothing(weight: Double) throws {
    for golden in try KindGoldens.cases("weighted") {
      let plain = outcomes(golden, weights: nil).attribute(KindGoldens.subgroups(golden))
      let count = golden["scores"].numbers.count
      let weighted = outcomes(golden, weights: Array(repeating: weight, count: count))
        .attribute(KindGoldens.subgroups(golden))
      for (a, b) in zip(plain.groups, weighted.groups) {
        #expect(agree(b.weight?.effectiveRows, Double(b.rows), relative: 1e-12))
        for metric in shares + ["mean_score", "brier", "log_loss", "auc"] {
          let (x, y) = (a[metric], b[metric])
          #expect(agree(x?.value, y?.value, relative: 1e-12, absolute: 1e-13), "\(metric)")
          #expect(
            agree(x?.interval?.lower, y?.interval?.lower, relative: 1e-9, absolute: 1e-12),
            "\(metric)")
          #expect(
            agree(x?.interval?.upper, y?.interval?.upper, relative: 1e-9, absolute: 1e-12),
            "\(metric)")
        }
      }
      for metric in ["dp.rate_gap.maxmin", "dp.ratio.minmax", "eo.max"] {
        let (x, y) = (plain[disparity: metric]?.estimate, weighted[disparity: metric]?.estimate)
        #expect(agree(x?.value, y?.value, relative: 1e-12, absolute: 1e-13), "\(metric)")
        for end in [\Interval.lower, \Interval.upper] {
          #expect(
            agree(
              x?.interval?[keyPath: end], y?.interval?[keyPath: end], relative: 1e-9,
              absolute: 1e-12), "\(metric)")
        }
      }
    }
  }

  /// What has no weighted form says so, in place of an unweighted number.
  @Test func whatIsNotWeightedSaysSo() throws {
    let golden = try KindGoldens.cases("weighted")[0]
    let attribute = outcomes(golden, weights: KindGoldens.weights(golden))
      .attribute(KindGoldens.subgroups(golden))
    for metric in ["average_precision", "calibration.slope", "calibration.intercept", "ece"] {
      #expect(attribute.groups[0][metric]?.reason == .notWithWeights, "\(metric)")
    }
    for metric in ["dp.rate_gap.overall", "dp.rate_gap.relative", "score.smd", "abroca"] {
      #expect(attribute[disparity: metric]?.estimate.reason == .notWithWeights, "\(metric)")
    }
    #expect(attribute.groups.allSatisfy { $0.scores == nil } && attribute.bounds == nil)
    #expect(attribute.contrasts.allSatisfy { $0.shortfall == nil && $0.onePerson == nil })
  }

  @Test func rowsWithoutWeightHaveNoShare() {
    var rows = Rows()
    rows.add("a", tp: 3, fp: 2, tn: 4, fn: 1)
    let outcome = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick,
      weights: rows.labels.map { $0 == 0 ? 1 : 0 }
    ).overall()
    #expect(outcome["tpr"]?.reason == .noPositives && outcome["fpr"]?.value == 2.0 / 6)
    #expect(outcome["base_rate"]?.value == 0 && outcome["auc"]?.value == nil)
  }

  @Test func theMedianIsThatOfWeight() {
    #expect(median([3, 1, 2], weights: [1, 1, 1]) == 2)
    #expect(median([3, 1, 2], weights: [5, 1, 1]) == 3)
    #expect(median([3, 1, 2, 4], weights: nil) == 2.5)
    #expect(median([], weights: nil) == nil)
  }
}
