import AuditResults
import Engine
import Tables

extension CausalStudy {
  /// Neurons that are measured at a time.
  private static let together = 16

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
      study, layers: layers, touched: Set(different.map(\.layer)),
      wanted: study.model.outputs[source.output].value)
    func measured(_ sets: [[InfluenceSummary.Neuron]]) throws(AuditError) -> [[LinearMetric?]] {
      try measure(
        sets.map { Removal(replacement: .zero, neurons: $0, wanted: .everything) }, network,
        attribute.rowsOfGroups()
      ).metrics
    }
    let whole = try measured([[]])[0]
    // A few at a time: each holds a number for every row and metric.
    var found: [InfluenceSummary.Neuron: [CausalCheck.Change]] = [:]
    for start in stride(from: 0, to: different.count, by: Self.together) {
      let some = different[start..<min(start + Self.together, different.count)]
      for (neuron, after) in zip(some, try measured(some.map { [$0] })) {
        found[neuron] = changes(from: whole, to: after)
      }
    }
    var result = neurons
    for (index, place) in places.enumerated() {
      result[index].ablated = place.flatMap { found[$0] }
    }
    return result
  }
}
