import AuditResults

/// What moving cut-offs alone would have given.
func cutoffBlocks(_ tuning: FineTuningFacts, in result: AuditResult) -> [Block] {
  guard let cutoffs = tuning.cutoffs, cutoffs.ways.count > 1 else { return [] }
  let floor: Text =
    cutoffs.accuracyFloor.map {
      " and an accuracy of at least \(Text(.plain, Numbers.fixed($0, decimals: 4)))"
    } ?? ""
  var blocks: [Block] = [
    .heading(level: 3, "Moving the cut-off instead"),
    .paragraph(
      """
      The given model can be made more even by another cut-off, without training. Each cut-off below \
      is, on the validation rows, the most accurate one with a gap of decisions no wider than the \
      fine-tuned model’s\(floor). Its effect is of the test rows.
      """),
  ]
  if cutoffs.ways.contains(where: { $0.kind == .groupSpecific }) {
    blocks.append(
      .note(
        """
        \(Text.strong("Cut-offs by group decide by group membership.")) In many places that is \
        unlawful whatever the aim (in the United States for employment tests: 42 U.S.C. 2000e-2(l)). \
        They stand here for comparison, because they were asked for, and are no recommendation.
        """))
  }
  return blocks + [.table(cutoffTable(cutoffs, tuning, in: result))]
}

private func cutoffTable(
  _ cutoffs: FineTuningCutoffs, _ tuning: FineTuningFacts, in result: AuditResult
) -> Table {
  let metrics = tuning.settings.objective == "eo" ? ["tpr", "fpr"] : ["selection_rate"]
  return Table(
    "Fine-tuning and cut-offs: \(name: tuning.settings.attribute)",
    columns: [
      .left("Way"), .left("Cut-off"), .right("Validation: accuracy"), .right("Validation: gap"),
      .right("Test: accuracy"), .right("Change \(result.bracket)"),
    ]
      + metrics.flatMap { metric -> [Table.Column] in
        [
          .right("Test: gap of \(Text(.plain, result.metricName(metric)))"),
          .right("Change \(result.bracket)"),
        ]
      },
    rows: cutoffs.ways.map { way in row(way, metrics, cutoffs) },
    remark: """
      The validation gap is that of decisions, summed over groups’ pairs and, for equalized odds, over \
      labels. Changes are against the given model at the audit’s cut-off, for the same rows. Gaps and \
      changes are in percentage points.
      """)
}

private func row(
  _ way: FineTuningCutoffs.Way, _ metrics: [String], _ cutoffs: FineTuningCutoffs
) -> [Text] {
  func cell(_ value: Double) -> Text { Text(.plain, cutoff(value)) }
  let limits: [Text] = [
    way.reachesGap || way.kind == .given ? nil : "wider gap",
    way.meetsFloor || way.kind == .given ? nil : "below the floor",
  ].compactMap(\.self)
  let name = limits.isEmpty ? title(way.kind) : "\(title(way.kind)) (\(limits.joined(", ")))"
  let places =
    way.groups.map { groups in
      zip(groups, way.cutoffs).map { "\(name: $0) \(cell($1))" }.joined(", ")
    } ?? way.cutoffs.first.map(cell) ?? "–"
  // What the given model has on the test rows stands in the other ways' comparisons with it.
  let given = cutoffs.ways.lazy.compactMap(\.test).first
  let accuracy = way.test?.overall["accuracy"]
  let share = Quantity.of(metric: "accuracy")
  func number(_ value: Double?, _ quantity: Quantity) -> Text {
    value.map { Text(.plain, quantity.string($0)) } ?? "–"
  }
  var cells = [
    name, places, number(way.validationAccuracy, share),
    number(way.validationGap, share.difference),
    number(way.test == nil ? given?.overall["accuracy"]?.before : accuracy?.after, share),
    accuracy.map { share.difference.text($0.change) } ?? "–",
  ]
  for metric in metrics {
    let gap = (way.test ?? given)?.gaps.first { $0.metric == metric }
    let quantity = Quantity.of(metric: metric).difference
    cells.append(number(way.test == nil ? gap?.before : gap?.after, quantity))
    cells.append(way.test == nil ? "–" : gap.map { quantity.text($0.change) } ?? "–")
  }
  return cells
}

/// A cut-off with four decimals, or with more where those would show one that selects all or none.
private func cutoff(_ value: Double) -> String {
  let decimals = (4...12).first { decimals in
    let text = Numbers.fixed(value, decimals: decimals)
    return [0, 1].allSatisfy { $0 == value || text != Numbers.fixed($0, decimals: decimals) }
  }
  return Numbers.fixed(value, decimals: decimals ?? 12)
}

private func title(_ kind: FineTuningCutoffs.Way.Kind) -> Text {
  switch kind {
  case .given: "Given model"
  case .fineTuned: Text.strong("Fine-tuned model")
  case .groupBlind: "Given model, one other cut-off"
  case .groupSpecific: "Given model, a cut-off for each group"
  }
}
