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
  /// The rows' labels, where parity within each class is wanted.
  var classes: LabelClasses?
  /// The kinds of influence that are wanted beside ``InfluenceKind/taylor``.
  var kinds: Set<InfluenceKind> = []

  /// Neurons that are listed at most.
  static let mostDivergent = 50
  /// Bytes of block gradients that are held at a time, unless one layer alone needs more.
  private static let memory = 1 << 29

  /// Says which stage it is, and how much of the attribute is done, in [0, 1].
  typealias Report = (AuditProgress.Stage, Double) -> Void

  /// Influences, parities and diverging neurons of one attribute.
  func influence(
    of subgroups: Subgroups, progress: Report = { _, _ in }
  ) throws(AuditError) -> AttributeInfluence {
    try ordered(of: subgroups, progress: progress).result
  }

  /// The same, and the neurons to take out.
  func ordered(
    of subgroups: Subgroups, progress: Report = { _, _ in }
  ) throws(AuditError) -> (result: AttributeInfluence, suspects: InfluenceSummary.Suspects) {
    // Each class is another pass over its own rows.
    let passes = classes == nil ? 1.0 : 2.0
    var (result, suspects) = try comparison(
      of: subgroups.rowsOfGroups(), attribute: subgroups.name, groupNames: subgroups.groups,
      level: kinds.contains(.parameter) ? .weights : .neurons,
      kinds: kinds.intersection([.gate, .ablation, .meanAblation])
    ) { progress($0, $1 / passes) }
    if !kinds.subtracting([.taylor]).isEmpty {
      result.kinds = InfluenceKind.allCases.filter { $0 == .taylor || kinds.contains($0) }
        .map(\.definition)
    }
    guard let classes else { return (result, suspects) }
    let rows = subgroups.rowsOfGroups()
    var conditional: [LabelInfluence] = []
    for (position, label) in classes.names.enumerated() {
      let found = try comparison(
        of: rows.map { rows in rows.filter { classes.values[$0] == position } },
        attribute: "\(subgroups.name)|\(position)", groupNames: subgroups.groups, level: .neurons,
        kinds: []
      ) { progress($0, (1 + (Double(position) + $1) / 2) / passes) }.result
      conditional.append(
        LabelInfluence(
          label: label, isPositive: position == 1, groups: found.groups, leftOut: found.leftOut,
          layers: found.layers, network: found.network,
          networkAgainstRest: found.networkAgainstRest))
    }
    result.conditional = conditional
    return (result, suspects)
  }

  /// Compares the groups' rows.
  private func comparison(
    of rows: consuming [[Int]], attribute: String, groupNames: [String], level: ParityLevel,
    kinds: Set<InfluenceKind>, progress: Report
  ) throws(AuditError) -> (result: AttributeInfluence, suspects: InfluenceSummary.Suspects) {
    let plan = BlockPlan(
      rowsOfGroups: rows, attribute: attribute, groupNames: groupNames, settings: settings)
    // The plan holds every row that is compared; beside it the lists would be kept to the end.
    rows = []
    let names = plan.groups.map { groupNames[$0] }
    var summary = InfluenceSummary(
      plan: plan, attribute: attribute, names: names,
      leftOut: plan.leftOut.map { groupNames[$0] }, settings: settings)
    guard names.count > 1 else { return (summary.result(), ([], 0)) }
    let layers = model.influenceLayers
    let gates = try kinds.isEmpty ? nil : LayerGates(self, layers: layers)
    let all = max(1, layers.reduce(0) { $0 + $1.count })
    var done = 0
    func report(_ stage: AuditProgress.Stage, _ part: Double, of chunk: [InfluenceLayer]) {
      let share = Double(chunk.reduce(0) { $0 + $1.count }) / Double(all)
      let within = stage == .gradients ? 0.6 * part : 0.6 + 0.4 * part
      progress(stage, min(1, Double(done) / Double(all) + within * share))
    }
    for chunk in chunks(of: layers, blocks: plan.blocks.count) {
      let products = try self.products(of: chunk, plan: plan, kinds: kinds, gates: gates) {
        report(.gradients, $0, of: chunk)
      }
      report(.resampling, 0, of: chunk)
      func findings(_ products: LayerProducts, _ level: ParityLevel) -> LayerFindings {
        LayerFindings(products, draws: summary.draws, level: level, threads: options.threads)
      }
      for layer in products {
        let others = layer.others.map { ($0.kind, findings($0.products, .neurons)) }
        summary.add(
          findings(layer.taylor, level), kinds: others,
          heads: layer.taylor.byHead.map { findings($0, .neurons) })
        done += layer.taylor.layer.count
      }
    }
    return (summary.result(), summary.neuronsByShare())
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

  /// One layer's block sums by every kind of influence.
  private struct KindProducts {
    var taylor: LayerProducts
    var others: [(kind: InfluenceKind, products: LayerProducts)] = []
  }

  /// The block sums of layers by the wanted kinds.
  private func products(
    of layers: [InfluenceLayer], plan: BlockPlan, kinds: Set<InfluenceKind>, gates: LayerGates?,
    progress: (Double) -> Void
  ) throws(AuditError) -> [KindProducts] {
    let isAblating = !kinds.isDisjoint(with: [.ablation, .meanAblation])
    let share = isAblating ? 0.5 : 1
    let gated = kinds.contains(.gate) ? gates : nil
    let sums = try gradientProducts(of: layers, plan: plan, gates: gated) { progress($0 * share) }
    var result = sums.map { KindProducts(taylor: $0.taylor) }
    for (index, sums) in sums.enumerated() {
      if let gate = sums.gate { result[index].others.append((.gate, gate)) }
    }
    guard isAblating, let gates else { return result }
    let ablation = try Ablation(
      self, sites: layers.compactMap { gates.sites[$0.path] },
      kinds: kinds.intersection([.ablation, .meanAblation]), means: gates.means)
    for (kind, products) in try ablation.products(plan: plan, progress: { progress(0.5 + $0 / 2) })
    {
      if let index = layers.firstIndex(where: { $0.path == products.layer.path }) {
        result[index].others.append((kind, products))
      }
    }
    return result
  }

  /// The sums of weight times gradient over the rows of every block, and those of the layers' gates.
  private func gradientProducts(
    of layers: [InfluenceLayer], plan: BlockPlan, gates: LayerGates?, progress: (Double) -> Void
  ) throws(AuditError) -> [(taylor: LayerProducts, gate: LayerProducts?)] {
    let gated = layers.indices.filter { gates?.factors[layers[$0].path] != nil }
    let factors = gated.compactMap { gates?.factors[layers[$0].path] }
    let (model, loss) = (gates?.model ?? self.model, gates?.loss ?? self.loss)
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
        wanted: wanted + factors, options: options
      ) { _, gradient in
        wanted.indices.map { index in
          multiplied(
            neurons[index].grouped(weights[index]),
            neurons[index].grouped(gradient.gradients[index]))
        } + gradient.gradients.dropFirst(wanted.count).map(\.elements)
      }
      progress(Double(end) / Double(plan.blocks.count))
    }
    let rows = plan.blocks.map(\.count)
    func products(
      _ layer: InfluenceLayer, _ positions: Range<Int>
    ) throws(AuditError) -> LayerProducts {
      let blocks = sums.indices.map { block -> [Float] in
        positions.count == 1
          ? sums[block][positions.lowerBound] : Array(sums[block][positions].joined())
      }
      let scale = blocks.map(largestMagnitude).max() ?? 0
      guard scale.isFinite else { throw .nonFiniteGradient(layer: layer.name) }
      return LayerProducts(layer: layer, blocks: blocks, rows: rows, scale: scale)
    }
    var result: [(taylor: LayerProducts, gate: LayerProducts?)] = []
    var position = 0
    for (index, layer) in layers.enumerated() {
      let range = position..<position + layer.weights.count
      position = range.upperBound
      var single = layer
      single.fanIn = 1
      var gate: LayerProducts?
      if let place = gated.firstIndex(of: index) {
        let position = wanted.count + place
        gate = try products(single, position..<position + 1)
      }
      result.append((try products(layer, range), gate))
    }
    return result
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
func largestMagnitude(_ values: [Float]) -> Float {
  var largest: Float = 0
  var isFinite = true
  for value in values {
    isFinite = isFinite && value.isFinite
    largest = max(largest, abs(value))
  }
  return isFinite ? largest : .infinity
}
