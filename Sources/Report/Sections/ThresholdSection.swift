import AuditResults

/// Gaps and ratios of rates over all cut-offs.
@Sendable func thresholdBlocks(_ result: AuditResult) -> [Block] {
  let analysed = result.attributes.compactMap { attribute in
    attribute.thresholds.map { (attribute, $0) }
  }
  if result.labelKind != .binary {
    return [
      .paragraph("Does not apply: no single cut-off decides. Decisions: \(decisionWords(result)).")
    ]
  }
  if result.decision.rule == .prediction {
    return [.paragraph("Does not apply: the predictions are labels, without scores.")]
  }
  if result.decision.clusterColumn != nil {
    return [.paragraph("Not assessed with clusters: bands over cut-offs are of independent rows.")]
  }
  guard !analysed.isEmpty else {
    return [.paragraph("Does not apply: no two groups could be compared.")]
  }
  let lead: Block = .paragraph(
    """
    What other cut-offs would bring. Each bracket belongs to a band that holds the whole true curve, \
    at every cut-off at once, with \(Text(.plain, result.confidence)) confidence; it is wider than \
    the interval at one cut-off that was chosen beforehand. The cut-off in use is marked. To choose a \
    cut-off by this table and to audit it on the same rows would flatter it.
    """)
  return [lead] + analysed.flatMap { blocks($0, $1, in: result) }
}

/// The metrics that are shown whether or not a limit is declared for them.
private let shownMetrics = [
  "dp.rate_gap.maxmin", "dp.ratio.minmax", "eopp.maxmin", "eopp.ratio", "fpr.gap.maxmin",
]

/// The curves that are drawn and listed: the usual ones, and those with a limit.
func shownCurves(_ attribute: AttributeOutcome, in result: AuditResult) -> [ThresholdCurve] {
  let limited = result.gates(of: attribute).filter { $0.against == nil }.map(\.metric)
  return (attribute.thresholds?.curves ?? []).filter {
    shownMetrics.contains($0.metric) || limited.contains($0.metric)
  }
}

/// The cut-offs that tables list, besides the one in use and the median.
private let listed = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

private func blocks(
  _ attribute: AttributeOutcome, _ analysis: ThresholdAnalysis, in result: AuditResult
) -> [Block] {
  var blocks: [Block] = [.heading(level: 3, Text.name(attribute.name))]
  let curves = shownCurves(attribute, in: result)
  if let first = curves.first {
    let rows = first.thresholds.indices.filter { index in
      let threshold = first.thresholds[index]
      return listed.contains(threshold) || threshold == result.decision.threshold
        || threshold == analysis.median
    }
    let table = Table(
      "Gaps and ratios of rates over cut-offs, by \(name: attribute.name)",
      columns: [.left("Cut-off")]
        + curves.map { curve in
          let unit = Quantity.of(metric: curve.metric).unit.map { ", \($0)" } ?? ""
          return .right(
            "\(Text.name(result.metricTitle(curve.metric)))\(Text(.plain, unit)) \(result.bracket)")
        },
      rows: rows.map { index in
        [label(first.thresholds[index], analysis, in: result)]
          + curves.map { cell($0, at: index) }
      }, remark: remark(on: analysis, but: curves, in: result))
    let panels = thresholdPanels(attribute, in: result)
    blocks.append(
      .figure(
        panels,
        caption: "Gaps and ratios of rates over all cut-offs, by \(name: attribute.name).",
        table: table))
  }
  blocks += flipBlocks(analysis)
  for found in analysis.disagreements {
    blocks.append(.note(sentence(found)))
  }
  return blocks
}

/// Which curves stand in the JSON alone.
private func remark(
  on analysis: ThresholdAnalysis, but shown: [ThresholdCurve], in result: AuditResult
) -> Text? {
  let rest = analysis.curves.filter { !shown.contains($0) }
    .map { Text.name(result.metricName($0.metric)) }
  return rest.isEmpty
    ? nil
    : "audit.json holds the same of \(rest.joined(", ")); a declared limit brings them here."
}

private func label(
  _ threshold: Double, _ analysis: ThresholdAnalysis, in result: AuditResult
) -> Text {
  let number = Text(.plain, Numbers.fixed(threshold, decimals: 3))
  if threshold == result.decision.threshold { return "\(number) \(Text.strong("in use"))" }
  return threshold == analysis.median ? "\(number) (median of all scores)" : number
}

private func cell(_ curve: ThresholdCurve, at index: Int) -> Text {
  let arrays = [curve.values.count, curve.lower.count, curve.upper.count]
  guard arrays.allSatisfy({ index < $0 }), let value = curve.values[index] else {
    // A gap has no value where fewer than two groups have one, as of predictive values where no row is
    // selected.
    return .undefined(
      Quantity.of(metric: curve.metric) == .ratio ? .zeroDenominator : .undefinedInAGroup)
  }
  return Quantity.of(metric: curve.metric).text(
    Estimate(
      value,
      interval: Interval(
        lower: min(curve.lower[index], curve.upper[index]),
        upper: max(curve.lower[index], curve.upper[index]), level: curve.level,
        method: curve.method)))
}

private func flipBlocks(_ analysis: ThresholdAnalysis) -> [Block] {
  let flips = analysis.curves.flatMap(\.flips)
  guard !flips.isEmpty else { return [] }
  // Scores that lie close together are told apart.
  let places = flips.map(\.threshold)
  let decimals =
    (4...12).first { decimals in
      Set(places.map { Numbers.fixed($0, decimals: decimals) }).count == Set(places).count
    } ?? 12
  let total = analysis.curves.reduce(0) { $0 + max(0, min($1.flipCount, 1 << 30)) }
  return [
    .table(
      Table(
        "Cut-offs at which the status of a limit changes",
        columns: [.left("Gate"), .right("From cut-off"), .left("Below it"), .left("From it on")],
        rows: flips.map { flip in
          [
            Text.name(flip.gate), Text(.plain, Numbers.fixed(flip.threshold, decimals: decimals)),
            flip.from.text, flip.to.text,
          ]
        },
        remark: total > flips.count
          ? "\(Numbers.count(flips.count)) of \(Numbers.count(total)) changes are listed." : nil))
  ]
}

private func sentence(_ found: ScoreRateDisagreement) -> Text {
  let scores = Quantity.score.text(found.scores)
  let rates = Quantity.gap.text(found.rates)
  let what: Text =
    switch found.kind {
    case .opposite: "Mean scores and selection rates point in opposite directions."
    case .onlyScores:
      "Mean scores differ by more than chance, selection rates at this cut-off do not."
    case .onlyRates:
      "Selection rates at this cut-off differ by more than chance, mean scores do not."
    }
  return """
    \(Text.strong("Scores and decisions disagree.")) Group \(name: found.group) against \
    \(name: found.reference): mean score \(scores), selection rate \(rates) percentage points. \
    \(what) Look at both.
    """
}
