import AuditResults

/// Gathers layers' findings into what a report shows of one attribute.
struct InfluenceSummary: Sendable {
  /// The draws that every layer is resampled with.
  let draws: Draws
  private let plan: BlockPlan
  private let attribute: String
  private let names: [String]
  private let leftOut: [String]
  private let settings: SettingsFacts
  private var layers: [LayerInfluence] = []
  private var neurons: NetworkParity
  private var weights: NetworkParity
  private var hasWeights = false
  private var tests: [NeuronTest] = []
  private var testedNeurons = 0

  /// Starts without layers.
  init(
    plan: BlockPlan, attribute: String, names: [String], leftOut: [String],
    settings: SettingsFacts
  ) {
    self.plan = plan
    self.attribute = attribute
    self.names = names
    self.leftOut = leftOut
    self.settings = settings
    draws = Draws(plan: plan, attribute: attribute, names: names, settings: settings)
    neurons = NetworkParity(count: draws.exchanges.count)
    weights = NetworkParity(count: draws.pairs)
  }

  /// The comparisons between groups, and those with all others.
  private var pairs: Range<Int> { 0..<draws.pairs }
  private var rests: Range<Int> { draws.pairs..<draws.exchanges.count }

  private func sides(_ index: Int) -> (first: String, second: String) {
    let (first, second) = (draws.exchanges[index].first, draws.exchanges[index].second)
    return (names[first], second < names.count ? names[second] : PairParity.allOthers)
  }

  /// Adds the next layer, and the same by other kinds of influence and with its heads as neurons.
  mutating func add(
    _ findings: LayerFindings, kinds: [(InfluenceKind, LayerFindings)] = [],
    heads: LayerFindings? = nil
  ) {
    for (index, exchange) in draws.exchanges.enumerated() {
      if let parity = findings.parity[index] {
        neurons.add(parity, spearman: findings.spearman(exchange), to: index)
      } else if let reason = findings.undefinedReason(exchange.first, exchange.second) {
        neurons.add(reason, to: index)
      }
    }
    for (index, parity) in findings.weightParity.enumerated() {
      hasWeights = true
      if let parity {
        weights.add(parity, spearman: findings.weightSpearman[index], to: index)
      } else if let reason = findings.undefinedWeightReason(
        draws.exchanges[index].first, draws.exchanges[index].second)
      {
        weights.add(reason, to: index)
      }
    }
    let added = findings.neuronTests(
      layer: layers.count, blocks: plan.ranges.map(\.count), confidence: settings.confidence)
    tests += added
    testedNeurons += Set(added.map(\.neuron)).count
    layers.append(
      LayerInfluence(
        layer: findings.layer.name, kernel: findings.layer.path, neurons: findings.layer.neurons,
        influence: Array(findings.influence.prefix(names.count)),
        parity: parities(findings, pairs),
        parameterParity: findings.weightParity.isEmpty ? nil : weightParities(findings),
        againstRest: rests.isEmpty ? nil : parities(findings, rests),
        kinds: kinds.isEmpty ? nil : kinds.map { influence($0.0, $0.1, taylor: findings) },
        heads: heads.map {
          HeadInfluence(
            influence: Array($0.influence.prefix(names.count)), parity: parities($0, pairs))
        }))
  }

  private func parities(_ findings: LayerFindings, _ indices: Range<Int>) -> [PairParity] {
    indices.map { index in
      let exchange = draws.exchanges[index]
      return parity(
        index, findings.parity[index], spearman: findings.spearman(exchange),
        reason: findings.undefinedReason(exchange.first, exchange.second))
    }
  }

  private func weightParities(_ findings: LayerFindings) -> [PairParity] {
    pairs.map { index in
      let exchange = draws.exchanges[index]
      return parity(
        index, findings.weightParity[index], spearman: findings.weightSpearman[index],
        reason: findings.undefinedWeightReason(exchange.first, exchange.second))
    }
  }

  private func parity(
    _ index: Int, _ draws: ParityDraws?, spearman: Double?, reason: UndefinedReason?
  ) -> PairParity {
    let (first, second) = sides(index)
    return draws?.parity(
      first: first, second: second, spearman: spearman, confidence: settings.confidence)
      ?? PairParity(
        first: first, second: second, cosine: Estimate(undefined: reason ?? .notApplicable),
        alignment: .notAssessed)
  }

  private func influence(
    _ kind: InfluenceKind, _ findings: LayerFindings, taylor: LayerFindings
  ) -> KindInfluence {
    KindInfluence(
      kind: kind.rawValue, influence: Array(findings.influence.prefix(names.count)),
      parity: parities(findings, pairs),
      agreement: names.indices.map { group in
        guard taylor.layer.neurons > 1 else { return Estimate(undefined: .oneNeuron) }
        return spearman(findings.influence[group], taylor.influence[group]).map { Estimate($0) }
          ?? Estimate(undefined: .zeroInfluence)
      })
  }

  /// A neuron: positions of its layer and in it.
  struct Neuron: Sendable, Hashable {
    var layer: Int
    var neuron: Int
  }

  /// Neurons in the order in which they are taken out, and how many of them differ beyond noise.
  typealias Suspects = (order: [Neuron], beyondNoise: Int)

  /// The neurons to take out: those that differ beyond noise, then the others of unaligned layers,
  /// of which no single one stands out; each by the difference of their shares in the layer.
  ///
  /// A ratio of two influences that are next to nothing would move nothing.
  func neuronsByShare() -> Suspects {
    let adjusted = benjaminiHochberg(tests.map(\.p))
    let totals = layers.map { layer in layer.influence.map { $0.reduce(0, +) } }
    let unaligned = layers.map { layer in
      Set(
        layer.parity.filter { $0.alignment == .unaligned }.map { [$0.first, $0.second] })
    }
    var differences: [Neuron: (isBeyond: Bool, difference: Double)] = [:]
    for (test, p) in zip(tests, adjusted) {
      let isBeyond = p <= 1 - settings.confidence
      guard isBeyond || unaligned[test.layer].contains([names[test.first], names[test.second]])
      else { continue }
      let shares = [test.first, test.second].map { group -> Double in
        let total = totals[test.layer][group]
        return total > 0 ? layers[test.layer].influence[group][test.neuron] / total : 0
      }
      let neuron = Neuron(layer: test.layer, neuron: test.neuron)
      let before = differences[neuron] ?? (false, 0)
      differences[neuron] = (
        before.isBeyond || isBeyond, max(before.difference, abs(shares[0] - shares[1]))
      )
    }
    let order = differences.sorted { left, right in
      if left.value.isBeyond != right.value.isBeyond { return left.value.isBeyond }
      let (a, b) = (left.value.difference, right.value.difference)
      return a == b
        ? (left.key.layer, left.key.neuron) < (right.key.layer, right.key.neuron) : a > b
    }
    return (order.map(\.key), differences.values.count(where: \.isBeyond))
  }

  /// Everything about the attribute.
  func result() -> AttributeInfluence {
    func network(_ parities: NetworkParity, _ indices: Range<Int>) -> [PairParity] {
      indices.map { index in
        let (first, second) = sides(index)
        return parities.parity(
          index, first: first, second: second, confidence: settings.confidence)
      }
    }
    let found = divergentNeurons()
    let listed = Array(found.prefix(InfluenceStudy.mostDivergent))
    return AttributeInfluence(
      attribute: attribute, groups: names, leftOut: leftOut, layers: layers,
      network: layers.isEmpty ? [] : network(neurons, pairs),
      networkSums: layers.isEmpty
        ? []
        : pairs.map { index in
          let (first, second) = sides(index)
          return PairValue(first: first, second: second, value: neurons.sum(index))
        },
      divergentNeurons: listed, divergentCount: found.count > listed.count ? found.count : nil,
      testedNeurons: testedNeurons, networkParameters: hasWeights ? network(weights, pairs) : nil,
      networkAgainstRest: layers.isEmpty || rests.isEmpty ? nil : network(neurons, rests))
  }

  /// The neurons that differ beyond noise: adjusted over all neurons and pairs, the largest ratios
  /// first, and those that are silent for a group before them.
  private func divergentNeurons() -> [NeuronDivergence] {
    let adjusted = benjaminiHochberg(tests.map(\.p))
    func size(_ test: NeuronTest) -> Double { test.logRatio.value.map(abs) ?? .infinity }
    let totals = layers.map { layer in layer.influence.map { $0.reduce(0, +) } }
    return zip(tests, adjusted).enumerated()
      .filter { $0.element.1 <= 1 - settings.confidence }
      .sorted { left, right in
        let (a, b) = (size(left.element.0), size(right.element.0))
        return a == b ? left.offset < right.offset : a > b
      }
      .map { _, entry in
        let (test, adjusted) = entry
        let layer = layers[test.layer]
        func share(_ group: Int) -> Double? {
          let total = totals[test.layer][group]
          return total > 0 ? layer.influence[group][test.neuron] / total : nil
        }
        return NeuronDivergence(
          layer: layer.layer, neuron: test.neuron, first: names[test.first],
          second: names[test.second], firstInfluence: layer.influence[test.first][test.neuron],
          secondInfluence: layer.influence[test.second][test.neuron], logRatio: test.logRatio,
          adjustedP: adjusted, firstShare: share(test.first), secondShare: share(test.second))
      }
  }
}

extension LayerFindings {
  /// The rank correlation of two sides' neurons.
  fileprivate func spearman(_ exchange: Draws.Exchange) -> Double? {
    Audit.spearman(influence[exchange.first], influence[exchange.second])
  }
}
