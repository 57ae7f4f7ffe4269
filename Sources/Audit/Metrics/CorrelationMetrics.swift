import AuditResults

extension Metric {
  /// What decisions get wrong among themselves, and how decisions and labels hang together.
  static let correlations: [Metric] = [
    .group(
      "fdr", "false-discovery rate", formula: "FP / (TP + FP)",
      meaning: "Share of the selected rows whose label is negative.",
      caution: "One minus the positive predictive value: no evidence beyond it.",
      direction: .lower, reference: "Chouldechova 2017, arXiv:1610.07524",
      equivalents: ["AIF360 false_discovery_rate", "aequitas fdr"],
      Measure(.falsePositives, of: .selected, orElse: .noSelected)),
    .group(
      "for", "false-omission rate", formula: "FN / (FN + TN)",
      meaning: "Share of the rows not selected whose label is positive.",
      caution: "One minus the negative predictive value: no evidence beyond it.",
      direction: .lower, reference: "Chouldechova 2017, arXiv:1610.07524",
      equivalents: ["AIF360 false_omission_rate", "aequitas for"],
      Measure(.falseNegatives, of: .unselected) { $0.rows == 0 ? .noRows : .noUnselected }),
    .group(
      "mcc", "Matthews correlation coefficient",
      formula: "(TP · TN − FP · FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))",
      meaning: "Correlation of decisions and labels; 0 is no better than chance.",
      caution: "Depends on the base rate; not defined where decisions or labels are all alike.",
      ideal: 1, direction: .higher,
      reference: "Matthews 1975, Biochimica et Biophysica Acta 405",
      equivalents: ["sklearn matthews_corrcoef (which gives 0 where it is not defined)"],
      Measure(.cells, weighted: true) { sample in
        guard let value = matthews(sample.cells) else {
          let counts = sample.counts
          return .undefined(
            counts.positives == 0 || counts.negatives == 0
              ? Measures.missingClass(sample) : counts.selected == 0 ? .noSelected : .noUnselected)
        }
        guard sample.weights == nil else {
          return sample.quantity(value, within: -1...1, of: matthews)
        }
        return .other(value, fraction: nil) { confidence in
          (matthewsInterval(sample.cells, value: value, confidence: confidence), .fisherZ)
        }
      }),
  ]
}

/// The correlation of decisions and labels from TP, FP, TN and FN.
@Sendable private func matthews(_ cells: [Double]) -> Double? {
  let (tp, fp, tn, fn) = (cells[0], cells[1], cells[2], cells[3])
  let margins = [tp + fp, tp + fn, tn + fp, tn + fn]
  guard margins.allSatisfy({ $0 > 0 }) else { return nil }
  let root = margins.reduce(1) { $0 * $1.squareRoot() }
  return max(-1, min(1, (tp * tn - fp * fn) / root))
}

/// The interval of the correlation by Fisher's z and the delta method, half a row added to each cell.
///
/// A cell of no rows is no evidence of precision (Itaya et al. 2025, Statistics in Medicine 44).
private func matthewsInterval(
  _ counts: [Double], value: Double, confidence: Double
) -> ClosedRange<Double> {
  let cells = counts.map { $0 + 0.5 }
  let (tp, fp, tn, fn) = (cells[0], cells[1], cells[2], cells[3])
  let (selected, rest, positives, negatives) = (tp + fp, tn + fn, tp + fn, fp + tn)
  let correlation = matthews(cells) ?? 0
  let root = (selected * rest * positives * negatives).squareRoot()
  // What one more row of a cell does to the correlation.
  let slopes = [
    tn / root - correlation / 2 * (1 / selected + 1 / positives),
    -fn / root - correlation / 2 * (1 / selected + 1 / negatives),
    tp / root - correlation / 2 * (1 / rest + 1 / negatives),
    -fp / root - correlation / 2 * (1 / rest + 1 / positives),
  ]
  let variance = zip(cells, slopes).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
  let error = variance.squareRoot() / (1 - correlation * correlation)
  let half = Normal.criticalValue(confidence: confidence) * error
  let centre = inverseHyperbolicTangent(correlation)
  return min(value, hyperbolicTangent(centre - half))...max(value, hyperbolicTangent(centre + half))
}
