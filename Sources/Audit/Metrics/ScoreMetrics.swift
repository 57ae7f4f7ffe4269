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
      ideal: 0, direction: .lower, reference: "Good 1952, JRSS B 14",
      equivalents: ["sklearn log_loss"], Measures.logLoss),
    .group(
      "brier", "Brier score", formula: "Σ (score − label)² / n",
      meaning: "Mean squared distance of the scores from the labels; 0 is best.",
      caution: "Mixes calibration and ranking; groups of different base rates differ anyway.",
      ideal: 0, direction: .lower, reference: "Brier 1950, Monthly Weather Review 78",
      equivalents: ["sklearn brier_score_loss"], Measures.brier),
  ]

  /// How well the scores rank rows.
  static let rankings: [Metric] = [
    .group(
      "auc", "area under the ROC curve",
      formula: "P(score⁺ > score⁻) + ½ P(score⁺ = score⁻)",
      meaning: "The chance that a positive row scores above a negative row of the same group.",
      caution: "Ignores the cut-off, and says nothing about rows of different groups.", ideal: 1,
      direction: .higher, reference: "Hanley and McNeil 1982, Radiology 143",
      equivalents: ["sklearn roc_auc_score"],
      contrast: .difference, Measures.area),
    .group(
      "average_precision", "average precision",
      formula: "Σ_k (recall_k − recall_k₋₁) · precision_k over distinct scores, highest first",
      meaning: "Precision averaged over every cut-off that finds one more positive row.",
      caution: "Its floor is the base rate, so groups of different base rates are not comparable.",
      ideal: 1, direction: .higher, reference: "Su et al. 2015, ICTIR",
      equivalents: [
        "sklearn average_precision_score",
        "AP of Fair-Mixup and of the FAIRER code",
      ],
      Measure(.scores) { sample in
        guard !sample.positives.isEmpty else {
          return .undefined(sample.rows == 0 ? .noRows : .noPositives)
        }
        return averagePrecision(positives: sample.positives, negatives: sample.negatives)
      }),
  ]
}

/// Average precision of ascending scores, ties as one step as in scikit-learn, with the infinitesimal
/// jackknife's standard error.
///
/// Weights on rows make the precision at a score T / (T + F), with T and F the weights of positive
/// and negative rows at or above it. The squared derivatives with respect to the rows' weights add up
/// to the variance (Efron 1982, The Jackknife, chapter 6).
func averagePrecision(positives: [Double], negatives: [Double]) -> Measurement {
  struct Step {
    var positives: Int
    var negatives: Int
    var precision: Double
  }
  var steps: [Step] = []
  var (sum, found, wrong) = (CompensatedSum(), 0, 0)
  while found < positives.count || wrong < negatives.count {
    let score = max(
      found < positives.count ? positives[positives.count - 1 - found] : -.infinity,
      wrong < negatives.count ? negatives[negatives.count - 1 - wrong] : -.infinity)
    let before = (found, wrong)
    while found < positives.count, positives[positives.count - 1 - found] == score { found += 1 }
    while wrong < negatives.count, negatives[negatives.count - 1 - wrong] == score { wrong += 1 }
    let precision = Double(found) / Double(found + wrong)
    sum = sum.adding(Double(found - before.0) * precision)
    steps.append(
      Step(positives: found - before.0, negatives: wrong - before.1, precision: precision))
  }
  let count = Double(positives.count)
  let value = sum.value / count
  // From the lowest score up: what one more row there does to the precision at lower scores.
  var (squares, gain, loss) = (CompensatedSum(), 0.0, 0.0)
  for step in steps.reversed() {
    let rows = Double(found + wrong)
    gain += Double(step.positives) * (1 - step.precision) / rows
    loss += Double(step.positives) * step.precision / rows
    let ofPositive = (step.precision - value + gain) / count
    let ofNegative = -loss / count
    squares = squares.adding(
      Double(step.positives) * ofPositive * ofPositive
        + Double(step.negatives) * ofNegative * ofNegative)
    found -= step.positives
    wrong -= step.negatives
  }
  guard positives.count > 1, negatives.count > 1 else {
    return .other(value, fraction: nil) { _ in nil }
  }
  return .standard(
    StandardEstimate(
      value: value, squaredError: squares.value, scale: .logit, method: .infinitesimalJackknife,
      bounds: 0...1))
}

extension Measures {
  static let logLoss = Measure(.scores, weighted: true) { sample in
    let epsilon = Double.ulpOfOne
    func loss(_ probability: Double) -> Double {
      -logarithm(min(max(probability, epsilon), 1 - epsilon))
    }
    return sample.mean(
      within: 0...Double.infinity, orElse: .noRows, ofNegatives: { loss(1 - $0) },
      ofPositives: loss)
  }

  static let brier = Measure(.scores, weighted: true) { sample in
    sample.mean(
      within: 0...1, orElse: .noRows, ofNegatives: { $0 * $0 },
      ofPositives: { ($0 - 1) * ($0 - 1) })
  }
}
