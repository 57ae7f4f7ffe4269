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
        return sample.quantity(value, within: -1...1, of: matthews)
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
