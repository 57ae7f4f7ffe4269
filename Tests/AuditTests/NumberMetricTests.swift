import AuditResults
import Tables
import Testing

@testable import Audit

/// Numeric labels, against scikit-learn and SciPy, with and without weights.
@Suite struct NumberMetricTests {
  private func outcomes(_ golden: JSON) -> Outcomes {
    Outcomes(
      labels: golden["labels"].numbers, predictions: golden["predictions"].numbers,
      settings: .quick, weights: KindGoldens.weights(golden))
  }

  private let metrics = ["mean_label", "mean_prediction", "bias", "mae", "rmse", "r2"]

  private func compare(
    _ group: GroupOutcome, _ sample: Sample, _ golden: JSON, isWeighted: Bool
  ) throws {
    KindGoldens.compare(group, golden, metrics)
    let effective = try #require(golden["effective"].number)
    if isWeighted {
      #expect(agree(group.weight?.effectiveRows, effective, relative: 1e-12))
    } else {
      #expect(group.weight == nil)
    }
    #expect(
      agree(
        NumberMeasures.absoluteError(sample).squaredError, golden["mae_error"].number,
        relative: 1e-9))
    #expect(
      agree(
        NumberMeasures.rootMeanSquare(sample).squaredError, golden["rmse_error"].number,
        relative: 1e-5))
    #expect(
      agree(
        NumberMeasures.determination(sample).squaredError, golden["r2_error"].number,
        relative: 1e-5))
    try compareIntervals(group, degrees: max(2, effective.rounded()) - 1)
  }

  /// Student's arm on the logarithmic scale towards smaller errors, at least as long a one towards larger.
  private func compareIntervals(_ group: GroupOutcome, degrees: Double) throws {
    for (metric, isFlipped) in [("rmse", false), ("r2", true)] {
      func scale(_ x: Double) -> Double { logarithm(isFlipped ? 1 - x : x) }
      let estimate = try #require(group[metric])
      let (value, interval) = (try #require(estimate.value), try #require(estimate.interval))
      let ends = isFlipped ? (interval.upper, interval.lower) : (interval.lower, interval.upper)
      let (smaller, larger) = (scale(value) - scale(ends.0), scale(ends.1) - scale(value))
      #expect(smaller > 0 && larger > smaller * (1 - 1e-9), "\(metric)")
      #expect(interval.method == Method.linearized.rawValue, "\(metric)")
    }
  }

  @Test func measuresOfGroups() throws {
    for golden in try KindGoldens.cases("numeric") {
      let isWeighted = KindGoldens.weights(golden) != nil
      let outcomes = outcomes(golden)
      try compare(
        outcomes.overall(), outcomes.sample(0..<outcomes.rows), golden["overall"],
        isWeighted: isWeighted)
      let attribute = outcomes.attribute(KindGoldens.subgroups(golden))
      let samples = outcomes.samples(of: KindGoldens.subgroups(golden))
      for (index, expected) in golden["by_group"].list.enumerated() {
        try compare(attribute.groups[index], samples[index], expected, isWeighted: isWeighted)
      }
      // The benchmark is the group with the highest mean prediction.
      let means = golden["by_group"].list.compactMap { $0["mean_prediction"].number }
      let highest = try #require(means.indices.max { means[$0] < means[$1] })
      #expect(attribute.reference == "g\(highest)")
    }
  }

  @Test func gapsBetweenGroups() throws {
    for golden in try KindGoldens.cases("numeric") {
      let attribute = outcomes(golden).attribute(KindGoldens.subgroups(golden))
      for (metric, expected) in golden["gaps"].object {
        let found = try #require(attribute[disparity: metric]?.estimate, "\(metric)")
        #expect(agree(found.value, expected.number, relative: 1e-9, absolute: 1e-12), "\(metric)")
        #expect(found.interval != nil, "\(metric)")
      }
      if KindGoldens.weights(golden) != nil {
        for metric in ["prediction.ks", "prediction.smd"] {
          #expect(attribute[disparity: metric]?.estimate.reason == .notWithWeights)
        }
      }
    }
  }

  @Test(arguments: [[1, 0], [0, 1]] as [[Int32]])
  func pairsAreOrderedByTheirMeans(codes: [Int32]) throws {
    let outcomes = Outcomes(
      labels: Array(repeating: 1, count: 40),
      predictions: (0..<40).map { Double($0 / 20 * 3) + Double($0 % 5) }, settings: .quick,
      weights: nil)
    let groups = Subgroups(
      name: "g", columns: ["g"], groups: ["x", "y"], codes: (0..<40).map { codes[$0 / 20] })
    for metric in ["prediction.ks", "prediction.smd"] {
      let found = try #require(outcomes.attribute(groups)[disparity: metric])
      #expect(found.highest == groups.groups[Int(codes[1])], "\(metric)")
      #expect(found.lowest == groups.groups[Int(codes[0])], "\(metric)")
    }
  }

  @Test func labelsThatDoNotVaryHaveNoDetermination() {
    let outcomes = Outcomes(
      labels: [1, 1, 1, 4], predictions: [1, 2, 1, 2], settings: .quick, weights: nil)
    let groups = Subgroups(name: "g", columns: ["g"], groups: ["x", "y"], codes: [0, 0, 0, 1])
    let attribute = outcomes.attribute(groups)
    #expect(attribute.groups[0]["r2"]?.reason == .noVariation)
    #expect(attribute.groups[1]["r2"]?.reason == .tooFewRows)
    #expect(attribute.groups[1]["mae"]?.value == 2 && attribute.groups[1]["mae"]?.interval == nil)
    #expect(attribute[disparity: "r2.gap.maxmin"]?.undefinedGroups == ["x", "y"])
  }

  @Test func perfectPredictionsHaveNoInterval() {
    let outcome = Outcomes(
      labels: [1, 2, 3], predictions: [1, 2, 3], settings: .quick, weights: nil
    ).overall()
    #expect(outcome["r2"]?.value == 1 && outcome["r2"]?.interval == nil)
    #expect(outcome["rmse"]?.value == 0 && outcome["rmse"]?.interval == nil)
  }
}
