import AuditResults
import Tables

/// How the distance between the two groups changed that were furthest apart before.
///
/// - Parameters:
///   - metric: The metric of groups.
///   - groups: What changed for each group.
///   - confidence: The nominal coverage of the interval, which is that of the groups' changes.
/// - Returns: `nil` where fewer than two groups have a value both times.
func gapChange(
  _ metric: String, _ groups: [(name: String, metrics: [MetricChange])], confidence: Double
) -> GapChange? {
  let defined = groups.compactMap { group in
    group.metrics.first { $0.metric == metric }.flatMap { change in
      change.before.flatMap { before in change.after.map { (group.name, before, $0, change) } }
    }
  }
  guard let high = defined.max(by: { $0.1 < $1.1 }), let low = defined.min(by: { $0.1 < $1.1 }),
    high.0 != low.0
  else { return nil }
  let (before, after) = (high.1 - low.1, high.2 - low.2)
  let (fall, rise) = (high.1 - high.2, low.2 - low.1)
  let interval: Interval? = high.3.change.interval.flatMap { first in
    low.3.change.interval.map { second in
      Interval(
        mover(
          high.2 - high.1, first.lower...first.upper, minus: low.2 - low.1,
          second.lower...second.upper), confidence: confidence, method: .mover)
    }
  }
  let isNarrower = abs(after) < abs(before)
  return GapChange(
    metric: metric, highest: high.0, lowest: low.0, before: before, after: after,
    change: Estimate(after - before, interval: interval),
    levelling: !isNarrower ? .notNarrowed : rise <= 0 ? .down : fall <= 0 ? .up : .mixed,
    fallShare: isNarrower ? max(0, fall) / (max(0, fall) + max(0, rise)) : nil)
}

extension RowDecisions.Groups {
  /// The groups of an attribute's rows.
  init(_ subgroups: Subgroups) {
    self.init(
      attribute: subgroups.name, names: subgroups.groups,
      unknown: subgroups.unknownIndex.map { subgroups.groups[$0] }, codes: subgroups.codes)
  }
}
