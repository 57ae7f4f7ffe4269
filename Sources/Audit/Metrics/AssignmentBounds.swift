import AuditResults
import Tables

/// How far a gap or ratio of one share can move when rows without a group are dealt to the groups.
///
/// The rows are `marked` of them that count and `plain` that do not; every one goes to some group.
struct AssignmentBounds: Sendable, Hashable {
  /// The least disparity that an assignment gives.
  private(set) var best: Double
  /// No assignment is better.
  private(set) var bestLimit: Double
  /// The largest disparity that an assignment gives.
  private(set) var worst: Double

  /// Bounds a share's disparity; `nil` where some assignment leaves fewer than two groups with a
  /// share, or of ratios no group with rows that count.
  ///
  /// The worst case is exact: one group gets all rows that count, and another all that do not, which
  /// moves both shares as far as they go, and no pair can be farther apart. The best case of two
  /// groups is exact by enumeration; of more, rows are dealt one by one to the lowest and the highest
  /// group, and ``bestLimit`` is what filling up from both ends cannot beat.
  ///
  /// - Complexity: O(groups² + rows · groups), for two groups O(rows · log rows).
  init?(
    _ groups: [(count: Int, total: Int)], marked: Int, plain: Int, isRatio: Bool
  ) {
    let known = groups.filter { $0.total > 0 }
    guard known.count == groups.count, groups.count > 1, marked >= 0, plain >= 0 else { return nil }
    var worst = isRatio ? 1.0 : 0.0
    for (i, high) in known.enumerated() {
      for (j, low) in known.enumerated() where i != j {
        let top = Double(high.count + marked) / Double(high.total + marked)
        let bottom = Double(low.count) / Double(low.total + plain)
        guard top > 0 else { return nil }
        if isRatio {
          worst = min(worst, bottom / top)
        } else {
          worst = max(worst, top - bottom)
        }
      }
    }
    self.worst = worst
    if known.count == 2 {
      best = Self.enumerated(known[0], known[1], marked: marked, plain: plain, isRatio: isRatio)
      bestLimit = best
    } else {
      best = Self.dealt(known, marked: marked, plain: plain, isRatio: isRatio)
      bestLimit = Self.limit(known, marked: marked, plain: plain, isRatio: isRatio)
      if isRatio ? bestLimit <= best : bestLimit >= best { bestLimit = best }
    }
  }

  /// The disparity of shares; ratios of 0 over 0 count as equal.
  private static func disparity(_ shares: [Double], isRatio: Bool) -> Double {
    let (low, high) = (shares.min() ?? 0, shares.max() ?? 0)
    return isRatio ? (high > 0 ? low / high : 1) : high - low
  }

  /// All assignments to two groups: for each number of counting rows in the first, its share falls
  /// and the other's rises with the rest, so that the best is where they cross.
  private static func enumerated(
    _ first: (count: Int, total: Int), _ second: (count: Int, total: Int), marked: Int, plain: Int,
    isRatio: Bool
  ) -> Double {
    var best = isRatio ? 0.0 : Double.infinity
    for a in 0...marked {
      func shares(_ b: Int) -> (Double, Double) {
        (
          Double(first.count + a) / Double(first.total + a + b),
          Double(second.count + marked - a) / Double(second.total + marked - a + plain - b)
        )
      }
      var (low, high) = (0, plain)
      while low < high {
        let middle = (low + high) / 2
        let (x, y) = shares(middle)
        if x > y { low = middle + 1 } else { high = middle }
      }
      for b in [low - 1, low] where (0...plain).contains(b) {
        let (x, y) = shares(b)
        let found = disparity([x, y], isRatio: isRatio)
        best = isRatio ? max(best, found) : min(best, found)
      }
    }
    return best
  }

  /// Deals rows, those that count to the lowest group and the others to the highest, whichever
  /// leaves the smaller disparity first.
  private static func dealt(
    _ groups: [(count: Int, total: Int)], marked: Int, plain: Int, isRatio: Bool
  ) -> Double {
    var groups = groups
    var (marked, plain) = (marked, plain)
    let portion = max(1, (marked + plain) / 5_000)
    func shares(_ groups: [(count: Int, total: Int)]) -> [Double] {
      groups.map { Double($0.count) / Double($0.total) }
    }
    // Which group takes the rows with the least harm: moving a large group moves its share least.
    func bestMove(_ count: Int, isMarked: Bool) -> (index: Int, disparity: Double) {
      let current = shares(groups)
      var found: (index: Int, disparity: Double)?
      for index in groups.indices {
        var moved = current
        moved[index] =
          Double(groups[index].count + (isMarked ? count : 0)) / Double(groups[index].total + count)
        let value = disparity(moved, isRatio: isRatio)
        if let best = found, isRatio ? value <= best.disparity : value >= best.disparity {
          continue
        }
        found = (index, value)
      }
      return found ?? (0, 0)
    }
    while marked > 0 || plain > 0 {
      let (take, leave) = (min(portion, marked), min(portion, plain))
      let first = take > 0 ? bestMove(take, isMarked: true) : nil
      let second = leave > 0 ? bestMove(leave, isMarked: false) : nil
      let isMarked: Bool
      if let first, let second {
        isMarked =
          isRatio ? first.disparity >= second.disparity : first.disparity <= second.disparity
      } else {
        isMarked = first != nil
      }
      if isMarked, let first {
        groups[first.index].count += take
        groups[first.index].total += take
        marked -= take
      } else if let second {
        groups[second.index].total += leave
        plain -= leave
      }
    }
    return disparity(shares(groups), isRatio: isRatio)
  }

  /// What no assignment can beat: the lowest share cannot rise above where all counting rows fill up
  /// the groups from below, nor the highest fall below where the others fill up from above.
  private static func limit(
    _ groups: [(count: Int, total: Int)], marked: Int, plain: Int, isRatio: Bool
  ) -> Double {
    /// The level up to which so many rows fill the groups, whole rows or not.
    func level(_ groups: [(count: Int, total: Int)], rows: Int) -> Double {
      var (low, high) = (0.0, 1.0)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        let needed = groups.reduce(0.0) { sum, group in
          let missing = middle * Double(group.total) - Double(group.count)
          return missing > 0 ? sum + missing / max(1 - middle, 1e-300) : sum
        }
        if needed <= Double(rows) { low = middle } else { high = middle }
      }
      return high
    }
    let lowest = level(groups, rows: marked)
    let highest = 1 - level(groups.map { ($0.total - $0.count, $0.total) }, rows: plain)
    if isRatio { return lowest >= highest ? 1 : highest > 0 ? lowest / highest : 1 }
    return max(0, highest - lowest)
  }
}

extension Outcomes {
  /// What the rows without a value could do to every gap and ratio of shares; `nil` where there are
  /// none, or rows weigh differently.
  func bounds(_ subgroups: Subgroups) -> [UnknownBounds]? {
    guard let unknown = subgroups.unknownIndex, weights == nil, subgroups.groups.count > 2 else {
      return nil
    }
    let samples = samples(of: subgroups)
    let known = samples.indices.filter { $0 != unknown }
    let names = known.map { subgroups.groups[$0] }
    return metrics.compactMap { metric -> UnknownBounds? in
      guard let bounds = metric.bounds(known.map { samples[$0] }, unknown: samples[unknown]),
        let disparity = metric.disparity(
          names: names, samples: known.map { samples[$0] }, confidence: settings.confidence)
      else { return nil }
      return UnknownBounds(
        metric: metric.id, known: disparity.estimate, best: bounds.best,
        bestLimit: bounds.bestLimit, worst: bounds.worst, rows: samples[unknown].rows)
    }
  }
}

extension Metric {
  /// The best and the worst that rows of one more sample can do, dealt to the groups.
  ///
  /// Of several shares, the bounds of each are put together, which is exact where no row counts for
  /// two of them; other metrics have none.
  func bounds(
    _ groups: [Sample], unknown: Sample
  ) -> (best: Double, bestLimit: Double, worst: Double)? {
    let measures: [Measure]
    let isRatio: Bool
    switch rule {
    case .gap(let list, _): (measures, isRatio) = (list, false)
    case .ratio(let list): (measures, isRatio) = (list, true)
    default: return nil
    }
    let shares = measures.compactMap(\.share)
    guard shares.count == measures.count, !shares.isEmpty else { return nil }
    for (index, share) in shares.enumerated() {
      for other in shares.dropFirst(index + 1)
      where !share.whole.intersection(other.whole).isEmpty { return nil }
    }
    var found: [AssignmentBounds] = []
    for share in shares {
      let marked = unknown.counts[share.part]
      let bounds = AssignmentBounds(
        groups.map { ($0.counts[share.part], $0.counts[share.whole]) }, marked: marked,
        plain: unknown.counts[share.whole] - marked, isRatio: isRatio)
      guard let bounds else { return nil }
      found.append(bounds)
    }
    return (
      combined(found.map(\.best)), combined(found.map(\.bestLimit)), combined(found.map(\.worst))
    )
  }
}
