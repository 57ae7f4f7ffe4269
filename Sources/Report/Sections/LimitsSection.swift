import AuditResults

/// Every declared limit, what was measured against it, and how it came out.
@Sendable func limitsBlocks(_ result: AuditResult) -> [Block] {
  guard !result.gates.isEmpty else {
    return [
      .paragraph(
        """
        No limit declared. The tool has none built in: a limit needs a reason, which only the \
        people who answer for the decision can give.
        """)
    ]
  }
  return [
    .table(
      Table(
        "Declared limits",
        columns: [
          .left("Measure"), .left("Attribute"), .right("Limit"),
          .right("Observed \(result.bracket)"), .left("Status"), .left("Level"),
          .left("Reason given"),
        ],
        rows: result.gates.map { row($0, in: result) })),
    .facts(
      GateOutcome.Status.allCases.map { Block.Fact(term: $0.text, text: meaning($0)) }),
    .paragraph(
      """
      A status is decided on unrounded numbers. For a measure where small is good, BELOW LIMIT \
      means that the value is larger than the limit allows. Level “error” decides the exit code; \
      “warn” is reported only.
      """),
  ]
}

private func row(_ gate: GateOutcome, in result: AuditResult) -> [Text] {
  let quantity = Quantity.of(metric: gate.metric)
  let unit = quantity == .gap ? " percentage points" : ""
  return [
    "\(Text.name(result.metricTitle(gate.metric))) \(Text.code(gate.metric))",
    Text.name(gate.attribute),
    Text(
      .plain, (gate.higherIsBetter ? "at least " : "at most ") + quantity.string(gate.limit) + unit),
    quantity.text(gate.observed, near: gate.limit), gate.status.text,
    Text(.plain, gate.level.rawValue),
    gate.rationale.map { Text.name($0, limit: 1000) } ?? .muted("Not provided"),
  ]
}

private func meaning(_ status: GateOutcome.Status) -> Text {
  switch status {
  case .meetsLimit: "The whole interval lies on the right side of the limit."
  case .belowLimit: "The whole interval lies on the wrong side of the limit."
  case .inconclusive: "The interval holds the limit: the data cannot tell."
  case .notAssessed: "The measure has no value or no interval here; this is never counted as met."
  }
}
