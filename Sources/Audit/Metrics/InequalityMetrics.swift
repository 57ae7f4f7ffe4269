import AuditResults

extension Metric {
  /// How unevenly right and wrong decisions fall on people: benefit 2 for a wrong selection, 1 for a
  /// right decision, 0 for a wrong rejection.
  static let inequality: [Metric] = [
    .group(
      "ge2", "generalised entropy index",
      formula: "Σ ((b / μ)² − 1) / 2n, b = decision − label + 1, μ = mean of b",
      meaning: "How unevenly the model's errors treat the rows; 0 where it errs on nobody.",
      caution: "Counts undeserved selection as a benefit, and grows with any error.",
      ideal: 0, direction: .lower,
      reference: "Speicher et al. 2018, arXiv:1807.00787 (α = 2)",
      equivalents: ["AIF360 generalized_entropy_index(alpha=2)"],
      Measure(.cells, weighted: true) { inequalityIndex($0, of: generalizedEntropy) }),
    .group(
      "theil", "Theil index",
      formula: "Σ (b / μ) log(b / μ) / n, b = decision − label + 1, μ = mean of b",
      meaning: "How unevenly the model's errors treat the rows; 0 where it errs on nobody.",
      caution: "Counts undeserved selection as a benefit, and grows with any error.",
      ideal: 0, direction: .lower,
      reference: "Speicher et al. 2018, arXiv:1807.00787 (α = 1)",
      equivalents: ["AIF360 theil_index", "AIF360 generalized_entropy_index(alpha=1)"],
      Measure(.cells, weighted: true) { inequalityIndex($0, of: theil) }),
  ]
}

private func inequalityIndex(
  _ sample: Sample, of quantity: @escaping @Sendable ([Double]) -> Double?
) -> Measurement {
  guard let value = quantity(sample.cells) else {
    return .undefined(sample.rows == 0 ? .noRows : .zeroDenominator)
  }
  return sample.quantity(value, within: 0...Double.infinity, of: quantity)
}

/// The shares of rows with benefit 2 and with benefit 1, and the mean benefit, if positive.
private func benefits(_ cells: [Double]) -> (two: Double, one: Double, mean: Double)? {
  let total = cells.reduce(0, +)
  guard total > 0 else { return nil }
  let (two, one) = (cells[1] / total, (cells[0] + cells[2]) / total)
  let mean = 2 * two + one
  return mean > 0 ? (two, one, mean) : nil
}

@Sendable private func generalizedEntropy(_ cells: [Double]) -> Double? {
  benefits(cells).map { max(0, ((4 * $0.two + $0.one) / ($0.mean * $0.mean) - 1) / 2) }
}

@Sendable private func theil(_ cells: [Double]) -> Double? {
  benefits(cells).map { benefits in
    func term(_ benefit: Double) -> Double {
      benefit / benefits.mean * logarithm(benefit / benefits.mean)
    }
    return max(0, benefits.two * term(2) + benefits.one * term(1))
  }
}
