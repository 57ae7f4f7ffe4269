/// Eight neurons of a layer, or fewer with zeros behind them: the unit of work of resampling.
///
/// The sums of a neuron's squared products need nothing of other neurons, so layers are cut into
/// tiles, one lane of a vector for each neuron, and tiles run on all threads.
typealias Lanes = SIMD8<Float>

/// What a tile contributes to the cosines of replicates.
struct CosineSums: Sendable {
  /// Products of the two sides' influences.
  var products: [Double]
  /// Squares of the first side's.
  var first: [Double]
  /// Squares of the second side's.
  var second: [Double]

  init(count: Int) {
    products = Array(repeating: 0, count: count)
    first = products
    second = products
  }

  /// Adds the neurons of another tile.
  mutating func add(_ other: CosineSums) {
    for index in products.indices {
      products[index] += other.products[index]
      first[index] += other.first[index]
      second[index] += other.second[index]
    }
  }

  /// The cosines; 0 where a side is all zeros.
  var cosines: [Double] {
    products.indices.map { cosine(products[$0], first[$0], second[$0]) }
  }
}

/// The cosine of two vectors from their product and squared lengths; 0 where one is zero.
func cosine(_ product: Double, _ first: Double, _ second: Double) -> Double {
  guard first > 0, second > 0 else { return 0 }
  return min(1, product / (first.squareRoot() * second.squareRoot()))
}

/// What one tile finds.
struct TileFindings: Sendable {
  /// For each group, each neuron's influence, its unbiased estimate and that one's variance.
  var influence: [[Double]]
  var unbiased: [[Double]]
  var variance: [[Double]]
  /// For each group, without each of its blocks in turn, against each group; lengths of `second`
  /// are those of the whole groups.
  var leaveOneOut: [[CosineSums]]
  /// For each exchange, its replicates.
  var exchanged: [CosineSums]
  /// For each halving, its replicates.
  var halved: [CosineSums]
}

/// One layer's block sums of weight times gradient, ready to be resampled.
struct LayerProducts: Sendable {
  /// The layer.
  var layer: InfluenceLayer
  /// For each block the sums, row-major (fanIn, neurons).
  var blocks: [[Float]]
  /// Rows of each block.
  var rows: [Int]
  /// The largest absolute sum; tiles are divided by it, so that squares neither vanish nor overflow.
  var scale: Float

  /// The tile that begins at a neuron: for each weight of a neuron, all blocks' sums in turn.
  private func columns(from start: Int) -> [Lanes] {
    let width = min(Lanes.scalarCount, layer.neurons - start)
    let factor = scale > 0 ? 1 / scale : 0
    var result = [Lanes](repeating: .zero, count: layer.fanIn * blocks.count)
    for (index, block) in blocks.enumerated() {
      let source = block.span
      for weight in 0..<layer.fanIn {
        var lanes = Lanes.zero
        for lane in 0..<width { lanes[lane] = source[weight * layer.neurons + start + lane] }
        result[weight * blocks.count + index] = lanes * factor
      }
    }
    return result
  }

  /// Everything about the eight neurons from `start` on.
  func tile(from start: Int, plan: BlockPlan, draws: Draws) -> TileFindings {
    let columns = columns(from: start)
    var findings = estimates(columns, plan: plan, width: min(8, layer.neurons - start))
    // One neuron alone has no parity.
    guard layer.neurons > 1 else { return findings }
    findings.exchanged = draws.exchanges.map { exchange in
      resampled(columns, units: exchange.units, chosen: exchange.chosen)
    }
    findings.halved = draws.halvings.map { halving in
      resampled(columns, units: halving.units, chosen: halving.chosen)
    }
    return findings
  }

  /// Influences, and what leaving out each block does to them.
  private func estimates(_ columns: [Lanes], plan: BlockPlan, width: Int) -> TileFindings {
    typealias Sums = SIMD8<Double>
    let count = blocks.count
    let unit = Double(scale) * Double(scale)
    var findings = TileFindings(
      influence: [], unbiased: [], variance: [], leaveOneOut: [], exchanged: [], halved: [])
    var whole: [Sums] = []
    var partial: [[Sums]] = []
    for range in plan.ranges {
      let total = rows[range].reduce(0, +)
      var full = Sums.zero
      var without = [Sums](repeating: .zero, count: range.count)
      for weight in 0..<layer.fanIn {
        let row = weight * count
        var sum = Sums.zero
        for block in range { sum += Sums(columns[row + block]) }
        full += sum * sum
        for block in range {
          let rest = sum - Sums(columns[row + block])
          without[block - range.lowerBound] += rest * rest
        }
      }
      full /= Double(total) * Double(total)
      for block in range {
        let rest = Double(total - rows[block])
        without[block - range.lowerBound] /= rest * rest
      }
      whole.append(full)
      partial.append(without)

      let blocks = Double(range.count)
      let mean = without.reduce(.zero, +) / blocks
      let unbiased = full * blocks - mean * (blocks - 1)
      let squares = without.reduce(Sums.zero) { $0 + ($1 - mean) * ($1 - mean) }
      let variance = squares * ((blocks - 1) / blocks)
      findings.influence.append((0..<width).map { full[$0] * unit })
      findings.unbiased.append((0..<width).map { unbiased[$0] * unit })
      findings.variance.append((0..<width).map { variance[$0] * unit * unit })
    }
    guard layer.neurons > 1 else { return findings }
    findings.leaveOneOut = partial.map { partial in
      whole.map { other in
        var sums = CosineSums(count: partial.count)
        for (index, influence) in partial.enumerated() {
          sums.products[index] = (influence * other).sum()
          sums.first[index] = (influence * influence).sum()
          sums.second[index] = (other * other).sum()
        }
        return sums
      }
    }
    return findings
  }

  /// The two sides of each replicate: the chosen units, and the rest of them.
  ///
  /// Row counts play no part, since a cosine does not depend on scale.
  private func resampled(
    _ columns: [Lanes], units: [Range<Int>], chosen: [[Int]]
  ) -> CosineSums {
    let size = chosen.first?.count ?? 0
    let choices = chosen.flatMap { $0.map(Int32.init) }
    var first = [Lanes](repeating: .zero, count: chosen.count)
    var second = first
    var row = [Lanes](repeating: .zero, count: units.count)
    for weight in 0..<layer.fanIn {
      var total = Lanes.zero
      for (index, unit) in units.enumerated() {
        var sum = Lanes.zero
        for block in unit { sum += columns[weight * blocks.count + block] }
        row[index] = sum
        total += sum
      }
      addReplicates(row, total: total, choices: choices, size: size, &first, &second)
    }
    var sums = CosineSums(count: chosen.count)
    for index in chosen.indices {
      let (a, b) = (SIMD8<Double>(first[index]), SIMD8<Double>(second[index]))
      sums.products[index] = (a * b).sum()
      sums.first[index] = (a * a).sum()
      sums.second[index] = (b * b).sum()
    }
    return sums
  }
}

/// Adds one weight's squared sums over the chosen units and over the rest, for every replicate.
private func addReplicates(
  _ row: [Lanes], total: Lanes, choices: [Int32], size: Int, _ first: inout [Lanes],
  _ second: inout [Lanes]
) {
  let (source, indices) = (row.span, choices.span)
  var firstSums = first.mutableSpan
  var secondSums = second.mutableSpan
  precondition(indices.count == size * firstSums.count && secondSums.count == firstSums.count)
  for replicate in 0..<firstSums.count {
    var sum = Lanes.zero
    for position in replicate * size..<replicate * size + size {
      sum += source[Int(indices[position])]
    }
    let rest = total - sum
    firstSums[replicate] += sum * sum
    secondSums[replicate] += rest * rest
  }
}
