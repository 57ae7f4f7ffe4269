import AuditResults

extension Metric {
  /// How often a decision turns out right.
  static let predictiveValues: [Metric] = [
    .group(
      "ppv", "positive predictive value", formula: "TP / (TP + FP)",
      meaning: "Share of the selected rows whose label is positive.",
      caution: "Depends on the base rate; not defined where no row is selected.",
      direction: .higher, reference: "Chouldechova 2017, arXiv:1610.07524",
      equivalents: [
        "sklearn precision_score (which gives 0 where no row is selected)",
        "AIF360 positive_predictive_value",
        "aequitas precision",
      ],
      contrast: .differenceAndRatio, Measures.precision),
    .group(
      "npv", "negative predictive value", formula: "TN / (TN + FN)",
      meaning: "Share of the rows not selected whose label is negative.",
      caution: "Depends on the base rate; not defined where every row is selected.",
      direction: .higher, reference: "Chouldechova 2017, arXiv:1610.07524",
      equivalents: [
        "AIF360 negative_predictive_value",
        "aequitas npv",
      ], Measures.negativePredictiveValue),
  ]

  /// How often decisions and labels agree.
  static let accuracies: [Metric] = [
    .group(
      "accuracy", "accuracy", formula: "(TP + TN) / n",
      meaning: "Share of the rows whose decision agrees with the label.",
      caution: "High wherever one label is rare, even for a model that selects nobody.", ideal: 1,
      direction: .higher,
      reference: "Berk et al. 2018, arXiv:1703.09207 (overall accuracy equality)",
      equivalents: [
        "sklearn accuracy_score",
        "AIF360 accuracy",
      ], contrast: .differenceAndRatio, Measures.accuracy),
    .group(
      "balanced_accuracy", "balanced accuracy", formula: "½ (TPR + TNR)",
      meaning: "Mean of the shares of positive and of negative rows that are decided rightly.",
      caution: "Weighs both kinds of error alike, whatever they cost.", ideal: 1,
      direction: .higher, reference: "Brodersen et al. 2010, ICPR",
      equivalents: ["sklearn balanced_accuracy_score"], Measures.balancedAccuracy),
    .group(
      "f1", "F1 score", formula: "2 TP / (2 TP + FP + FN)",
      meaning: "Harmonic mean of the true-positive rate and the positive predictive value.",
      caution: "Ignores true negatives, and depends on the base rate.", ideal: 1,
      direction: .higher, reference: "van Rijsbergen 1979, Information Retrieval",
      equivalents: ["sklearn f1_score (which gives 0 where the fraction is 0/0)"],
      Measure(.cells, weighted: true) { sample in
        if sample.isWeighted {
          guard let value = f1(sample.cells) else { return .undefined(.noPositives) }
          return sample.quantity(value, within: 0...1, of: f1)
        }
        let hits = sample.counts.truePositives
        let union = sample.counts.selected + sample.counts.falseNegatives
        guard union > 0 else {
          let reason: UndefinedReason = sample.counts.total == 0 ? .noRows : .noPositives
          return .undefined(reason, numerator: 0, denominator: 0)
        }
        let value = 2 * Double(hits) / Double(hits + union)
        return .other(value, fraction: (2 * hits, hits + union)) { confidence in
          let ends = Proportion(count: hits, total: union).wilson(confidence: confidence)
          func carried(_ share: Double) -> Double { 2 * share / (1 + share) }
          return (
            min(carried(ends.lowerBound), value)...max(carried(ends.upperBound), value),
            .wilsonJaccard
          )
        }
      }),
  ]

  /// Differences of accuracy between groups.
  static let otherGaps: [Metric] = [
    .gap(
      "accuracy.gap.maxmin", "accuracy difference",
      formula: "max_a accuracy_a − min_a accuracy_a",
      meaning: "Highest accuracy of any group minus the lowest.",
      caution: "Differs between groups whose base rates differ, even where a coin decides. "
        + manyGroupsCaution,
      reference: "Berk et al. 2018, arXiv:1703.09207",
      equivalents: ["fairlearn accuracy_score_difference"], of: [Measures.accuracy]),
    .gap(
      "ppv.gap.maxmin", "predictive parity difference", formula: "max_a PPV_a − min_a PPV_a",
      meaning: "Highest positive predictive value of any group minus the lowest.",
      caution: "Cannot be zero together with equalized odds where base rates differ. "
        + manyGroupsCaution,
      reference: "Chouldechova 2017, arXiv:1610.07524",
      equivalents: ["fairlearn MetricFrame(metrics=precision_score).difference()"],
      of: [Measures.precision]),
    .gap(
      "auc.gap.maxmin", "AUC difference", formula: "max_a AUC_a − min_a AUC_a",
      meaning: "Best ranking quality within any group minus the worst.",
      caution: "Compares rankings within groups; says nothing about rows of different groups. "
        + manyGroupsCaution,
      reference: "Borkan et al. 2019, arXiv:1903.04561 (subgroup AUC)",
      equivalents: ["fairlearn MetricFrame(metrics=roc_auc_score).difference()"],
      of: [Measures.area]),
  ]
}

extension Measures {
  static let balancedAccuracy = Measure(.cells, weighted: true, withinLabels: true) { sample in
    guard sample.counts.positives > 0, sample.counts.negatives > 0 else {
      return .undefined(
        sample.rows == 0 ? .noRows : sample.counts.positives == 0 ? .noPositives : .noNegatives)
    }
    if sample.isWeighted {
      guard let value = balanced(sample.cells) else { return .undefined(.zeroDenominator) }
      return sample.quantity(value, within: 0...1, of: balanced)
    }
    let sensitivity = Proportion(
      count: sample.counts.truePositives, total: sample.counts.positives)
    let miss = Proportion(count: sample.counts.falsePositives, total: sample.counts.negatives)
    return .other((1 + sensitivity.value - miss.value) / 2, fraction: nil) { confidence in
      let ends = sensitivity.effective.scoreDifference(
        minus: miss.effective, confidence: confidence)
      return ((1 + ends.lowerBound) / 2...(1 + ends.upperBound) / 2, .miettinenNurminen)
    }
  }
}

/// F1 from TP, FP, TN and FN; `nil` where it is 0 / 0.
@Sendable private func f1(_ cells: [Double]) -> Double? {
  let total = 2 * cells[0] + cells[1] + cells[3]
  return total > 0 ? 2 * cells[0] / total : nil
}

/// Balanced accuracy from TP, FP, TN and FN; `nil` without rows of a class.
@Sendable private func balanced(_ cells: [Double]) -> Double? {
  let (positives, negatives) = (cells[0] + cells[3], cells[1] + cells[2])
  guard positives > 0, negatives > 0 else { return nil }
  return (cells[0] / positives + cells[2] / negatives) / 2
}
