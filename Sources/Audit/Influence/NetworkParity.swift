import AuditResults

/// The parities of layers, gathered into those of the network: means over layers.
struct NetworkParity: Sendable {
  /// One comparison.
  private struct Entry: Sendable {
    /// The draws summed over the layers in which the parity is defined.
    var draws: ParityDraws?
    var layers = 0
    /// The parities summed over all layers, as the released code of FAIRER does.
    var sum = 0.0
    /// Rank correlations, where they are defined.
    var spearman: [Double] = []
    var reason = UndefinedReason.oneNeuron
  }

  private var entries: [Entry]

  init(count: Int) { entries = Array(repeating: Entry(), count: count) }

  /// Adds a layer whose parity is not defined.
  mutating func add(_ reason: UndefinedReason, to index: Int) {
    // The released code of FAIRER counts a lone neuron as 1, and no influence as 0.
    entries[index].sum += reason == .oneNeuron ? 1 : 0
    if reason == .zeroInfluence { entries[index].reason = reason }
  }

  /// Adds a layer's parity.
  mutating func add(_ parity: ParityDraws, spearman: Double?, to index: Int) {
    entries[index].sum += parity.value
    entries[index].layers += 1
    if let spearman { entries[index].spearman.append(spearman) }
    if entries[index].draws?.add(parity) == nil { entries[index].draws = parity }
  }

  /// The sum over all layers.
  func sum(_ index: Int) -> Double { entries[index].sum }

  /// The mean over layers.
  func parity(_ index: Int, first: String, second: String, confidence: Double) -> PairParity {
    let entry = entries[index]
    guard let total = entry.draws else {
      return PairParity(
        first: first, second: second, cosine: Estimate(undefined: entry.reason),
        alignment: .notAssessed)
    }
    let ranks = entry.spearman
    return total.divided(by: entry.layers).parity(
      first: first, second: second,
      spearman: ranks.isEmpty ? nil : ranks.reduce(0, +) / Double(ranks.count),
      confidence: confidence)
  }
}
