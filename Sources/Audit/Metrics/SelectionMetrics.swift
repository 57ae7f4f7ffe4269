import AuditResults

extension Metric {
  /// How many rows are positive, and how many are selected.
  static let selection: [Metric] = [
    .group(
      "base_rate", "base rate", formula: "(TP + FN) / n",
      meaning: "Share of the group's rows whose label is positive.",
      caution: "Describes the data, not the model; labels may carry past bias.",
      reference: "Kleinberg et al. 2016, arXiv:1609.05807",
      equivalents: [
        "AIF360 base_rate",
        "aequitas prev",
      ]
    ) { .share($0.counts.positives, of: $0.counts.total, orElse: .noRows) },
    .group(
      "selection_rate", "selection rate", formula: "(TP + FP) / n",
      meaning: "Share of the group's rows that the model selects.",
      caution: "Says nothing about who deserved to be selected.",
      reference: "Feldman et al. 2015, arXiv:1412.3756",
      equivalents: [
        "fairlearn selection_rate",
        "AIF360 selection_rate",
        "aequitas pprev",
      ],
      contrast: .differenceAndRatio, Measures.selectionRate),
    .group(
      "ll144.scoring_rate", "scoring rate",
      formula: "rows with a score above the median of all / n",
      meaning: "Share of the group that scores above the median of all rows.",
      caution: "Looks at the median, not at the cut-off in use.",
      reference: "6 RCNY 5-300 (New York City Local Law 144)",
      equivalents: ["scoring rate of NYC Local Law 144"], Measures.shareAboveMedian),
  ]

  /// Differences and ratios of selection rates and scores between groups.
  static let demographicParity: [Metric] = [
    .gap(
      "dp.rate_gap.maxmin", "demographic parity difference",
      formula: "max_a P(selected | a) − min_a P(selected | a)",
      meaning: "Highest selection rate of any group minus the lowest.",
      caution: "Takes the cut-off as given; the scores' gap can disagree. \(manyGroupsCaution)",
      reference: "Calders et al. 2009; Dwork et al. 2012, arXiv:1104.3913",
      equivalents: [
        "fairlearn demographic_parity_difference",
        "AIF360 statistical_parity_difference (two groups, without its sign)",
      ], of: [Measures.selectionRate]),
    .ratio(
      "dp.ratio.minmax", "demographic parity ratio",
      formula: "min_a P(selected | a) / max_a P(selected | a)",
      meaning: "Lowest selection rate of any group over the highest.",
      caution: "Unstable where rates or groups are small: read the interval. The four-fifths rule "
        + "is a rule of thumb of US employment law, not a proof of fairness.",
      reference: "29 CFR 1607.4(D); Feldman et al. 2015, arXiv:1412.3756",
      equivalents: [
        "fairlearn demographic_parity_ratio",
        "AIF360 disparate_impact (two groups, where it is at most 1)",
        "impact ratio of NYC Local Law 144",
      ],
      of: [Measures.selectionRate]),
    .gap(
      "dp.score_gap", "score gap", formula: "max_a E[score | a] − min_a E[score | a]",
      meaning: "Highest mean score of any group minus the lowest, whatever the cut-off.",
      caution: "A small gap of means can hide a large gap of decisions. \(manyGroupsCaution)",
      reference: "Chuang and Mroueh 2021, arXiv:2103.06503",
      equivalents: ["ΔDP of Fair-Mixup and of the FAIRER code (on probabilities)"],
      of: [Measures.meanScore]),
  ]
}

/// Measures that several metrics share.
enum Measures {
  static let selectionRate: Metric.Measure = {
    .share($0.counts.selected, of: $0.counts.total, orElse: .noRows)
  }

  static let truePositiveRate: Metric.Measure = {
    .share($0.counts.truePositives, of: $0.counts.positives, orElse: .noPositives)
  }

  static let falsePositiveRate: Metric.Measure = {
    .share($0.counts.falsePositives, of: $0.counts.negatives, orElse: .noNegatives)
  }

  static let precision: Metric.Measure = {
    .share($0.counts.truePositives, of: $0.counts.selected, orElse: .noSelected)
  }

  static let accuracy: Metric.Measure = {
    .share(
      $0.counts.truePositives + $0.counts.trueNegatives, of: $0.counts.total, orElse: .noRows)
  }

  static let negativePredictiveValue: Metric.Measure = {
    .share(
      $0.counts.trueNegatives, of: $0.counts.trueNegatives + $0.counts.falseNegatives,
      orElse: $0.counts.total == 0 ? .noRows : .noUnselected)
  }

  static let shareAboveMedian: Metric.Measure = {
    .share($0.aboveMedian, of: $0.counts.total, orElse: .noRows)
  }

  static let meanScore: Metric.Measure = {
    .mean(of: $0.negatives + $0.positives, within: 0...1, orElse: .noRows)
  }

  static let meanScoreOfPositives: Metric.Measure = {
    .mean(of: $0.positives, within: 0...1, orElse: .noPositives)
  }

  static let meanScoreOfNegatives: Metric.Measure = {
    .mean(of: $0.negatives, within: 0...1, orElse: .noNegatives)
  }

  static let area: Metric.Measure = { sample in
    if let area = ROCArea(positives: sample.positives, negatives: sample.negatives) {
      .area(area)
    } else {
      .undefined(missingClass(sample))
    }
  }

  /// Why a quantity that needs both classes is undefined.
  static func missingClass(_ sample: Sample) -> UndefinedReason {
    sample.counts.total == 0 ? .noRows : sample.positives.isEmpty ? .noPositives : .noNegatives
  }
}
