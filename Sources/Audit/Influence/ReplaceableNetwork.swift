import AuditResults
import Engine

/// A network whose neurons can be taken out in sets.
struct ReplaceableNetwork: Sendable {
  private let model: Model<Float>
  private let wanted: ValueID
  private let replacer: ChannelReplacer<Float>
  private let sites: [Int: LayerSite]
  /// For each layer the value at which a neuron without weights and bias is a channel of zeros; `nil`
  /// where one of the layers has no such value.
  private let zeros: [Int: ValueID]?
  /// For each layer its output and the mean of each channel; `nil` where one has no output of its own.
  private let means: [Int: (value: ValueID, means: [Float])]?
  /// The short ways for zeros and for means, where the network has such.
  private let routes: [CausalCheck.Replacement: EndRoute<Float>]

  /// Looks at the layers in which neurons are to be taken out, and at the way to a value.
  init(
    _ study: InfluenceStudy, layers: [InfluenceLayer], touched: Set<Int>, wanted: ValueID
  ) throws(AuditError) {
    model = study.model
    self.wanted = wanted
    replacer = ChannelReplacer(study.model, to: wanted)
    let model = study.model
    let sites = Dictionary(
      uniqueKeysWithValues: touched.sorted().map {
        ($0, model.site(of: layers[$0], end: study.loss.value))
      })
    self.sites = sites
    let tensors = model.values(
      Array(0..<model.valueCount), inputs: study.sampleInputs, options: RunOptions(threads: 1))
    let sample = Dictionary(
      uniqueKeysWithValues: tensors.enumerated().map { ($0.offset, $0.element) })
    let isSimple = sites.values.allSatisfy { model.isChannelOfZeros($0, sample: sample) }
    zeros = isSimple ? sites.mapValues { $0.kernelValues[0] } : nil
    let outputs = sites.compactMapValues { $0.outputs.count == 1 ? $0.outputs[0] : nil }
    var routes: [CausalCheck.Replacement: EndRoute<Float>] = [:]
    if let zeros {
      let constants = zeros.map { layer, value in
        (value, [Float](repeating: 0, count: layers[layer].neurons))
      }
      routes[.zero] = EndRoute(
        model, constants: Dictionary(constants, uniquingKeysWith: { first, _ in first }), to: wanted
      )
    }
    guard outputs.count == sites.count else {
      means = nil
      self.routes = routes
      return
    }
    let found = study.means(of: outputs.sorted { $0.key < $1.key }.map(\.value))
    let constants = found.mapValues { $0.map { Float($0) } }
    means = outputs.mapValues { value in (value, constants[value] ?? []) }
    routes[.mean] = EndRoute(model, constants: constants, to: wanted)
    self.routes = routes
  }

  /// Whether neurons can be replaced like that.
  func knows(_ replacement: CausalCheck.Replacement) -> Bool {
    replacement == .zero || means != nil
  }

  /// The wanted value without each set of neurons.
  ///
  /// - Parameters:
  ///   - values: Every value of the whole network for some rows.
  ///   - removals: The sets, and what takes their neurons' place.
  /// - Returns: For each set the value for the same rows.
  func outputs(
    in values: [Tensor<Float>], without removals: [CausalStudy.Removal]
  ) -> [Tensor<Float>] {
    var result = [Tensor<Float>?](repeating: nil, count: removals.count)
    for (replacement, route) in routes {
      let some = removals.indices.filter {
        removals[$0].replacement == replacement && !removals[$0].neurons.isEmpty
      }
      let sets = some.map { index in
        Dictionary(
          grouping: removals[index].neurons, by: { place(of: $0.layer, replacement) }
        ).mapValues { $0.map(\.neuron) }
      }
      for (index, tensor) in zip(some, route.replacing(sets, in: values)) { result[index] = tensor }
    }
    return result.enumerated().map { index, found in
      found ?? value(in: values, without: removals[index].neurons, removals[index].replacement)
    }
  }

  /// The value at which a layer's neurons are replaced.
  private func place(of layer: Int, _ replacement: CausalCheck.Replacement) -> ValueID {
    guard let place = replacement == .zero ? zeros?[layer] : means?[layer]?.value else {
      preconditionFailure("layer \(layer) was not announced")
    }
    return place
  }

  /// The wanted value where neurons are taken out.
  ///
  /// - Parameters:
  ///   - values: Every value of the whole network for some rows.
  ///   - neurons: The neurons.
  ///   - replacement: What takes their place.
  /// - Returns: The value for the same rows.
  func value(
    in values: [Tensor<Float>], without neurons: [InfluenceSummary.Neuron],
    _ replacement: CausalCheck.Replacement
  ) -> Tensor<Float> {
    var channels: [ValueID: [Int: Float]] = [:]
    switch (replacement, zeros, means) {
    case (.zero, let zeros?, _):
      for entry in neurons {
        if let site = zeros[entry.layer] { channels[site, default: [:]][entry.neuron] = 0 }
      }
    case (.mean, _, let means?):
      for entry in neurons {
        if let site = means[entry.layer] {
          channels[site.value, default: [:]][entry.neuron] = site.means[entry.neuron]
        }
      }
    default: return withoutWeights(in: values, neurons)
    }
    return replacer.replacing(channels, in: values)
  }

  /// The value with the neurons' weights and biases at zero.
  private func withoutWeights(
    in values: [Tensor<Float>], _ neurons: [InfluenceSummary.Neuron]
  ) -> Tensor<Float> {
    var changed = model
    var touched: Set<Int> = []
    for (layer, site) in sites {
      let silent = Set(neurons.filter { $0.layer == layer }.map(\.neuron))
      guard !silent.isEmpty else { continue }
      for (index, tensor) in changed.silenced(silent, at: site) {
        changed.setWeight(index, to: tensor)
        touched.insert(index)
      }
    }
    let restart = model.restart(changing: touched.sorted(), to: wanted)
    guard restart.reaches else { return values[wanted] }
    let known = Dictionary(uniqueKeysWithValues: restart.known.map { ($0, values[$0]) })
    return changed.resume(restart, from: known)
  }
}
