import AuditResults

extension Metric {
  /// Signed differences, for two groups.
  static let signedGaps: [Metric] = [
    .signed(
      "dp.rate_gap.signed", "statistical parity difference",
      formula: "P(selected | a) − P(selected | b), b the group with the higher selection rate",
      meaning: "Selection rate of the group that is selected less often minus the other's.",
      caution: "Exists for two groups only. Which group counts as privileged is read off the data; "
        + "other tools are told.",
      reference: "Calders et al. 2009; Bellamy et al. 2018, arXiv:1810.01943",
      equivalents: [
        "AIF360 statistical_parity_difference", "SageMaker Clarify DPPL (with the opposite sign)",
      ], of: [Measures.selectionRate]),
    .signed(
      "eopp.signed", "signed equal opportunity difference",
      formula: "TPR_a − TPR_b, b the group with the higher selection rate",
      meaning: "True-positive rate of the group that is selected less often minus the other's.",
      caution: "Exists for two groups only, looks at positive rows only.",
      reference: "Hardt et al. 2016, arXiv:1610.02413",
      equivalents: ["AIF360 equal_opportunity_difference"], of: [Measures.truePositiveRate]),
    .signed(
      "eo.mean_signed", "average odds difference",
      formula: "½ (TPR_a − TPR_b) + ½ (FPR_a − FPR_b), b the group with the higher selection rate",
      meaning: "Mean of the signed differences in true-positive and false-positive rates.",
      caution: "Differences of opposite signs cancel: zero does not mean that odds are equal.",
      reference: "Bellamy et al. 2018, arXiv:1810.01943",
      equivalents: ["AIF360 average_odds_difference"],
      of: [Measures.truePositiveRate, Measures.falsePositiveRate]),
  ]

  /// Distances of groups from all rows.
  static let overallGaps: [Metric] = [
    .distance(
      "dp.rate_gap.overall", "demographic parity difference to overall",
      formula: "max_a |P(selected | a) − P(selected)|",
      meaning: "Largest distance of any group's selection rate from that of all rows.",
      caution: "A large group is close to all rows by construction. \(manyGroupsCaution)",
      reference: "Weerts et al. 2023, JMLR 24 (fairlearn)",
      equivalents: ["fairlearn demographic_parity_difference(method=\"to_overall\")"],
      .toOverall(Measures.selectionRate, relative: false)),
    .distance(
      "dp.rate_gap.relative", "relative demographic parity difference",
      formula: "max_a |P(selected | a) / P(selected) − 1|",
      meaning: "Largest distance of any group's selection rate from that of all rows, as a part of "
        + "the latter.",
      caution: "Large where few rows are selected at all. \(manyGroupsCaution)",
      reference: "Buyl et al. 2024, arXiv:2310.17256 (fairret)",
      equivalents: ["fairret gap_relative_abs_max of PositiveRate"],
      .toOverall(Measures.selectionRate, relative: true)),
  ]

  /// Differences of scores and of their quality between groups.
  static let scoreGaps: [Metric] = [
    .gap(
      "eo.sum_abs", "summed equalized odds difference",
      formula: "(max_a TPR_a − min_a TPR_a) + (max_a FPR_a − min_a FPR_a)",
      meaning: "The gap in true-positive rates plus the gap in false-positive rates.",
      caution: "Runs from 0 to 2. \(manyGroupsCaution)",
      reference: "Li et al. 2023, arXiv:2306.15299",
      equivalents: ["FAIRER code: evaluate_eo, third value"],
      of: [Measures.truePositiveRate, Measures.falsePositiveRate], .sum),
    .ratio(
      "ll144.impact_ratio", "impact ratio of scores",
      formula: "min_a P(score > median | a) / max_a P(score > median | a), median of all rows",
      meaning:
        "Lowest share of any group that scores above the median of all rows, over the highest.",
      caution: "Looks at the median, not at the cut-off in use; the New York rule sets no limit.",
      reference: "6 RCNY 5-301 (New York City Local Law 144)",
      equivalents: ["impact ratio of scoring rates, NYC Local Law 144"],
      of: [Measures.shareAboveMedian]),
    .gap(
      "npv.gap.maxmin", "negative predictive value difference",
      formula: "max_a NPV_a − min_a NPV_a",
      meaning: "Highest negative predictive value of any group minus the lowest.",
      caution: "Cannot be zero together with equalized odds where base rates differ. "
        + manyGroupsCaution,
      reference: "Chouldechova 2017, arXiv:1610.07524",
      equivalents: ["AIF360 false_omission_rate_difference (two groups, without its sign)"],
      of: [Measures.negativePredictiveValue]),
    .gap(
      "balanced_accuracy.gap.maxmin", "balanced accuracy difference",
      formula: "max_a balanced accuracy_a − min_a balanced accuracy_a",
      meaning: "Highest balanced accuracy of any group minus the lowest.",
      caution: "Weighs both kinds of error alike, whatever they cost. \(manyGroupsCaution)",
      reference: "Brodersen et al. 2010, ICPR",
      equivalents: ["fairlearn MetricFrame(metrics=balanced_accuracy_score).difference()"],
      of: [Measures.balancedAccuracy]),
    .gap(
      "brier.gap.maxmin", "Brier score difference",
      formula: "max_a Brier_a − min_a Brier_a",
      meaning: "Largest mean squared error of scores of any group minus the smallest.",
      caution: "Differs between groups whose base rates differ, whatever the model. "
        + manyGroupsCaution,
      reference: "Brier 1950, Monthly Weather Review 78",
      equivalents: ["difference of sklearn brier_score_loss"], of: [Measures.brier]),
    .gap(
      "log_loss.gap.maxmin", "log loss difference",
      formula: "max_a log loss_a − min_a log loss_a",
      meaning: "Largest log loss of any group minus the smallest.",
      caution: "A few confident errors dominate it. \(manyGroupsCaution)",
      reference: "Good 1952, JRSS B 14",
      equivalents: ["fairlearn MetricFrame(metrics=log_loss).difference()"], of: [Measures.logLoss]),
    .distance(
      "score.smd", "standardised mean difference of scores",
      formula: "max_a,b |mean score_a − mean score_b| / pooled standard deviation",
      meaning: "Largest distance of two groups' mean scores, in standard deviations.",
      caution: "Depends on how much scores spread within groups; no limit for it is established. "
        + manyGroupsCaution,
      reference: "Hedges and Olkin 1985, Statistical Methods for Meta-Analysis",
      equivalents: ["statsmodels effectsize_smd (without its small-sample correction)"],
      .pairwise(standardizedDifference)),
    .distance(
      "abroca", "area between ROC curves",
      formula: "max_a,b ∫ |ROC_a(u) − ROC_b(u)| du",
      meaning: "Largest area between the ROC curves of two groups, whichever curve is above.",
      caution: "Positive by chance alone, the more so in small groups; compares rankings within "
        + "groups. \(manyGroupsCaution)",
      reference: "Gardner et al. 2019, LAK, doi:10.1145/3303772.3303791",
      equivalents: ["abroca compute_abroca"],
      .pairwise(areaBetween)),
  ]
}
