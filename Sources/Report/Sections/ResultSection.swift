import AuditResults

/// What was audited, on what, and one row per attribute.
@Sendable func resultBlocks(_ result: AuditResult) -> [Block] {
  var blocks: [Block] = [
    result.attributes.isEmpty
      ? .paragraph("No attribute was audited.")
      : .table(result.labelKind == .binary ? resultTable(result) : leadingTable(result)),
    coverFacts(result),
  ]
  if let run = result.run {
    blocks.append(
      .volatile(
        label: "",
        [.facts([.init(term: "Audited on", text: Text.name(Numbers.date(run.started)))])]))
  }
  if let stated = result.contentDigest, stated != (try? contentDigest(of: result)) {
    blocks.insert(
      .note(
        """
        \(Text.strong("The content digest in this file does not match its content.")) The numbers \
        below may have been changed after the audit.
        """), at: 0)
  }
  return blocks
}

private func coverFacts(_ result: AuditResult) -> Block {
  let version = result.model.statements.first { $0.key == "version" }
  var facts: [Block.Fact] = [
    .init(
      term: "Model",
      text: version.map { "\(name: result.model.name), version \(name: $0.text)" }
        ?? "\(name: result.model.name), version not provided"),
    .init(term: "Model file", text: modelFileWords(result)),
    .init(
      term: "Data",
      text: """
        \(name: result.data.file.name) · \(Numbers.count(result.data.rows)) rows · SHA-256 \
        \(digest(result.data.file))
        """),
    .init(term: "Decision", text: decisionWords(result)),
    .init(term: "Overall", text: overallWords(result)),
  ]
  facts.insert(contentsOf: predictionFacts(result), at: 2)
  facts += weightFacts(result)
  if let digest = result.contentDigest {
    facts.append(.init(term: "Audit ID", text: Text.code(result.auditID(digest))))
  }
  facts.append(.init(term: "Kind", text: "Not signed: see \(Text.link(.signOff))"))
  return .facts(facts)
}

/// The cut-off with as many digits as it has.
func threshold(_ result: AuditResult) -> Text {
  let value = result.decision.threshold
  let decimals = (0...12).first { decimals in
    Double(Numbers.fixed(value, decimals: decimals)) == value
  }
  return Text(.plain, Numbers.fixed(value, decimals: decimals ?? 12))
}

private func resultTable(_ result: AuditResult) -> Table {
  Table(
    "Lowest impact ratio of each attribute",
    columns: [
      .left("Attribute"),
      .right("Lowest impact ratio \(result.bracket)"), .left("Status"),
      .left("Groups compared"),
    ],
    rows: result.attributes.map { row($0, in: result) },
    remark: """
      Impact ratio: the selection rate of a group over the highest selection rate of any group of \
      the attribute; 1.00 is equal. Brackets hold the \(Text(.plain, result.confidence)) interval. \
      \(statusCounts(result))
      """)
}

private func row(_ attribute: AttributeOutcome, in result: AuditResult) -> [Text] {
  let gates = result.gates(of: attribute)
  let limit = gates.first { $0.metric.hasPrefix("dp.ratio") }?.limit
  guard let worst = attribute.worstContrast, let ratio = worst.ratio else {
    let fallback = attribute[disparity: "dp.ratio.minmax"]
    return [
      Text.name(attribute.name),
      Quantity.ratio.text(fallback?.estimate ?? Estimate(undefined: .singleGroup), near: limit),
      status(gates), "–",
    ]
  }
  let isSmall = attribute.group(worst.group)?.isSmall ?? false
  return [
    Text.name(attribute.name), Quantity.ratio.text(ratio, near: limit), status(gates),
    """
    \(name: worst.group) against \(name: worst.reference)\
    \(isSmall ? .muted(" (small group)") : ""), of \(Numbers.count(attribute.groups.count)) groups
    """,
  ]
}

private func status(_ gates: [GateOutcome]) -> Text {
  guard !gates.isEmpty else { return .muted("no limit declared") }
  guard
    let worst = GateOutcome.Status.byUrgency.first(where: { status in
      gates.contains { $0.status == status }
    })
  else { return "" }
  guard gates.count > 1 else { return worst.text }
  let count = gates.count { $0.status == worst }
  return "\(worst.text) (\(Numbers.count(count)) of \(Numbers.count(gates.count)) limits)"
}

private func statusCounts(_ result: AuditResult) -> Text {
  guard !result.judgedGates.isEmpty else { return "No limit was declared, so no status is given." }
  let counts = GateOutcome.Status.byUrgency.map { status in
    "\(Numbers.count(result.judgedGates.count { $0.status == status })) \(Text(.plain, status.words.lowercased()))"
      as Text
  }
  return "Of \(Numbers.count(result.judgedGates.count)) declared limits: \(counts.joined(", "))."
}
