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
  /// For each group, the parity of its halves in each replicate.
  var halved: [[Double]]

  /// The same numbers of another layer, added.
  mutating func add(_ other: ParityDraws) {
    func sum(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }
    value += other.value
    withoutFirst = sum(withoutFirst, other.withoutFirst)
    withoutSecond = sum(withoutSecond, other.withoutSecond)
    exchanged = sum(exchanged, other.exchanged)
    halved = zip(halved, other.halved).map { sum($0, $1) }
  }

  /// Every number divided by how many layers were added.
  func divided(by count: Int) -> ParityDraws {
    func share(_ values: [Double]) -> [Double] { values.map { $0 / Double(count) } }
    return ParityDraws(
      value: value / Double(count), withoutFirst: share(withoutFirst),
      withoutSecond: share(withoutSecond), exchanged: share(exchanged),
      halved: halved.map(share))
  }
}

/// What was found in one layer.
struct LayerFindings: Sendable {
  /// The layer.
  var layer: InfluenceLayer
  /// For each group, each neuron's influence.
  var influence: [[Double]]
  /// For each group, each neuron's influence without the part that is noise.
  var unbiased: [[Double]]
  /// For each group, the variances of the unbiased influences.
  var variance: [[Double]]
  /// For each pair of groups in the order of ``Draws/exchanges``; `nil` where not defined.
  var parity: [ParityDraws?]

  /// Why the parity of two groups is not defined; `nil` where it is.
  func undefinedReason(_ first: Int, _ second: Int) -> UndefinedReason? {
    if layer.neurons < 2 { return .oneNeuron }
    let isZero = [first, second].contains { group in influence[group].allSatisfy { $0 == 0 } }
    return isZero ? .zeroInfluence : nil
  }

  /// Resamples a layer, tile by tile on several threads; sums are taken in the tiles' order.
  init(_ products: LayerProducts, plan: BlockPlan, draws: Draws, threads: Int) {
    layer = products.layer
    let groups = plan.ranges.count
    let width = Lanes.scalarCount
    let tiles = parallelMap(count: (layer.neurons + width - 1) / width, threads: threads) { tile in
      products.tile(from: tile * width, plan: plan, draws: draws)
    }
    influence = (0..<groups).map { group in tiles.flatMap { $0.influence[group] } }
    unbiased = (0..<groups).map { group in tiles.flatMap { $0.unbiased[group] } }
    variance = (0..<groups).map { group in tiles.flatMap { $0.variance[group] } }
    parity = []
    guard layer.neurons > 1 else {
      parity = draws.exchanges.map { _ in nil }
      return
    }
    func total(_ part: (TileFindings) -> CosineSums) -> [Double] {
      var sums = CosineSums(count: part(tiles[0]).products.count)
      for tile in tiles { sums.add(part(tile)) }
      return sums.cosines
    }
    let halved = draws.halvings.indices.map { index in total { $0.halved[index] } }
    for (index, exchange) in draws.exchanges.enumerated() {
      let (first, second) = (exchange.first, exchange.second)
      guard undefinedReason(first, second) == nil else {
        parity.append(nil)
        continue
      }
      parity.append(
        ParityDraws(
          value: Audit.cosine(influence[first], influence[second]),
          withoutFirst: total { $0.leaveOneOut[first][second] },
          withoutSecond: total { $0.leaveOneOut[second][first] },
          exchanged: total { $0.exchanged[index] }, halved: halved))
    }
  }
}

/// The cosine of two vectors; 0 where one is zero.
func cosine(_ x: [Double], _ y: [Double]) -> Double {
  // Influences may be so small that their squares vanish.
  let unit = max(x.max() ?? 0, y.max() ?? 0)
  guard unit > 0 else { return 0 }
  var (product, first, second) = (0.0, 0.0, 0.0)
  let (a, b) = (x.max() ?? 0, y.max() ?? 0)
  for (x, y) in zip(x, y) {
    let (x, y) = (a > 0 ? x / a : 0, b > 0 ? y / b : 0)
    product += x * y
    first += x * x
    second += y * y
  }
  return cosine(product, first, second)
}
