import AuditResults
import Tables

extension GateSpec {
  /// The metric that the gate limits.
  ///
  /// - Throws: ``AuditError/unknownMetric(_:known:)`` where no disparity has the gate's id.
  func limitedMetric() throws(AuditError) -> Metric {
    guard let named = Metric.named(metric), named.isDisparity else {
      throw .unknownMetric(metric, known: Metric.all.filter(\.isDisparity).map(\.id))
    }
    return named
  }

  /// Holds the declared limit against what the audit found.
  ///
  /// The rule looks at the whole interval: it meets the limit, or misses it, or holds it. Groups
  /// without a value can only make a disparity worse, so with such groups a limit can be missed but
  /// never met: nothing passes by absence.
  ///
  /// - Throws: ``AuditError/unknownMetric(_:known:)`` where no disparity has the metric's id.
  func outcome(in attributes: [AttributeOutcome]) throws(AuditError) -> GateOutcome {
    let definition = try limitedMetric()
    let disparity = attributes.first { $0.name == attribute }?[disparity: metric]
    var outcome = GateOutcome(
      metric: metric, attribute: attribute, limit: limit,
      higherIsBetter: definition.higherIsBetter, level: level,
      observed: disparity?.estimate ?? Estimate(undefined: .notApplicable), status: .notAssessed,
      rationale: rationale)
    guard let interval = outcome.observed.interval else { return outcome }
    let (meets, misses) =
      definition.higherIsBetter
      ? (interval.lower >= limit, interval.upper < limit)
      : (interval.upper <= limit, interval.lower > limit)
    outcome.status = meets ? .meetsLimit : misses ? .belowLimit : .inconclusive
    if meets, disparity?.undefinedGroups != nil {
      outcome.observed = Estimate(undefined: .undefinedInAGroup)
      outcome.status = .notAssessed
    }
    return outcome
  }
}
