import AuditResults
import Tables
import Testing

@testable import Audit

@Suite struct GroupMetricTests {
  private func overall(_ scores: [Double], _ labels: [UInt8]) -> GroupOutcome {
    Outcomes(scores: scores, labels: labels, threshold: 0.5, settings: .quick).overall()
  }

  @Test func valuesAreThoseOfScikitLearn() throws {
    for golden in try Goldens.read("rankings.json").list {
      let outcome = overall(golden["scores"].numbers, golden["labels"].numbers.map(UInt8.init))
      for metric in [
        "auc", "average_precision", "log_loss", "brier", "f1", "balanced_accuracy", "ppv", "tpr",
        "accuracy", "mean_score",
      ] {
        #expect(
          agree(outcome[metric]?.value, golden[metric].number, relative: 1e-13, absolute: 1e-15),
          "\(metric) of \(outcome.counts.total) rows")
      }
    }
  }

  @Test func areasHaveIntervals() throws {
    var methods: Set<String> = []
    for golden in try Goldens.read("rankings.json").list {
      let outcome = overall(golden["scores"].numbers, golden["labels"].numbers.map(UInt8.init))
      let interval = try #require(outcome["auc"]?.interval)
      let expected = golden["auc_interval"].numbers
      #expect(agree(interval.lower, expected[0], relative: 1e-9))
      #expect(agree(interval.upper, expected[1], relative: 1e-9))
      methods.insert(interval.method)
    }
    #expect(methods == ["delong", "newcombe.auc"])
  }

  @Test func ratesCarryTheirCounts() throws {
    var rows = Rows()
    rows.add("a", tp: 3, fp: 2, tn: 7, fn: 1)
    let group = rows.outcome().groups[0]
    let expected = [
      "base_rate": (4, 13), "selection_rate": (5, 13), "tpr": (3, 4), "fpr": (2, 9),
      "fnr": (1, 4), "tnr": (7, 9), "ppv": (3, 5), "npv": (7, 8), "accuracy": (10, 13),
      "f1": (6, 9),
    ]
    for (metric, (numerator, denominator)) in expected {
      let estimate = try #require(group[metric])
      #expect(estimate.numerator == numerator && estimate.denominator == denominator, "\(metric)")
      #expect(agree(estimate.value, Double(numerator) / Double(denominator), relative: 1e-15))
      let interval = try #require(estimate.interval)
      #expect(interval.lower < estimate.value ?? 0 && interval.upper > estimate.value ?? 1)
      #expect(interval.level == 0.95)
    }
  }

  @Test(arguments: [
    ("tpr", UndefinedReason.noPositives, Rows(tn: 2, fp: 1)),
    ("fnr", .noPositives, Rows(tn: 2)), ("fpr", .noNegatives, Rows(tp: 1, fn: 1)),
    ("tnr", .noNegatives, Rows(tp: 1)), ("ppv", .noSelected, Rows(tn: 1, fn: 1)),
    ("npv", .noUnselected, Rows(tp: 1, fp: 1)), ("auc", .noPositives, Rows(tn: 2)),
    ("auc", .noNegatives, Rows(tp: 2)), ("average_precision", .noPositives, Rows(tn: 2)),
    ("balanced_accuracy", .noNegatives, Rows(tp: 2)), ("f1", .noPositives, Rows(tn: 2)),
    ("accuracy", .noRows, Rows()), ("mean_score", .noRows, Rows()), ("f1", .noRows, Rows()),
    ("log_loss", .noRows, Rows()), ("selection_rate", .noRows, Rows()),
  ])
  func undefinedStaysUndefined(metric: String, reason: UndefinedReason, rows: Rows) {
    let estimate = overall(rows.scores, rows.labels)[metric]
    #expect(estimate?.value == nil && estimate?.reason == reason && estimate?.interval == nil)
  }

  @Test func theThresholdItselfIsSelected() {
    let outcome = overall([0.5, 0.5.nextDown], [1, 1])
    #expect(outcome.counts == ConfusionCounts(truePositives: 1, falseNegatives: 1))
  }

  @Test func aPerfectRankingOfFewRowsProvesLittle() throws {
    let outcome = overall([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])
    let interval = try #require(outcome["auc"]?.interval)
    #expect(outcome["auc"]?.value == 1 && interval.upper == 1 && interval.lower < 0.6)
  }

  @Test func smallAndUnknownGroupsAreMarkedAndKept() {
    var rows = Rows()
    rows.add("a", tp: 20, tn: 10)
    rows.add("b", tp: 20, tn: 9)
    var subgroups = rows.subgroups
    subgroups.unknownIndex = 1
    let outcome = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick
    ).attribute(subgroups)
    #expect(outcome.groups.map(\.isSmall) == [false, true])
    #expect(outcome.groups.map(\.isUnknown) == [false, true])
    #expect(outcome.groups.map(\.id) == ["group.a", "group.b"])
    #expect(outcome.contrasts.contains { $0.group == "b" || $0.reference == "b" })
  }
}

extension Rows {
  fileprivate init(tp: Int = 0, tn: Int = 0, fp: Int = 0, fn: Int = 0) {
    add("all", tp: tp, fp: fp, tn: tn, fn: fn)
  }
}
