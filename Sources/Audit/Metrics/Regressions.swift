import AuditResults
import Tables

/// Which rows of a group show how a metric moved, where two audits are paired; of metrics that are not here
/// and that decisions decide, all.
let pairedRows: [String: [GroupRegression.Rows]] = [
  "dp.rate_gap.maxmin": [.all], "dp.ratio.minmax": [.all], "dp.rate_gap.overall": [.all],
  "dp.rate_gap.relative": [.all], "eopp.maxmin": [.positives], "eopp.ratio": [.positives],
  "fpr.gap.maxmin": [.negatives], "eo.max": [.positives, .negatives],
  "eo.mean_abs": [.positives, .negatives], "eo.sum_abs": [.positives, .negatives],
  "eo.ratio": [.positives, .negatives], "accuracy.gap.maxmin": [.correct],
]

/// This audit's rows, held against those of an earlier one.
struct BaselineComparison {
  let baseline: AuditResult
  let labels: [UInt8]
  let selected: [Bool]
  let attributes: [Subgroups]
  let confidence: Double
  let resampling: Resampling
  /// The decisions of the earlier audit; `nil` where rows cannot be paired.
  let earlier: [Bool]?
  let pairing: BaselineFacts.Pairing

  /// Compares with an earlier audit, whose rows are the same where the data files are, byte by byte,
  /// and the label is.
  init(
    _ baseline: AuditResult, data: DataFacts, label: (column: String, positive: String),
    labels: [UInt8], selected: [Bool], attributes: [Subgroups], confidence: Double,
    resampling: Resampling = Resampling(), canPair: Bool = true
  ) {
    self.baseline = baseline
    self.labels = labels
    self.selected = selected
    self.attributes = attributes
    self.confidence = confidence
    self.resampling = resampling
    let isSame =
      canPair && baseline.data.file.sha256 == data.file.sha256 && baseline.data.rows == labels.count
      && baseline.decision.labelColumn == label.column
      && baseline.decision.positiveLabel == label.positive
    let decisions = baseline.decisions?.decisions
    guard isSame, decisions.map({ $0.count == labels.count }) ?? true else {
      (earlier, pairing) = (nil, .otherRows)
      return
    }
    (earlier, pairing) = (decisions, decisions == nil ? .noDecisions : .paired)
  }

  /// Adds to each gate how its metric moved; Holm's adjustment is over all that are judged.
  func complete(_ gates: inout [GateOutcome]) {
    for index in gates.indices { gates[index].regression = regression(of: gates[index]) }
    let family = gates.indices.filter {
      gates[$0].level != .off && gates[$0].regression?.test != nil
    }
    let adjusted = holm(family.compactMap { gates[$0].regression?.test?.pValue })
    for (index, p) in zip(family, adjusted) {
      gates[index].regression?.adjustedP = p
      let change = gates[index].regression?.change ?? 0
      let isTowardsWorse = gates[index].higherIsBetter ? change < 0 : change > 0
      gates[index].regression?.isWorse = isTowardsWorse && p + confidence < 1
    }
  }

  /// How declared limits differ from those of the earlier audit, those that it alone had first.
  func limitChanges(_ gates: [GateOutcome]) -> [LimitChange] {
    func isSame(_ one: GateOutcome, _ other: GateOutcome) -> Bool {
      one.id == other.id && one.metric == other.metric && one.attribute == other.attribute
    }
    let gone = baseline.gates.filter { old in !gates.contains { isSame($0, old) } }
    let changed = gates.compactMap { gate -> LimitChange? in
      let old = baseline.gates.first { isSame($0, gate) }
      let change = LimitChange(before: old, after: gate)
      return change.kind == .same ? nil : change
    }
    return gone.map { LimitChange(before: $0, after: nil) } + changed
  }

  /// How a gate's metric moved; `nil` where the earlier audit did not measure it.
  private func regression(of gate: GateOutcome) -> Regression? {
    guard let before = earlierEstimate(of: gate) else { return nil }
    guard let then = before.value, let now = gate.observed.value else {
      return Regression(before: before, change: nil)
    }
    var regression = Regression(before: before, change: now - then)
    if let earlier, let metric = Metric.named(gate.metric), metric.isOfDecisions,
      let attribute = attributes.first(where: { $0.name == gate.attribute })
    {
      regression.groups = changes(gate, rows: pairedRows[gate.metric] ?? [.all], since: earlier)
      let small = Set(gate.smallGroups ?? [])
      let groups = zip(attribute.groups, attribute.rowsOfGroups()).map { name, rows in
        SwappedRows.Group(
          name: name, isJudged: !small.contains(name), rows: rows, labels: labels, before: earlier,
          after: selected)
      }
      regression.test = SwappedRows(groups, metric: metric, against: gate.against)
        .test(resampling: resampling)
    } else {
      regression.test = unpairedTest(then: before, now: gate.observed, isRatio: gate.higherIsBetter)
    }
    return regression
  }

  /// What the earlier audit measured: in the gate of the same id and metric, else, where the gate
  /// asks for nothing special, among the attribute's disparities.
  private func earlierEstimate(of gate: GateOutcome) -> Estimate? {
    let same = baseline.gates.first {
      $0.id == gate.id && $0.metric == gate.metric && $0.attribute == gate.attribute
        && $0.against == gate.against
    }
    if let same { return same.observed }
    guard gate.against == nil, gate.minimumRows == nil, gate.minimumClassRows == nil else {
      return nil
    }
    return baseline.attributes.first { $0.name == gate.attribute }?[disparity: gate.metric]?
      .estimate
  }

  /// McNemar's test in each group that decides the metric, or all where more than two do.
  private func changes(
    _ gate: GateOutcome, rows kinds: [GroupRegression.Rows], since earlier: [Bool]
  ) -> [GroupRegression] {
    guard let attribute = attributes.first(where: { $0.name == gate.attribute }) else { return [] }
    let rows = attribute.rowsOfGroups()
    let small = Set(gate.smallGroups ?? [])
    return zip(attribute.groups, rows).filter { !small.contains($0.0) }.flatMap { name, rows in
      kinds.map { kind in
        var (gained, lost) = (0, 0)
        for row in rows {
          let (was, isNow): (Bool, Bool)
          switch kind {
          case .all: (was, isNow) = (earlier[row], selected[row])
          case .positives where labels[row] == 0, .negatives where labels[row] != 0: continue
          case .positives, .negatives: (was, isNow) = (earlier[row], selected[row])
          case .correct:
            (was, isNow) = (earlier[row] == (labels[row] != 0), selected[row] == (labels[row] != 0))
          }
          if isNow, !was { gained += 1 }
          if was, !isNow { lost += 1 }
        }
        return GroupRegression(
          group: name, rows: kind, gained: gained, lost: lost,
          pValue: mcNemar(gained: gained, lost: lost))
      }
    }
  }

  /// Wald's test of two independent estimates, with the errors that their intervals tell; ratios on
  /// the scale of the logarithm.
  private func unpairedTest(then: Estimate, now: Estimate, isRatio: Bool) -> TestResult? {
    guard let a = error(of: then, isRatio: isRatio), let b = error(of: now, isRatio: isRatio) else {
      return nil
    }
    let z = (b.value - a.value) / (a.error * a.error + b.error * b.error).squareRoot()
    guard z.isFinite else { return nil }
    return TestResult(
      method: Method.waldTest.rawValue, pValue: 2 * Normal.cdf(-abs(z)), statistic: z)
  }

  /// Value and standard error on the scale of the test; the longer arm of the interval counts.
  private func error(of estimate: Estimate, isRatio: Bool) -> (value: Double, error: Double)? {
    guard let value = estimate.value, let interval = estimate.interval, interval.level > 0,
      interval.level < 1
    else { return nil }
    let z = Normal.criticalValue(confidence: interval.level)
    if isRatio {
      guard interval.lower > 0, value > 0 else { return nil }
      let arm = max(logarithm(value / interval.lower), logarithm(interval.upper / value))
      return arm > 0 ? (logarithm(value), arm / z) : nil
    }
    let arm = max(value - interval.lower, interval.upper - value)
    return arm > 0 ? (value, arm / z) : nil
  }
}
