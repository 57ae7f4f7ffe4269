public import AuditResults

extension InfluenceKind {
  /// The explanation that reports print.
  public var definition: MethodDefinition {
    let (name, description, reference) = text
    return MethodDefinition(
      id: rawValue, name: name, description: description, reference: reference)
  }

  private var text: (name: String, description: String, reference: String) {
    switch self {
    case .taylor:
      (
        "Taylor influence",
        "I = Σ_i (W[i,j] · g[i,j])² over the weights into neuron j, g the gradient of the group's "
          + "mean loss: a first-order estimate of what taking the weights out one by one does.",
        "Molchanov et al., CVPR 2019; Li et al., ICML 2023"
      )
    case .parameter:
      (
        "parameter influence", "I = (W[i,j] · g[i,j])² for each weight, without summing.",
        "Molchanov et al., CVPR 2019"
      )
    case .gate:
      (
        "activation-gate influence",
        "I = (Σ a[j] · ∂loss/∂a[j] / n)², a the layer's output: a first-order estimate of what "
          + "taking the neuron's activation out does.",
        "Molchanov et al., CVPR 2019"
      )
    case .ablation:
      (
        "ablation influence",
        "I = (mean loss with neuron j's incoming weights and bias at zero − mean loss)², exactly.",
        "Li et al., ICML 2023"
      )
    case .meanAblation:
      (
        "mean-replacement influence",
        "I = (mean loss with neuron j's activation at its mean over all rows − mean loss)², "
          + "exactly: what the neuron tells beyond its average.",
        "Chan et al., Causal Scrubbing, 2022; Li et al., ICML 2023"
      )
    }
  }
}
