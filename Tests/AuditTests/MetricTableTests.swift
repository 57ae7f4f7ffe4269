import AuditResults
import Testing

@testable import Audit

@Suite struct MetricTableTests {
  @Test func idsAreUnique() {
    #expect(Set(Metric.all.map(\.id)).count == Metric.all.count)
    #expect(Set(Method.allCases.map(\.rawValue)).count == Method.allCases.count)
  }

  @Test(arguments: Metric.all.map(\.definition))
  func everyMetricIsExplained(_ definition: MetricDefinition) {
    for text in [definition.name, definition.formula, definition.reference] {
      #expect(!text.isEmpty)
    }
    for sentence in [definition.meaning, definition.caution] {
      #expect(sentence.hasSuffix("."), "\(definition.id): \(sentence)")
      #expect(sentence.first?.isUppercase == true)
    }
  }

  @Test(arguments: Method.allCases)
  func everyMethodIsExplained(_ method: Method) {
    #expect(method.definition.id == method.rawValue)
    #expect(method.definition.description.hasSuffix(".") && !method.definition.reference.isEmpty)
  }

  @Test func theContractualIdsExist() {
    let groupIDs = [
      "base_rate", "selection_rate", "tpr", "fpr", "fnr", "tnr", "ppv", "npv", "accuracy",
      "balanced_accuracy", "f1", "mean_score", "log_loss", "brier", "auc", "average_precision",
    ]
    for id in groupIDs { #expect(Metric.named(id)?.isDisparity == false, "\(id)") }
    let disparityIDs = [
      "dp.rate_gap.maxmin", "dp.ratio.minmax", "dp.score_gap", "eo.max", "eo.mean_abs",
      "eo.ratio", "eo.score_gap_sum", "eopp.maxmin", "eopp.ratio", "accuracy.gap.maxmin",
      "ppv.gap.maxmin",
    ]
    for id in disparityIDs { #expect(Metric.named(id)?.isDisparity == true, "\(id)") }
    #expect(Metric.named("no such metric") == nil)
  }

  /// Two ordinary groups give every disparity a value and an interval that holds it, of a known
  /// method.
  @Test(arguments: Metric.table(for: .binary).filter(\.isDisparity).map(\.id))
  func everyDisparityHasAnInterval(_ id: String) throws {
    for groups in [2, 4] {
      var rows = Rows()
      for index in 0..<groups {
        rows.add("g\(index)", tp: 20 + index, fp: 5, tn: 40 - 3 * index, fn: 8)
      }
      for index in rows.scores.indices { rows.scores[index] += Double(index % 7) / 100 }
      let disparity = try #require(rows.outcome()[disparity: id])
      let value = try #require(disparity.estimate.value)
      let interval = try #require(disparity.estimate.interval)
      #expect(interval.lower <= value && value <= interval.upper)
      #expect(interval.lower >= 0)
      #expect(Method(rawValue: interval.method) != nil)
      if groups == 4 { #expect(interval.method == "simultaneous.box") }
      #expect(disparity.undefinedGroups == nil)
    }
  }
}
