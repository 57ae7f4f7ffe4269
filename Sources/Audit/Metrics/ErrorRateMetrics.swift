import AuditResults

extension Metric {
  /// How often the model is wrong or right among rows of one label.
  static let errorRates: [Metric] = [
    .group(
      "tpr", "true-positive rate", formula: "TP / (TP + FN)",
      meaning: "Share of the positive rows that the model selects.",
      caution: "Takes the label as the truth; not defined without positive rows.",
      direction: .higher, reference: "Hardt et al. 2016, arXiv:1610.02413",
      equivalents: [
        "fairlearn true_positive_rate (which gives 0 without positives)",
        "sklearn recall_score",
        "AIF360 true_positive_rate",
        "aequitas tpr",
      ], contrast: .differenceAndRatio, Measures.truePositiveRate),
    .group(
      "fpr", "false-positive rate", formula: "FP / (FP + TN)",
      meaning: "Share of the negative rows that the model selects all the same.",
      caution: "Takes the label as the truth; not defined without negative rows.",
      direction: .lower, reference: "Hardt et al. 2016, arXiv:1610.02413",
      equivalents: [
        "fairlearn false_positive_rate",
        "AIF360 false_positive_rate",
        "aequitas fpr",
      ],
      contrast: .differenceAndRatio, Measures.falsePositiveRate),
    .group(
      "fnr", "false-negative rate", formula: "FN / (TP + FN)",
      meaning: "Share of the positive rows that the model does not select.",
      caution: "One minus the true-positive rate: no evidence beyond it.",
      direction: .lower, reference: "Hardt et al. 2016, arXiv:1610.02413",
      equivalents: [
        "fairlearn false_negative_rate",
        "AIF360 false_negative_rate",
        "aequitas fnr",
      ], Measure(.falseNegatives, of: .positives, orElse: .noPositives)),
    .group(
      "tnr", "true-negative rate", formula: "TN / (FP + TN)",
      meaning: "Share of the negative rows that the model does not select.",
      caution: "One minus the false-positive rate: no evidence beyond it.",
      direction: .higher, reference: "Hardt et al. 2016, arXiv:1610.02413",
      equivalents: [
        "fairlearn true_negative_rate",
        "AIF360 true_negative_rate",
        "aequitas tnr",
      ], Measure(.trueNegatives, of: .negatives, orElse: .noNegatives)),
  ]

  /// Differences and ratios of error rates between groups.
  static let equalizedOdds: [Metric] = [
    .gap(
      "eo.max", "equalized odds difference",
      formula: "max(max_a TPR_a − min_a TPR_a, max_a FPR_a − min_a FPR_a)",
      meaning: "The larger of the gap in true-positive rates and the gap in false-positive rates.",
      caution: "One number for two kinds of error: look at both. \(manyGroupsCaution)",
      reference: "Hardt et al. 2016, arXiv:1610.02413",
      equivalents: [
        "fairlearn equalized_odds_difference (agg=worst_case)",
        "AIF360 equalized_odds_difference",
      ], of: [Measures.truePositiveRate, Measures.falsePositiveRate]),
    .gap(
      "eo.mean_abs", "mean equalized odds difference",
      formula: "½ (max_a TPR_a − min_a TPR_a) + ½ (max_a FPR_a − min_a FPR_a)",
      meaning: "The mean of the gap in true-positive rates and the gap in false-positive rates.",
      caution: "A small gap in one rate hides half of a large gap in the other. "
        + manyGroupsCaution,
      reference: "Hardt et al. 2016, arXiv:1610.02413",
      equivalents: [
        "fairlearn equalized_odds_difference (agg=mean)",
        "AIF360 average_abs_odds_difference",
        "half of the FAIRER code's third EO value",
      ], of: [Measures.truePositiveRate, Measures.falsePositiveRate], .mean),
    .ratio(
      "eo.ratio", "equalized odds ratio",
      formula: "min(min_a TPR_a / max_a TPR_a, min_a FPR_a / max_a FPR_a)",
      meaning: "The smaller of the ratio of true-positive rates and that of false-positive rates.",
      caution: "Dominated by the false-positive rate where that is small: read the interval.",
      reference: "Weerts et al. 2023, JMLR 24 (fairlearn)",
      equivalents: ["fairlearn equalized_odds_ratio (agg=worst_case)"],
      of: [Measures.truePositiveRate, Measures.falsePositiveRate]),
    .gap(
      "eo.score_gap_sum", "score gap within labels, summed",
      formula: "Σ_y (max_a E[score | y, a] − min_a E[score | y, a])",
      meaning: "The gap of mean scores among positive rows plus that among negative rows.",
      caution: "Runs from 0 to 2 and takes the label as the truth. \(manyGroupsCaution)",
      reference: "Chuang and Mroueh 2021, arXiv:2103.06503",
      equivalents: ["ΔEO of Fair-Mixup and of the FAIRER code (on probabilities)"],
      of: [Measures.meanScoreOfNegatives, Measures.meanScoreOfPositives], .sum),
    .gap(
      "eopp.maxmin", "equal opportunity difference", formula: "max_a TPR_a − min_a TPR_a",
      meaning: "Highest true-positive rate of any group minus the lowest.",
      caution: "Looks at positive rows only, and takes the label as the truth. "
        + manyGroupsCaution,
      reference: "Hardt et al. 2016, arXiv:1610.02413",
      equivalents: [
        "fairlearn equal_opportunity_difference",
        "AIF360 equal_opportunity_difference (two groups, without its sign)",
      ], of: [Measures.truePositiveRate]),
    .ratio(
      "eopp.ratio", "equal opportunity ratio", formula: "min_a TPR_a / max_a TPR_a",
      meaning: "Lowest true-positive rate of any group over the highest.",
      caution: "Looks at positive rows only, and takes the label as the truth.",
      reference: "Hardt et al. 2016, arXiv:1610.02413",
      equivalents: ["fairlearn equal_opportunity_ratio"], of: [Measures.truePositiveRate]),
    .gap(
      "fpr.gap.maxmin", "false-positive rate difference",
      formula: "max_a FPR_a − min_a FPR_a",
      meaning: "Highest false-positive rate of any group minus the lowest.",
      caution: "Looks at negative rows only, and takes the label as the truth. "
        + manyGroupsCaution,
      reference: "Corbett-Davies et al. 2017, arXiv:1701.08230 (predictive equality)",
      equivalents: [
        "fairlearn false_positive_rate_difference",
        "AIF360 false_positive_rate_difference (two groups, without its sign)",
      ],
      of: [Measures.falsePositiveRate]),
  ]
}
