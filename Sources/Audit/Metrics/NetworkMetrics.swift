import AuditResults

extension Metric {
  /// What is measured inside the network.
  static let network: [Metric] = [
    .network(
      "influence.taylor", "subgroup influence of a neuron",
      formula: "I_a[j] = Σ_i (W[i,j] · g_a[i,j])², g_a = ∂(mean loss of group a)/∂W",
      meaning:
        "To first order, how much the group's loss depends on the neuron's incoming weights.",
      caution: "Shows what the model uses, not that anyone was treated unfairly; noise makes it "
        + "larger in small groups.",
      ideal: nil,
      reference: "Li et al. 2023, arXiv:2306.15299; Molchanov et al. 2019, arXiv:1906.10771",
      equivalents: ["FAIRER code: importance"]),
    .network(
      "parity.layer", "layer parity", formula: "cos(I_a, I_b) over the layer's neurons",
      meaning: "Whether two groups depend on the layer's neurons in the same proportions.",
      caution: "High by construction, since influences are never negative, and lowered by noise in "
        + "small groups: compare with the null and the ceiling. Not defined for one neuron.",
      ideal: 1, reference: "Li et al. 2023, arXiv:2306.15299",
      equivalents: ["FAIRER code: cosine of importances"]),
    .network(
      "parity.network", "network parity",
      formula: "mean of layer parity over layers with two or more neurons",
      meaning: "Layer parity, averaged over the network.",
      caution: "An average hides the one layer that differs.", ideal: 1,
      reference: "Li et al. 2023, arXiv:2306.15299",
      equivalents: ["FAIRER code: the sum over all layers, given beside it"]),
    .network(
      "influence.log_ratio", "log ratio of influences", formula: "log₂(I_a[j] / I_b[j])",
      meaning: "How many doublings separate a neuron's influence on two groups.",
      caution: "Of many neurons some differ by chance: only those beyond noise are listed.",
      ideal: 0, reference: "Li et al. 2023, arXiv:2306.15299", equivalents: []),
  ]

  private static func network(
    _ id: String, _ name: String, formula: String, meaning: String, caution: String,
    ideal: Double?, reference: String, equivalents: [String]
  ) -> Metric {
    Metric(
      definition: MetricDefinition(
        id: id, name: name, formula: formula, meaning: meaning, caution: caution, ideal: ideal,
        direction: ideal == nil ? MetricDefinition.Direction.none : .ideal, reference: reference,
        equivalents: equivalents),
      rule: .network, labels: nil)
  }
}
