import AuditResults

/// How often rows of each group are assigned to each class, and rightly so.
func classOutcomeBlocks(_ attribute: AttributeOutcome, in result: AuditResult) -> [Block] {
  let columns = [
    "multiclass.accuracy", "multiclass.recall_macro", "multiclass.precision_macro",
    "multiclass.f1_macro", "multiclass.log_loss",
  ]
  let table = Table(
    "All classes: \(name: attribute.name)",
    columns: [.left("Group"), .right("Rows")]
      + columns.map { .right("\(Text.name(result.metricTitle($0))) \(result.bracket)") },
    rows: (attribute.groupsByLead("multiclass.accuracy") + [result.overall]).map { group in
      [
        isWhole(group) ? Text.muted("All rows") : "\(group.label)\(marks(group))",
        Numbers.count(group.rows),
      ] + columns.map { Quantity.of(metric: $0).text(group[$0]) }
    })
  var blocks = figureBlocks(
    attribute, in: result, chart: .classAccuracy, table: table,
    caption: "Accuracy over all classes by \(name: attribute.name), the highest first.")
  for (metric, caption) in [
    ("selection_rate", "Rows assigned to each class, % of the group" as Text),
    (
      "tpr",
      "Rows of each class that are assigned to it (recall), % of the group’s rows of the class"
    ),
  ] {
    if let table = classTable(attribute, metric: metric, caption: caption, in: result) {
      blocks.append(.table(table))
    }
  }
  return blocks + groupTables(attribute, in: result)
}

/// The most groups that stand side by side.
private let groupColumns = 5

/// One row for each class: the rate of each group, or of the extreme ones where there are many.
private func classTable(
  _ attribute: AttributeOutcome, metric: String, caption: Text, in result: AuditResult
) -> Table? {
  let found = (result.classes ?? []).compactMap { outcome in
    outcome.attributes.first { isSame($0.name, attribute.name) }.map { (outcome, $0) }
  }
  guard let first = found.first?.1 else { return nil }
  let isNarrow = first.groups.count <= groupColumns
  let gap = metric == "tpr" ? "eopp.maxmin" : "dp.rate_gap.maxmin"
  return Table(
    "\(caption): \(name: attribute.name)",
    columns: [.left("Class"), .right("Rows")]
      + (isNarrow
        ? first.groups.map { .right("\(name: $0.name)") } : [.left("Lowest"), .left("Highest")])
      + [.right("Difference, percentage points \(result.bracket)")],
    rows: found.map { outcome, found in
      let disparity = found[disparity: gap]
      let rates: [Text]
      if isNarrow {
        rates = found.groups.map { Quantity.share.text($0[metric]) }
      } else {
        rates = [disparity?.lowest, disparity?.highest].map { name in
          guard let name, let group = found.group(name) else { return "–" }
          return "\(name: name) \(Quantity.share.text(group[metric]))"
        }
      }
      return [Text.name(outcome.name), Numbers.count(outcome.overall.counts.positives)] + rates
        + [Quantity.gap.text(disparity?.estimate)]
    },
    remark: "Rows: how many have the class as their label, in all groups.")
}

/// Each class against all others: counts and errors per group.
func classErrorBlocks(_ result: AuditResult, of attributes: [String]) -> [Block] {
  guard let classes = result.classes, !classes.isEmpty else {
    return [
      .paragraph(
        "The classes are too many to be looked at one by one; the measures over all classes stand above."
      )
    ]
  }
  var blocks: [Block] = [
    .paragraph(
      """
      Each class against all others: positive are the rows whose label is the class, selected those \
      that were assigned to it. Comparisons and further measures of each class are in the JSON.
      """)
  ]
  for outcome in classes {
    let view = result.oneAgainstRest(outcome)
    blocks.append(.heading(level: 3, "Class \(name: outcome.name)"))
    for attribute in view.attributes where attributes.contains(attribute.name) {
      blocks += binaryErrorBlocks(attribute, in: view, ofClass: outcome.name).map { block in
        if case .heading(_, let text) = block { return .heading(level: 4, text) }
        return block
      }
    }
  }
  return blocks
}
