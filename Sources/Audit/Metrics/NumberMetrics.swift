import AuditResults

extension Metric {
  /// What is predicted for a numeric label, and how far from it.
  static let numberQuality: [Metric] = [
    .group(
      "mean_label", "mean label", formula: "Σ label / n",
      meaning: "Mean of the group's labels.",
      caution: "Describes the data, not the model; labels may carry past bias.",
      reference: "Agarwal et al. 2019, arXiv:1905.12843", equivalents: [],
      NumberMeasures.meanLabel, labels: .numeric),
    .group(
      "mean_prediction", "mean prediction", formula: "Σ prediction / n",
      meaning: "Mean of what is predicted for the group.",
      caution: "Equal means can go with very different spreads.",
      reference: "Calders et al. 2013, ICDM, doi:10.1109/ICDM.2013.114",
      equivalents: ["fairlearn mean_prediction"], contrast: .difference,
      NumberMeasures.meanPrediction, labels: .numeric),
    .group(
      "bias", "mean error", formula: "Σ (prediction − label) / n",
      meaning: "How far predictions lie above the labels on average; negative: below.",
      caution: "Errors in opposite directions cancel; takes the label as the truth.", ideal: 0,
      direction: .ideal, reference: "Calders et al. 2013, ICDM, doi:10.1109/ICDM.2013.114",
      equivalents: [], contrast: .difference,
      NumberMeasures.bias, labels: .numeric),
    .group(
      "mae", "mean absolute error", formula: "Σ |prediction − label| / n",
      meaning: "How far predictions lie from the labels on average, in the label's unit.",
      caution: "Grows with the spread of the labels, which may differ between groups.", ideal: 0,
      direction: .lower, reference: "Agarwal et al. 2019, arXiv:1905.12843 (bounded group loss)",
      equivalents: ["sklearn mean_absolute_error", "fairlearn AbsoluteLoss"], contrast: .difference,
      NumberMeasures.absoluteError, labels: .numeric),
    .group(
      "rmse", "root mean squared error", formula: "√(Σ (prediction − label)² / n)",
      meaning: "Size of a typical error, large errors counting more, in the label's unit.",
      caution: "A few large errors dominate it; grows with the spread of the labels.", ideal: 0,
      direction: .lower, reference: "Agarwal et al. 2019, arXiv:1905.12843 (bounded group loss)",
      equivalents: ["sklearn root_mean_squared_error"], contrast: .difference,
      NumberMeasures.rootMeanSquare, labels: .numeric),
    .group(
      "r2", "coefficient of determination",
      formula: "1 − Σ (prediction − label)² / Σ (label − mean label of the group)²",
      meaning:
        "Share of the labels' variance within the group that predictions explain; below 0 they "
        + "are worse than the group's mean.",
      caution: "Low where labels hardly vary within a group, however small the errors.", ideal: 1,
      direction: .higher, reference: "Wright 1921, Journal of Agricultural Research 20",
      equivalents: ["sklearn r2_score"], contrast: .difference, NumberMeasures.determination,
      labels: .numeric),
  ]

  /// How groups differ in a numeric label's predictions.
  static let numberGaps: [Metric] = [
    .gap(
      "mean_prediction.gap.maxmin", "mean prediction difference",
      formula: "max_a mean prediction_a − min_a mean prediction_a",
      meaning: "Highest mean prediction of any group minus the lowest.",
      caution: "Says nothing about who was predicted rightly. \(manyGroupsCaution)",
      reference: "Calders et al. 2013, ICDM, doi:10.1109/ICDM.2013.114",
      equivalents: ["fairlearn MetricFrame(metrics=mean_prediction).difference()"],
      of: [NumberMeasures.meanPrediction], labels: .numeric),
    .gap(
      "mean_label.gap.maxmin", "mean label difference",
      formula: "max_a mean label_a − min_a mean label_a",
      meaning: "Highest mean label of any group minus the lowest.",
      caution: "Describes the data, not the model. \(manyGroupsCaution)",
      reference: "Agarwal et al. 2019, arXiv:1905.12843", equivalents: [],
      of: [NumberMeasures.meanLabel], labels: .numeric),
    .gap(
      "bias.gap.maxmin", "mean error difference",
      formula: "max_a mean error_a − min_a mean error_a",
      meaning: "Mean error of the group that is most overestimated minus that of the least.",
      caution: "Errors in opposite directions cancel within a group. \(manyGroupsCaution)",
      reference: "Calders et al. 2013, ICDM, doi:10.1109/ICDM.2013.114",
      equivalents: ["difference of mean residuals"], of: [NumberMeasures.bias], labels: .numeric),
    .gap(
      "mae.gap.maxmin", "mean absolute error difference",
      formula: "max_a MAE_a − min_a MAE_a",
      meaning: "Largest mean absolute error of any group minus the smallest.",
      caution: "Differs between groups whose labels spread differently. \(manyGroupsCaution)",
      reference: "Agarwal et al. 2019, arXiv:1905.12843",
      equivalents: ["fairlearn MetricFrame(metrics=mean_absolute_error).difference()"],
      of: [NumberMeasures.absoluteError], labels: .numeric),
    .gap(
      "rmse.gap.maxmin", "root mean squared error difference",
      formula: "max_a RMSE_a − min_a RMSE_a",
      meaning: "Largest root mean squared error of any group minus the smallest.",
      caution: "Differs between groups whose labels spread differently. \(manyGroupsCaution)",
      reference: "Agarwal et al. 2019, arXiv:1905.12843",
      equivalents: ["fairlearn MetricFrame(metrics=root_mean_squared_error).difference()"],
      of: [NumberMeasures.rootMeanSquare], labels: .numeric),
    .gap(
      "r2.gap.maxmin", "R² difference", formula: "max_a R²_a − min_a R²_a",
      meaning: "Highest share of explained variance of any group minus the lowest.",
      caution: "Differs between groups whose labels spread differently. \(manyGroupsCaution)",
      reference: "Fitzsimons et al. 2019, Entropy 21, doi:10.3390/e21080741",
      equivalents: ["fairlearn MetricFrame(metrics=r2_score).difference()"],
      of: [NumberMeasures.determination], labels: .numeric),
    .distance(
      "prediction.smd", "standardised mean difference of predictions",
      formula: "max_a,b |mean prediction_a − mean prediction_b| / pooled standard deviation",
      meaning: "Largest distance of two groups' mean predictions, in standard deviations.",
      caution: "Depends on how much predictions spread within groups; no limit for it is "
        + "established. \(manyGroupsCaution)",
      reference: "Hedges and Olkin 1985, Statistical Methods for Meta-Analysis",
      equivalents: ["statsmodels effectsize_smd (without its small-sample correction)"],
      .pairwise(standardizedDifference), labels: .numeric),
    .distance(
      "prediction.ks", "distance of prediction distributions",
      formula: "max_a,b max_t |P(prediction ≤ t | a) − P(prediction ≤ t | b)|",
      meaning: "Largest difference between two groups in the share below any one number.",
      caution: "Positive by chance alone, the more so in small groups: read the interval. "
        + manyGroupsCaution,
      reference: "Agarwal et al. 2019, arXiv:1905.12843 (statistical parity in regression)",
      equivalents: ["scipy ks_2samp (its statistic)"], .pairwise(distributionDistance),
      labels: .numeric),
  ]
}

/// Measures of numeric labels.
enum NumberMeasures {
  static let meanLabel = Measure(.numbers, weighted: true) { sample in
    sample.numbers.map { $0.mean(of: $0.labels) } ?? .undefined(.notApplicable)
  }

  static let meanPrediction = Measure(.numbers, weighted: true) { sample in
    sample.numbers.map { $0.mean(of: $0.predictions) } ?? .undefined(.notApplicable)
  }

  static let bias = Measure(.numbers, weighted: true) { sample in
    sample.numbers.map { $0.mean(of: $0.errors) } ?? .undefined(.notApplicable)
  }

  static let absoluteError = Measure(.numbers, weighted: true) { sample in
    sample.numbers.map { $0.mean(of: $0.errors.map { abs($0) }, within: 0...Double.infinity) }
      ?? .undefined(.notApplicable)
  }

  static let rootMeanSquare = Measure(.numbers, weighted: true) { sample in
    sample.numbers?.rootMeanSquare ?? .undefined(.notApplicable)
  }

  static let determination = Measure(.numbers, weighted: true) { sample in
    sample.numbers?.determination ?? .undefined(.notApplicable)
  }
}

/// The largest distance of two groups' distribution functions of predictions.
///
/// Each is nowhere farther from the true one than Massart's bound, the confidence shared by both, so
/// that the true distance is within the sum of the two bounds.
@Sendable func distributionDistance(
  _ first: Sample, _ second: Sample, _ confidence: Double?
) -> PairMeasurement {
  guard let a = first.numbers?.predictions.sorted(), let b = second.numbers?.predictions.sorted(),
    !a.isEmpty, !b.isEmpty
  else { return PairMeasurement() }
  var (i, j, value) = (0, 0, 0.0)
  while i < a.count, j < b.count {
    let next = min(a[i], b[j])
    while i < a.count, a[i] == next { i += 1 }
    while j < b.count, b[j] == next { j += 1 }
    value = max(value, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
  }
  guard let confidence else { return PairMeasurement(value: value) }
  let share = (1 - confidence) / 2
  let half = [a.count, b.count].reduce(0) {
    $0 + (logarithm(2 / share) / (2 * Double($1))).squareRoot()
  }
  let means = [a, b].map { $0.reduce(0, +) / Double($0.count) }
  return PairMeasurement(
    value: value, interval: (max(0, value - half)...min(1, value + half), .dkw),
    isFirstHigher: means[0] > means[1])
}
