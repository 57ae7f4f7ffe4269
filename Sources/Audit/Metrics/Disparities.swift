import AuditResults

/// The groups of one attribute, measured in one way.
struct GroupMeasurements: Sendable {
  /// The groups' names.
  let names: [String]
  /// What was found in each.
  let values: [Measurement]

  /// Positions of the groups that have a value.
  let defined: [Int]

  init(names: [String], values: [Measurement]) {
    self.names = names
    self.values = values
    defined = values.indices.filter { values[$0].value != nil }
  }

  /// Whether rows belong together in clusters.
  var isClustered: Bool {
    values.contains { if case .clustered = $0 { true } else { false } }
  }

  /// The level of each pair's interval at which all hold together: Tukey and Kramer's, or where groups may
  /// have clusters in common Bonferroni's.
  func pairLevel(family confidence: Double) -> Double {
    let count = defined.count
    return isClustered
      ? 1 - (1 - confidence) / Double(max(1, count * (count - 1) / 2))
      : StudentizedRange.pairwiseConfidence(confidence, groups: count)
  }

  /// Positions of every two groups that have a value, the one with the larger value first.
  var pairs: [(high: Int, low: Int)] {
    defined.enumerated().flatMap { position, first in
      defined.dropFirst(position + 1).map { second in
        (values[first].value ?? 0) >= (values[second].value ?? 0)
          ? (first, second) : (second, first)
      }
    }
  }

  /// The intervals of the differences of pairs, which hold together at a confidence.
  ///
  /// At ``pairLevel(family:)``; of means, a pair's interval leaves equality out only where the
  /// permutation test does too.
  func differences(
    _ pairs: [(Int, Int)], family confidence: Double
  ) -> [(ends: ClosedRange<Double>, method: Method)?] {
    let level = pairLevel(family: confidence)
    var intervals = pairs.map { values[$0.0].difference(minus: values[$0.1], confidence: level) }
    let apart = intervals.indices.filter { intervals[$0].map { !$0.ends.contains(0) } == true }
    let means = defined.compactMap { if case .mean(let mean, _) = values[$0] { mean } else { nil } }
    guard !apart.isEmpty, means.count == defined.count,
      let test = PermutedMeans(means, confidence: confidence)
    else { return intervals }
    let places = Dictionary(uniqueKeysWithValues: zip(defined, defined.indices))
    for index in apart {
      guard let first = places[pairs[index].0], let second = places[pairs[index].1],
        let ends = intervals[index]?.ends, !test.differ(first, second)
      else { continue }
      intervals[index]?.ends = min(0, ends.lowerBound)...max(0, ends.upperBound)
    }
    return intervals
  }

  /// Position of the group with the smallest value, the first of equals.
  var lowest: Int? { defined.min { (values[$0].value ?? 0) < (values[$1].value ?? 0) } }

  /// Position of the group with the largest value, the first of equals.
  var highest: Int? {
    guard var best = defined.first else { return nil }
    for index in defined where (values[index].value ?? 0) > (values[best].value ?? 0) {
      best = index
    }
    return best
  }
}

extension Metric {
  /// Sums up how the groups of one attribute differ; `nil` for metrics that do not.
  ///
  /// Groups without a value are left out and named. With more than one comparison the interval is
  /// that of ``Method/simultaneousBox``: simultaneous intervals of all pairs, carried over to the
  /// extremes, so its coverage does not depend on which groups happen to be extreme.
  func disparity(names: [String], samples: [Sample], confidence: Double) -> Disparity? {
    let measures: [Measure]
    switch rule {
    case .gap(let list, _), .ratio(let list), .signed(let list): measures = list
    case .toOverall(let measure, _): measures = [measure]
    case .pairwise(let measure):
      return pairwise(measure, names: names, samples: samples, confidence: confidence)
    case .group, .network, .perClass, .stratified: return nil
    }
    if case .signed = rule, names.count != 2 { return nil }
    if samples.contains(where: \.isWeighted), measures.contains(where: { !$0.isWeighted }) {
      return Disparity(metric: id, estimate: Estimate(undefined: .notWithWeights))
    }
    if samples.contains(where: { !$0.hasScores }), measures.contains(where: { $0.basis == .scores })
    {
      return Disparity(metric: id, estimate: Estimate(undefined: .noScores))
    }
    if case .toOverall = rule, samples.contains(where: \.isWeighted) {
      return Disparity(metric: id, estimate: Estimate(undefined: .notWithWeights))
    }
    if case .toOverall = rule, samples.contains(where: { $0.clusters != nil }) {
      return Disparity(metric: id, estimate: Estimate(undefined: .notWithClusters))
    }
    let measured = measures.map { measure in
      GroupMeasurements(names: names, values: samples.map { measure($0) })
    }
    let missing = names.indices.filter { index in
      measured.contains { $0.values[index].value == nil }
    }
    var result: Disparity
    switch rule {
    case .signed: result = signed(measured, samples: samples, confidence: confidence)
    case .toOverall(_, let isRelative):
      result = toOverall(measured[0], isRelative: isRelative, confidence: confidence)
    default: result = summary(measured, confidence: confidence)
    }
    result.undefinedGroups = missing.isEmpty ? nil : missing.map { names[$0] }
    return result
  }

  private func summary(_ measured: [GroupMeasurements], confidence: Double) -> Disparity {
    guard let groups = measured.first?.names, groups.count > 1 else {
      return Disparity(metric: id, estimate: Estimate(undefined: .singleGroup))
    }
    guard measured.allSatisfy({ $0.defined.count > 1 }) else {
      return Disparity(metric: id, estimate: Estimate(undefined: .undefinedInAGroup))
    }
    let comparisons = measured.reduce(0) { $0 + $1.pairs.count }
    // Bonferroni between measures, Tukey and Kramer between groups.
    let share = 1 - (1 - confidence) / Double(measured.count)
    let parts = measured.map { part(of: $0, family: share) }
    let values = parts.compactMap(\.value)
    guard values.count == parts.count else {
      return Disparity(metric: id, estimate: Estimate(undefined: .zeroDenominator))
    }
    let ends = parts.compactMap(\.interval)
    let interval: Interval? =
      ends.count < parts.count
      ? nil
      : Interval(
        combined(ends.map(\.ends.lowerBound))...combined(ends.map(\.ends.upperBound)),
        confidence: confidence,
        method: comparisons == 1
          ? ends[0].method
          : measured.contains(where: \.isClustered) ? .clusterBox : .simultaneousBox)
    var result = Disparity(
      metric: id, estimate: Estimate(combined(values), interval: interval))
    // A mean or sum of several gaps is decided by more than two groups.
    let decisive: Int? =
      switch rule {
      case .gap(_, .mean), .gap(_, .sum): parts.count == 1 ? 0 : nil
      default: values.firstIndex(of: combined(values))
      }
    if let decisive {
      result.lowest = measured[decisive].lowest.map { groups[$0] }
      result.highest = measured[decisive].highest.map { groups[$0] }
    }
    return result
  }

  /// The numbers of several measures in one.
  func combined(_ values: [Double]) -> Double {
    switch rule {
    case .gap(_, .largest): values.max() ?? 0
    case .gap(_, .mean): values.reduce(0, +) / Double(values.count)
    case .gap(_, .sum): values.reduce(0, +)
    case .ratio, .group, .signed, .toOverall, .pairwise, .network, .perClass, .stratified:
      values.min() ?? 0
    }
  }

  private typealias Part = (value: Double?, interval: (ends: ClosedRange<Double>, method: Method)?)

  /// Largest gap or smallest ratio of one measure.
  private func part(of groups: GroupMeasurements, family confidence: Double) -> Part {
    guard let lowest = groups.lowest, let highest = groups.highest else { return (nil, nil) }
    let (low, high) = (groups.values[lowest], groups.values[highest])
    if case .ratio = rule {
      guard let ratio = low.over(high) else { return (nil, nil) }
      return (ratio, smallestRatio(groups, family: confidence))
    }
    return (high.minus(low), largestGap(groups, family: confidence))
  }

  private func largestGap(
    _ groups: GroupMeasurements, family confidence: Double
  ) -> (ends: ClosedRange<Double>, method: Method)? {
    let pairs = groups.pairs
    let intervals = groups.differences(pairs, family: confidence)
    // Two groups without an interval: nothing to carry over.
    if intervals.count == 1, intervals[0] == nil { return nil }
    // All that is known without an interval: the values lie within their bounds.
    let bounds = groups.values[pairs[0].high].bounds
    let widest = bounds.upperBound - bounds.lowerBound
    guard widest.isFinite || !intervals.contains(where: { $0 == nil }) else { return nil }
    var (lower, upper, method) = (0.0, 0.0, Method.simultaneousBox)
    for interval in intervals {
      let ends = interval?.ends ?? -widest...widest
      let absolute = magnitudes(ends)
      lower = max(lower, absolute.lowerBound)
      upper = max(upper, absolute.upperBound)
      method = interval?.method ?? method
    }
    return (min(lower, widest)...min(upper, widest), method)
  }

  private func smallestRatio(
    _ groups: GroupMeasurements, family confidence: Double
  ) -> (ends: ClosedRange<Double>, method: Method)? {
    let level = groups.pairLevel(family: confidence)
    var (lower, upper, method) = (1.0, 1.0, Method.simultaneousBox)
    for (high, low) in groups.pairs {
      let interval = groups.values[low].ratio(over: groups.values[high], confidence: level)
      // Two rates of zero have no ratio; nothing is known of it but that it is not negative.
      let turned = foldedRatios(interval?.ends ?? 0...1)
      lower = min(lower, turned.lowerBound)
      upper = min(upper, turned.upperBound)
      method = interval?.method ?? method
    }
    return (lower...upper, method)
  }
}

/// The absolute values of the numbers in a range.
func magnitudes(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
  let (low, high) = (abs(range.lowerBound), abs(range.upperBound))
  return range.contains(0) ? 0...max(low, high) : min(low, high)...max(low, high)
}

/// Of the positive numbers r in a range, the smaller of r and 1 / r.
func foldedRatios(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
  let (low, high) = (range.lowerBound, range.upperBound)
  if high <= 1 { return range }
  return low >= 1 ? 1 / high...1 / low : min(low, 1 / high)...1
}
