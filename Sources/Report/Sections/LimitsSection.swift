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
  var blocks: [Block] = [
    .table(
      Table(
        "Declared limits",
        columns: [
          .left("Measure"), .left("Attribute"), .right("Limit"),
          .right("Observed \(result.bracket)"), .right("Adjusted p"), .left("Status"),
          .left("Level"),
        ],
        rows: result.gates.map { row($0, in: result) },
        remark: confidenceRemark(result))),
    .table(
      Table(
        "Who declared them, and why",
        columns: [
          .left("Gate"), .left("Reason given"), .left("Owner"), .left("Valid until"),
        ],
        rows: result.gates.map { gate in
          [
            gate.id.map { Text.name($0) } ?? Text.name(gate.metric), provided(gate.rationale),
            provided(gate.owner), gate.expiry.map { Text.name($0) } ?? .muted("No end declared"),
          ]
        })),
  ]
  if let power = powerTable(result) { blocks.append(.table(power)) }
  blocks += baselineBlocks(result)
  if let expired = expiredBlock(result) { blocks.append(expired) }
  if result.inconclusiveIsTolerated == true {
    blocks.append(
      .note(
        """
        For this run it was chosen that limits which are inconclusive or not assessed do not change \
        the exit code.
        """))
  }
  if let file = result.gateFile {
    blocks.append(
      .paragraph(
        "Limits beyond those of the audit spec come from \(name: file.name), SHA-256 \(digest(file))."
      ))
  }
  blocks += [
    .facts(
      GateOutcome.Status.allCases.map { Block.Fact(term: $0.text, text: meaning($0)) }),
    .paragraph(
      """
      A status is decided on unrounded numbers. For a measure where small is good, BELOW LIMIT \
      means that the value is larger than the limit allows. Level “error” decides the exit code; \
      “warn” is reported only; “off” is not judged. The adjusted p belongs to the test that the \
      compared groups are equal; \(Text(.plain, comparisons(result))).
      """),
  ]
  return blocks
}

private func row(_ gate: GateOutcome, in result: AuditResult) -> [Text] {
  let quantity = Quantity.of(metric: gate.metric)
  var measure: Text = "\(Text.name(result.metricTitle(gate.metric))) \(Text.code(gate.metric))"
  if let ofClass = gate.ofClass { measure = "\(measure), class \(name: ofClass)" }
  if let against = gate.against { measure = "\(measure), against \(name: against)" }
  var status = gate.level == .off ? Text.muted("not judged") : gate.status.text
  if let small = gate.smallGroups {
    status =
      "\(status); too small to be judged: \(someNames(small))"
  }
  return [
    measure, Text.name(gate.attribute),
    Text(
      .plain, (gate.higherIsBetter ? "at least " : "at most ") + quantity.withUnit(gate.limit)),
    quantity.text(gate.observed, near: gate.limit),
    gate.adjustedP.map { Text(.plain, Numbers.probability($0)) } ?? .muted("none"), status,
    Text(.plain, gate.level.rawValue),
  ]
}

private func provided(_ words: String?) -> Text {
  words.map { Text.name($0, limit: 1000) } ?? .muted("Not provided")
}

/// Which limits have intervals of another confidence than the audit's.
private func confidenceRemark(_ result: AuditResult) -> Text? {
  let others = result.gates.compactMap { gate -> Text? in
    guard let level = gate.observed.interval?.level, level != result.settings.confidence else {
      return nil
    }
    let percent = Text(.plain, Numbers.coverage(level, leastDecimals: 1))
    return "\(Text.name(gate.id ?? gate.metric)) \(percent)"
  }
  return others.isEmpty ? nil : "Intervals of another confidence: \(others.joined(", "))."
}

/// How many limits the adjusted p answers for.
private func comparisons(_ result: AuditResult) -> String {
  let family = result.gates.count {
    $0.adjustment == .holm && $0.level != .off && $0.test != nil
  }
  return family == 0
    ? "none was adjusted for other limits"
    : "\(family) limit\(family == 1 ? " was" : "s were") adjusted together (Holm)"
}

/// What the rows could have shown where they show nothing.
private func powerTable(_ result: AuditResult) -> Table? {
  let open = result.gates.filter { $0.power != nil }
  guard let chance = open.first?.power?.chance else { return nil }
  return Table(
    "Inconclusive limits: what these rows could have shown",
    columns: [
      .left("Gate"), .right("Rows compared"), .right("Smallest distance from the limit that shows"),
      .right("Rows needed for the observed distance"),
    ],
    rows: open.compactMap { gate in
      gate.power.map { power in
        let quantity = Quantity.of(metric: gate.metric)
        return [
          Text.name(gate.id ?? gate.metric), Numbers.count(power.rows),
          Text(.plain, quantity.withUnit(power.minimumDetectableGap)),
          power.rowsNeeded.map(Numbers.count) ?? .muted("no number of rows"),
        ]
      }
    },
    remark: """
      Each with a chance of \(Text(.plain, Numbers.fixed(chance * 100, decimals: 0)))% of a conclusion, \
      the groups in the same proportions.
      """)
}

/// Which limits were out of date when the audit was made; the only part that depends on the day.
private func expiredBlock(_ result: AuditResult) -> Block? {
  guard let run = result.run else { return nil }
  let expired = result.gates.filter { $0.level != .off && $0.isExpired(on: run.day) }
  guard !expired.isEmpty else { return nil }
  let names = expired.map { gate in
    "\(Text.name(gate.id ?? gate.metric)) (valid until \(name: gate.expiry ?? ""))" as Text
  }
  return .volatile(
    label: "",
    [
      .note(
        """
        Out of date on the day of this audit, and counted all the same: \(names.joined(", ")). Their \
        owners should confirm or change them.
        """)
    ])
}

private func meaning(_ status: GateOutcome.Status) -> Text {
  switch status {
  case .meetsLimit: "The whole interval lies on the right side of the limit."
  case .belowLimit:
    """
    The whole interval lies on the wrong side of the limit; or the value does, and the groups differ \
    by more than chance explains.
    """
  case .inconclusive: "The interval holds the limit: the data cannot tell."
  case .notAssessed:
    """
    The measure has no value or no interval here, or a group is too small; this is never counted as \
    met.
    """
  }
}

extension Power {
  /// What the rows could have shown, as a sentence that follows an inconclusive finding.
  func sentence(of quantity: Quantity, from what: Text) -> Text {
    let gap = Text(.plain, quantity.withUnit(minimumDetectableGap))
    let needed: Text =
      rowsNeeded.map {
        " To show the one that was observed would take about \(Numbers.count($0)) rows."
      }
      ?? ""
    return """
       With these \(Numbers.count(rows)) rows, a true distance from \(what) of \(gap) or more would \
      show with a chance of \(Text(.plain, Numbers.fixed(chance * 100, decimals: 0)))%.\(needed)
      """
  }
}
