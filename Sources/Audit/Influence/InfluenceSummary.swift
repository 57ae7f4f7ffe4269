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
  /// For each pair, the draws summed over the layers in which its parity is defined.
  private var network: [(draws: ParityDraws?, layers: Int, sum: Double, reason: UndefinedReason)]
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
    network = draws.exchanges.map { _ in (nil, 0, 0, .oneNeuron) }
  }

  /// Adds the next layer.
  mutating func add(_ findings: LayerFindings) {
    let pairs = draws.exchanges.enumerated().map { index, exchange -> PairParity in
      let (first, second) = (exchange.first, exchange.second)
      if let reason = findings.undefinedReason(first, second) {
        // The released code of FAIRER counts a lone neuron as 1, and no influence as 0.
        network[index].sum += reason == .oneNeuron ? 1 : 0
        if reason == .zeroInfluence { network[index].reason = reason }
        return PairParity(
          first: names[first], second: names[second], cosine: Estimate(undefined: reason))
      }
      guard let parity = findings.parity[index] else {
        return PairParity(
          first: names[first], second: names[second], cosine: Estimate(undefined: .notApplicable))
      }
      network[index].sum += parity.value
      network[index].layers += 1
      if network[index].draws?.add(parity) == nil { network[index].draws = parity }
      return pairParity(
        parity, exchange,
        spearman: spearman(findings.influence[first], findings.influence[second]))
    }
    let added = findings.neuronTests(
      layer: layers.count, blocks: plan.ranges.map(\.count), confidence: settings.confidence)
    tests += added
    testedNeurons += Set(added.map(\.neuron)).count
    layers.append(
      LayerInfluence(
        layer: findings.layer.name, kernel: findings.layer.path, neurons: findings.layer.neurons,
        influence: findings.influence, parity: pairs))
  }

  private func pairParity(
    _ parity: ParityDraws, _ exchange: Draws.Exchange, spearman: Double?
  ) -> PairParity {
    let (first, second) = (exchange.first, exchange.second)
    return parity.parity(
      first: names[first], second: names[second],
      smaller: plan.rows(of: second) < plan.rows(of: first) ? second : first,
      spearman: spearman, confidence: settings.confidence)
  }

  /// Everything about the attribute.
  func result() -> AttributeInfluence {
    let pairs = zip(draws.exchanges, network).map { exchange, entry -> PairParity in
      guard let total = entry.draws else {
        return PairParity(
          first: names[exchange.first], second: names[exchange.second],
          cosine: Estimate(undefined: entry.reason))
      }
      return pairParity(total.divided(by: entry.layers), exchange, spearman: nil)
    }
    let sums = zip(draws.exchanges, network).map { exchange, entry in
      PairValue(
        first: names[exchange.first], second: names[exchange.second],
        value: layers.isEmpty ? nil : entry.sum)
    }
    let found = divergentNeurons()
    let listed = Array(found.prefix(InfluenceStudy.mostDivergent))
    return AttributeInfluence(
      attribute: attribute, groups: names, leftOut: leftOut, layers: layers,
      network: layers.isEmpty ? [] : pairs, networkSums: layers.isEmpty ? [] : sums,
      divergentNeurons: listed, divergentCount: found.count > listed.count ? found.count : nil,
      testedNeurons: testedNeurons)
  }

  /// The neurons that differ beyond noise: adjusted over all neurons and pairs, the largest ratios
  /// first, and those that are silent for a group before them.
  private func divergentNeurons() -> [NeuronDivergence] {
    let adjusted = benjaminiHochberg(tests.map(\.p))
    func size(_ test: NeuronTest) -> Double { test.logRatio.value.map(abs) ?? .infinity }
    return zip(tests, adjusted).enumerated()
      .filter { $0.element.1 <= 1 - settings.confidence }
      .sorted { left, right in
        let (a, b) = (size(left.element.0), size(right.element.0))
        return a == b ? left.offset < right.offset : a > b
      }
      .map { _, entry in
        let (test, adjusted) = entry
        let layer = layers[test.layer]
        return NeuronDivergence(
          layer: layer.layer, neuron: test.neuron, first: names[test.first],
          second: names[test.second], firstInfluence: layer.influence[test.first][test.neuron],
          secondInfluence: layer.influence[test.second][test.neuron], logRatio: test.logRatio,
          adjustedP: adjusted)
      }
  }
}
