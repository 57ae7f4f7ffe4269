import AuditResults

/// The rows of a group and its name.
struct NamedSample: Sendable {
  /// The group's name.
  var name: String
  /// Its rows.
  var sample: Sample
}

/// A group and what it is compared with; they share no row.
struct SamplePair: Sendable {
  /// The group.
  var first: NamedSample
  /// The base.
  var second: NamedSample
}

extension Metric {
  /// Whether groups can be compared with one base instead of all with each other.
  var canTakeBase: Bool {
    switch rule {
    case .gap, .ratio, .perClass, .stratified(.oddsRatio): true
    case .group, .signed, .toOverall, .pairwise, .network, .stratified(.disparity): false
    }
  }

  /// The measures whose equality makes the metric ideal; empty where they say no such thing.
  var measures: [Measure] {
    switch rule {
    case .gap(let measures, _), .ratio(let measures), .signed(let measures): measures
    case .toOverall(let measure, _): [measure]
    case .group, .pairwise, .network, .perClass, .stratified: []
    }
  }

  /// Sums up how groups differ from a base: the largest difference, or of ratios the smallest.
  ///
  /// A ratio is that of the group over its base and may exceed 1, so a group above its base is not
  /// counted against anyone. Each interval is taken at Bonferroni's level over all comparisons, and
  /// carried over to the extreme.
  func disparity(of pairs: [SamplePair], confidence: Double) -> Disparity {
    guard !pairs.isEmpty else {
      return Disparity(metric: id, estimate: Estimate(undefined: .singleGroup))
    }
    let level = 1 - (1 - confidence) / Double(pairs.count * measures.count)
    var parts: [BasePart] = []
    var missing: [String] = []
    for measure in measures {
      let values = pairs.map { (measure($0.first.sample), measure($0.second.sample)) }
      for (pair, value) in zip(pairs, values)
      where value.0.value == nil && !missing.contains(pair.first.name) {
        missing.append(pair.first.name)
      }
      guard let part = part(of: values, level: level) else {
        let isZero = values.contains { $0.0.value != nil && $0.1.value == 0 }
        return Disparity(
          metric: id,
          estimate: Estimate(undefined: isZero ? .zeroDenominator : .undefinedInAGroup),
          undefinedGroups: missing.isEmpty ? nil : missing)
      }
      parts.append(part)
    }
    let value = combined(parts.map(\.value))
    let ends = parts.compactMap(\.interval)
    let interval: Interval? =
      ends.count < parts.count
      ? nil
      : Interval(
        combined(ends.map(\.ends.lowerBound))...combined(ends.map(\.ends.upperBound)),
        confidence: confidence,
        method: pairs.count * parts.count == 1 ? ends[0].method : .baseBox)
    var result = Disparity(metric: id, estimate: Estimate(value, interval: interval))
    if let decisive = parts.first(where: { $0.value == value }) {
      let pair = pairs[decisive.pair]
      (result.lowest, result.highest) =
        decisive.isLower
        ? (pair.first.name, pair.second.name) : (pair.second.name, pair.first.name)
    }
    result.undefinedGroups = missing.isEmpty ? nil : missing
    return result
  }

  /// The worst of one measure, and which pair decides it.
  private struct BasePart {
    var value: Double
    var pair: Int
    var isLower: Bool
    var interval: (ends: ClosedRange<Double>, method: Method)?
  }

  private func part(of values: [(Measurement, Measurement)], level: Double) -> BasePart? {
    var part: BasePart?
    var isBounded = true
    for (index, (value, base)) in values.enumerated() {
      guard let x = value.value, let y = base.value else { continue }
      let found: Double
      let interval: (ends: ClosedRange<Double>, method: Method)?
      if higherIsBetter {
        guard let ratio = value.over(base) else { continue }
        found = ratio
        interval = value.ratio(over: base, confidence: level)
      } else {
        found = abs(value.minus(base) ?? 0)
        interval = value.difference(minus: base, confidence: level)
          .map { (magnitudes($0.ends), $0.method) }
      }
      isBounded = isBounded && interval?.ends.upperBound.isFinite == true
      guard let old = part else {
        part = BasePart(value: found, pair: index, isLower: x < y, interval: interval)
        continue
      }
      let isWorse = higherIsBetter ? found < old.value : found > old.value
      if isWorse {
        part = BasePart(value: found, pair: index, isLower: x < y, interval: old.interval)
      }
      guard let ends = interval?.ends, let known = old.interval?.ends else { continue }
      let pick: (Double, Double) -> Double = higherIsBetter ? { min($0, $1) } : { max($0, $1) }
      part?.interval?.ends =
        pick(known.lowerBound, ends.lowerBound)...pick(known.upperBound, ends.upperBound)
    }
    if !isBounded { part?.interval = nil }
    return part
  }

  /// The test that all groups are equal: the smallest p of all pairs and measures, times their number
  /// (Bonferroni); `nil` where none can be tested.
  ///
  /// Measures without a test of two values are tested by permuting rows among all groups at once, which is
  /// one test.
  func equalityTest(of groups: [NamedSample], resampling: Resampling) -> TestResult? {
    if case .pairwise(let measure) = rule {
      return permutationTest(groups.map(\.sample), ofPairs: measure, resampling: resampling)
    }
    let pairs = groups.enumerated().flatMap { position, first in
      groups.dropFirst(position + 1).map { SamplePair(first: first, second: $0) }
    }
    return smallest(
      measures.flatMap { measure -> [TestResult] in
        let tests = closedTests(measure, pairs)
        if !tests.isEmpty { return tests }
        let compared = groups.map(\.sample).filter { measure($0).value != nil }
        return [
          permutationTest(compared, of: measure, .largestPair, resampling: resampling)
        ].compactMap(\.self)
      })
  }

  /// The test that groups equal what they are compared with; as ``equalityTest(of:resampling:)``, with a
  /// permutation test for each pair.
  func equalityTest(_ pairs: [SamplePair], resampling: Resampling) -> TestResult? {
    smallest(
      measures.flatMap { measure -> [TestResult] in
        let tests = closedTests(measure, pairs)
        if !tests.isEmpty { return tests }
        return pairs.filter {
          measure($0.first.sample).value != nil && measure($0.second.sample).value != nil
        }.compactMap {
          permutationTest(
            [$0.first.sample, $0.second.sample], of: measure, .largestPair, resampling: resampling)
        }
      })
  }

  private func closedTests(_ measure: Measure, _ pairs: [SamplePair]) -> [TestResult] {
    pairs.compactMap { pair in
      let (value, base) = (measure(pair.first.sample), measure(pair.second.sample))
      return value.value == nil || base.value == nil ? nil : value.test(base)
    }
  }

  private func smallest(_ tests: [TestResult]) -> TestResult? {
    guard var best = tests.min(by: { $0.pValue < $1.pValue }) else { return nil }
    best.pValue = min(1, best.pValue * Double(tests.count))
    return best
  }
}
