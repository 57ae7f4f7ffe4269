import AuditResults

/// What a chosen rule or guideline asks, its tables, and where the report answers it.
@Sendable func profileBlocks(_ result: AuditResult) -> [Block] {
  guard let profile = result.profile else {
    return [
      .paragraph(
        "No profile was chosen. A profile adds the tables and the cross-walk of a rule; none is built "
          + "into the figures.")
    ]
  }
  var blocks: [Block] = [
    .facts([
      .init(term: "Profile", text: "\(name: profile.title) \(Text.code(profile.id))"),
      .init(term: "As of", text: Text.name(profile.asOf)),
      .init(term: "Status on that day", text: Text.name(profile.status, limit: 1000)),
      .init(
        term: "Sources",
        text: profile.sources.map { Text.name($0.title, limit: 400) }.joined("; ")),
    ])
  ]
  if let run = result.run, profile.isStale(on: run.day) {
    blocks.append(
      .volatile(
        label: "",
        [
          .note(
            """
            The profile was checked more than \(Numbers.count(Profile.staleDays)) days before this \
            audit. Rules change: check it before relying on it.
            """)
        ]))
  }
  blocks.append(.list(profile.notes.map { Text.name($0, limit: 1000) }))
  guard result.labelKind == .binary else {
    return blocks + [
      .paragraph(
        "The profile’s tables do not apply: they are of a label of two values, one of them favourable."
      )
    ]
  }
  blocks += Profile.Table.allCases.filter { profile.tables.contains($0) }.flatMap { table in
    tables(table, profile, in: result).map(Block.table)
  }
  blocks.append(
    .table(
      Table(
        "Cross-walk: where this report answers",
        columns: [.left("Clause"), .left("Asks for"), .left("Section"), .left("Evidence")],
        rows: profile.clauses.map { clause in
          [
            Text.name(clause.clause), Text.name(clause.demand, limit: 400),
            SectionID(rawValue: clause.section).map(Text.link) ?? Text.name(clause.section),
            clause.note.map {
              "\(Text(.plain, clause.coverage.words)): \(Text.name($0, limit: 400))"
            }
              ?? Text(.plain, clause.coverage.words),
          ]
        },
        remark: "“Outside this tool” is no judgement: the evidence lies elsewhere.")))
  return blocks
}

private func tables(
  _ kind: Profile.Table, _ profile: Profile, in result: AuditResult
) -> [Table] {
  switch kind {
  case .impactRatios:
    result.attributes.map { attribute in
      rateTable(
        "Selection rates and impact ratios, by \(name: attribute.name)", attribute,
        metric: "selection_rate", rate: "Selection rate", profile, in: result)
    }
  case .scoringRates:
    result.attributes.map { attribute in
      rateTable(
        "Scoring rates (share above the median score) and impact ratios, by \(name: attribute.name)",
        attribute, metric: "ll144.scoring_rate", rate: "Scoring rate", profile, in: result)
    }
  case .unknownRows:
    result.singleAttributes.isEmpty ? [] : [unknownTable(result)]
  case .fourFifths: result.attributes.map { fourFifthsTable($0, in: result) }
  }
}

/// The known categories with a rate and its ratio to the highest.
private func rateTable(
  _ caption: Text, _ attribute: AttributeOutcome, metric: String, rate title: Text,
  _ profile: Profile, in result: AuditResult
) -> Table {
  let known = attribute.groups.filter { !$0.isUnknown }
  let highest = known.compactMap { $0[metric] }.filter { $0.value != nil }
    .max { ($0.value ?? 0) < ($1.value ?? 0) }
  let rows = known.map { group -> [Text] in
    let rate = group[metric]
    let ratio = rate.flatMap { rate in highest.flatMap { rate.over($0) } }
    let share = Double(group.rows) / Double(max(1, result.data.rows))
    let isSmall = profile.smallShare.map { share < $0 } ?? false
    return [
      isSmall ? "\(group.label) (less than the small share)" : group.label,
      Numbers.count(group.rows), rate?.numerator.map(Numbers.count) ?? .muted("–"),
      Quantity.share.text(rate),
      ratio.map { Text(.plain, Quantity.ratio.string($0, near: 0.8)) }
        ?? .undefined(.zeroDenominator),
    ]
  }
  let small = profile.smallShare.map { share in
    "The small share is \(Text(.plain, Quantity.share.string(share))) of all rows; nothing was left "
      as Text
      + "out." as Text
  }
  return Table(
    caption,
    columns: [
      .left("Category"), .right("Rows"), .right("Counted"), .right("\(title) \(result.bracket)"),
      .right("Impact ratio"),
    ], rows: rows, remark: small)
}

private func unknownTable(_ result: AuditResult) -> Table {
  Table(
    "Rows without a category",
    columns: [.left("Attribute"), .right("Rows"), .right("Selected")],
    rows: result.singleAttributes.map { attribute in
      let unknown = attribute.groups.first(where: \.isUnknown)
      return [
        Text.name(attribute.name), Numbers.count(unknown?.rows ?? 0),
        Numbers.count(unknown?.counts.selected ?? 0),
      ]
    })
}

extension Estimate {
  /// This share over another; of whole numbers rounded once, so that four fifths are 0.8.
  fileprivate func over(_ other: Estimate) -> Double? {
    guard let x = value, let y = other.value, y > 0 else { return nil }
    guard let a = numerator, let m = denominator, let b = other.numerator,
      let n = other.denominator
    else { return x / y }
    return Double(a) * Double(n) / (Double(b) * Double(m))
  }
}

/// That a ratio at or above four fifths may still be no chance.
private func significanceRemark(_ contrasts: [Contrast], in result: AuditResult) -> Text {
  let clear = contrasts.filter { contrast in
    (contrast.ratio?.value).map { $0 >= 0.8 && $0 < 1 } == true
      && (contrast.adjustedP ?? 1) + result.settings.confidence < 1
  }.map { Text.name($0.group) }
  guard !clear.isEmpty else { return "" }
  return """
     Of \(clear.joined(", ")) the ratio is at or above 0.80, but a gap this size is unlikely to be \
    chance (p adjusted over all contrasts of the audit). The guidelines say that smaller differences \
    can still matter.
    """
}

/// Ratio, significance, shortfall and one-person test of each group, side by side.
private func fourFifthsTable(_ attribute: AttributeOutcome, in result: AuditResult) -> Table {
  let contrasts = attribute.contrasts.filter { $0.metric == "selection_rate" }
  return Table(
    "Four-fifths indicator beside significance, by \(name: attribute.name)",
    columns: [
      .left("Group"), .right("Impact ratio \(result.bracket)"), .left("Four fifths"),
      .right("p of equal rates"), .right("Standard deviations"), .left("One person more or less"),
      .right("Shortfall, rows \(result.bracket)"),
    ],
    rows: contrasts.map { contrast in
      [
        Text.name(contrast.group), Quantity.ratio.text(contrast.ratio, near: 0.8),
        contrast.ratio?.value.map { $0 < 0.8 ? "below" : "at or above" } ?? .muted("not defined"),
        contrast.test.map { Text(.plain, Numbers.probability($0.pValue)) } ?? .muted("none"),
        contrast.test?.statistic.map { Text(.plain, Numbers.fixed($0, decimals: 2)) }
          ?? .muted("exact test"),
        flipWords(contrast.onePerson), shortfallText(contrast.shortfall),
      ]
    },
    remark: """
      The benchmark is \(Text.name(attribute.reference ?? "not defined")), the group with the highest \
      rate. An indicator, not a verdict: see the notes above.\(significanceRemark(contrasts, in: result))
      """)
}

private func flipWords(_ flip: OnePersonFlip?) -> Text {
  guard let flip else { return .muted("not possible") }
  return flip.passesFourFifths
    ? "would lift it to four fifths"
    : flip.reversesOrder ? "would reverse the order" : "would not change it"
}

extension Profile.Coverage {
  /// The coverage in the report's words.
  var words: String {
    switch self {
    case .provided: "evidence provided"
    case .partial: "partial"
    case .outside: "outside this tool"
    }
  }
}
