import AuditResults

/// Parity of each layer between its least alike groups, against chance alone.
///
/// The grey stretch is the permutation null, the outlined one the split-half ceiling.
func layerParityPanels(_ influence: AttributeInfluence, in result: AuditResult) -> [SVG] {
  let rows = influence.layers.map { row($0, pairs: influence.groups.count > 2) }
  let ends = influence.layers.compactMap(\.headline).flatMap { pair in
    [
      pair.cosine.interval?.lower, pair.cosine.value, pair.null?.lower, pair.ceiling?.lower,
    ].compactMap(\.self)
  }
  // A file may say of a cosine what no cosine is.
  guard let least = ends.min() else { return [] }
  let lowest = min(least, 1)
  let step = Axis.step(span: max(1 - lowest, 0.001), count: 6)
  let start = max(0, ((lowest / step) + 1e-9).rounded(.down) * step)
  let decimals = Axis.decimals(step: step)
  return DotPlot(
    title: "Layer parity by \(clean(influence.attribute, limit: 40))",
    description: rows.map { "\($0.label): \($0.value)" }.joined(separator: "; "),
    axisTitle: "cosine of two groups’ influences (1 = same)",
    domain: start...1, tickText: { Numbers.fixed($0, decimals: decimals) }, rows: rows,
    key: DotPlot.Key(
      dot: "parity and \(result.confidence) interval",
      filled: "group labels shuffled (null band)",
      outlined: "two halves of one group (ceiling)")
  ).panels()
}

private func row(_ layer: LayerInfluence, pairs: Bool) -> DotPlot.Row {
  let neurons = "\(Numbers.count(layer.neurons).string) neuron\(layer.neurons == 1 ? "" : "s")"
  let label = Text.name(layer.layer).string
  guard let pair = layer.headline, let value = pair.cosine.value else {
    let reason = layer.parity.first?.cosine.reason ?? (layer.neurons == 1 ? .oneNeuron : nil)
    let undefined = Estimate(undefined: reason ?? .notApplicable)
    return DotPlot.Row(
      label: label, detail: neurons, estimate: undefined,
      value: Text.undefined(undefined.reason).string)
  }
  // Names that would be cut say nothing; the table names the pair.
  let named = pairs ? ", \(Text.name(pair.first).string) v \(Text.name(pair.second).string)" : ""
  let detail = DotPlot.hasRoom(for: neurons + named, beside: label) ? neurons + named : neurons
  var stretches: [DotPlot.Stretch] = []
  if let null = pair.null {
    stretches.append(DotPlot.Stretch(range: null.lower...null.upper, style: .filled))
  }
  if let ceiling = pair.ceiling {
    stretches.append(DotPlot.Stretch(range: ceiling.lower...ceiling.upper, style: .outlined))
  }
  return DotPlot.Row(
    label: label, detail: detail, estimate: pair.cosine,
    value: Quantity.parity.string(value, near: 1), stretches: stretches)
}
