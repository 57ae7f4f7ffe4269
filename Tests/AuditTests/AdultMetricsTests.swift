import AuditResults
import Foundation
import Tables
import TestSupport
import Testing

@testable import Audit

/// Scores of real Keras models on the Adult test rows against fairlearn's and scikit-learn's numbers.
///
/// Where fairlearn writes 0 for a group without the rows that a rate needs, the audit says so
/// instead.
@Suite struct AdultMetricsTests {
  private static func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: Repository.fixtures.appending(path: "audit/adult/\(name)")))
  }

  private static func outcomes(_ model: String) throws -> (Outcomes, [Subgroups]) {
    let raw = try bytes("\(model).scores.f32")
    let scores = stride(from: 0, to: raw.count, by: 4).map { start in
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(raw[start + $1]) << UInt32(8 * $1) }
      return Double(Float(bitPattern: bits))
    }
    let codes = try bytes("codes.u8")
    let sexes = ["Female", "Male"]
    let races = ["Amer-Indian-Eskimo", "Asian-Pac-Islander", "Black", "Other", "White"]
    let subgroups = [
      Subgroups(
        name: "sex", columns: ["sex"], groups: sexes, codes: codes.map { Int32($0 >> 1 & 1) }),
      Subgroups(
        name: "race", columns: ["race"], groups: races, codes: codes.map { Int32($0 >> 2) }),
      Subgroups(
        name: "sex x race", columns: ["sex", "race"],
        groups: sexes.flatMap { sex in races.map { "\(sex)|\($0)" } },
        codes: codes.map { Int32($0 >> 1 & 1) * 5 + Int32($0 >> 2) }),
    ]
    return (
      Outcomes(
        scores: scores, labels: codes.map { $0 & 1 }, threshold: 0.5, settings: .quick),
      subgroups
    )
  }

  private static let names = [
    "accuracy": "accuracy", "balanced_accuracy": "balanced_accuracy",
    "ppv": "precision_zero_division_0", "f1": "f1_zero_division_0",
    "selection_rate": "selection_rate", "tpr": "tpr", "fpr": "fpr", "fnr": "fnr", "tnr": "tnr",
    "average_precision": "average_precision", "auc": "roc_auc", "brier": "brier",
    "log_loss": "log_loss", "mean_score": "mean_score",
  ]
  private static let continuous: Set = [
    "average_precision", "auc", "brier", "log_loss", "mean_score",
  ]

  private func compare(_ outcome: GroupOutcome, _ golden: JSON) {
    #expect(Double(outcome.counts.truePositives) == golden["tp"].number)
    #expect(Double(outcome.counts.falsePositives) == golden["fp"].number)
    #expect(Double(outcome.counts.trueNegatives) == golden["tn"].number)
    #expect(Double(outcome.counts.falseNegatives) == golden["fn"].number)
    for (metric, key) in Self.names {
      guard let value = outcome[metric]?.value else {
        // What is undefined here is 0 there, or has no entry, or lacks a class.
        let stands = golden[key].number
        #expect(
          stands == nil || stands == 0 || (metric == "balanced_accuracy" && stands == 1),
          "\(outcome.id) \(metric)")
        continue
      }
      let tolerance = Self.continuous.contains(metric) ? 1e-6 : 1e-9
      #expect(
        agree(value, golden[key].number, relative: 0, absolute: tolerance),
        "\(outcome.id) \(metric)")
    }
  }

  @Test(arguments: ["k3_adult_mlp200", "tfk_adult_mlp200"])
  func everyGroupAgrees(model: String) throws {
    let golden = try Goldens.read("adult/\(model).metrics.json")
    let (outcomes, attributes) = try Self.outcomes(model)
    compare(outcomes.overall(), golden["overall"])
    for subgroups in attributes {
      let byGroup = golden["by"][subgroups.name]["by_group"]
      for group in outcomes.attribute(subgroups).groups {
        try #require(!byGroup[group.name].object.isEmpty)
        compare(group, byGroup[group.name])
      }
    }
  }

  @Test(arguments: ["k3_adult_mlp200", "tfk_adult_mlp200"])
  func disparitiesAgree(model: String) throws {
    let golden = try Goldens.read("adult/\(model).metrics.json")
    let (outcomes, attributes) = try Self.outcomes(model)
    for subgroups in attributes {
      let expected = golden["by"][subgroups.name]
      let outcome = outcomes.attribute(subgroups)
      for (metric, key) in [
        "dp.rate_gap.maxmin": "demographic_parity_difference",
        "dp.ratio.minmax": "demographic_parity_ratio", "eo.max": "equalized_odds_difference",
        "eo.mean_abs": "equalized_odds_difference_agg_mean", "eo.ratio": "equalized_odds_ratio",
        "eopp.maxmin": "equal_opportunity_difference", "eopp.ratio": "equal_opportunity_ratio",
      ] {
        let disparity = try #require(outcome[disparity: metric])
        if let missing = disparity.undefinedGroups {
          // fairlearn's zero for Female|Other, who has no positives, is its lowest rate here.
          #expect(missing == ["Female|Other"] && subgroups.name == "sex x race")
          continue
        }
        #expect(
          agree(disparity.estimate.value, expected[key].number, relative: 0, absolute: 1e-9),
          "\(subgroups.name) \(metric)")
      }
      for (metric, key) in [
        "accuracy.gap.maxmin": "accuracy", "fpr.gap.maxmin": "fpr",
        "ppv.gap.maxmin": "precision_zero_division_0",
      ] where outcome[disparity: metric]?.undefinedGroups == nil {
        #expect(
          agree(
            outcome[disparity: metric]?.estimate.value,
            expected["aggregates"]["difference_between_groups"][key].number, relative: 0,
            absolute: 1e-9), "\(subgroups.name) \(metric)")
      }
    }
  }
}
