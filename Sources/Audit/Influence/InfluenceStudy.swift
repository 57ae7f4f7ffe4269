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
  /// The rows, one tensor for each input.
  let inputs: [Tensor<Float>]
  /// What the loss compares with.
  let targets: Targets<Float>
  /// Sizes, levels and seeds.
  let settings: SettingsFacts
  /// Threads.
  let options: RunOptions
  /// The rows' labels, where parity within each class is wanted.
  var classes: LabelClasses?
  /// The kinds of influence that are wanted beside ``InfluenceKind/taylor``.
  var kinds: Set<InfluenceKind> = []

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
    let rows = subgroups.rowsOfGroups()
    // Each class is another pass over its own rows.
    let passes = classes == nil ? 1.0 : 2.0
    var result = try comparison(
      of: rows, attribute: subgroups.name, groupNames: subgroups.groups,
      level: kinds.contains(.parameter) ? .weights : .neurons
    ) { progress($0, $1 / passes) }
    guard let classes else { return result }
    var conditional: [LabelInfluence] = []
    for (position, label) in classes.names.enumerated() {
      let found = try comparison(
        of: rows.map { rows in rows.filter { classes.values[$0] == position } },
        attribute: "\(subgroups.name)|\(position)", groupNames: subgroups.groups, level: .neurons
      ) { progress($0, (1 + (Double(position) + $1) / 2) / passes) }
      conditional.append(
        LabelInfluence(
          label: label, isPositive: position == 1, groups: found.groups, leftOut: found.leftOut,
          layers: found.layers, network: found.network,
          networkAgainstRest: found.networkAgainstRest))
    }
    result.conditional = conditional
    return result
  }

  /// Compares the groups' rows.
  private func comparison(
    of rows: [[Int]], attribute: String, groupNames: [String], level: ParityLevel,
    progress: Report
  ) throws(AuditError) -> AttributeInfluence {
    let plan = BlockPlan(
      rowsOfGroups: rows, attribute: attribute, groupNames: groupNames, settings: settings)
    let names = plan.groups.map { groupNames[$0] }
    var summary = InfluenceSummary(
      plan: plan, attribute: attribute, names: names,
      leftOut: plan.leftOut.map { groupNames[$0] }, settings: settings)
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
          LayerFindings(
            layer, draws: summary.draws, level: level, threads: options.threads))
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
    let weights = wanted.map { model.weights[$0].tensor.elements }
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
        zip(weights, gradient.gradients).map { multiplied($0, $1.elements) }
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

/// The rows' labels.
struct LabelClasses: Sendable {
  /// The negative label's name, then the positive one's.
  var names: [String]
  /// For each row an index into ``names``.
  var values: [UInt8]
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
