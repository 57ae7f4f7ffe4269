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
      ], Measure(.positives, of: .all, orElse: .noRows)),
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
        + "is a rule of thumb of US employment law, not a proof of equal treatment.",
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
  static let selectionRate = Measure(.selected, of: .all, orElse: .noRows)

  static let truePositiveRate = Measure(.truePositives, of: .positives, orElse: .noPositives)

  static let falsePositiveRate = Measure(.falsePositives, of: .negatives, orElse: .noNegatives)

  static let precision = Measure(.truePositives, of: .selected, orElse: .noSelected)

  static let accuracy = Measure(.correct, of: .all, orElse: .noRows)

  static let negativePredictiveValue = Measure(.trueNegatives, of: .unselected) {
    $0.rows == 0 ? .noRows : .noUnselected
  }

  static let shareAboveMedian = Measure(.scores, weighted: true) { sample in
    sample.weights.map { $0.shareAboveMedian }
      ?? .share(sample.aboveMedian, of: sample.rows, orElse: .noRows)
  }

  static let meanScore = Measure(.scores, weighted: true) { sample in
    sample.mean(within: 0...1, orElse: .noRows, ofNegatives: { $0 }, ofPositives: { $0 })
  }

  static let meanScoreOfPositives = Measure(.scores, weighted: true) { sample in
    sample.mean(within: 0...1, orElse: .noPositives, ofPositives: { $0 })
  }

  static let meanScoreOfNegatives = Measure(.scores, weighted: true) { sample in
    sample.mean(within: 0...1, orElse: .noNegatives, ofNegatives: { $0 })
  }

  static let area = Measure(.scores, weighted: true, withinLabels: true) { sample in
    if let weights = sample.weights {
      return weights.area(sample) ?? .undefined(missingClass(sample))
    }
    return ROCArea(positives: sample.positives, negatives: sample.negatives).map { .area($0) }
      ?? .undefined(missingClass(sample))
  }

  /// Why a quantity that needs both classes is undefined.
  static func missingClass(_ sample: Sample) -> UndefinedReason {
    sample.rows == 0 ? .noRows : sample.positives.isEmpty ? .noPositives : .noNegatives
  }
}
