import AuditResults
public import Tables

extension GateSpec {
  /// The metric that the gate limits.
  ///
  /// - Throws: ``AuditError/unknownMetric(_:known:)`` where no metric that can be limited has the gate's id, and
  ///   ``AuditError/incomparable(metric:against:known:)`` where groups cannot be compared with what
  ///   the gate names.
  func limitedMetric(
    of table: [Metric] = Metric.table(for: .binary)
  ) throws(AuditError) -> Metric {
    guard let named = table.first(where: { $0.id == metric }), named.canBeLimited else {
      throw .unknownMetric(metric, known: table.filter(\.canBeLimited).map(\.id))
    }
    if let against = base, !named.canTakeBase {
      throw .incomparable(
        metric: metric, against: against, known: table.filter(\.canTakeBase).map(\.id))
    }
    return named
  }

  /// Checks that a label of some kind has the metric; whether this one has it shows with the rows.
  ///
  /// - Throws: ``AuditError/unknownMetric(_:known:)`` or
  ///   ``AuditError/incomparable(metric:against:known:)``.
  public func checkMetric() throws(AuditError) { _ = try limitedMetric(of: Metric.all) }

  /// What groups are compared with, unless the metric's own comparison is asked for.
  var base: String? { against == Self.highest ? nil : against }
}

/// What was measured for a gate, before it is judged.
struct GateMeasurement: Sendable {
  /// The metric over the groups that are large enough.
  var disparity: Disparity
  /// The test that they are equal, its p adjusted for the pairs of the gate.
  var test: TestResult?
  /// Their rows.
  var rows = 0
  /// The groups that are too small.
  var smallGroups: [String] = []
}

extension GateSpec {
  /// Holds the declared limit against what was measured.
  ///
  /// The limit is met where the whole interval meets it, and missed where the whole interval misses
  /// it, or the value does and the test of equality rejects. Groups without a value, or too small to
  /// be judged, can only make a disparity worse, so with such groups a limit can be missed but never
  /// met: nothing passes by absence.
  func judged(
    _ found: GateMeasurement, metric limited: Metric, adjustedP: Double?, confidence: Double
  ) -> GateOutcome {
    let isRatio = limited.higherIsBetter
    var outcome = GateOutcome(
      id: id, metric: metric, attribute: attribute, against: base, limit: limit,
      higherIsBetter: isRatio, level: level, observed: found.disparity.estimate,
      status: .notAssessed, rationale: rationale)
    outcome.ofClass = ofClass
    outcome.test = found.test
    outcome.adjustment = adjustment
    outcome.adjustedP = adjustedP
    outcome.minimumRows = minimumRows
    outcome.minimumClassRows = minimumClassRows
    outcome.smallGroups = found.smallGroups.isEmpty ? nil : found.smallGroups
    outcome.owner = owner
    outcome.expiry = expiry
    outcome.line = place?.line
    guard level != .off, let value = outcome.observed.value,
      let interval = outcome.observed.interval
    else { return outcome }
    let (meets, misses, isBeyond) =
      isRatio
      ? (interval.lower >= limit, interval.upper < limit, value < limit)
      : (interval.upper <= limit, interval.lower > limit, value > limit)
    let isDifferent = adjustedP.map { $0 + confidence < 1 } ?? false
    outcome.status =
      meets ? .meetsLimit : misses || isBeyond && isDifferent ? .belowLimit : .inconclusive
    if meets, found.disparity.undefinedGroups != nil || !found.smallGroups.isEmpty {
      outcome.observed = Estimate(
        undefined: found.disparity.undefinedGroups != nil ? .undefinedInAGroup : .tooFewRows)
      outcome.status = .notAssessed
    }
    if outcome.status == .inconclusive {
      outcome.power = Power(
        value: value, interval: interval, limit: limit, isRatio: isRatio, rows: found.rows)
    }
    return outcome
  }
}

/// Judges gates, each by the outcomes that it is about.
struct GateJudge: Sendable {
  /// All rows, by their label.
  let outcomes: Outcomes
  /// Each class against all others.
  let classes: [(name: String, outcomes: Outcomes)]
  /// What groups are compared within; `nil` where the spec names none.
  var strata: Subgroups?

  /// The outcomes that a gate is about.
  ///
  /// - Throws: ``AuditError/unknownClass(_:known:)``.
  private func subject(of gate: GateSpec) throws(AuditError) -> Outcomes {
    guard let name = gate.ofClass else { return outcomes }
    guard let found = classes.first(where: { $0.name == name }) else {
      throw .unknownClass(name, known: classes.map(\.name))
    }
    return found.outcomes
  }

  /// The metric that a gate limits.
  ///
  /// - Throws: ``AuditError`` where there is none.
  func metric(of gate: GateSpec) throws(AuditError) -> Metric {
    try gate.limitedMetric(of: subject(of: gate).metrics)
  }

  /// Measures and judges every declared gate; Holm's adjustment is over all that ask for it.
  ///
  /// - Throws: ``AuditError`` where a gate's metric is none.
  func judge(
    _ gates: [GateSpec], in attributes: [Subgroups]
  ) throws(AuditError) -> [GateOutcome] {
    var found: [GateMeasurement] = []
    for gate in gates {
      let subject = try subject(of: gate)
      found.append(
        subject.measure(
          gate, metric: try metric(of: gate), in: attributes.first { $0.name == gate.attribute },
          strata: strata))
    }
    var adjusted = found.map { $0.test?.pValue }
    let family = gates.indices.filter {
      gates[$0].adjustment == .holm && gates[$0].level != .off && adjusted[$0] != nil
    }
    for (index, p) in zip(family, holm(family.compactMap { adjusted[$0] })) { adjusted[index] = p }
    var outcomes: [GateOutcome] = []
    for (index, gate) in gates.enumerated() {
      outcomes.append(
        gate.judged(
          found[index], metric: try metric(of: gate), adjustedP: adjusted[index],
          confidence: gate.confidence ?? self.outcomes.settings.confidence))
    }
    return outcomes
  }
}

extension Outcomes {
  /// Measures and judges gates about all rows.
  ///
  /// - Throws: ``AuditError`` where a gate's metric is none.
  func judge(
    _ gates: [GateSpec], in attributes: [Subgroups], strata: Subgroups? = nil
  ) throws(AuditError) -> [GateOutcome] {
    try GateJudge(outcomes: self, classes: [], strata: strata).judge(gates, in: attributes)
  }

  fileprivate func measure(
    _ gate: GateSpec, metric: Metric, in attribute: Subgroups?, strata: Subgroups?
  ) -> GateMeasurement {
    func undefined(_ reason: UndefinedReason, _ small: [String] = []) -> GateMeasurement {
      GateMeasurement(
        disparity: Disparity(metric: metric.id, estimate: Estimate(undefined: reason)),
        smallGroups: small)
    }
    guard let attribute else { return undefined(.noSuchAttribute) }
    let rows = attribute.rowsOfGroups()
    var groups: [NamedSample] = []
    var small: [String] = []
    for (name, sample) in zip(attribute.groups, samples(of: attribute)) {
      if gate.isLarge(sample) {
        groups.append(NamedSample(name: name, sample: sample))
      } else {
        small.append(name)
      }
    }
    guard small.isEmpty || groups.count > 1 else { return undefined(.tooFewRows, small) }
    let confidence = gate.confidence ?? settings.confidence
    var measurement = GateMeasurement(
      disparity: Disparity(metric: metric.id, estimate: Estimate(undefined: .singleGroup)),
      rows: groups.reduce(0) { $0 + $1.sample.rows }, smallGroups: small)
    if case .stratified(let quantity) = metric.rule {
      guard let strata, weights == nil, clusters == nil else {
        return undefined(
          strata == nil ? .noStratum : weights == nil ? .notWithClusters : .notWithWeights, small)
      }
      let counts = StratifiedCounts(
        attribute, strata: strata, selected: scores.indices.map(isSelected))
      let judged = groups.compactMap { group in attribute.groups.firstIndex(of: group.name) }
      (measurement.disparity, measurement.test) = counts.limited(
        quantity, among: judged, against: gate.base, metric: metric.id, confidence: confidence)
      return measurement
    }
    let pairs: [SamplePair]
    switch gate.base {
    case nil:
      let disparity = metric.disparity(
        names: groups.map(\.name), samples: groups.map(\.sample), confidence: confidence)
      if let disparity { measurement.disparity = disparity }
      measurement.test = metric.equalityTest(of: groups, resampling: Resampling(settings))
      return measurement
    case GateSpec.everyoneElse:
      pairs =
        groups.count < 2
        ? []
        : groups.map { group in
          let others = attribute.groups.indices.filter { attribute.groups[$0] != group.name }
          return SamplePair(
            first: group,
            second: NamedSample(
              name: GateSpec.everyoneElse, sample: sample(others.flatMap { rows[$0] })))
        }
    case let name?:
      guard let base = groups.first(where: { $0.name == name }) else {
        return undefined(small.contains(name) ? .tooFewRows : .noSuchGroup, small)
      }
      pairs = groups.filter { $0.name != name }.map { SamplePair(first: $0, second: base) }
    }
    measurement.disparity = metric.disparity(of: pairs, confidence: confidence)
    measurement.test = metric.equalityTest(pairs, resampling: Resampling(settings))
    return measurement
  }
}

extension GateSpec {
  /// Whether a group has the rows that the gate asks for.
  fileprivate func isLarge(_ sample: Sample) -> Bool {
    guard sample.rows >= minimumRows ?? 0 else { return false }
    guard let least = minimumClassRows, sample.numbers == nil else { return true }
    if let classes = sample.classes { return classes.ofClass.allSatisfy { $0.rows >= least } }
    return min(sample.counts.positives, sample.counts.negatives) >= least
  }
}
