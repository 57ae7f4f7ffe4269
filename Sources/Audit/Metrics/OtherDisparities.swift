import AuditResults

extension Metric {
  /// The lower-rate group's value minus the other's, the mean of the measures.
  ///
  /// The measures are shares of different rows, so that their differences are independent, and MOVER
  /// adds their arms.
  func signed(
    _ measured: [GroupMeasurements], samples: [Sample], confidence: Double
  ) -> Disparity {
    let rates = GroupMeasurements(
      names: measured[0].names, values: samples.map { Measures.selectionRate($0) })
    guard let high = rates.highest, rates.defined.count == 2 else {
      return Disparity(metric: id, estimate: Estimate(undefined: .undefinedInAGroup))
    }
    // What follows adds up shares of different rows, which clusters hold together.
    if measured.count > 1, measured.contains(where: \.isClustered) {
      return Disparity(metric: id, estimate: Estimate(undefined: .notWithClusters))
    }
    let low = 1 - high
    var (sum, below, above, method) = (0.0, 0.0, 0.0, Method.mover)
    for groups in measured {
      let (value, base) = (groups.values[low], groups.values[high])
      guard let difference = value.minus(base),
        let (ends, found) = value.difference(minus: base, confidence: confidence)
      else { return Disparity(metric: id, estimate: Estimate(undefined: .undefinedInAGroup)) }
      sum += difference
      method = found
      below += (difference - ends.lowerBound) * (difference - ends.lowerBound)
      above += (ends.upperBound - difference) * (ends.upperBound - difference)
    }
    let count = Double(measured.count)
    let ends = (sum - below.squareRoot()) / count...(sum + above.squareRoot()) / count
    return Disparity(
      metric: id,
      estimate: Estimate(
        sum / count,
        interval: Interval(
          ends, confidence: confidence, method: measured.count == 1 ? method : .mover)),
      lowest: rates.names[low], highest: rates.names[high])
  }

  /// The largest distance of a group's share from that of all rows.
  ///
  /// All rows are the group and the rest, so that the distance is a part of the difference between
  /// the two, which are independent: their intervals carry over, at Bonferroni's level.
  func toOverall(
    _ groups: GroupMeasurements, isRelative: Bool, confidence: Double
  ) -> Disparity {
    let shares = groups.values.map { value -> Proportion? in
      if case .proportion(let share) = value { share } else { nil }
    }
    let all = shares.compactMap(\.self)
    let (count, total) = all.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.total) }
    guard all.count > 1 else {
      return Disparity(
        metric: id,
        estimate: Estimate(undefined: groups.names.count > 1 ? .undefinedInAGroup : .singleGroup))
    }
    guard count > 0 || !isRelative else {
      return Disparity(metric: id, estimate: Estimate(undefined: .zeroDenominator))
    }
    // Two groups are one comparison, seen from both sides.
    let level = 1 - (1 - confidence) / Double(all.count > 2 ? all.count : 1)
    var (value, farthest, ends) = (-1.0, 0, 0.0...0.0)
    let overall = Double(count) / Double(total)
    for index in shares.indices {
      guard let share = shares[index] else { continue }
      let all = Proportion(count: count, total: total)
      let distance = abs(share.minus(all)) / (isRelative ? overall : 1)
      if distance > value { (value, farthest) = (distance, index) }
      let rest = Proportion(count: count - share.count, total: total - share.total)
      let own = Double(share.total) / Double(total)
      let range: ClosedRange<Double>
      if isRelative {
        // r / (w r + 1 − w) of the ratio r to the rest, which grows with r.
        func carried(_ ratio: Double) -> Double {
          ratio.isFinite ? ratio / (own * ratio + 1 - own) - 1 : 1 / own - 1
        }
        let ratio = share.ratio(over: rest, confidence: level) ?? 0...Double.infinity
        range = magnitudes(carried(ratio.lowerBound)...carried(ratio.upperBound))
      } else {
        let difference = share.difference(minus: rest, confidence: level)
        range = magnitudes(
          (1 - own) * difference.lowerBound...(1 - own) * difference.upperBound)
      }
      ends = max(ends.lowerBound, range.lowerBound)...max(ends.upperBound, range.upperBound)
    }
    return Disparity(
      metric: id,
      estimate: Estimate(
        value,
        interval: Interval(
          min(ends.lowerBound, value)...max(ends.upperBound, value), confidence: confidence,
          method: .simultaneousBox)),
      lowest: shares[farthest].map { $0.value < overall } == true ? groups.names[farthest] : nil,
      highest: shares[farthest].map { $0.value < overall } == true ? nil : groups.names[farthest])
  }

  /// The largest of a measure over every two groups.
  func pairwise(
    _ measure: PairMeasure, names: [String], samples: [Sample], confidence: Double
  ) -> Disparity {
    guard names.count > 1 else {
      return Disparity(metric: id, estimate: Estimate(undefined: .singleGroup))
    }
    if samples.contains(where: \.isWeighted) {
      return Disparity(metric: id, estimate: Estimate(undefined: .notWithWeights))
    }
    if samples.contains(where: { $0.clusters != nil }) {
      return Disparity(metric: id, estimate: Estimate(undefined: .notWithClusters))
    }
    if samples.contains(where: { !$0.hasScores }) {
      return Disparity(metric: id, estimate: Estimate(undefined: .noScores))
    }
    // A group has a value where it can be compared with all rows together.
    var hasValue = [Bool](repeating: false, count: names.count)
    var found: [(first: Int, second: Int)] = []
    for first in names.indices {
      for second in names.indices.dropFirst(first + 1)
      where measure(samples[first], samples[second], nil).value != nil {
        (hasValue[first], hasValue[second]) = (true, true)
        found.append((first, second))
      }
    }
    let missing = names.indices.filter { !hasValue[$0] }.map { names[$0] }
    let level = StudentizedRange.pairwiseConfidence(
      confidence, groups: names.count - missing.count)
    var result = Disparity(metric: id, estimate: Estimate(undefined: .undefinedInAGroup))
    var (largest, ends, method) = (-1.0, Optional(0.0...0.0), Method.simultaneousBox)
    for (first, second) in found {
      let pair = measure(samples[first], samples[second], level)
      guard let value = pair.value else { continue }
      if value > largest {
        largest = value
        let (low, high) = pair.isFirstHigher ? (second, first) : (first, second)
        (result.lowest, result.highest) = (names[low], names[high])
      }
      if let old = ends, let new = pair.interval {
        ends =
          max(old.lowerBound, new.ends.lowerBound)...max(old.upperBound, new.ends.upperBound)
        method = new.method
      } else {
        // A pair without an interval may differ by any amount.
        ends = nil
      }
    }
    if !found.isEmpty {
      result.estimate = Estimate(
        largest,
        interval: ends.map {
          Interval(
            $0, confidence: confidence, method: found.count == 1 ? method : .simultaneousBox)
        })
    }
    result.undefinedGroups = missing.isEmpty ? nil : missing
    return result
  }
}
