import AuditResults

/// What the user says about the system, and how scores become decisions.
@Sendable func systemBlocks(_ result: AuditResult) -> [Block] {
  [
    .paragraph(
      """
      The statements below are the words of whoever ordered the audit; the tool does not check \
      them.
      """),
    .facts(statements(result.model.statements, expected: expectedKeys)),
    .heading(level: 3, "How scores become decisions"),
    .facts([
      .init(
        term: "Score",
        text: "output \(name: result.decision.output), \(scoreKind(result.decision.scoreKind))"),
      .init(
        term: "Selected", text: "rows whose score is at least \(threshold(result)) (the cut-off)"),
      .init(
        term: "Favourable label",
        text: """
          \(name: result.decision.labelColumn) = \(name: result.decision.positiveLabel) \
          (“positive”); otherwise \(name: result.decision.negativeLabel) (“negative”)
          """),
    ]),
    .heading(level: 3, "The model"),
    .facts([
      .init(term: "Format", text: Text.name(result.model.format)),
      .init(term: "Keras version", text: optional(result.model.kerasVersion)),
      .init(term: "Backend", text: optional(result.model.backend)),
      .init(term: "Parameters", text: Numbers.count(result.model.parameters)),
    ]),
    .table(layerTable(result.model)),
  ]
}

/// What a reviewer needs to know about a system; a missing answer is shown as missing.
private let expectedKeys = [
  "version", "intended_use", "decision", "threshold_choice", "human_role", "affected_people",
  "owner",
]

/// Statements in the user's order, then the expected ones that are missing.
func statements(_ given: [Statement], expected: [String]) -> [Block.Fact] {
  let missing = expected.filter { key in !given.contains { $0.key == key } }
  return given.map {
    Block.Fact(term: title(ofKey: $0.key), text: Text.name($0.text, limit: 4000))
  } + missing.map { Block.Fact(term: title(ofKey: $0), text: .muted("Not provided")) }
}

private func optional(_ text: String?) -> Text {
  text.map { Text.name($0) } ?? .muted("not stated in the file")
}

private func scoreKind(_ kind: DecisionFacts.ScoreKind) -> Text {
  switch kind {
  case .probability: "read as the probability of the favourable label"
  case .logit: "passed through the logistic function"
  case .softmax: "the favourable label’s column of a softmax"
  }
}

/// The most layers that are listed.
private let layerLimit = 40

private func layerTable(_ model: ModelFacts) -> Table {
  let shown = model.layers.prefix(layerLimit)
  let rest = model.layers.count - shown.count
  return Table(
    "Layers of the model",
    columns: [.left("Layer"), .left("Class"), .left("Output shape"), .right("Parameters")],
    rows: shown.map { layer in
      [
        Text.name(layer.name), Text.name(layer.className),
        Text(
          .plain, "(" + layer.outputShape.prefix(8).map(String.init).joined(separator: ", ") + ")"),
        Numbers.count(layer.parameters),
      ]
    },
    remark: rest > 0
      ? "The first \(Numbers.count(shown.count)) layers; \(Numbers.count(rest)) more are in the JSON."
      : nil)
}
