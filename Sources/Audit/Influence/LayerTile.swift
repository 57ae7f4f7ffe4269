import AuditResults
import Engine

/// Eight neurons of a layer, or fewer with zeros behind them: the unit of work of resampling.
///
/// The sums of a neuron's squared products need nothing of other neurons, so layers are cut into
/// tiles, one lane of a vector for each neuron, and tiles run on all threads.
typealias Lanes = SIMD8<Float>

/// The same neurons in double precision.
typealias WideLanes = SIMD8<Double>

/// What one tile finds.
struct TileFindings: Sendable {
  /// For each side, each neuron's influence, its unbiased estimate and that one's variance.
  var influence: [[Double]] = []
  var unbiased: [[Double]] = []
  var variance: [[Double]] = []
  /// What the parities of neurons are made of.
  var neurons: ParitySums
  /// The same of single weights; for pairs of groups only.
  var weights: ParitySums
  /// What replicates of exchanges and of halvings are made of where ``neurons`` lacks them.
  var exchanged: [GramTile?] = []
  var halved: [GramTile?] = []
}

/// Which parities are wanted of a layer.
enum ParityLevel: Sendable {
  /// That of its neurons.
  case neurons
  /// That of its single weights as well.
  case weights
}

/// One layer's block sums of weight times gradient, ready to be resampled.
///
/// Influences of any kind are squares of such sums: those that have one number for each neuron, such
/// as the loss's change when it is taken out, are a layer with one weight for each.
struct LayerProducts: Sendable {
  /// The layer.
  var layer: InfluenceLayer
  /// For each block the sums, row-major (fanIn, neurons).
  var blocks: [[Float]]
  /// Rows of each block.
  var rows: [Int]
  /// The largest absolute sum; tiles are divided by it, so that squares neither vanish nor overflow.
  var scale: Float

  /// The same with each head as one neuron, which all weights of its neurons feed; `nil` where the
  /// layer has no heads.
  var byHead: LayerProducts? {
    let (heads, width) = (layer.heads, layer.neurons / layer.heads)
    guard heads > 1 else { return nil }
    var result = self
    result.layer.neurons = heads
    result.layer.fanIn = layer.fanIn * width
    result.layer.heads = 1
    result.blocks = blocks.map { block in
      (0..<block.count).map { index in
        let (row, head) = (index / heads, index % heads)
        return block[row / width * layer.neurons + head * width + row % width]
      }
    }
    return result
  }

  /// Replicates of a parity of single weights, at most: each costs more than one of neurons.
  static let mostWeightReplicates = 200

  /// The tile that begins at a neuron: for each weight of a neuron, all blocks' sums in turn.
  private func columns(from start: Int) -> [Lanes] {
    let width = min(Lanes.scalarCount, layer.neurons - start)
    // The inverse of a smaller number is infinite; such sums count as zeros.
    let factor = scale >= .leastNormalMagnitude ? 1 / scale : 0
    var result = [Lanes](repeating: .zero, count: layer.fanIn * blocks.count)
    // A few weights at a time, lest each number written be far from the one before.
    for first in stride(from: 0, to: layer.fanIn, by: 16) {
      let weights = first..<min(first + 16, layer.fanIn)
      for (index, block) in blocks.enumerated() {
        guard width < Lanes.scalarCount else {
          copyEightColumns(
            of: block, rows: weights, from: start, of: layer.neurons, times: factor, to: &result,
            first: index, stride: blocks.count)
          continue
        }
        for weight in weights {
          for lane in 0..<width {
            result[weight * blocks.count + index][lane] =
              block[weight * layer.neurons + start + lane] * factor
          }
        }
      }
    }
    return result
  }

  /// Everything about the eight neurons from `start` on.
  func tile(from start: Int, draws: Draws, level: ParityLevel) -> TileFindings {
    let columns = Columns(values: columns(from: start), blocks: blocks.count, weights: layer.fanIn)
    var findings = TileFindings(neurons: ParitySums(), weights: ParitySums())
    let sums = draws.sides.map { side in
      SideSums(
        whole: columns.squares(of: side.blocks), without: columns.squares(withoutEach: side.blocks))
    }
    estimate(sums, draws: draws, width: min(8, layer.neurons - start), &findings)
    // One neuron alone has no parity; a layer of one neuron may still have many weights.
    let isAlone = layer.neurons == 1
    if isAlone, level == .neurons { return findings }
    jackknife(columns, sums, draws: draws, level: level, &findings)
    let width = min(Lanes.scalarCount, layer.neurons - start)
    var unitSums = UnitSums(columns, merges: draws.merges, width: width)
    for (index, exchange) in draws.exchanges.enumerated() {
      let found = resample(
        columns, units: exchange.units, chosen: exchange.chosen, forms: exchange.forms,
        level: index < draws.pairs ? level : .neurons
      ) { unitSums.of(exchange.merges) }
      findings.neurons.exchanged.append(found.neurons)
      findings.exchanged.append(found.gram)
      if index < draws.pairs { findings.weights.exchanged.append(found.weights) }
    }
    for halving in draws.halvings {
      let found = resample(
        columns, units: halving.units, chosen: halving.chosen, forms: halving.forms, level: level
      ) { unitSums.of([halving.merge]) }
      findings.neurons.halved.append(found.neurons)
      findings.halved.append(found.gram)
      findings.weights.halved.append(found.weights)
    }
    return findings
  }

  /// Whether a neuron's replicates come from Gram matrices.
  func usesForms(_ forms: SubsetForms?) -> Bool { forms?.pays(weights: layer.fanIn) ?? false }

  /// The replicates of one draw; those of neurons are left to their Gram matrices where these are
  /// cheaper.
  private func resample(
    _ columns: Columns, units: [[Int]], chosen: Choices, forms: SubsetForms?, level: ParityLevel,
    unitSums: () -> [[Float]]
  ) -> (neurons: CosineSums, weights: CosineSums, gram: GramTile?) {
    let weightReplicates = level == .weights ? min(chosen.count, Self.mostWeightReplicates) : 0
    guard let forms, weightReplicates > 0 || layer.fanIn == 1 || usesForms(forms) else {
      let found = columns.resampled(
        units: units, chosen: chosen, weightReplicates: weightReplicates)
      return (found.neurons, found.weights, nil)
    }
    let sums = unitSums()
    if layer.fanIn == 1, weightReplicates == 0 {
      return (forms.cosineSums(ofNumbers: sums), CosineSums(count: 0), nil)
    }
    let weights = forms.cosineSums(ofWeights: sums, first: weightReplicates)
    guard usesForms(forms) else {
      let neurons = columns.resampled(units: units, chosen: chosen, weightReplicates: 0).neurons
      return (neurons, weights, nil)
    }
    return (CosineSums(count: 0), weights, GramTile(sums, units: units.count))
  }

  /// Influences, their unbiased estimates and those ones' variances.
  private func estimate(
    _ sums: [SideSums], draws: Draws, width: Int, _ findings: inout TileFindings
  ) {
    let unit = Double(scale) * Double(scale)
    for (side, sums) in zip(draws.sides, sums) {
      let total = Double(side.rows)
      let full = sums.whole / (total * total)
      var without = sums.without
      for (position, block) in side.blocks.enumerated() {
        let rest = total - Double(rows[block])
        without[position] /= rest * rest
      }
      let count = Double(side.blocks.count)
      let mean = without.reduce(.zero, +) / count
      let unbiased = full * count - mean * (count - 1)
      let squares = without.reduce(WideLanes.zero) { $0 + ($1 - mean) * ($1 - mean) }
      let variance = squares * ((count - 1) / count)
      findings.influence.append((0..<width).map { full[$0] * unit })
      findings.unbiased.append((0..<width).map { unbiased[$0] * unit })
      findings.variance.append((0..<width).map { variance[$0] * unit * unit })
    }
  }

  /// One side's squared sums, whole and without each of its blocks.
  private struct SideSums {
    var whole: WideLanes
    var without: [WideLanes]
  }

  /// What leaving out each block does to every parity.
  ///
  /// Row counts play no part, since a cosine does not depend on scale.
  private func jackknife(
    _ columns: Columns, _ sums: [SideSums], draws: Draws, level: ParityLevel,
    _ findings: inout TileFindings
  ) {
    for exchange in draws.exchanges {
      let (first, second) = (exchange.first, exchange.second)
      findings.neurons.whole.append(CosineSums([sums[first].whole], sums[second].whole))
      findings.neurons.withoutFirst.append(CosineSums(sums[first].without, sums[second].whole))
      findings.neurons.withoutSecond.append(CosineSums(sums[second].without, sums[first].whole))
    }
    guard level == .weights else { return }
    for exchange in draws.exchanges.prefix(draws.pairs) {
      let sides = [exchange.first, exchange.second].map { draws.sides[$0].blocks }
      findings.weights.whole.append(columns.fourths(of: sides[0], against: sides[1]))
      findings.weights.withoutFirst.append(
        columns.fourths(withoutEach: sides[0], against: sides[1]))
      findings.weights.withoutSecond.append(
        columns.fourths(withoutEach: sides[1], against: sides[0]))
    }
  }
}
