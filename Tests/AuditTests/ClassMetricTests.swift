import AuditResults
import Tables
import Testing

@testable import Audit

/// Labels of several classes, against scikit-learn and fairlearn, with and without weights.
@Suite struct ClassMetricTests {
  private func content(_ golden: JSON) -> ClassContent {
    let count = Int(golden["classes"].number ?? 0)
    return ClassContent(
      names: (0..<count).map { "c\($0)" }, labels: golden["labels"].numbers.map(Int32.init),
      probabilities: golden["scores"].numbers)
  }

  private func outcomes(_ golden: JSON) -> Outcomes {
    Outcomes(content(golden), settings: .quick, weights: KindGoldens.weights(golden))
  }

  private let metrics = [
    "multiclass.accuracy", "multiclass.recall_macro", "multiclass.precision_macro",
    "multiclass.f1_macro", "multiclass.log_loss",
  ]

  @Test func measuresOfGroups() throws {
    for golden in try KindGoldens.cases("multiclass") {
      let outcomes = outcomes(golden)
      KindGoldens.compare(outcomes.overall(), golden["overall"], metrics)
      let attribute = outcomes.attribute(KindGoldens.subgroups(golden))
      #expect(attribute.groups.count == golden["by_group"].list.count)
      for (group, expected) in zip(attribute.groups, golden["by_group"].list) {
        KindGoldens.compare(group, expected, metrics)
        for metric in metrics {
          let interval = try #require(group[metric]?.interval, "\(metric)")
          let value = try #require(group[metric]?.value)
          #expect(interval.lower <= value && value <= interval.upper)
        }
        let found = KindGoldens.squaredError(
          group["multiclass.f1_macro"], degrees: Double(group.rows - 1), scale: { $0 }, slope: 1)
        #expect(agree(found, expected["f1_error"].number, relative: 1e-5))
      }
    }
  }

  @Test func gapsBetweenGroups() throws {
    for golden in try KindGoldens.cases("multiclass") {
      let attribute = outcomes(golden).attribute(KindGoldens.subgroups(golden))
      for (metric, expected) in golden["gaps"].object {
        let found = try #require(attribute[disparity: metric]?.estimate, "\(metric)")
        #expect(agree(found.value, expected.number, relative: 1e-9, absolute: 1e-12), "\(metric)")
        let interval = try #require(found.interval, "\(metric)")
        #expect(interval.lower <= found.value ?? -1 && found.value ?? 9 <= interval.upper)
      }
    }
  }

  @Test func eachClassAgainstTheRest() throws {
    for golden in try KindGoldens.cases("multiclass") {
      let content = content(golden)
      for (index, expected) in golden["by_class"].list.enumerated() {
        let found = content.oneAgainstRest(
          index, settings: .quick, weights: KindGoldens.weights(golden)
        ).attribute(KindGoldens.subgroups(golden))
        for (metric, value) in expected.object {
          #expect(
            agree(
              found[disparity: metric]?.estimate.value, value.number, relative: 1e-9,
              absolute: 1e-12), "\(index) \(metric)")
        }
      }
    }
  }

  @Test func thresholdsOfEachClassLeaveRowsOut() {
    let content = ClassContent(
      names: ["a", "b"], labels: [0, 0, 1, 1],
      probabilities: [0.6, 0.4, 0.45, 0.55, 0.2, 0.8, 0.5, 0.5],
      thresholds: [0.5, 0.6])
    // The second row reaches neither cut-off; of equal scores the first class that reaches its own.
    #expect(content.assigned == [0, 2, 1, 0])
    let outcome = Outcomes(content, settings: .quick, weights: nil).overall()
    #expect(outcome["multiclass.accuracy"]?.numerator == 2)
    #expect(outcome["multiclass.accuracy"]?.denominator == 4)
    let equal = ClassContent(names: ["a", "b"], labels: [0], probabilities: [0.5, 0.5])
    #expect(equal.assigned == [0])
  }

  @Test func aGroupWithoutAClassHasNoMean() {
    let content = ClassContent(
      names: ["a", "b", "c"], labels: [0, 1, 2, 0, 1, 1], assigned: [0, 1, 2, 0, 1, 0])
    let groups = Subgroups(
      name: "g", columns: ["g"], groups: ["x", "y"], codes: [0, 0, 0, 1, 1, 1])
    let attribute = Outcomes(content, settings: .quick, weights: nil).attribute(groups)
    #expect(attribute.groups[0]["multiclass.recall_macro"]?.value == 1)
    #expect(attribute.groups[1]["multiclass.recall_macro"]?.reason == .missingClass)
    #expect(attribute.groups[1]["multiclass.log_loss"]?.reason == .noScores)
    let gap = attribute[disparity: "multiclass.recall_macro.gap.maxmin"]
    #expect(gap?.estimate.reason == .undefinedInAGroup && gap?.undefinedGroups == ["y"])
    #expect(attribute.groups[1].rows == 3 && attribute.groups[1].counts.total == 0)
  }
}
