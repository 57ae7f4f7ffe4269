import AuditResults

/// What is predicted for each group of a numeric label.
func numberOutcomeBlocks(_ attribute: AttributeOutcome, in result: AuditResult) -> [Block] {
  let table = Table(
    "Predictions: \(name: attribute.name)",
    columns: [
      .left("Group"), .right("Rows"), .right("Mean label \(result.bracket)"),
      .right("Mean prediction \(result.bracket)"),
      .right("Difference of predictions from the benchmark \(result.bracket)"),
    ],
    rows: attribute.groupsByLead("mean_prediction").map { group in
      let isBenchmark = isSame(group.name, attribute.reference)
      return [
        "\(group.label)\(marks(group))", Numbers.count(group.rows),
        Quantity.number.text(group["mean_label"]), Quantity.number.text(group["mean_prediction"]),
        isBenchmark
          ? .muted("benchmark")
          : Quantity.number.text(attribute.contrast("mean_prediction", of: group.name)?.difference),
      ]
    }, remark: "Numbers are in the label’s own unit.")
  return figureBlocks(
    attribute, in: result, chart: .numberMeans, table: table,
    caption: "Mean predictions by \(name: attribute.name), the highest first.")
}

/// How far predictions are from the labels in each group.
func numberErrorBlocks(_ attribute: AttributeOutcome, in result: AuditResult) -> [Block] {
  let columns = ["bias", "mae", "rmse", "r2"]
  let table = Table(
    "Errors: \(name: attribute.name)",
    columns: [.left("Group"), .right("Rows")]
      + columns.map { .right("\(Text.name(result.metricTitle($0))) \(result.bracket)") },
    rows: (attribute.groupsByLead("mean_prediction") + [result.overall]).map { group in
      [
        isWhole(group) ? Text.muted("All rows") : "\(group.label)\(marks(group))",
        Numbers.count(group.rows),
      ] + columns.map { Quantity.of(metric: $0).text(group[$0]) }
    },
    remark: """
      The mean error is positive where predictions are too high. R² is that within the group: it is \
      low where labels hardly vary, however small the errors.
      """)
  return figureBlocks(
    attribute, in: result, chart: .numberErrors, table: table,
    caption: "Errors by \(name: attribute.name), in the order of mean predictions.")
    + groupTables(attribute, in: result)
}

/// The figure with its table, or the table alone where nothing can be drawn.
func figureBlocks(
  _ attribute: AttributeOutcome, in result: AuditResult, chart: ChartKind, table: Table,
  caption: Text
) -> [Block] {
  let panels = chart.panels(attribute: attribute.name, in: result)
  return [
    .heading(level: 3, Text.name(attribute.name)),
    .figure(panels, caption: caption, table: table),
  ]
}

/// Whether an outcome is that of all rows.
func isWhole(_ group: GroupOutcome) -> Bool { group.id == "overall" }

extension AttributeOutcome {
  /// The groups with the highest value of a metric first, those without one last.
  func groupsByLead(_ metric: String) -> [GroupOutcome] {
    groups.enumerated().sorted { left, right in
      let (first, second) = (
        left.element[metric]?.value ?? -.infinity, right.element[metric]?.value ?? -.infinity
      )
      return first == second ? left.offset < right.offset : first > second
    }.map(\.element)
  }
}
