import AuditResults

/// Accuracy and predictive values of each group at any cut-off, with how far they can be from the truth.
///
/// They are made of the parts of a group's rows that are positive or negative and score above or below
/// the cut-off. Each such part, over all cut-offs, is a distribution function of the rows whose other label
/// is put beyond all scores, so that Massart's bound holds for it; two of them decide a share, and each gets
/// half of what the confidence leaves.
struct QualityCurves: Sendable {
  /// Which share.
  enum Share: Sendable, Hashable, CaseIterable {
    case accuracy, precision, negativePredictiveValue
  }

  /// One label's rows of a group.
  private struct Side: Sendable {
    /// Ascending.
    let scores: [Double]
    /// The part of the group that the lowest rows are, from none to all of the label.
    let below: [Double]

    init(_ scores: [Double], weights: [Double]?, total: Double) {
      self.scores = scores
      var sum = 0.0
      below =
        [0]
        + scores.indices.map { index in
          sum += weights?[index] ?? 1
          return min(1, sum / total)
        }
    }

    func parts(at threshold: Double) -> (below: Double, above: Double) {
      let part = below[scores.countBelow(threshold)]
      return (part, (below.last ?? 0) - part)
    }
  }

  private struct Group: Sendable {
    let positives: Side
    let negatives: Side
    let error: Double
  }

  private let groups: [Group]

  /// Collects the scores of groups; those without rows, or whose rows weigh nothing, are left out.
  init(_ samples: [Sample], confidence: Double) {
    let kept = samples.filter { $0.rows > 0 && ($0.weights?.all.sum ?? 1) > 0 }
    let share = 1 - (1 - confidence) / Double(2 * max(1, kept.count))
    groups = kept.map { sample in
      let total = sample.weights?.all.sum ?? Double(sample.rows)
      return Group(
        positives: Side(sample.positives, weights: sample.weights?.ofPositives, total: total),
        negatives: Side(sample.negatives, weights: sample.weights?.ofNegatives, total: total),
        error: Self.error(sample, confidence: share))
    }
  }

  /// The error of any of the four parts.
  private static func error(_ sample: Sample, confidence: Double) -> Double {
    guard let weights = sample.weights else {
      return bandError(rows: sample.rows, confidence: confidence)
    }
    // In the order in which the part grows; beyond it are the rows of the other label.
    return [
      weights.ofPositives + weights.ofNegatives, weights.ofNegatives + weights.ofPositives,
      weights.ofPositives.reversed() + weights.ofNegatives,
      weights.ofNegatives.reversed() + weights.ofPositives,
    ].map { weightedBandError($0, confidence: confidence) }.max() ?? 1
  }

  /// The gap of the groups' shares at a cut-off; without a value where fewer than two groups have one.
  ///
  /// - Complexity: O(groups · log rows).
  func gap(of share: Share, at threshold: Double) -> CurvePoint {
    var values: [Double] = []
    var (leastLow, mostLow, leastHigh, mostHigh) = (1.0, 0.0, 1.0, 0.0)
    for group in groups {
      let found = Self.point(of: share, group, at: threshold)
      if let value = found.value { values.append(value) }
      (leastLow, mostLow) = (min(leastLow, found.lower), max(mostLow, found.lower))
      (leastHigh, mostHigh) = (min(leastHigh, found.upper), max(mostHigh, found.upper))
    }
    let gap = values.count > 1 ? (values.max() ?? 0) - (values.min() ?? 0) : nil
    return CurvePoint(
      value: gap, lower: max(0, mostLow - leastHigh), upper: max(0, mostHigh - leastLow))
  }

  private static func point(of share: Share, _ group: Group, at threshold: Double) -> CurvePoint {
    let positives = group.positives.parts(at: threshold)
    let negatives = group.negatives.parts(at: threshold)
    let error = group.error
    switch share {
    case .accuracy:
      let (hits, rests) = (positives.above, negatives.below)
      return CurvePoint(
        value: hits + rests, lower: max(0, hits - error) + max(0, rests - error),
        upper: min(1, hits + rests + 2 * error))
    case .precision: return ratio(positives.above, and: negatives.above, error: error)
    case .negativePredictiveValue:
      return ratio(negatives.below, and: positives.below, error: error)
    }
  }

  /// A part among itself and another, each known up to an error.
  private static func ratio(_ part: Double, and rest: Double, error: Double) -> CurvePoint {
    let (least, most) = (max(0, part - error), min(1, part + error))
    return CurvePoint(
      value: part + rest > 0 ? part / (part + rest) : nil,
      lower: least / (least + min(1, rest + error)), upper: most / (most + max(0, rest - error)))
  }
}
