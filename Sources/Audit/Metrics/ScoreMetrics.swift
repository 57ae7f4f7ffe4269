import AuditResults

extension Metric {
  /// What the scores are, and how far from the labels.
  static let scores: [Metric] = [
    .group(
      "mean_score", "mean score", formula: "Σ score / n",
      meaning: "Mean of the scores, whatever the cut-off.",
      caution: "Equal means can go with very different spreads.",
      reference: "Chuang and Mroueh 2021, arXiv:2103.06503",
      equivalents: ["fairlearn mean_prediction"],
      contrast: .difference, Measures.meanScore),
    .group(
      "log_loss", "log loss",
      formula: "−Σ log(score of the true label) / n, scores cut to [ε, 1 − ε], ε = 2⁻⁵²",
      meaning: "How surprised the scores are by the labels; 0 is best.",
      caution: "A few confident errors dominate it; groups of different base rates differ anyway.",
      ideal: 0, reference: "Good 1952, JRSS B 14", equivalents: ["sklearn log_loss"]
    ) { sample in
      let epsilon = Double.ulpOfOne
      func loss(_ probability: Double) -> Double {
        -logarithm(min(max(probability, epsilon), 1 - epsilon))
      }
      return .mean(
        of: sample.negatives.map { loss(1 - $0) } + sample.positives.map(loss),
        within: 0...Double.infinity, orElse: .noRows)
    },
    .group(
      "brier", "Brier score", formula: "Σ (score − label)² / n",
      meaning: "Mean squared distance of the scores from the labels; 0 is best.",
      caution: "Mixes calibration and ranking; groups of different base rates differ anyway.",
      ideal: 0, reference: "Brier 1950, Monthly Weather Review 78",
      equivalents: ["sklearn brier_score_loss"]
    ) { sample in
      .mean(
        of: sample.negatives.map { $0 * $0 } + sample.positives.map { ($0 - 1) * ($0 - 1) },
        within: 0...1, orElse: .noRows)
    },
  ]

  /// How well the scores rank rows.
  static let rankings: [Metric] = [
    .group(
      "auc", "area under the ROC curve",
      formula: "P(score⁺ > score⁻) + ½ P(score⁺ = score⁻)",
      meaning: "The chance that a positive row scores above a negative row of the same group.",
      caution: "Ignores the cut-off, and says nothing about rows of different groups.", ideal: 1,
      reference: "Hanley and McNeil 1982, Radiology 143", equivalents: ["sklearn roc_auc_score"],
      Measures.area),
    .group(
      "average_precision", "average precision",
      formula: "Σ_k (recall_k − recall_k₋₁) · precision_k over distinct scores, highest first",
      meaning: "Precision averaged over every cut-off that finds one more positive row.",
      caution: "Its floor is the base rate, so groups of different base rates are not comparable.",
      ideal: 1, reference: "Su et al. 2015, ICTIR", equivalents: ["sklearn average_precision_score"]
    ) { sample in
      guard !sample.positives.isEmpty else {
        return .undefined(sample.counts.total == 0 ? .noRows : .noPositives)
      }
      let value = averagePrecision(positives: sample.positives, negatives: sample.negatives)
      return .other(value, fraction: nil) { _ in nil }
    },
  ]
}

/// Average precision of ascending scores; ties are one step, as in scikit-learn.
func averagePrecision(positives: [Double], negatives: [Double]) -> Double {
  var (sum, found, wrong) = (CompensatedSum(), 0, 0)
  while found < positives.count {
    let score = positives[positives.count - 1 - found]
    let before = found
    while found < positives.count, positives[positives.count - 1 - found] == score { found += 1 }
    while wrong < negatives.count, negatives[negatives.count - 1 - wrong] >= score { wrong += 1 }
    sum = sum.adding(Double(found - before) * Double(found) / Double(found + wrong))
  }
  return sum.value / Double(positives.count)
}
