import AuditResults

/// The same rows with another group's value, and what tells the groups without it.
@Sendable func counterfactualBlocks(_ result: AuditResult) -> [Block] {
  let lead: Block = .paragraph(
    """
    What the model does for the same rows with another group's value in the place of their own, all \
    else as it was; and how well single inputs, and what the layers hold, tell the groups. The first \
    is a fact about the model, not about what would become of people: whatever would in truth come \
    with the other value stays. The second shows what could stand in for the attribute, not what \
    does.
    """)
  return [lead]
    + result.attributes.flatMap { attribute -> [Block] in
      let blocks =
        (attribute.counterfactual.map { flipBlocks($0, of: attribute, in: result) } ?? [])
        + (attribute.proxies.map { proxyBlocks($0, of: attribute, in: result) } ?? [])
      return blocks.isEmpty ? [] : [.heading(level: 3, Text.name(attribute.name))] + blocks
    }
}

private func flipBlocks(
  _ found: Counterfactual, of attribute: AttributeOutcome, in result: AuditResult
) -> [Block] {
  if let absence = found.absence {
    return [.paragraph(sentence(absence, of: attribute))]
  }
  var intro: Text =
    found.isInput
    ? "The attribute is an input of the model."
    : "The attribute is not an input; columns that were declared as proxies are."
  let changed = found.columns.map { Text.name($0) }.joined(", ")
  intro = "\(intro) Changed: \(changed)."
  if let omitted = found.omittedGroups {
    intro =
      "\(intro) Left out, because they have the fewest rows: \(Numbers.count(omitted.count, "group"))."
  }
  let table = Table(
    "Rows of each group with another group's value, by \(name: attribute.name)",
    columns: [
      .left("Group"), .left("As"), .right("Rows"),
      .right("Would be selected, % \(result.bracket)"),
      .right("Would be refused, % \(result.bracket)"),
      .right("Mean score change \(result.bracket)"), .left("First layer that differs"),
    ],
    rows: found.flips.map { flip in
      [
        Text.name(flip.from), Text.name(flip.to),
        Numbers.count(flip.becomesSelected.denominator ?? 0),
        Quantity.share.text(flip.becomesSelected), Quantity.share.text(flip.becomesRefused),
        Quantity.score.text(flip.scoreChange),
        flip.firstLayer.map { Text.name($0) } ?? .muted("none"),
      ]
    })
  var blocks: [Block] = [.paragraph(intro), .table(table)]
  // Of many directions the distances stand in the JSON only.
  if found.flips.count <= 6, !found.layers.isEmpty {
    blocks.append(
      .table(
        Table(
          "How far the layers' values move, by \(name: attribute.name)",
          columns: [.left("Layer")]
            + found.flips.map { .right("\(name: $0.from) as \(name: $0.to)") },
          rows: found.layers.indices.map { layer in
            [Text.name(found.layers[layer])]
              + found.flips.map { flip in
                flip.distances.indices.contains(layer)
                  ? Text(.plain, Numbers.fixed(flip.distances[layer], decimals: 4))
                  : .muted("not computed")
              }
          },
          remark: """
            Mean over at most 256 rows of the distance between a layer's values for the two inputs, \
            in lengths of the values as they are.
            """)))
  }
  return blocks
}

private func sentence(_ absence: Counterfactual.Absence, of attribute: AttributeOutcome) -> Text {
  switch absence {
  case .notAnInput:
    """
    \(Text.strong("The attribute is not an input")) of the model, and no proxy is declared: its value \
    cannot change a decision by itself. Other inputs may stand in for it.
    """
  case .notRepeatable: "Not flipped: the rows came from standard input, which cannot be read again."
  case .singleGroup: "Not flipped: fewer than two groups have a value that can be put in."
  case .omitted: "Not flipped: there are many rows, and it was not asked for."
  }
}

private func proxyBlocks(
  _ screen: ProxyScreen, of attribute: AttributeOutcome, in result: AuditResult
) -> [Block] {
  let shown = 15
  func rows(_ entries: [ProxyScreen.Entry]) -> [[Text]] {
    entries.map { entry in
      let name = Text.name(entry.name)
      return [
        entry.isAttribute ? "\(name) (the attribute itself)" : name,
        Text.name(entry.group),
        entry.predictor == .rank ? "by rank" : "by a fit",
        Quantity.score.text(entry.area),
        entry.adjustedP.map { Text(.plain, Numbers.probability($0)) } ?? .muted("not tested"),
      ]
    }
  }
  func columns(_ title: Text) -> [Table.Column] {
    [
      .left(title), .left("Group against all others"), .left("Told"),
      .right("AUC \(result.bracket)"), .right("Adjusted p"),
    ]
  }
  var blocks: [Block] = [
    .paragraph(
      """
      \(Numbers.count(screen.comparisons, "comparison")) on \(Numbers.count(screen.rows, "row")). An AUC of 0.5 tells \
      nothing, 1 tells the group wholly; up to \(Text(.plain, Numbers.fixed(screen.chance, decimals: 3))) \
      the largest of so many could come by chance alone. P-values are adjusted for all of them \
      (Holm).
      """)
  ]
  let tables: [(caption: Text, title: Text, entries: [ProxyScreen.Entry])] = [
    ("Inputs that tell the group", "Input", screen.inputs),
    ("Layers whose values tell the group", "Layer", screen.layers),
  ]
  for table in tables where !table.entries.isEmpty {
    blocks.append(
      .table(
        Table(
          "\(table.caption), by \(name: attribute.name)", columns: columns(table.title),
          rows: rows(Array(table.entries.prefix(shown))),
          remark: table.entries.count > shown ? "The JSON lists more." : nil)))
  }
  return blocks
}
