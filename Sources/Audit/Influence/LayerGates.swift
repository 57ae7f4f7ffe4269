import AuditResults
import Engine

/// The places behind layers at which single neurons are weighed or replaced.
struct LayerGates: Sendable {
  /// Each layer's place in the graph, by the path of its first kernel.
  let sites: [String: LayerSite]
  /// The model with a gate behind every layer that has an output of its own.
  let model: Model<Float>
  /// The loss in that model.
  let loss: Loss
  /// For each layer with a gate the index of the gate's factors, by the kernel's path.
  let factors: [String: Int]
  /// The mean of each channel of each layer's only output, over all rows and positions.
  let means: [ValueID: [Double]]
  /// The network's values for all rows, where neurons are taken out and there is room for them.
  let kept: KeptValues?

  /// Finds the places, and measures the means where neurons are replaced by them.
  init(_ study: InfluenceStudy, layers: [InfluenceLayer]) throws(AuditError) {
    let found = layers.map { study.model.site(of: $0, end: study.loss.value) }
    sites = Dictionary(
      found.map { ($0.layer.path, $0) }, uniquingKeysWith: { first, _ in first })
    let places = found.filter { !$0.outputs.isEmpty }
    kept =
      study.kinds.isDisjoint(with: [.ablation, .meanAblation])
      ? nil : KeptValues(study, values: study.model.valuesNeeded(for: study.loss.value))
    // Gates hand on what they are given, so that they fit everywhere.
    guard let gated = try? study.model.gated(places.map(\.outputs)) else {
      (model, loss, factors, means) = (study.model, study.loss, [:], [:])
      return
    }
    model = gated.model
    loss = gated.loss(study.loss)
    factors = Dictionary(
      zip(places.map(\.layer.path), gated.factors), uniquingKeysWith: { first, _ in first })
    means =
      study.kinds.contains(.meanAblation)
      ? study.means(
        of: places.compactMap { $0.outputs.count == 1 ? $0.outputs[0] : nil }, kept: kept) : [:]
  }
}

extension InfluenceStudy {
  /// The first few rows.
  var sampleInputs: [Tensor<Float>] {
    inputs.map { $0.gatheringRows(0..<min(4, $0.rowCount)) }
  }

  /// The mean of each channel of values over all rows and positions.
  func means(of values: [ValueID], kept: KeptValues? = nil) -> [ValueID: [Double]] {
    let rows = inputs.first?.rowCount ?? 0
    let parts: [[[Double]]]
    if let kept, values.allSatisfy(kept.contains) {
      let batches = values.compactMap(kept.batches)
      parts = parallelMap(count: batches.first?.count ?? 0, threads: options.threads) { index in
        batches.map { channelSums($0[index]) }
      }
    } else {
      let batches = evenParts(of: rows, most: 512)
      parts = parallelMap(count: batches.count, threads: options.threads) { index in
        let batch = inputs.map { $0.gatheringRows(batches[index]) }
        let tensors = model.values(
          values, inputs: batch, options: RunOptions(threads: 1, batchSize: options.batchSize))
        return tensors.map(channelSums)
      }
    }
    var result: [ValueID: [Double]] = [:]
    for (index, value) in values.enumerated() {
      let channels = model.shape(of: value).last ?? 1
      let count = Double(rows * model.shape(of: value).dropLast().reduce(1, *))
      var sums = [Double](repeating: 0, count: channels)
      for part in parts { for channel in 0..<channels { sums[channel] += part[index][channel] } }
      result[value] = sums.map { $0 / max(1, count) }
    }
    return result
  }
}

private func channelSums(_ tensor: Tensor<Float>) -> [Double] {
  let channels = tensor.shape.last ?? 1
  var sums = [Double](repeating: 0, count: channels)
  let source = tensor.elements.span
  var output = sums.mutableSpan
  for start in stride(from: 0, to: source.count, by: channels) {
    for channel in 0..<channels { output[channel] += Double(source[start + channel]) }
  }
  return sums
}
