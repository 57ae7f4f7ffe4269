import AuditResults

/// Curves, calibration and spread of an attribute's scores, each figure with its table.
func scoreBlocks(_ attribute: AttributeOutcome, in result: AuditResult) -> [Block] {
  let drawn = DrawnGroup.all(of: attribute)
  guard !drawn.isEmpty else { return [] }
  var blocks: [Block] = [.heading(level: 4, "Scores")]
  let left = attribute.groups.count - drawn.count
  if left > 0 {
    blocks.append(
      .paragraph(
        """
        Drawn for the \(Numbers.count(drawn.count)) largest groups that are not small; \
        \(Numbers.count(left)) other\(left == 1 ? "" : "s") of \(name: attribute.name) \
        \(left == 1 ? "is" : "are") left out here.
        """))
  }
  let ranking = rankingPanels(attribute, in: result)
  if !ranking.isEmpty {
    blocks.append(
      .figure(
        Figure(
          panels: ranking,
          caption: """
            How well scores rank positive rows above negative ones, by \(name: attribute.name). \
            Curves that cross say that no one cut-off is best for all groups.
            """,
          table: rankingTable(attribute, drawn, in: result))))
  }
  let spread = scoreDistributionPanels(attribute, in: result)
  if !spread.isEmpty {
    blocks.append(
      .figure(
        Figure(
          panels: spread,
          caption: "How the scores of each group of \(name: attribute.name) spread.",
          table: quantileTable(attribute, drawn))))
  }
  let calibration = calibrationPanels(attribute, in: result)
  let tables = calibrationTables(attribute, drawn, in: result)
  if let first = tables.first, !calibration.isEmpty {
    blocks.append(
      .figure(
        Figure(
          panels: calibration,
          caption: """
            What scores promise against what labels show. On the dashed line, 30% of the rows with a \
            score of 30% have a positive label; hollow marks are bins of fewer than \
            \(Numbers.count(result.settings.minimumGroupSize)) rows.
            """,
          table: first)))
    blocks += tables.dropFirst().map { .table($0) }
  }
  return blocks
}

private func rankingTable(
  _ attribute: AttributeOutcome, _ drawn: [DrawnGroup], in result: AuditResult
) -> Table {
  Table(
    "Ranking and the cut-off in use: \(name: attribute.name)",
    columns: [
      .left("Group"), .right("Positive rows"), .right("Negative rows"),
      .right("Area under the ROC curve \(result.bracket)"), .right("TPR at the cut-off"),
      .right("FPR at the cut-off"), .right("Precision at the cut-off"),
    ],
    rows: drawn.map { item in
      let counts = item.group.counts
      return [
        "\(item.group.label)\(marks(item.group))", Numbers.count(counts.positives),
        Numbers.count(counts.negatives), Quantity.score.text(item.group["auc"]),
        share(counts.truePositives, counts.positives, .noPositives),
        share(counts.falsePositives, counts.negatives, .noNegatives),
        share(counts.truePositives, counts.selected, .noSelected),
      ]
    },
    remark: "The JSON holds the points of the curves as counts.")
}

private func share(_ count: Int, _ total: Int, _ reason: UndefinedReason) -> Text {
  total > 0
    ? Text(.plain, Quantity.share.string(Double(count) / Double(total))) : Text.undefined(reason)
}

private func quantileTable(_ attribute: AttributeOutcome, _ drawn: [DrawnGroup]) -> Table {
  let shares = drawn.first?.scores.quantiles.map(\.share) ?? []
  return Table(
    "Scores: \(name: attribute.name)",
    columns: [.left("Group"), .right("Rows"), .right("Mean")]
      + shares.map { share in
        .right(
          share == 0.5
            ? "Median" : Text(.plain, "\(Numbers.fixed(share * 100, decimals: 0))% at or below"))
      },
    rows: drawn.map { item in
      [
        "\(item.group.label)\(marks(item.group))", Numbers.count(item.group.counts.total),
        item.group["mean_score"]?.value.map { Text(.plain, Quantity.score.string($0)) } ?? "–",
      ]
        + shares.map { share in
          item.scores.quantiles.first { $0.share == share }
            .map { Text(.plain, Quantity.score.string($0.score)) } ?? "–"
        }
    })
}

/// How many groups stand side by side.
private let calibrationColumns = 4

/// The bins of every drawn group, at most ``calibrationColumns`` groups in a table.
///
/// Public editions of older versions joined the bins of each group by themselves.
private func calibrationTables(
  _ attribute: AttributeOutcome, _ drawn: [DrawnGroup], in result: AuditResult
) -> [Table] {
  let ranges = Set(drawn.flatMap { $0.scores.bins.map { [$0.lower, $0.upper] } })
    .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
  let parts = (drawn.count + calibrationColumns - 1) / calibrationColumns
  return (0..<parts).map { part in
    let groups = drawn[drawn.count * part / parts..<drawn.count * (part + 1) / parts]
    let title: Text = "Share of positive labels by score: \(name: attribute.name)"
    return Table(
      parts == 1 ? title : "\(title), part \(Numbers.count(part + 1)) of \(Numbers.count(parts))",
      columns: [.left("Score")]
        + groups.map { .right("\(Text.name($0.group.name)) \(result.bracket)") },
      rows: ranges.map { range in
        [Text(.plain, "\(edge(range[0])) to \(edge(range[1]))")]
          + groups.map { group in
            guard let own = group.scores.bins.first(where: { [$0.lower, $0.upper] == range })
            else { return "–" }
            guard own.rows > 0 else { return .muted("no rows") }
            return """
              \(Quantity.share.text(own.positives)) \
              \(.muted("of \(Numbers.count(own.rows).string)"))
              """
          }
      })
  }
}

private func edge(_ value: Double) -> String {
  let decimals = (0...3).first { Double(Numbers.fixed(value, decimals: $0)) == value } ?? 3
  return Numbers.fixed(value, decimals: max(1, decimals))
}
