import AuditResults

/// The words that the report uses in a narrow sense.
@Sendable func glossaryBlocks(_ result: AuditResult) -> [Block] {
  let heading = Block.heading(level: 3, "Glossary")
  let all: [Block.Fact] = [
    .init(term: "Base rate", text: "Share of a group’s rows whose label is positive."),
    .init(
      term: "Benchmark",
      text: "The group with the highest selection rate, with which the others are compared."),
    .init(
      term: "Ceiling",
      text: "Parity of two random halves of one group: the most that noise of this size allows."),
    .init(
      term: "Impact ratio",
      text: "Selection rate of a group divided by the highest selection rate."),
    .init(
      term: "Influence",
      text: "How much a group’s loss depends on a neuron’s incoming weights, to first order."),
    .init(
      term: "Interval",
      text: """
        A range made so that, over many data sets of this kind, \(Text(.plain, result.confidence)) \
        of such ranges hold the true value.
        """),
    .init(
      term: "Layer parity", text: "Cosine of two groups’ influences over a layer’s neurons."),
    .init(
      term: "Null band", text: "Where a parity lies when group labels are shuffled at random."),
    .init(
      term: "Percentage point",
      text: "The unit of a difference of percentages: 30% is 10 percentage points above 20%."),
    .init(
      term: "Positive, negative",
      text: """
        A row whose label \(name: result.decision.labelColumn) is, or is not, \
        \(name: result.decision.positiveLabel).
        """),
    .init(
      term: "Selected", text: selected(result)),
    .init(
      term: "Selection rate", text: "Share of a group’s rows that were selected."),
    .init(
      term: "Small group",
      text: "A group of fewer than \(Numbers.count(result.settings.minimumGroupSize)) rows."),
  ]
  // Words of decisions with two outcomes say nothing where there are none.
  let binary = ["Base rate", "Impact ratio", "Positive, negative", "Selected", "Selection rate"]
  switch result.labelKind {
  case .binary: return [heading, .facts(all)]
  case .multiclass, .numeric:
    let benchmark = Block.Fact(
      term: "Benchmark",
      text: result.labelKind == .numeric
        ? "The group with the highest mean prediction, with which the others are compared."
        : "The group with the highest accuracy, with which the others are compared.")
    return [
      heading,
      .facts(
        all.filter { !binary.contains($0.term.string) }.map {
          $0.term.string == benchmark.term.string ? benchmark : $0
        }),
    ]
  }
}

/// Which rows count as selected, of a label of two values.
private func selected(_ result: AuditResult) -> Text {
  switch result.decision.rule {
  case .median:
    "A row whose score lies above the median of all scores, \(threshold(result))."
  case .prediction: "A row for which the favourable label was predicted."
  default: "A row whose score reaches the cut-off of \(threshold(result))."
  }
}
