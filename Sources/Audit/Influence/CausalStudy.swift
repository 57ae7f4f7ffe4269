import AuditResults
import Engine
import Tables

/// Takes sets of neurons out of a network and looks at what becomes of the groups.
struct CausalStudy: Sendable {
  /// The network and the rows.
  let study: InfluenceStudy
  /// How outputs become scores.
  let source: ScoreSource
  /// The rows' labels.
  let labels: [UInt8]
  /// Rows with at least this score are selected.
  let threshold: Double

  /// Random sets of neurons that each set is compared with.
  static let randomSets = 20
  /// Neurons that are taken out at most.
  static let mostNeurons = 50
  /// Accuracy that a set which closes the gap may cost, where the settings say nothing else.
  static let accuracyLoss = 0.01
  /// The gap that is to be closed.
  static let gap = "dp.rate_gap.maxmin"
  /// How many neurons are taken out in turn.
  private static let counts = [1, 2, 5, 10, 20, 50]
  /// Rows that are run at a time.
  private static let batchRows = 512
  /// Bytes of scores that are held at a time.
  private static let memory = 1 << 24

  /// A neuron: positions of its layer and in it.
  typealias Place = (layer: Int, neuron: Int)

  /// One set of neurons and what they are replaced by.
  struct Removal: Sendable {
    var replacement: CausalCheck.Replacement
    var neurons: [InfluenceSummary.Neuron]
    /// What is wanted of the network without them.
    var wanted: Wanted
  }

  enum Wanted: Sendable {
    /// Scores.
    case scores
    /// What metrics are.
    case values
    /// What metrics are, how sure they are, and scores.
    case everything
  }

  /// Takes the first neurons out together, by growing numbers.
  ///
  /// - Returns: `nil` where there are no neurons or nothing to compare.
  func check(
    _ suspects: InfluenceSummary.Suspects, attribute: Subgroups, progress: (Double) -> Void
  ) throws(AuditError) -> CausalCheck? {
    let rowsOfGroups = attribute.rowsOfGroups()
    let layers = study.model.influenceLayers
    let order = Array(
      suspects.order.filter { layers[$0.layer].neurons > 1 }.prefix(Self.mostNeurons))
    guard !order.isEmpty, rowsOfGroups.count(where: { !$0.isEmpty }) > 1 else { return nil }
    let network = try ReplaceableNetwork(
      study, layers: layers, touched: Set(order.map(\.layer)),
      wanted: study.model.outputs[source.output].value)
    let replacements = CausalCheck.Replacement.allCases.filter(network.knows)
    let counts = Self.counts.filter { $0 < order.count } + [order.count]

    // The whole network first, then every first so many, then the random sets.
    var removals = [Removal(replacement: .zero, neurons: [], wanted: .everything)]
    for replacement in replacements {
      removals += order.indices.map {
        Removal(
          replacement: replacement, neurons: Array(order[...$0]),
          wanted: counts.contains($0 + 1) ? .everything : .scores)
      }
    }
    for replacement in replacements {
      for count in counts {
        removals += randomSets(like: Array(order.prefix(count)), layers, attribute.name)
          .map { Removal(replacement: replacement, neurons: $0, wanted: .values) }
      }
    }
    let (measured, scoresOfSets) = try measure(
      removals, network, rowsOfGroups, keepingScores: 1 + replacements.count * order.count,
      progress: progress)

    var result = CausalCheck(
      order: order.map { CausalCheck.Neuron(layer: layers[$0.layer].name, neuron: $0.neuron) },
      beyondNoise: min(order.count, suspects.beyondNoise),
      steps: [], gap: Self.gap, accuracyFloor: 0, closures: [])
    let numberOfNeurons = order.count
    @Sendable func index(_ replacement: Int, _ count: Int) -> Int {
      1 + replacement * numberOfNeurons + count - 1
    }
    for (position, replacement) in replacements.enumerated() {
      for (step, count) in counts.enumerated() {
        let first =
          1 + replacements.count * order.count
          + (position * counts.count + step) * Self.randomSets
        result.steps.append(
          CausalCheck.Step(
            count: count, replacement: replacement,
            changes: changes(
              from: measured[0], to: measured[index(position, count)],
              random: Array(measured[first..<first + Self.randomSets]))))
      }
    }
    let outcomes = Outcomes(
      scores: scoresOfSets[0], labels: labels, threshold: threshold, settings: study.settings)
    let before = outcomes.accuracyAndGap(rowsOfGroups, names: attribute.groups)
    result.accuracyFloor =
      before.accuracy - (study.settings.accuracyLoss ?? Self.accuracyLoss)
    guard !before.isClosed else { return result }
    // A few at a time: most of them are never asked for where the gap closes early.
    let together = 4 * study.options.threads
    for (position, replacement) in replacements.enumerated() {
      var closure: CausalCheck.Closure?
      for start in stride(from: 1, through: order.count, by: together) where closure == nil {
        let some = start...min(start + together - 1, order.count)
        let closed = parallelMap(count: some.count, threads: study.options.threads) { offset in
          Outcomes(
            scores: scoresOfSets[index(position, start + offset)], labels: labels,
            threshold: threshold, settings: study.settings
          ).accuracyAndGap(rowsOfGroups, names: attribute.groups)
        }
        closure = zip(some, closed)
          .first { $1.isClosed && $1.accuracy >= result.accuracyFloor }
          .map { count, after in
            CausalCheck.Closure(
              replacement: replacement, count: count, gap: after.gap, accuracy: after.accuracy)
          }
      }
      if let closure { result.closures.append(closure) }
    }
    return result
  }

  /// Measures the outcomes without each set, and keeps the scores of the first so many.
  func measure(
    _ removals: [Removal], _ network: ReplaceableNetwork, _ rowsOfGroups: [[Int]],
    keepingScores kept: Int = 0, progress: (Double) -> Void = { _ in }
  ) throws(AuditError) -> (metrics: [[LinearMetric?]], scores: [[Double]]) {
    var measured: [[LinearMetric?]] = []
    var scoresOfSets: [[Double]] = []
    // As many at a time as there is room for scores of: each time all layers run once.
    let portion = max(1, Self.memory / max(1, labels.count * MemoryLayout<Double>.stride))
    for start in stride(from: 0, to: removals.count, by: portion) {
      let some = Array(removals[start..<min(start + portion, removals.count)])
      let scores = try scores(of: some, network)
      measured += parallelMap(count: scores.count, threads: study.options.threads) { index in
        guard some[index].wanted != .scores else { return [] }
        return PairedMetric.all.map {
          $0.measure(
            scores[index], labels: labels, threshold: threshold, rowsOfGroups: rowsOfGroups,
            keepingRows: some[index].wanted == .everything)
        }
      }
      scoresOfSets += scores.prefix(max(0, kept - start))
      progress(Double(start + some.count) / Double(removals.count))
    }
    return (measured, scoresOfSets)
  }

  /// As many random neurons of each layer as there are in a set, several times.
  private func randomSets(
    like set: [InfluenceSummary.Neuron], _ layers: [InfluenceLayer], _ attribute: String
  ) -> [[InfluenceSummary.Neuron]] {
    var random = RandomSource(
      seed: study.settings.seed, purpose: "ablation", attribute, "\(set.count)")
    let counts = Dictionary(set.map { ($0.layer, 1) }, uniquingKeysWith: +)
      .sorted { $0.key < $1.key }
    return (0..<Self.randomSets).map { _ in
      counts.flatMap { layer, count in
        var neurons = Array(0..<layers[layer].neurons)
        random.shuffle(&neurons, first: count)
        return neurons.prefix(count)
          .map { InfluenceSummary.Neuron(layer: layer, neuron: $0) }
      }
    }
  }

  /// The score of every row without each set.
  private func scores(
    of removals: [Removal], _ network: ReplaceableNetwork
  ) throws(AuditError) -> [[Double]] {
    let rows = labels.count
    let threads = study.options.threads
    let batches = evenParts(of: rows, most: Self.batchRows)
    let parts = parallelMap(count: batches.count, threads: threads) { index in
      let inputs = study.inputs.map { $0.gatheringRows(batches[index]) }
      let values = study.model.values(
        Array(0..<study.model.valueCount), inputs: inputs,
        options: RunOptions(threads: 1, batchSize: batches[index].count))
      return network.outputs(in: values, without: removals)
    }
    return try parallelMap(count: removals.count, threads: threads) {
      index throws(AuditError) -> [Double] in
      try source.scores(
        in: Tensor(
          shape: [rows, source.columns], elements: parts.flatMap { $0[index].elements }))
    }
  }

  func changes(
    from before: [LinearMetric?], to after: [LinearMetric?], random: [[LinearMetric?]] = []
  ) -> [CausalCheck.Change] {
    PairedMetric.all.indices.compactMap { metric in
      guard let old = before[metric], let new = after[metric] else { return nil }
      let band = random.compactMap { $0[metric].map { $0.value - old.value } }
      return CausalCheck.Change(
        metric: PairedMetric.all[metric].id, before: old.value, after: new.value,
        change: old.change(to: new, confidence: study.settings.confidence),
        random: Band(band, level: study.settings.confidence))
    }
  }
}

extension Outcomes {
  /// Accuracy, the gap to be closed, and whether it is no larger than its noise.
  fileprivate func accuracyAndGap(
    _ rowsOfGroups: [[Int]], names: [String]
  ) -> (accuracy: Double, gap: Double, isClosed: Bool) {
    let samples = rowsOfGroups.map {
      Sample(rows: $0, scores: scores, labels: labels, threshold: threshold)
    }
    let gap = Metric.named(CausalStudy.gap)?.disparity(
      names: names, samples: samples, confidence: settings.confidence)
    let value = gap?.estimate.value ?? 0
    let right = scores.indices.count { (scores[$0] >= threshold) == (labels[$0] != 0) }
    return (
      Double(right) / Double(max(1, scores.count)), value,
      (gap?.estimate.interval?.lower ?? 0) <= 0
    )
  }
}
