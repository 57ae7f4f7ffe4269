import AuditResults

/// What is compared, and the lowest impact ratio of each attribute.
@Sendable func comparedResultBlocks(_ comparison: AuditComparison) -> [Block] {
  var blocks: [Block] = [
    .table(
      Table(
        "The two audits",
        columns: [
          .left("Audit"), .left("Model"), .left("Data"), .right("Rows"), .right("Cut-off"),
        ],
        rows: [("Before", comparison.before), ("After", comparison.after)].map { title, side in
          [
            Text(.plain, title), "\(name: side.name) (\(name: side.model.name))",
            Text.name(side.data.name), Numbers.count(side.rows),
            Text(.plain, Numbers.shortest(side.threshold)),
          ]
        })),
    .note(comparison.pairingSentence),
  ]
  let caveats = comparison.caveats.filter { $0 != .noDecisions }.map(\.sentence)
  if !caveats.isEmpty { blocks.append(.list(caveats)) }
  let ratios = comparison.attributes.compactMap { attribute in
    attribute.disparities.first { $0.metric == "dp.ratio.minmax" }.map { (attribute, $0) }
  }
  if !ratios.isEmpty {
    blocks.append(
      .table(
        Table(
          "Lowest selection rate over the highest",
          columns: [
            .left("Attribute"), .right("Before"), .right("After"),
            .right("Change \(comparison.bracket)"),
          ],
          rows: ratios.map { [Text.name($0.name)] + changeCells($1) },
          remark: "1.00 is equal. A ratio can rise because a higher rate fell: see the groups.")))
  }
  return blocks
}

/// What changed most, and with equal weight what that does not show.
@Sendable func comparedFindings(_ comparison: AuditComparison) -> [Block] {
  let gates = comparison.gates.compactMap { gate -> Text? in
    guard let before = gate.before, let after = gate.after, before.status != after.status else {
      return nil
    }
    return """
      \(after.status.text) \(Text.title(gate.attribute)) The limit \(Text.code(gate.id)) was \
      \(Text(.plain, before.status.words.lowercased())) before.\
      \(gate.isLoosened ? " The limit itself was loosened." : "")
      """
  }
  let gaps = comparison.attributes.flatMap { attribute in
    attribute.gaps.filter { $0.metric != "accuracy" }.map { (attribute, $0) }
  }
  let sorted = gaps.enumerated().sorted { left, right in
    let (first, second) = (weight(left.element.1), weight(right.element.1))
    return first == second ? left.offset < right.offset : first > second
  }.map(\.element)
  let found = gates + sorted.map { sentence($0, $1, in: comparison) }
  return [
    .pair([
      .init(
        title: "What changed",
        items: found.isEmpty
          ? ["No two groups could be compared in both audits."] : Array(found.prefix(5))),
      .init(title: "What this does not show", items: notShown(comparison)),
    ])
  ]
}

/// Changes that are clear count before those that are not, harm before help.
private func weight(_ gap: GapChange) -> Double {
  (gap.isClear ? 10 + GapMove(gap).weight : 0) + min(1, abs(abs(gap.after) - abs(gap.before)))
}

private func sentence(
  _ attribute: ComparedAttribute, _ gap: GapChange, in comparison: AuditComparison
) -> Text {
  let name = Text.name(comparison.name(of: gap.metric))
  let move = GapMove(gap)
  let doubt: Text =
    move == .reversed
    ? " Whether the gap after is more than chance, the later audit’s own report tells." : ""
  return "\(Text.title(attribute.name)) \(gap.sentence(name, move))\(doubt)"
}

private func notShown(_ comparison: AuditComparison) -> [Text] {
  [
    """
    \(Text.strong("Why.")) Two audits side by side do not tell what caused a change\
    \(comparison.pairing == .paired ? "" : "; without paired rows, the people may differ too").
    """,
    """
    \(Text.strong("That a narrower gap is better.")) A gap also closes when the better-off lose; who \
    gained and lost stands beside every gap.
    """,
    """
    \(Text.strong("Other data.")) Both audits may be of rows on which a model was chosen; a choice \
    between many models flatters the chosen one.
    """,
    """
    \(Text.strong("A legal conclusion.")) Meeting a declared limit answers no legal test.
    """,
  ]
}

/// Rates of every group, whose decisions changed, and the gaps.
@Sendable func comparedGroupBlocks(_ comparison: AuditComparison) -> [Block] {
  var blocks: [Block] = [.table(comparison.tables.overall(comparison.overall.metrics))]
  for attribute in comparison.attributes {
    blocks.append(.heading(level: 3, Text.name(attribute.name)))
    for (names, words) in [(attribute.onlyBefore, "first"), (attribute.onlyAfter, "second")]
    where !names.isEmpty {
      let shown = names.prefix(40).map { Text.name($0) }.joined(", ")
      blocks.append(.paragraph("Only in the \(Text(.plain, words)) audit: \(shown)."))
    }
    blocks += comparison.tables.blocks(
      attribute.name, attribute.groups, all: comparison.overall, gaps: attribute.gaps,
      remark: comparison.pairing == .paired
        ? """
        Selection rates, true- and false-positive rates and accuracy are of paired rows. The other \
        measures’ intervals do not use the pairing, and are wider than they need to be.
        """ : nil)
  }
  if comparison.attributes.isEmpty {
    blocks.append(.paragraph("Does not apply: the audits have no attribute in common."))
  }
  return blocks
}

/// The numbers that sum up how groups differ.
@Sendable func comparedDisparityBlocks(_ comparison: AuditComparison) -> [Block] {
  let tables = comparison.attributes.filter { !$0.disparities.isEmpty }.map { attribute in
    Block.table(
      Table(
        "Disparities: \(name: attribute.name)",
        columns: [
          .left("Measure"), .left("Id"), .right("Before"), .right("After"),
          .right("Change \(comparison.bracket)"),
        ],
        rows: attribute.disparities.map { change in
          [Text(.plain, comparison.title(of: change.metric)), Text.code(change.metric)]
            + changeCells(change)
        },
        remark: """
          Gaps of shares are in percentage points. Intervals of changes are made of both audits’ \
          intervals as if the samples were unrelated; for the same rows they are wider than they need \
          to be.
          """))
  }
  return tables.isEmpty ? [.paragraph("Does not apply: no disparity is in both audits.")] : tables
}

/// Parities in both audits.
@Sendable func comparedNetworkBlocks(_ comparison: AuditComparison) -> [Block] {
  let shown = comparison.attributes.filter { !$0.parities.isEmpty }
  guard !shown.isEmpty else {
    return [.paragraph("Does not apply: the audits hold no parity of the same layers and groups.")]
  }
  return [
    .note(
      """
      Parity says whether groups lean on the same neurons, compared with nothing: a change is no \
      verdict. Each audit’s own report holds the yardsticks.
      """)
  ]
    + shown.map { attribute in
      let rows = attribute.parities.prefix(60)
      return .table(
        Table(
          "Layer parity: \(name: attribute.name)",
          columns: [
            .left("Layer"), .left("Groups"), .right("Before \(comparison.bracket)"),
            .right("After \(comparison.bracket)"),
          ],
          rows: rows.map { parity in
            [
              parity.layer.map { Text.name($0) } ?? "whole network",
              "\(name: parity.first), \(name: parity.second)",
              Quantity.parity.text(parity.before, near: 1),
              Quantity.parity.text(parity.after, near: 1),
            ]
          },
          remark: rows.count < attribute.parities.count ? "The JSON holds the others." : nil))
    }
}

/// The limits that either audit declares.
@Sendable func comparedLimitBlocks(_ comparison: AuditComparison) -> [Block] {
  guard !comparison.gates.isEmpty else {
    return [.paragraph("Does not apply: neither audit declares a limit.")]
  }
  let loosened = comparison.gates.filter(\.isLoosened)
  var blocks: [Block] = []
  if !loosened.isEmpty {
    let names = loosened.prefix(20).map { Text.code($0.id) }.joined(", ")
    blocks.append(.note("\(Text.strong("Limits that were loosened or dropped:")) \(names)."))
  }
  func side(_ side: ComparedGate.Side?, _ gate: ComparedGate) -> [Text] {
    guard let side else { return ["–", "–", "not declared"] }
    let quantity = Quantity.of(metric: gate.metric)
    return [
      "\(gate.higherIsBetter ? "≥" : "≤") \(Text(.plain, quantity.string(side.limit)))",
      quantity.text(side.observed, near: side.limit),
      side.level == .off ? .muted("off") : side.status.text,
    ]
  }
  blocks.append(
    .table(
      Table(
        "Limits before and after",
        columns: [
          .left("Limit"), .left("Attribute"), .left("Limit before"), .right("Observed before"),
          .left("Status before"), .left("Limit after"), .right("Observed after"),
          .left("Status after"),
        ],
        rows: comparison.gates.map { gate in
          [Text.code(gate.id), Text.name(gate.attribute)] + side(gate.before, gate)
            + side(gate.after, gate)
        },
        remark: "Limits and observed gaps are in percentage points.")))
  return blocks
}

/// What the ids stand for.
@Sendable func comparedMethodBlocks(_ comparison: AuditComparison) -> [Block] {
  [
    .table(
      Table(
        "Measures",
        columns: [.left("Measure"), .left("Formula"), .left("Meaning"), .left("Caution")],
        rows: comparison.definitions.map {
          [
            Text.name(comparison.title(of: $0.id)), Text.code($0.formula), Text.name($0.meaning),
            Text.name($0.caution),
          ]
        })),
    .table(
      Table(
        "Methods", columns: [.left("Method"), .left("What it does"), .left("Reference")],
        rows: comparison.methods.map {
          [
            Text.name($0.name), Text.name($0.description, limit: 2000), Text.name($0.reference),
          ]
        })),
  ]
}

/// Which files were compared.
@Sendable func comparedProvenanceBlocks(_ comparison: AuditComparison) -> [Block] {
  func rows(_ title: Text, _ side: ComparedAudit) -> [[Text]] {
    [("audit", side.file), ("model", side.model), ("data", side.data)].map { what, file in
      [
        "\(title): \(Text(.plain, what))", Text.name(file.name),
        Text(.plain, Numbers.bytes(file.bytes)), Text.code(file.sha256),
      ]
    }
  }
  return [
    .table(
      Table(
        "Files", columns: [.left("Role"), .left("File"), .right("Size"), .left("SHA-256")],
        rows: rows("Before", comparison.before) + rows("After", comparison.after))),
    .table(
      Table(
        "Audits", columns: [.left("Audit"), .left("Made by"), .left("Content digest")],
        rows: [("Before", comparison.before), ("After", comparison.after)].map { title, side in
          [
            Text(.plain, title), "\(name: side.tool.name) \(name: side.tool.version)",
            side.contentDigest.map { Text.code($0) } ?? .muted("none"),
          ]
        })),
  ]
}
