public import AuditResults
import Tables

/// Holds two audits against each other.
///
/// Where both are of the same data file (by SHA-256) and label and kept their decisions
/// (``AuditRequest/keepsDecisions``), rows are paired: intervals are of changes, not of the difference
/// of two unrelated samples. Otherwise the two samples count as independent.
///
/// - Parameters:
///   - before: The first audit and the file that holds it.
///   - after: The second.
///   - tool: The program that compares.
/// - Returns: What changed, without a content digest.
/// - Complexity: O(rows · attributes) where rows are paired.
public func compare(
  _ before: (result: AuditResult, file: FileFacts),
  with after: (result: AuditResult, file: FileFacts),
  tool: ToolFacts
) -> AuditComparison {
  ResultComparison(before: before.result, after: after.result)
    .comparison(files: (before.file, after.file), tool: tool)
}

/// The metrics of groups that a comparison lists, in order.
private let comparedMetrics = [
  "selection_rate", "tpr", "fpr", "ppv", "accuracy", "mean_score", "auc", "brier",
]

/// Two results and what pairs them.
private struct ResultComparison {
  let before: AuditResult
  let after: AuditResult
  let confidence: Double
  private let rows: PairedRows?

  init(before: AuditResult, after: AuditResult) {
    self.before = before
    self.after = after
    confidence = after.settings.confidence
    rows = PairedRows(before, after)
  }

  private var isSameRows: Bool {
    before.data.file.sha256 == after.data.file.sha256 && before.data.rows == after.data.rows
      && isSameLabel
  }

  private var isSameLabel: Bool {
    before.decision.labelColumn == after.decision.labelColumn
      && before.decision.positiveLabel == after.decision.positiveLabel
  }

  private var caveats: [AuditComparison.Caveat] {
    var caveats: [AuditComparison.Caveat] = []
    if before.data.file.sha256 != after.data.file.sha256 { caveats.append(.otherData) }
    if !isSameLabel { caveats.append(.otherLabel) }
    if before.decision.threshold != after.decision.threshold { caveats.append(.otherThreshold) }
    if before.settings.confidence != after.settings.confidence { caveats.append(.otherConfidence) }
    if before.tool != after.tool { caveats.append(.otherProgram) }
    if isSameRows, rows == nil { caveats.append(.noDecisions) }
    if before.model.file.sha256 == after.model.file.sha256 { caveats.append(.sameModel) }
    return caveats
  }

  func comparison(files: (FileFacts, FileFacts), tool: ToolFacts) -> AuditComparison {
    let both = before.attributes.compactMap { old in
      after.attributes.first { $0.name == old.name }.map { (old, $0) }
    }
    let names = Set(both.map(\.0.name))
    let attributes = both.map { attribute($0, $1) }
    let overall = rows?.overall(confidence: confidence)
    var comparison = AuditComparison(
      tool: tool, before: ComparedAudit(before, file: files.0),
      after: ComparedAudit(after, file: files.1),
      pairing: rows != nil ? .paired : isSameRows ? .noDecisions : .otherRows, caveats: caveats,
      confidence: confidence, overall: group(before.overall, after.overall, paired: overall),
      attributes: attributes,
      onlyBefore: before.attributes.map(\.name).filter { !names.contains($0) },
      onlyAfter: after.attributes.map(\.name).filter { !names.contains($0) }, gates: gates(),
      definitions: [], methods: [])
    comparison.explain(from: [after, before])
    return comparison
  }

  private func attribute(
    _ old: AttributeOutcome, _ new: AttributeOutcome
  ) -> ComparedAttribute {
    let paired = rows?.change(of: old.name, confidence: confidence)
    let groups = old.groups.compactMap { group in
      new.groups.first { isSame($0.name, group.name) }.map { other in
        self.group(group, other, paired: paired?.groups.first { isSame($0.name, group.name) })
      }
    }
    let unknown = Set(old.groups.filter(\.isUnknown).map(\.name))
    let known = groups.filter { !unknown.contains($0.name) }.map { ($0.name, $0.metrics) }
    return ComparedAttribute(
      name: old.name, groups: groups,
      onlyBefore: old.groups.map(\.name).filter { name in
        !new.groups.contains { isSame($0.name, name) }
      },
      onlyAfter: new.groups.map(\.name).filter { name in
        !old.groups.contains { isSame($0.name, name) }
      },
      gaps: ["selection_rate", "tpr", "fpr", "accuracy"].compactMap {
        gapChange($0, known, confidence: confidence)
      },
      disparities: old.disparities.compactMap { disparity in
        new[disparity: disparity.metric].map {
          change(disparity.metric, disparity.estimate, $0.estimate)
        }
      }, parities: parities(of: old.name))
  }

  /// A group's metrics: of decisions from paired rows where there are any, else from both samples.
  private func group(
    _ old: GroupOutcome, _ new: GroupOutcome, paired: GroupChange?
  ) -> ComparedGroup {
    ComparedGroup(
      name: old.name, rowsBefore: old.counts.total, rowsAfter: new.counts.total,
      flips: paired.map(ComparedGroup.Flips.init),
      metrics: comparedMetrics.compactMap { metric in
        if let change = paired?[metric], metric != "mean_score" { return change }
        return old[metric].flatMap { before in
          new[metric].map { change(metric, before, $0) }
        }
      })
  }

  /// The change between two independent estimates.
  private func change(_ metric: String, _ old: Estimate, _ new: Estimate) -> MetricChange {
    guard let x = new.value, let y = old.value else {
      return MetricChange(
        metric: metric, before: old.value, after: new.value,
        change: Estimate(undefined: new.reason ?? old.reason ?? .notApplicable))
    }
    var interval: Interval?
    if new.interval?.method == Method.wilson.rawValue, let a = Proportion(new),
      let b = Proportion(old)
    {
      interval = Interval(
        a.difference(minus: b, confidence: confidence), confidence: confidence,
        method: .miettinenNurminen)
    } else if let a = new.interval, let b = old.interval, a.level == confidence,
      b.level == confidence, a.lower <= x, x <= a.upper, b.lower <= y, y <= b.upper
    {
      interval = Interval(
        mover(x, a.lower...a.upper, minus: y, b.lower...b.upper), confidence: confidence,
        method: .mover)
    }
    return MetricChange(
      metric: metric, before: y, after: x, change: Estimate(x - y, interval: interval))
  }

  private func parities(of attribute: String) -> [ComparedParity] {
    guard let old = before.influence.first(where: { $0.attribute == attribute }),
      let new = after.influence.first(where: { $0.attribute == attribute })
    else { return [] }
    func pairs(_ layer: String?, _ old: [PairParity], _ new: [PairParity]) -> [ComparedParity] {
      old.compactMap { pair in
        new.first { isSame($0.first, pair.first) && isSame($0.second, pair.second) }.map {
          ComparedParity(
            layer: layer, first: pair.first, second: pair.second, before: pair.cosine,
            after: $0.cosine)
        }
      }
    }
    return pairs(nil, old.network, new.network)
      + old.layers.flatMap { layer in
        new.layers.first { $0.kernel == layer.kernel }.map {
          pairs(layer.layer, layer.parity, $0.parity)
        } ?? []
      }
  }

  private func gates() -> [ComparedGate] {
    func key(_ gate: GateOutcome) -> String {
      gate.id
        ?? [gate.attribute, gate.metric, gate.against].compactMap(\.self)
        .joined(separator: ".")
    }
    func same(_ one: GateOutcome, _ other: GateOutcome) -> Bool {
      key(one) == key(other) && one.metric == other.metric && one.attribute == other.attribute
        && one.against == other.against
    }
    let old = before.gates.map { gate in
      ComparedGate(
        id: key(gate), metric: gate.metric, attribute: gate.attribute,
        higherIsBetter: gate.higherIsBetter, before: .init(gate),
        after: after.gates.first { same(gate, $0) }.map(ComparedGate.Side.init))
    }
    let new = after.gates.filter { gate in !before.gates.contains { same(gate, $0) } }
    return old
      + new.map { gate in
        ComparedGate(
          id: key(gate), metric: gate.metric, attribute: gate.attribute,
          higherIsBetter: gate.higherIsBetter, before: nil, after: .init(gate))
      }
  }
}

/// The decisions of two audits of the same rows.
private struct PairedRows {
  let before: [Bool]
  let after: [Bool]
  let positives: [Bool]
  let attributes: [Subgroups]

  /// `nil` where the rows are not the same, or what pairs them was not kept or contradicts itself.
  init?(_ one: AuditResult, _ other: AuditResult) {
    guard one.data.file.sha256 == other.data.file.sha256, one.data.rows == other.data.rows,
      one.decision.labelColumn == other.decision.labelColumn,
      one.decision.positiveLabel == other.decision.positiveLabel,
      // What follows counts every row, and counts it by itself.
      [one, other].allSatisfy({
        $0.decision.weightColumn == nil && $0.decision.clusterColumn == nil
      }),
      let old = one.decisions, let new = other.decisions, old.rows == new.rows,
      old.rows == one.data.rows, old.labels == new.labels, let before = old.decisions,
      let after = new.decisions, let positives = new.positives
    else { return nil }
    self.before = before
    self.after = after
    self.positives = positives
    attributes = (new.groups ?? []).compactMap { groups in
      // Groups that were cut otherwise are no groups of the same people.
      guard old.groups?.contains(groups) == true, let codes = groups.unpacked(rows: new.rows)
      else { return nil }
      return Subgroups(
        name: groups.attribute, columns: [groups.attribute], groups: groups.names,
        unknownIndex: groups.unknown.flatMap { name in
          groups.names.firstIndex { isSame($0, name) }
        }, codes: codes)
    }
  }

  func change(of attribute: String, confidence: Double) -> PairedChange? {
    attributes.first { $0.name == attribute }.map { outcomes(confidence).change(of: $0) }
  }

  func overall(confidence: Double) -> GroupChange {
    outcomes(confidence).change(
      of: Subgroups(
        name: "", columns: [], groups: ["overall"],
        codes: [Int32](repeating: 0, count: before.count))
    ).overall
  }

  /// Decisions as scores: what is measured below depends on nothing but which side of the cut-off a
  /// score lies on.
  private func outcomes(_ confidence: Double) -> PairedOutcomes {
    PairedOutcomes(
      before: before.map { $0 ? 1 : 0 }, after: after.map { $0 ? 1 : 0 },
      labels: positives.map { $0 ? 1 : 0 }, threshold: 0.5, confidence: confidence)
  }
}

extension Proportion {
  /// The share that an estimate is; `nil` where it is none.
  fileprivate init?(_ estimate: Estimate) {
    guard let count = estimate.numerator, let total = estimate.denominator, total > 0,
      (0...total).contains(count)
    else { return nil }
    self.init(count: count, total: total)
  }
}

extension AuditComparison {
  /// Adds what the audits say of the metrics and methods in use.
  fileprivate mutating func explain(from audits: [AuditResult]) {
    let changes =
      overall.metrics + attributes.flatMap { $0.disparities + $0.groups.flatMap(\.metrics) }
    let metrics = Set(
      changes.map(\.metric) + attributes.flatMap { $0.gaps.map(\.metric) } + gates.map(\.metric))
    for definition in audits.flatMap(\.definitions)
    where metrics.contains(definition.id)
      && !definitions.contains(where: { $0.id == definition.id })
    {
      definitions.append(definition)
    }
    var used = Set(
      (changes.map(\.change) + attributes.flatMap { $0.gaps.map(\.change) })
        .compactMap(\.interval?.method))
    if overall.flips != nil { used.insert(Method.mcNemar.rawValue) }
    methods = Method.allCases.filter { used.contains($0.rawValue) }.map(\.definition)
  }
}

/// Whether two names are the same, scalar by scalar.
private func isSame(_ one: String, _ other: String) -> Bool {
  one.utf8.elementsEqual(other.utf8)
}
