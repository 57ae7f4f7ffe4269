import AuditResults

/// Selection rates and impact ratios of the attributes that one column makes.
@Sendable func outcomesBlocks(_ result: AuditResult) -> [Block] {
  let attributes = result.singleAttributes
  guard !attributes.isEmpty else {
    return [.paragraph("Does not apply: no attribute of a single column was audited.")]
  }
  return [.paragraph(reading(result))] + attributes.flatMap { outcomeBlocks($0, in: result) }
}

private func reading(_ result: AuditResult) -> Text {
  switch result.labelKind {
  case .binary: break
  case .multiclass:
    return """
      How often each group’s rows are assigned to their own class, and to which classes. Brackets \
      hold \(Text(.plain, result.confidence)) intervals.
      """
  case .numeric:
    return """
      What is predicted for each group on average; the benchmark is the group with the highest mean. \
      Brackets hold \(Text(.plain, result.confidence)) intervals.
      """
  }
  return """
    Each group’s selection rate is compared with the highest rate of any group (the benchmark). \
    Brackets hold \(Text(.plain, result.confidence)) intervals.
    """
}

/// Heading, figure and table of one attribute's outcomes.
func outcomeBlocks(_ attribute: AttributeOutcome, in result: AuditResult) -> [Block] {
  switch result.labelKind {
  case .binary: break
  case .multiclass: return classOutcomeBlocks(attribute, in: result)
  case .numeric: return numberOutcomeBlocks(attribute, in: result)
  }
  let panels =
    ChartKind.selectionRates.panels(attribute: attribute.name, in: result)
    + ChartKind.impactRatios.panels(attribute: attribute.name, in: result)
    + ChartKind.rateGrid.panels(attribute: attribute.name, in: result)
  let table = outcomeTable(attribute, in: result)
  guard !panels.isEmpty else {
    return [.heading(level: 3, Text.name(attribute.name)), .table(table)]
  }
  return [
    .heading(level: 3, Text.name(attribute.name)),
    .figure(
      Figure(
        panels: panels,
        caption: """
          Selection rates and impact ratios by \(name: attribute.name), highest rate first. \
          Intervals that are wide say that the group is small.
          """,
        table: table)),
  ]
}

private func outcomeTable(_ attribute: AttributeOutcome, in result: AuditResult) -> Table {
  let limit = result.gates(of: attribute).first { $0.metric.hasPrefix("dp.ratio") }?.limit
  let gap = result.gates(of: attribute).first { $0.metric.hasPrefix("dp.rate_gap") }?.limit
  var remarks: [Text] = []
  if let reference = attribute.reference, let group = attribute.group(reference), group.isSmall {
    remarks.append(
      """
      The benchmark, \(name: reference), has only \(Numbers.count(group.rows)) \
      row\(group.rows == 1 ? "" : "s"), so every comparison with it is unstable.
      """)
  }
  if attribute.reference == nil { remarks.append("No benchmark: no group has a selection rate.") }
  return Table(
    "Outcomes: \(name: attribute.name)",
    columns: [
      .left("Group"), .right("Rows"), .right("Selected"),
      .right("Selection rate \(result.bracket)"),
      .right("Impact ratio \(result.bracket)"),
      .right("Difference, percentage points \(result.bracket)"),
      .right("Shortfall, rows \(result.bracket)"), .right("Adjusted p"),
    ],
    rows: attribute.sortedGroups.map { group in
      let contrast = attribute.contrast("selection_rate", of: group.name)
      let isBenchmark = isSame(group.name, attribute.reference)
      return [
        "\(group.label)\(marks(group))", Numbers.count(group.rows),
        Numbers.count(group.counts.selected), Quantity.share.text(group["selection_rate"]),
        isBenchmark ? .muted("benchmark") : Quantity.ratio.text(contrast?.ratio, near: limit),
        isBenchmark ? .muted("benchmark") : Quantity.gap.text(contrast?.difference, near: gap),
        shortfall(group, attribute),
        contrast?.adjustedP.map { Text(.plain, Numbers.probability($0)) } ?? "–",
      ]
    },
    remark: (remarks + onePersonRemarks(attribute, in: result) + [
      """
      Shortfall: how many more rows of the group would be selected at the benchmark’s rate, rounded. \
      Adjusted p: how often chance alone would give a difference as large if the rates were equal, \
      adjusted for the number of comparisons.
      """
    ]).joined(" "))
}

/// How many more rows the benchmark's rate would select, as the audit estimates it.
private func shortfall(_ group: GroupOutcome, _ attribute: AttributeOutcome) -> Text {
  guard !isSame(group.name, attribute.reference),
    let estimate = attribute.contrast("selection_rate", of: group.name)?.shortfall
  else { return "–" }
  return shortfallText(estimate)
}

/// A number of people, rounded to whole ones.
func shortfallText(_ estimate: Estimate?) -> Text {
  guard let estimate, let rows = estimate.value.flatMap({ Int(exactly: $0.rounded()) }) else {
    return "–"
  }
  guard let interval = estimate.interval, let lower = Int(exactly: interval.lower.rounded()),
    let upper = Int(exactly: interval.upper.rounded())
  else { return Numbers.count(rows) }
  let ends = "[\(Numbers.count(lower).string), \(Numbers.count(upper).string)]"
  return "\(Numbers.count(rows)) \(Text(.interval, ends))"
}

/// Ratios that one person turns over, and so are no evidence by themselves: one sentence for each kind.
///
/// Four fifths are spoken of only where the profile or a declared limit does.
private func onePersonRemarks(_ attribute: AttributeOutcome, in result: AuditResult) -> [Text] {
  let asksForFourFifths =
    result.profile?.tables.contains(.fourFifths) == true
    || result.gates(of: attribute).contains { $0.metric == "dp.ratio.minmax" && $0.limit == 0.8 }
  let flips = attribute.contrasts.filter { $0.metric == "selection_rate" }
    .compactMap { contrast in contrast.onePerson.map { (contrast, $0) } }
  return [
    (flips.filter(\.1.reversesOrder), "turn the order round" as Text),
    (
      flips.filter { !$1.reversesOrder && $1.passesFourFifths && asksForFourFifths },
      "lift the ratio to four fifths"
    ),
  ].compactMap { found, what in
    guard let reference = found.first?.0.reference else { return nil }
    let names = found.prefix(8).map { Text.name($0.0.group) }.joined(", ")
    let rest = found.count - min(8, found.count)
    return """
      One more selected person of one of these groups, and one fewer of \(name: reference), would \
      \(what): \(names)\(rest > 0 ? " and \(Numbers.count(rest)) more" : "").
      """
  }
}
