import AuditResults

extension Metric {
  /// Beyond this many groups only pairs with the benchmark are listed.
  private static let listedGroups = 12
  /// Groups of so many rows need no permutations, as in ``PermutedMeans``.
  private static let manyRows = 500
  /// More rows than these are not permuted: the groups that matter among so many are large.
  private static let permutedRows = 5_000

  /// Compares all groups at once, for metrics that are compared; `nil` for others and for fewer than
  /// two groups with a value.
  ///
  /// - Complexity: O(groups²).
  func comparison(
    names: [String], samples: [Sample], reference: Int?, confidence: Double,
    resampling: Resampling
  ) -> Comparison? {
    guard case .group(let measure, let kind) = rule, kind != .none else { return nil }
    let groups = GroupMeasurements(names: names, values: samples.map { measure($0) })
    let defined = groups.defined
    guard defined.count > 1 else { return nil }
    var pairs: [(first: Int, second: Int, test: TestResult?)] = []
    for (position, first) in defined.enumerated() {
      for second in defined.dropFirst(position + 1) {
        pairs.append((first, second, groups.values[first].test(groups.values[second])))
      }
    }
    let tested = pairs.indices.filter { pairs[$0].test != nil }
    var adjusted = [Double?](repeating: nil, count: pairs.count)
    for (index, p) in zip(tested, holm(tested.compactMap { pairs[$0].test?.pValue })) {
      adjusted[index] = p
    }
    let listed = pairs.indices.filter { index in
      defined.count <= Self.listedGroups || pairs[index].first == reference
        || pairs[index].second == reference
    }
    let intervals = groups.differences(
      listed.map { (pairs[$0].first, pairs[$0].second) }, family: confidence)
    let comparisons = zip(listed, intervals).map { index, interval in
      let pair = pairs[index]
      return PairComparison(
        first: names[pair.first], second: names[pair.second],
        difference: Estimate(
          groups.values[pair.first].minus(groups.values[pair.second]) ?? 0,
          interval: interval.map {
            Interval(
              $0.ends, confidence: confidence,
              method: defined.count > 2 && !groups.isClustered ? .tukeyKramer : $0.method)
          }), test: pair.test, adjustedP: adjusted[index])
    }
    return Comparison(
      metric: id, groups: defined.count, comparisons: pairs.count, pairs: comparisons,
      global: groups.isClustered
        ? clusteredTest(
          defined.compactMap { samples[$0].clusters }, of: measure, pairs: pairs.compactMap(\.test),
          resampling: resampling)
        : permutedTest(defined.map { samples[$0] }, of: measure, resampling: resampling)
          ?? globalTest(defined.map { groups.values[$0] }, resampling: resampling),
      spread: spread(defined.map { groups.values[$0] }, confidence: confidence))
  }

  /// The test of all groups where rows belong together: clusters are dealt out anew where they are whole, else
  /// the smallest p of all pairs, times their number.
  private func clusteredTest(
    _ clusters: [ClusterSample], of measure: Measure, pairs: [TestResult], resampling: Resampling
  ) -> TestResult? {
    if let share = measure.share,
      let test = clusterPermutation(clusters, of: share, resampling: resampling)
    {
      return test
    }
    guard var best = pairs.min(by: { $0.pValue < $1.pValue }) else { return nil }
    best.pValue = min(1, best.pValue * Double(pairs.count))
    return best
  }

  /// The permutation test of all groups, where some have few rows and theory may not hold yet; shares
  /// have one of their own.
  private func permutedTest(
    _ samples: [Sample], of measure: Measure, resampling: Resampling
  ) -> TestResult? {
    if let first = samples.first, case .proportion = measure(first) { return nil }
    guard samples.contains(where: { $0.rows < Self.manyRows }),
      samples.reduce(0, { $0 + $1.rows }) <= Self.permutedRows
    else { return nil }
    return permutationTest(samples, of: measure, .spread, resampling: resampling)
  }

  private func spread(_ values: [Measurement], confidence: Double) -> Estimate {
    let clusters = values.compactMap { value in
      if case .clustered(let estimate) = value { estimate.clusters } else { nil }
    }
    // The spread takes the groups' errors for independent.
    let isShared = clusters.enumerated().contains { index, first in
      clusters.dropFirst(index + 1).contains { first.overlaps($0) }
    }
    if isShared { return Estimate(undefined: .notWithClusters) }
    let errors = values.compactMap { value -> Double? in
      // Of a share, two rows more of each kind: a share of 0 is no evidence of precision.
      if case .proportion(let share) = value {
        let moved = Proportion(count: share.count + 2, total: share.total + 4).value
        return moved * (1 - moved) / Double(share.total)
      }
      return value.squaredError.flatMap { $0 > 0 ? $0 : nil }
    }
    guard errors.count == values.count else { return Estimate(undefined: .undefinedInAGroup) }
    let spread = spreadBetween(values.compactMap(\.value), errors, confidence: confidence)
    // No numbers within a range spread farther than half of it.
    let most = values.reduce(0) { max($0, $1.bounds.upperBound - $1.bounds.lowerBound) } / 2
    let ends = min(most, spread.interval.lowerBound)...min(most, spread.interval.upperBound)
    return Estimate(
      min(most, spread.value),
      interval: Interval(ends, confidence: confidence, method: .qProfile))
  }
}
