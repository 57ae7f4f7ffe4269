import AuditResults
import Engine

/// What taking out each neuron of some layers, one at a time, does to the loss: exactly.
///
/// Rows go through the network once, in batches. Of each batch the values are kept that a change in
/// a layer has to be computed from, and for each neuron only what comes after the layer runs again.
struct Ablation: Sendable {
  /// How one kind of ablation of one layer is computed.
  private enum Way: Sendable {
    /// A channel is replaced.
    case channels(ChannelRoute<Float>)
    /// Weights are replaced, those of each neuron in turn, and everything after them runs again.
    case weights(Restart, silence: @Sendable (Int) -> Model<Float>)
  }

  /// One kind of ablation of one layer.
  private struct Task: Sendable {
    var site: LayerSite
    var kind: InfluenceKind
    var way: Way

    var known: [ValueID] {
      switch way {
      case .channels(let route): route.known
      case .weights(let restart, _): restart.known
      }
    }
  }

  private let model: Model<Float>
  private let study: InfluenceStudy
  private let kept: KeptValues?
  private var tasks: [Task] = []

  /// Rows that a batch holds at most.
  private static let mostRows = 256
  /// Bytes that a batch may keep.
  private static let memory = 1 << 26

  /// Prepares the ablation of layers.
  ///
  /// - Parameters:
  ///   - study: The model and the rows.
  ///   - sites: The layers.
  ///   - kinds: ``InfluenceKind/ablation``, ``InfluenceKind/meanAblation``, or both.
  ///   - means: For each output of the sites the mean of each channel; needed for the second kind.
  ///   - kept: The network's values, where they are known already.
  /// - Throws: ``AuditError`` where a layer cannot be taken out.
  init(
    _ study: InfluenceStudy, sites: [LayerSite], kinds: Set<InfluenceKind>,
    means: [ValueID: [Double]], kept: KeptValues? = nil
  ) throws(AuditError) {
    self.study = study
    self.kept = kept
    model = study.model
    let end = study.loss.value
    let sample = model.values(
      Array(0..<model.valueCount),
      inputs: study.sampleInputs, options: RunOptions(threads: 1))
    let samples = Dictionary(
      uniqueKeysWithValues: sample.enumerated().map { ($0.offset, $0.element) })
    for site in sites {
      let zeros = [Float](repeating: 0, count: site.layer.neurons)
      if kinds.contains(.ablation) {
        let way: Way =
          if model.isChannelOfZeros(site, sample: samples) {
            .channels(ChannelRoute(model, from: site.kernelValues[0], constants: zeros, to: end))
          } else {
            .weights(
              model.restart(changing: site.layer.weights + site.biases, to: end),
              silence: { [model] neuron in
                var changed = model
                for (index, tensor) in model.silenced([neuron], at: site) {
                  changed.setWeight(index, to: tensor)
                }
                return changed
              })
          }
        tasks.append(Task(site: site, kind: .ablation, way: way))
      }
      if kinds.contains(.meanAblation), site.outputs.count == 1,
        let mean = means[site.outputs[0]]
      {
        tasks.append(
          Task(
            site: site, kind: .meanAblation,
            way: .channels(
              ChannelRoute(
                model, from: site.outputs[0], constants: mean.map { Float($0) }, to: end))))
      }
    }
  }

  /// For each kind of ablation of each layer the changes of the loss, summed over each block's rows.
  func products(
    plan: BlockPlan, progress: (Double) -> Void = { _ in }
  ) throws(AuditError) -> [(kind: InfluenceKind, products: LayerProducts)] {
    let rows = plan.blocks.flatMap(\.self)
    let blockOf = plan.blocks.indices.flatMap { block in
      plan.blocks[block].map { _ in block }
    }
    let wanted = Array(Set(tasks.flatMap(\.known) + [study.loss.value])).sorted()
    let size = wanted.reduce(0) { $0 + model.shape(of: $1).reduce(1, *) }
    let most = max(1, min(Self.mostRows, Self.memory / (4 * max(1, size))))
    let batches = evenParts(of: rows.count, most: most)
    var sums = tasks.map { task in
      plan.blocks.map { _ in [Double](repeating: 0, count: task.site.layer.neurons) }
    }
    let portion = max(study.options.threads * 4, (batches.count + 19) / 20)
    for start in stride(from: 0, to: batches.count, by: portion) {
      let end = min(start + portion, batches.count)
      let parts = parallelMap(count: end - start, threads: study.options.threads) { index in
        let range = batches[start + index]
        return changes(rows: Array(rows[range]), blocks: Array(blockOf[range]), wanted: wanted)
      }
      for part in parts {
        for (task, entries) in part.enumerated() {
          for (block, changes) in entries {
            for neuron in changes.indices { sums[task][block][neuron] += changes[neuron] }
          }
        }
      }
      progress(Double(end) / Double(batches.count))
    }
    var result: [(InfluenceKind, LayerProducts)] = []
    for (task, sums) in zip(tasks, sums) {
      var layer = task.site.layer
      layer.fanIn = 1
      let blocks = sums.map { $0.map { Float($0) } }
      let scale = blocks.map(largestMagnitude).max() ?? 0
      guard scale.isFinite else { throw .nonFiniteGradient(layer: layer.name) }
      result.append(
        (
          task.kind,
          LayerProducts(layer: layer, blocks: blocks, rows: plan.blocks.map(\.count), scale: scale)
        ))
    }
    return result
  }

  /// For each task and each block that the rows touch, the change of the loss by each neuron.
  private func changes(
    rows: [Int], blocks: [Int], wanted: [ValueID]
  ) -> [[(block: Int, changes: [Double])]] {
    let tensors =
      if let kept, wanted.allSatisfy(kept.contains) {
        wanted.map { kept.rows(rows, of: $0) }
      } else {
        model.values(
          wanted, inputs: study.inputs.map { $0.gatheringRows(rows) },
          options: RunOptions(threads: 1, batchSize: rows.count))
      }
    let values = Dictionary(uniqueKeysWithValues: zip(wanted, tensors))
    func losses(_ tensor: Tensor<Float>, _ rows: [Int]) -> [Double] {
      study.loss.rowLosses(
        of: tensor, targets: study.targets, rows: rows, of: study.inputs[0].rowCount)
    }
    let base = values[study.loss.value].map { losses($0, rows) } ?? []
    let first = blocks.first ?? 0
    let count = (blocks.last ?? first) - first + 1
    // Both kinds of ablation of a layer move the end along the same slopes.
    var slopes: [ValueID: [[Float]]] = [:]
    return tasks.map { task in
      var sums = [[Double]](
        repeating: [Double](repeating: 0, count: task.site.layer.neurons), count: count)
      let known = values.filter { task.known.contains($0.key) }
      if case .channels(let route) = task.way, let end = values[study.loss.value],
        let sloped = route.slopedValue, let found = slopes[sloped] ?? route.slopes(in: known),
        let moves = route.changes(in: known, slopes: found)
      {
        slopes[sloped] = found
        study.loss.addChanges(
          of: end, by: moves, targets: study.targets, rows: rows, of: study.inputs[0].rowCount,
          blocks: blocks.map { $0 - first }, to: &sums)
        return sums.enumerated().map { (first + $0.offset, $0.element) }
      }
      for neuron in 0..<task.site.layer.neurons {
        let changed: (rows: [Int], value: Tensor<Float>)? =
          switch task.way {
          case .channels(let route): route.replacing(neuron, in: known)
          case .weights(let restart, let silence):
            restart.reaches
              ? (Array(rows.indices), silence(neuron).resume(restart, from: known)) : nil
          }
        guard let changed else { continue }
        let after = losses(changed.value, changed.rows.map { rows[$0] })
        for (row, loss) in zip(changed.rows, after) {
          sums[blocks[row] - first][neuron] += loss - base[row]
        }
      }
      return sums.enumerated().map { (first + $0.offset, $0.element) }
    }
  }
}
