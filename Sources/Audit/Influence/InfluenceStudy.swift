import AuditResults
import Engine
import Tables

/// Computes what a model's neurons do for the groups of an attribute.
///
/// One pass over the rows gives the gradient sums of blocks of rows; everything else, influences and
/// resampling alike, is arithmetic on those.
struct InfluenceStudy: Sendable {
  /// The model.
  let model: Model<Float>
  /// The loss whose gradient is taken.
  let loss: Loss
  /// The rows of each input.
  let inputs: [any RowSource<Float>]
  /// What the loss compares with.
  let targets: Targets<Float>
  /// Sizes, levels and seeds.
  let settings: SettingsFacts
  /// Threads.
  let options: RunOptions

  /// Neurons that are listed at most.
  static let mostDivergent = 50
  /// Bytes of block gradients that are held at a time, unless one layer alone needs more.
  private static let memory = 1 << 29

  /// Says which stage is how far, in [0, 1].
  typealias Report = (AuditProgress.Stage, Double) -> Void

  /// Influences, parities and diverging neurons of one attribute.
  func influence(
    of subgroups: Subgroups, progress: Report = { _, _ in }
  ) throws(AuditError) -> AttributeInfluence {
    let plan = BlockPlan(
      rowsOfGroups: subgroups.rowsOfGroups(), attribute: subgroups.name,
      groupNames: subgroups.groups, settings: settings)
    let names = plan.groups.map { subgroups.groups[$0] }
    var summary = InfluenceSummary(
      plan: plan, attribute: subgroups.name, names: names,
      leftOut: plan.leftOut.map { subgroups.groups[$0] }, settings: settings)
    guard names.count > 1 else { return summary.result() }
    let layers = model.influenceLayers
    let all = max(1, layers.reduce(0) { $0 + $1.count })
    var done = 0
    func report(_ stage: AuditProgress.Stage, _ part: Double, of chunk: [InfluenceLayer]) {
      let share = Double(chunk.reduce(0) { $0 + $1.count }) / Double(all)
      progress(stage, min(1, Double(done) / Double(all) + part * share))
    }
    for chunk in chunks(of: layers, blocks: plan.blocks.count) {
      let products = try self.products(of: chunk, plan: plan) { report(.gradients, $0, of: chunk) }
      for layer in products {
        report(.resampling, 0, of: chunk)
        summary.add(
          LayerFindings(layer, plan: plan, draws: summary.draws, threads: options.threads))
        done += layer.layer.count
      }
    }
    return summary.result()
  }

  private func chunks(of layers: [InfluenceLayer], blocks: Int) -> [[InfluenceLayer]] {
    var chunks: [[InfluenceLayer]] = []
    var bytes = Int.max
    for layer in layers {
      let size = layer.count * blocks * MemoryLayout<Float>.stride
      if bytes > Self.memory - min(Self.memory, size) {
        chunks.append([])
        bytes = 0
      }
      chunks[chunks.count - 1].append(layer)
      bytes += size
    }
    return chunks
  }

  /// The sums of weight times gradient over the rows of every block.
  private func products(
    of layers: [InfluenceLayer], plan: BlockPlan, progress: (Double) -> Void
  ) throws(AuditError) -> [LayerProducts] {
    let wanted = layers.flatMap(\.weights)
    let weights = wanted.map { model.weights[$0].tensor }
    let neurons = wanted.map { weight in
      model.kernels.first { $0.weight == weight }?.neurons ?? .last
    }
    // In about twenty portions, to be able to say how far it is.
    let portion = max(options.threads * 4, (plan.blocks.count + 19) / 20)
    var sums: [[[Float]]] = []
    sums.reserveCapacity(plan.blocks.count)
    for start in stride(from: 0, to: plan.blocks.count, by: portion) {
      let end = min(start + portion, plan.blocks.count)
      sums += model.mapGradients(
        of: loss, inputs: inputs, targets: targets, rows: Array(plan.blocks[start..<end]),
        wanted: wanted, options: options
      ) { _, gradient in
        wanted.indices.map { index in
          multiplied(
            neurons[index].grouped(weights[index]),
            neurons[index].grouped(gradient.gradients[index]))
        }
      }
      progress(Double(end) / Double(plan.blocks.count))
    }
    let rows = plan.blocks.map(\.count)
    var products: [LayerProducts] = []
    var position = 0
    for layer in layers {
      let range = position..<position + layer.weights.count
      position = range.upperBound
      let blocks = sums.indices.map { block -> [Float] in
        range.count == 1 ? sums[block][range.lowerBound] : Array(sums[block][range].joined())
      }
      let scale = blocks.map(largestMagnitude).max() ?? 0
      guard scale.isFinite else { throw .nonFiniteGradient(layer: layer.name) }
      products.append(LayerProducts(layer: layer, blocks: blocks, rows: rows, scale: scale))
    }
    return products
  }
}

private func multiplied(_ a: [Float], _ b: [Float]) -> [Float] {
  var result = a
  let factors = b.span
  var output = result.mutableSpan
  precondition(factors.count == output.count)
  for index in 0..<factors.count { output[index] *= factors[index] }
  return result
}

/// The largest absolute value; infinite where a value is not finite.
private func largestMagnitude(_ values: [Float]) -> Float {
  var largest: Float = 0
  var isFinite = true
  for value in values {
    isFinite = isFinite && value.isFinite
    largest = max(largest, abs(value))
  }
  return isFinite ? largest : .infinity
}
