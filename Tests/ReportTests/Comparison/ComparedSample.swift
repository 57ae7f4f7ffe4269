import AuditResults

/// An invented comparison that reaches every branch of its page.
func comparedSample(
  name: String = "Adult income", pairing: BaselineFacts.Pairing = .paired
) -> AuditComparison {
  let before = twoGroupResult()
  var after = before
  after.model.name = name
  after.model.file.sha256 = String(repeating: "ab", count: 32)
  let file = FileFacts(
    name: "audit.json", bytes: 300_123, sha256: String(repeating: "cd", count: 32))
  let groups = [
    comparedGroup(name, rows: 2902, 0.0937, 0.1387, isPaired: pairing == .paired),
    comparedGroup("Male", rows: 6142, 0.2453, 0.1945, isPaired: pairing == .paired),
  ]
  let gates = before.gates.map { gate in
    var later = gate
    later.limit = gate.higherIsBetter ? 0.7 : gate.limit
    later.status = .meetsLimit
    return ComparedGate(
      id: gate.metric, metric: gate.metric, attribute: gate.attribute,
      higherIsBetter: gate.higherIsBetter, before: .init(gate), after: .init(later))
  }
  var comparison = AuditComparison(
    tool: before.tool, before: ComparedAudit(before, file: file),
    after: ComparedAudit(after, file: file), pairing: pairing,
    caveats: pairing == .paired ? [.otherThreshold] : AuditComparison.Caveat.allCases,
    confidence: 0.95,
    overall: comparedGroup("overall", rows: 9044, 0.1967, 0.1766, isPaired: pairing == .paired),
    attributes: [
      ComparedAttribute(
        name: "sex", groups: groups, onlyBefore: [name], onlyAfter: [],
        gaps: [
          GapChange(
            metric: "selection_rate", highest: "Male", lowest: name, before: 0.1516, after: 0.0558,
            change: comparedChange("x", 0.1516, 0.0558).change, levelling: .mixed,
            fallShare: 0.53),
          GapChange(
            metric: "tpr", highest: "Male", lowest: name, before: 0.1, after: 0.12,
            change: Estimate(0.02), levelling: .notNarrowed, fallShare: nil),
        ],
        disparities: [
          comparedChange("dp.ratio.minmax", 0.38, 0.71),
          MetricChange(
            metric: "eopp.maxmin", before: nil, after: 0.1,
            change: Estimate(undefined: .undefinedInAGroup)),
        ],
        parities: [
          ComparedParity(
            layer: nil, first: name, second: "Male", before: Estimate(0.71), after: Estimate(0.93)),
          ComparedParity(
            layer: "dense", first: name, second: "Male", before: Estimate(0.61),
            after: Estimate(undefined: .oneNeuron)),
        ])
    ], onlyBefore: [name], onlyAfter: [],
    gates: gates + [
      ComparedGate(
        id: "new", metric: "eo.max", attribute: "sex", higherIsBetter: false, before: nil,
        after: gates.last?.after)
    ], definitions: before.definitions, methods: before.methods)
  comparison.contentDigest = String(repeating: "0f", count: 32)
  return comparison
}

private func comparedChange(_ metric: String, _ before: Double, _ after: Double) -> MetricChange {
  let change = after - before
  return MetricChange(
    metric: metric, before: before, after: after,
    change: Estimate(
      change,
      interval: Interval(
        lower: change - 0.01, upper: change + 0.01, level: 0.95, method: "newcombe")))
}

private func comparedGroup(
  _ name: String, rows: Int, _ before: Double, _ after: Double, isPaired: Bool
) -> ComparedGroup {
  ComparedGroup(
    name: name, rowsBefore: rows, rowsAfter: rows,
    flips: isPaired
      ? ComparedGroup.Flips(
        GroupChange(
          name: name, rows: rows, gained: 160, gainedPositives: 90, lost: 30, lostPositives: 8,
          pValue: 0.0002, metrics: [])) : nil,
    metrics: [
      comparedChange("selection_rate", before, after), comparedChange("tpr", 0.62, 0.64),
      MetricChange(
        metric: "fpr", before: nil, after: nil, change: Estimate(undefined: .noNegatives)),
    ])
}
