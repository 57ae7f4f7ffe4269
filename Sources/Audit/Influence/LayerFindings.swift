import AuditResults
import Engine

/// What one layer, or the network as a mean of layers, shows of two groups' parity.
struct ParityDraws: Sendable {
  /// The parity itself.
  var value: Double
  /// The parity without each block of the first group.
  var withoutFirst: [Double]
  /// The parity without each block of the second group.
  var withoutSecond: [Double]
  /// The parity in each permutation.
  var exchanged: [Double]
  /// The parity of the smaller side's halves in each replicate.
  var halved: [Double]

  /// The same numbers of another layer, added.
  mutating func add(_ other: ParityDraws) {
    func sum(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }
    value += other.value
    withoutFirst = sum(withoutFirst, other.withoutFirst)
    withoutSecond = sum(withoutSecond, other.withoutSecond)
    exchanged = sum(exchanged, other.exchanged)
    halved = sum(halved, other.halved)
  }

  /// Every number divided by how many layers were added.
  func divided(by count: Int) -> ParityDraws {
    func share(_ values: [Double]) -> [Double] { values.map { $0 / Double(count) } }
    return ParityDraws(
      value: value / Double(count), withoutFirst: share(withoutFirst),
      withoutSecond: share(withoutSecond), exchanged: share(exchanged),
      halved: share(halved))
  }
}

/// What was found in one layer.
struct LayerFindings: Sendable {
  /// The layer.
  var layer: InfluenceLayer
  /// For each side (the groups first), each neuron's influence.
  var influence: [[Double]]
  /// For each side, each neuron's influence without the part that is noise.
  var unbiased: [[Double]]
  /// For each side, the variances of the unbiased influences.
  var variance: [[Double]]
  /// For each of ``Draws/exchanges``; `nil` where not defined.
  var parity: [ParityDraws?]
  /// For each pair of groups, the parity of single weights; `nil` where not defined, none where not
  /// wanted.
  var weightParity: [ParityDraws?]
  /// For each pair of groups, the rank correlation of single weights' influences.
  var weightSpearman: [Double?]

  /// Why the parity of two sides is not defined; `nil` where it is.
  func undefinedReason(_ first: Int, _ second: Int) -> UndefinedReason? {
    layer.neurons < 2 ? .oneNeuron : zeroReason(first, second)
  }

  /// Why the parity of two sides' single weights is not defined; `nil` where it is.
  func undefinedWeightReason(_ first: Int, _ second: Int) -> UndefinedReason? {
    layer.count < 2 ? .oneNeuron : zeroReason(first, second)
  }

  private func zeroReason(_ first: Int, _ second: Int) -> UndefinedReason? {
    let isZero = [first, second].contains { side in influence[side].allSatisfy { $0 == 0 } }
    return isZero ? .zeroInfluence : nil
  }

  /// Resamples a layer, tile by tile on several threads; sums are taken in the tiles' order.
  init(_ products: LayerProducts, draws: Draws, level: ParityLevel, threads: Int) {
    layer = products.layer
    let width = Lanes.scalarCount
    let tiles = parallelMap(count: (layer.neurons + width - 1) / width, threads: threads) { tile in
      products.tile(from: tile * width, draws: draws, level: level)
    }
    influence = draws.sides.indices.map { side in tiles.flatMap { $0.influence[side] } }
    unbiased = draws.sides.indices.map { side in tiles.flatMap { $0.unbiased[side] } }
    variance = draws.sides.indices.map { side in tiles.flatMap { $0.variance[side] } }
    (parity, weightParity, weightSpearman) = ([], [], [])
    var neurons = tiles[0].neurons
    var weights = tiles[0].weights
    for tile in tiles.dropFirst() {
      neurons.add(tile.neurons)
      weights.add(tile.weights)
    }
    for (index, exchange) in draws.exchanges.enumerated() {
      let grams = tiles.compactMap { $0.exchanged.isEmpty ? nil : $0.exchanged[index] }
      guard !grams.isEmpty, let forms = exchange.forms else { continue }
      neurons.exchanged[index] = forms.cosineSums(grams, threads: threads)
    }
    for (index, halving) in draws.halvings.enumerated() {
      let grams = tiles.compactMap { $0.halved.isEmpty ? nil : $0.halved[index] }
      guard !grams.isEmpty, let forms = halving.forms else { continue }
      neurons.halved[index] = forms.cosineSums(grams, threads: threads)
    }
    for (index, exchange) in draws.exchanges.enumerated() {
      let (first, second) = (exchange.first, exchange.second)
      guard undefinedReason(first, second) == nil else {
        parity.append(nil)
        continue
      }
      var found = neurons.draws(index, halving: exchange.halving)
      found.value = cosine(influence[first], influence[second])
      parity.append(found)
    }
    guard level == .weights else { return }
    let pairs = draws.exchanges.prefix(draws.pairs)
    weightParity = pairs.enumerated().map { index, exchange in
      undefinedWeightReason(exchange.first, exchange.second) == nil
        ? weights.draws(index, halving: exchange.halving) : nil
    }
    let ranks = products.weightRanks(
      of: draws.sides.prefix(pairs.isEmpty ? 0 : draws.groups), threads: threads)
    weightSpearman = pairs.map { rankCorrelation(ranks[$0.first], ranks[$0.second]) }
  }
}

extension LayerProducts {
  /// For each side, the midranks of its single weights' influences.
  fileprivate func weightRanks(
    of sides: ArraySlice<BlockPlan.Side>, threads: Int
  ) -> [[Double]] {
    parallelMap(count: sides.count, threads: threads) { side in
      var sums = [Float](repeating: 0, count: layer.count)
      for block in sides[side].blocks { addElements(of: blocks[block][...], to: &sums) }
      return midranks(sums.map { Double($0.magnitude) })
    }
  }
}
