import AuditResults

/// What was audited, on what, and one row per attribute.
@Sendable func resultBlocks(_ result: AuditResult) -> [Block] {
  var blocks: [Block] = [
    result.attributes.isEmpty
      ? .paragraph("No attribute was audited.")
      : .table(result.labelKind == .binary ? resultTable(result) : leadingTable(result)),
    coverFacts(result),
  ]
  if let edition = result.edition, !edition.withheld.isEmpty || !edition.removed.isEmpty {
    blocks.append(withheldNote(edition))
  }
  if let run = result.run {
    blocks.append(
      .volatile(
        label: "",
        [.facts([.init(term: "Audited on", text: Text.name(Numbers.date(run.started)))])]))
  }
  return blocks
}

/// What stands before all else where a file's digest is not that of its content.
let wrongDigestNote = Block.note(
  """
  \(Text.strong("The content digest in this file does not match its content.")) The numbers \
  below may have been changed after the audit.
  """)

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
        \(name: result.data.file.name) · \(Numbers.count(result.data.rows, "row")) · \(period(result)) · \
        SHA-256 \(digest(result.data.file))
        """),
    .init(term: "Decision", text: decisionWords(result)),
    .init(term: "Overall", text: overallWords(result)),
  ]
  facts.append(.init(term: "Profile", text: profileWords(result)))
  facts.append(.init(term: "Edition", text: edition(result)))
  facts.insert(contentsOf: predictionFacts(result), at: 2)
  facts += weightFacts(result)
  if let digest = result.contentDigest {
    facts.append(.init(term: "Audit ID", text: Text.code(result.auditID(digest))))
  }
  facts.append(.init(term: "Kind", text: "Not signed: see \(Text.link(.signOff))"))
  return .facts(facts)
}

/// When the data were collected, as the user says.
private func period(_ result: AuditResult) -> Text {
  result.data.statements.first { $0.key == "period" }.map { "period \(name: $0.text)" }
    ?? "period not provided"
}

/// Which rule the report was laid out for, and of which day its text is.
private func profileWords(_ result: AuditResult) -> Text {
  result.profile.map { "\(name: $0.title), as of \(name: $0.asOf): see \(Text.link(.profile))" }
    ?? "None chosen: the report is laid out for no particular rule"
}

/// Whom the file is for.
private func edition(_ result: AuditResult) -> Text {
  guard let edition = result.edition else {
    return "Restricted: may hold counts of few people, so not for publication"
  }
  let count = edition.withheld.reduce(0) { $0 + $1.groups.count }
  return """
    Public: no count below \(Numbers.count(edition.minimumCell)) is told or can be computed; \
    \(Numbers.count(count)) group\(count == 1 ? "" : "s") withheld
    """
}

/// What a public edition leaves out.
private func withheldNote(_ edition: EditionFacts) -> Block {
  let groups = edition.withheld.prefix(12).map { withheld -> Text in
    let names = withheld.groups.prefix(20).map { Text.name($0) }.joined(", ")
    let rest = withheld.groups.count - min(20, withheld.groups.count)
    return """
      \(Text.strong("Withheld."))\u{20}\
      \(name: withheld.attribute): \(names)\(rest > 0 ? " and \(Numbers.count(rest)) more" : "")\
      \(withheld.secondary > 0 ? "; \(Numbers.count(withheld.secondary)) of them because they would reveal the others" : "").
      """
  }
  let removed = edition.removed.map(\.words)
  let parts: [Text] =
    removed.isEmpty
    ? [] : ["\(Text.strong("Left out whole.")) \(removed.joined(", "))."]
  return .list(groups + parts)
}

extension EditionFacts.Part {
  /// The part in words.
  fileprivate var words: Text {
    switch self {
    case .curves: "curves of scores and of cut-offs"
    case .influence: "the network of attributes with withheld groups"
    case .flips: "whose decision changed"
    case .decisions: "decisions row by row"
    case .features: "input features with few empty or unknown cells"
    }
  }
}

/// The cut-off with as many digits as it has.
func threshold(_ result: AuditResult) -> Text {
  Text(.plain, Numbers.shortest(result.decision.threshold))
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
    \(name: worst.group)\(isSmall ? .muted(" (small group)") : "") against \
    \(name: worst.reference), of \(Numbers.count(attribute.groups.count)) groups
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
  return "Of \(Numbers.count(result.judgedGates.count, "declared limit")): \(counts.joined(", "))."
}
