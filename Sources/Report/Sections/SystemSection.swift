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
    .facts(scoreFacts(result)),
  ] + modelBlocks(result)
}

/// How the score comes about, which rows it selects, and what the label says.
private func scoreFacts(_ result: AuditResult) -> [Block.Fact] {
  let score = Block.Fact(
    term: "Score",
    text: result.hasOwnPredictions
      ? "made elsewhere: column \(name: result.decision.output)"
      : "output \(name: result.decision.output), \(scoreKind(result))")
  guard result.labelKind == .binary else {
    return [score, .init(term: "Decision", text: decisionWords(result))]
  }
  let isCutOff = (result.decision.rule ?? .threshold) == .threshold
  return [
    score,
    .init(
      term: "Selected",
      text: isCutOff
        ? "rows whose score is at least \(threshold(result)) (the cut-off)"
        : decisionWords(result)),
    .init(
      term: "Favourable label",
      text: """
        \(name: result.decision.labelColumn) = \(name: result.decision.positiveLabel) \
        (“positive”); otherwise \(name: result.decision.negativeLabel) (“negative”)
        """),
  ]
}

private func modelBlocks(_ result: AuditResult) -> [Block] {
  guard !result.hasOwnPredictions else {
    return [
      .heading(level: 3, "The model"),
      .paragraph("No model was read: the audited predictions were made elsewhere."),
    ]
  }
  return [
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

private func scoreKind(_ result: AuditResult) -> Text {
  if result.labelKind == .multiclass {
    return result.decision.scoreKind == .logit
      ? "a logit for each class, passed through the softmax" : "a probability for each class"
  }
  switch result.decision.scoreKind {
  case .probability: return "read as the probability of the favourable label"
  case .logit: return "passed through the logistic function"
  case .softmax: return "the favourable label’s column of a softmax"
  case .value: return "read as a number in the label’s unit"
  case .label: return "read as the predicted label"
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
