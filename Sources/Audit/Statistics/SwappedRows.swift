import AuditResults
import Tables

/// Rows that were decided twice, and the test that a metric of groups did not move.
///
/// The paired permutation test: were the two models as good as each other for every row, each row's two
/// decisions could have come the other way round. Rows that were decided alike stay, so that of the others
/// a binomial number gains; the metric's change is computed anew from such counts. Unlike tests of each
/// group's own change it asks for the metric: groups that all moved alike leave a gap where it was.
struct SwappedRows: Sendable {
  /// One group's rows by label and both decisions.
  struct Group: Sendable {
    /// The group's name.
    let name: String
    /// Whether it is held against others, or only a part of everyone else.
    let isJudged: Bool
    /// Rows selected both times, rows decided otherwise now, rows selected neither time.
    fileprivate let positives: (both: Int, changed: Int, neither: Int)
    fileprivate let negatives: (both: Int, changed: Int, neither: Int)
    /// Of the changed rows, those that are selected now.
    fileprivate let gained: (positives: Int, negatives: Int)

    /// Counts rows.
    init(
      name: String, isJudged: Bool, rows: [Int], labels: [UInt8], before: [Bool], after: [Bool]
    ) {
      func count(_ isPositive: Bool, _ was: Bool, _ isNow: Bool) -> Int {
        rows.count {
          (labels[$0] != 0) == isPositive && before[$0] == was && after[$0] == isNow
        }
      }
      self.name = name
      self.isJudged = isJudged
      gained = (count(true, false, true), count(false, false, true))
      positives = (
        count(true, true, true), gained.positives + count(true, true, false),
        count(true, false, false)
      )
      negatives = (
        count(false, true, true), gained.negatives + count(false, true, false),
        count(false, false, false)
      )
    }

    /// The cells where so many of the changed rows are selected.
    fileprivate func cells(_ positive: Int, _ negative: Int) -> [Int] {
      [
        positives.both + positive, negatives.both + negative,
        negatives.neither + negatives.changed - negative,
        positives.neither + positives.changed - positive,
      ]
    }
  }

  private let groups: [Group]
  private let metric: Metric
  private let base: String?

  /// Rows of groups, and the metric of them, against what a gate names.
  init(_ groups: [Group], metric: Metric, against base: String?) {
    (self.groups, self.metric, self.base) = (groups, metric, base)
  }

  /// The test; `nil` where the metric has no value before or after.
  func test(resampling: Resampling) -> TestResult? {
    guard let observed = change(groups.map(\.gained)) else { return nil }
    var random = RandomSource(
      seed: resampling.seed,
      purposes: ["swap", metric.id, base ?? ""]
        + groups.map { "\($0.positives.changed),\($0.negatives.changed)" })
    let limit = abs(observed) * (1 - 1e-12)
    var extreme = 1
    for _ in 0..<resampling.replicates {
      let drawn = groups.map {
        (
          positives: random.binomial($0.positives.changed, 0.5),
          negatives: random.binomial($0.negatives.changed, 0.5)
        )
      }
      // Where the metric has no value, anything could have been.
      if change(drawn).map({ abs($0) >= limit }) ?? true { extreme += 1 }
    }
    return TestResult(
      method: Method.pairedSwap.rawValue,
      pValue: Double(extreme) / Double(resampling.replicates + 1), statistic: observed,
      replicates: resampling.replicates)
  }

  /// The metric after less the metric before, where so many of each group's changed rows are selected
  /// after, and the others before.
  private func change(_ gained: [(positives: Int, negatives: Int)]) -> Double? {
    let after = zip(groups, gained).map { $0.cells($1.positives, $1.negatives) }
    let before = zip(groups, gained).map { group, gained in
      group.cells(
        group.positives.changed - gained.positives, group.negatives.changed - gained.negatives)
    }
    guard let x = value(after), let y = value(before) else { return nil }
    return x - y
  }

  /// The metric of groups' cells.
  private func value(_ cells: [[Int]]) -> Double? {
    let samples = cells.map { Sample(counts: ConfusionCounts(cells: $0)) }
    let judged = groups.indices.filter { groups[$0].isJudged }
    switch base {
    case nil, GateSpec.highest: return metric.value(of: judged.map { samples[$0] })
    case GateSpec.everyoneElse:
      return metric.value(
        of: judged.map { index in
          let rest = (0..<4).map { cell in
            cells.indices.reduce(0) { $0 + ($1 == index ? 0 : cells[$1][cell]) }
          }
          return (samples[index], Sample(counts: ConfusionCounts(cells: rest)))
        })
    case let name?:
      guard let index = groups.firstIndex(where: { $0.name == name }) else { return nil }
      return metric.value(of: judged.filter { $0 != index }.map { (samples[$0], samples[index]) })
    }
  }
}

extension Metric {
  /// Whether the four cells of groups decide the metric.
  var isOfDecisions: Bool { !measures.isEmpty && measures.allSatisfy { $0.basis == .cells } }

  /// The metric of groups as ``disparity(names:samples:confidence:)`` has it, without its interval.
  fileprivate func value(of samples: [Sample]) -> Double? {
    if case .toOverall(let measure, let isRelative) = rule {
      let shares = samples.compactMap { sample -> Proportion? in
        if case .proportion(let share) = measure(sample) { share } else { nil }
      }
      let all = Proportion(
        count: shares.reduce(0) { $0 + $1.count }, total: shares.reduce(0) { $0 + $1.total })
      guard shares.count > 1, !isRelative || all.count > 0 else { return nil }
      return shares.map { abs($0.minus(all)) / (isRelative ? all.value : 1) }.max()
    }
    return combined(
      measures.map { measure in
        let values = samples.compactMap { measure($0).value }
        guard values.count > 1, let low = values.min(), let high = values.max() else { return nil }
        return higherIsBetter ? (high > 0 ? low / high : nil) : high - low
      })
  }

  /// The metric of pairs as ``disparity(of:confidence:)`` has it, without its interval.
  fileprivate func value(of pairs: [(Sample, Sample)]) -> Double? {
    combined(
      measures.map { measure in
        let values = pairs.compactMap { pair -> Double? in
          let (value, base) = (measure(pair.0), measure(pair.1))
          return higherIsBetter ? value.over(base) : value.minus(base).map { abs($0) }
        }
        return higherIsBetter ? values.min() : values.max()
      })
  }

  private func combined(_ parts: [Double?]) -> Double? {
    let values = parts.compactMap(\.self)
    return values.count == parts.count && !values.isEmpty ? combined(values) : nil
  }
}
