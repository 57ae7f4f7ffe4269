import AuditResults
import Engine
import Tables

extension CausalStudy {
  /// Adds to each neuron what becomes of the outcomes with its weights and bias at zero.
  ///
  /// The only neuron of a layer is left as it is: without it no row differs from another.
  func ablated(
    _ neurons: [NeuronDivergence], attribute: Subgroups
  ) throws(AuditError) -> [NeuronDivergence] {
    let layers = study.model.influenceLayers
    let positions = Dictionary(
      layers.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let places = neurons.map { neuron -> InfluenceSummary.Neuron? in
      guard let layer = positions[neuron.layer], layers[layer].neurons > 1 else { return nil }
      return InfluenceSummary.Neuron(layer: layer, neuron: neuron.neuron)
    }
    // A neuron may stand there for several pairs of groups.
    let different = Array(Set(places.compactMap(\.self)))
      .sorted { ($0.layer, $0.neuron) < ($1.layer, $1.neuron) }
    guard !different.isEmpty else { return neurons }
    let network = try ReplaceableNetwork(
      study, layers: layers, touched: Set(different.map(\.layer)))
    let removals =
      [Removal(replacement: .zero, neurons: [])]
      + different.map { Removal(replacement: .zero, neurons: [$0]) }
    let measured = try measure(removals, network, attribute.rowsOfGroups()).metrics
    var result = neurons
    for (index, place) in places.enumerated() {
      guard let place, let position = different.firstIndex(of: place) else { continue }
      result[index].ablated = changes(from: measured[0], to: measured[position + 1])
    }
    return result
  }
}
