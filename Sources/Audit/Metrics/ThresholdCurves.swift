import AuditResults

/// The shares of each group above any cut-off, with how far they can be from the truth.
struct RateCurves: Sendable {
  /// Which rows a share is of.
  enum Rows: Sendable, Hashable, CaseIterable {
    case all, positives, negatives
  }

  /// Scores of each group in ascending lists; groups without such rows are left out.
  ///
  /// Where all rows weigh the same there is a list of each label, else one of all rows.
  let scores: [[[Double]]]
  /// For each group and number of its lowest rows, the part of its weight that they have; empty where
  /// all rows weigh the same.
  private let below: [[Double]]
  /// How far each group's share can be from the truth, at every cut-off at once.
  let errors: [Double]

  /// Collects the scores of groups.
  ///
  /// A share above a cut-off is one minus an empirical distribution function; see
  /// ``bandError(rows:confidence:)`` and, with weights, ``weightedBandError(_:confidence:)``. What the
  /// confidence leaves is shared among the groups (Bonferroni).
  init(_ samples: [Sample], rows: Rows, confidence: Double) {
    let groups = samples.map { Self.chosen($0, rows) }.filter { group in
      group.scores.contains { !$0.isEmpty }
    }
    let share = 1 - (1 - confidence) / Double(max(1, groups.count))
    scores = groups.map(\.scores)
    below = groups.compactMap { group in
      group.weights.map { weights in
        let total = weights.reduce(0, +)
        var sum = 0.0
        return [0]
          + weights.map {
            sum += $0
            return min(1, sum / total)
          }
      }
    }
    errors = groups.map { group in
      group.weights.map { weightedBandError($0, confidence: share) }
        ?? bandError(rows: group.scores.reduce(0) { $0 + $1.count }, confidence: share)
    }
  }

  /// The scores of a sample's rows, and what they weigh; none where they weigh nothing.
  private static func chosen(
    _ sample: Sample, _ rows: Rows
  ) -> (scores: [[Double]], weights: [Double]?) {
    guard let weights = sample.weights else {
      switch rows {
      case .all: return ([sample.positives, sample.negatives], nil)
      case .positives: return ([sample.positives], nil)
      case .negatives: return ([sample.negatives], nil)
      }
    }
    var pairs: [(score: Double, weight: Double)] = []
    if rows != .negatives { pairs += zip(sample.positives, weights.ofPositives).map { ($0, $1) } }
    if rows != .positives { pairs += zip(sample.negatives, weights.ofNegatives).map { ($0, $1) } }
    pairs.sort { $0.score < $1.score }
    guard pairs.contains(where: { $0.weight > 0 }) else { return ([], []) }
    return ([pairs.map(\.score)], pairs.map(\.weight))
  }

  /// The share of a group that scores at least a cut-off.
  private func rate(_ group: Int, at threshold: Double) -> Double {
    let count = scores[group].reduce(0) { $0 + $1.countBelow(threshold) }
    guard below.isEmpty else { return 1 - below[group][count] }
    let rows = scores[group].reduce(0) { $0 + $1.count }
    return Double(rows - count) / Double(rows)
  }

  /// The gap and the ratio of the groups' shares at a cut-off.
  ///
  /// - Complexity: O(groups · log rows).
  func at(_ threshold: Double) -> (gap: CurvePoint, ratio: CurvePoint) {
    var (least, most) = (1.0, 0.0)
    // The lowest and highest of the lower and upper ends.
    var (leastLow, mostLow, leastHigh, mostHigh) = (1.0, 0.0, 1.0, 0.0)
    for (group, error) in errors.enumerated() {
      let rate = rate(group, at: threshold)
      (least, most) = (min(least, rate), max(most, rate))
      let (low, high) = (max(0, rate - error), min(1, rate + error))
      (leastLow, mostLow) = (min(leastLow, low), max(mostLow, low))
      (leastHigh, mostHigh) = (min(leastHigh, high), max(mostHigh, high))
    }
    let gap = CurvePoint(
      value: most - least, lower: max(0, mostLow - leastHigh), upper: mostHigh - leastLow)
    let ratio = CurvePoint(
      value: most > 0 ? least / most : nil, lower: mostHigh > 0 ? leastLow / mostHigh : 0,
      upper: mostLow > 0 ? min(1, leastHigh / mostLow) : 1)
    return (gap, ratio)
  }
}

/// A metric at one cut-off.
struct CurvePoint: Sendable, Hashable {
  var value: Double?
  var lower: Double
  var upper: Double
}

extension Metric {
  /// The points of several measures in one; without a value where one has none.
  fileprivate func combined(_ points: [CurvePoint]) -> CurvePoint {
    let values = points.compactMap(\.value)
    return CurvePoint(
      value: values.count == points.count ? combined(values) : nil,
      lower: combined(points.map(\.lower)), upper: combined(points.map(\.upper)))
  }
}

extension Outcomes {
  /// The most cut-offs that are looked at for flips.
  private static let finest = 2000

  /// Gaps and ratios of rates over all cut-offs; `nil` for fewer than two groups.
  ///
  /// - Parameters:
  ///   - samples: The groups' rows.
  ///   - gates: The judged gates of the attribute.
  ///   - contrasts: The attribute's contrasts.
  /// - Returns: The curves, the flips of limits, and where scores and rates disagree.
  func thresholdAnalysis(
    _ samples: [Sample], gates: [GateOutcome], contrasts: [Contrast]
  ) -> ThresholdAnalysis? {
    guard samples.count > 1 else { return nil }
    var grid = (0...50).map { Double($0) / 50 } + [threshold]
    if let median { grid.append(median) }
    grid = Set(grid).sorted()
    // Every score is kept only where a limit asks for them.
    let fine = gates.isEmpty ? [] : Self.thinned(Self.distinct(scores), to: Self.finest)
    var curves: [ThresholdCurve] = []
    for curve in Self.curves(samples, confidence: settings.confidence) {
      let points = grid.map(curve.at)
      let limits = gates.filter {
        $0.metric == curve.metric && $0.against == nil && $0.level != .off
      }
      let steps = limits.isEmpty ? [] : fine.map { ($0, curve.at($0)) }
      let flips = limits.flatMap { gate in Self.flips(of: gate, over: steps) }
      curves.append(
        ThresholdCurve(
          metric: curve.metric, thresholds: grid, values: points.map(\.value),
          lower: points.map(\.lower), upper: points.map(\.upper), level: settings.confidence,
          method: (weights == nil ? Method.dkw : .weightedBand).rawValue,
          flips: Array(flips.prefix(ThresholdCurve.flipLimit)),
          flipCount: flips.count))
    }
    return ThresholdAnalysis(
      curves: curves, median: median, disagreements: Self.disagreements(contrasts))
  }

  /// A metric over all cut-offs.
  private typealias Curve = (metric: String, at: (Double) -> CurvePoint)

  /// Every gap and ratio of rates that groups have, each with a band of its own.
  private static func curves(_ samples: [Sample], confidence: Double) -> [Curve] {
    func rates(_ rows: RateCurves.Rows, _ confidence: Double) -> RateCurves? {
      let rates = RateCurves(samples, rows: rows, confidence: confidence)
      return rates.scores.count > 1 ? rates : nil
    }
    var curves: [Curve] = []
    if let all = rates(.all, confidence) {
      curves.append(("dp.rate_gap.maxmin", { all.at($0).gap }))
      curves.append(("dp.ratio.minmax", { all.at($0).ratio }))
    }
    if let positives = rates(.positives, confidence) {
      curves.append(("eopp.maxmin", { positives.at($0).gap }))
      curves.append(("eopp.ratio", { positives.at($0).ratio }))
    }
    if let negatives = rates(.negatives, confidence) {
      curves.append(("fpr.gap.maxmin", { negatives.at($0).gap }))
    }
    // Two families of rates, each with half of what the confidence leaves.
    let half = 1 - (1 - confidence) / 2
    if let positives = rates(.positives, half), let negatives = rates(.negatives, half) {
      for metric in ["eo.max", "eo.mean_abs", "eo.sum_abs", "eo.ratio"].compactMap(Metric.named) {
        curves.append(
          (
            metric.id,
            { threshold in
              let found = [positives.at(threshold), negatives.at(threshold)]
              return metric.combined(found.map { metric.higherIsBetter ? $0.ratio : $0.gap })
            }
          ))
      }
    }
    let qualities = QualityCurves(samples, confidence: confidence)
    for (id, share) in qualityMetrics {
      curves.append((id, { qualities.gap(of: share, at: $0) }))
    }
    return curves
  }

  private static let qualityMetrics: [(String, QualityCurves.Share)] = [
    ("accuracy.gap.maxmin", .accuracy), ("ppv.gap.maxmin", .precision),
    ("npv.gap.maxmin", .negativePredictiveValue),
  ]

  /// The different numbers, ascending.
  private static func distinct(_ numbers: [Double]) -> [Double] {
    var result = ascending(numbers)
    var count = 0
    for index in result.indices where count == 0 || result[count - 1] != result[index] {
      result[count] = result[index]
      count += 1
    }
    result.removeSubrange(count...)
    return result
  }

  /// At most `count` of ascending numbers, the first and the last among them.
  private static func thinned(_ numbers: [Double], to count: Int) -> [Double] {
    guard numbers.count > count else { return numbers }
    return (0..<count).map { numbers[$0 * (numbers.count - 1) / (count - 1)] }
  }

  /// Where the band passes from one status to another.
  private static func flips(
    of gate: GateOutcome, over points: [(threshold: Double, point: CurvePoint)]
  ) -> [ThresholdCurve.Flip] {
    var flips: [ThresholdCurve.Flip] = []
    var last: GateOutcome.Status?
    for (threshold, point) in points {
      let (meets, misses) =
        gate.higherIsBetter
        ? (point.lower >= gate.limit, point.upper < gate.limit)
        : (point.upper <= gate.limit, point.lower > gate.limit)
      let status: GateOutcome.Status =
        point.value == nil
        ? .notAssessed : meets ? .meetsLimit : misses ? .belowLimit : .inconclusive
      if let last, last != status {
        flips.append(
          ThresholdCurve.Flip(
            gate: gate.id ?? gate.metric, threshold: threshold, from: last, to: status))
      }
      last = status
    }
    return flips
  }

  /// Groups of which mean scores and selection rates tell different stories.
  static func disagreements(_ contrasts: [Contrast]) -> [ScoreRateDisagreement] {
    func sign(_ estimate: Estimate) -> Int? {
      estimate.interval.map { $0.lower > 0 ? 1 : $0.upper < 0 ? -1 : 0 }
    }
    return contrasts.filter { $0.metric == "mean_score" }.compactMap { score in
      let rate = contrasts.first { $0.metric == "selection_rate" && $0.group == score.group }
      guard let rate, let s = sign(score.difference), let r = sign(rate.difference), s != r else {
        return nil
      }
      let kind: ScoreRateDisagreement.Kind = r == 0 ? .onlyScores : s == 0 ? .onlyRates : .opposite
      return ScoreRateDisagreement(
        group: score.group, reference: score.reference, kind: kind, scores: score.difference,
        rates: rate.difference)
    }
  }
}

extension [Double] {
  /// How many of ascending numbers are less than `limit`.
  ///
  /// - Complexity: O(log count).
  func countBelow(_ limit: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
