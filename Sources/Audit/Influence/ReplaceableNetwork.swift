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
    guard outputs.count == sites.count else {
      means = nil
      return
    }
    let found = study.means(of: outputs.sorted { $0.key < $1.key }.map(\.value))
    means = outputs.mapValues { value in (value, (found[value] ?? []).map { Float($0) }) }
  }

  /// Whether neurons can be replaced like that.
  func knows(_ replacement: CausalCheck.Replacement) -> Bool {
    replacement == .zero || means != nil
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
