import AuditResults

/// How limits moved since the baseline; nothing without one.
func baselineBlocks(_ result: AuditResult) -> [Block] {
  guard let baseline = result.baseline else { return [] }
  let pairing: Text =
    switch baseline.pairing {
    case .paired: "The rows are the same, so decisions are paired row by row."
    case .noDecisions:
      """
      The earlier audit kept no decisions, so rows are not paired: the two audits are compared as if \
      of different people, which finds less.
      """
    case .otherRows:
      "The two audits are of different rows or labels, so they are compared without pairing."
    }
  var blocks: [Block] = [
    .paragraph(
      """
      Held against the earlier audit \(name: baseline.file.name) of model \
      \(name: baseline.model.name), SHA-256 \(digest(baseline.model)). \(pairing) Only a limit that is \
      not met and from which the measure moved away ends the run with an error.
      """)
  ]
  if let changes = baseline.limitChanges, !changes.isEmpty {
    blocks.append(.table(limitTable(changes, in: result)))
  }
  let moved = result.judgedGates.filter { $0.regression != nil }
  guard !moved.isEmpty else {
    return blocks + [.note("The earlier audit measured none of these limits' quantities.")]
  }
  blocks.append(
    .table(
      Table(
        "Change since the baseline",
        columns: [
          .left("Gate"), .right("Before \(result.bracket)"), .right("Now \(result.bracket)"),
          .right("Adjusted p"), .left("Change"), .left("Rows that changed"),
        ],
        rows: moved.compactMap { gate in
          gate.regression.map { row(gate, $0, in: result) }
        })))
  return blocks
}

/// The limits that are not as they were.
private func limitTable(_ changes: [LimitChange], in result: AuditResult) -> Table {
  func side(_ side: LimitChange.Side?, _ change: LimitChange) -> Text {
    side.map { side in
      let quantity = Quantity.of(metric: change.metric)
      return Text(.plain, "\(quantity.withUnit(side.limit)), \(side.level.rawValue)")
    } ?? .muted("not declared")
  }
  return Table(
    "Limits that changed since the baseline",
    columns: [.left("Gate"), .right("Before"), .right("Now"), .left("Change")],
    rows: changes.map { change in
      [
        Text.name(change.gate), side(change.before, change), side(change.after, change),
        change.kind.isLenient ? .strong(change.kind.words) : Text(.plain, change.kind.words),
      ]
    })
}

extension LimitChange.Kind {
  /// Whether less is asked for than before.
  fileprivate var isLenient: Bool { self == .loosened || self == .removed }

  /// The kind in the report's words.
  fileprivate var words: String {
    switch self {
    case .same: "none"
    case .loosened: "loosened"
    case .tightened: "tightened"
    case .altered: "of other groups, base, confidence or adjustment"
    case .removed: "removed"
    case .added: "new"
    }
  }
}

private func row(_ gate: GateOutcome, _ moved: Regression, in result: AuditResult) -> [Text] {
  let quantity = Quantity.of(metric: gate.metric)
  let changes = moved.groups.map { change in
    """
    \(name: change.group)\(Text(.plain, change.rows.words)): \(Numbers.count(change.gained)) gained, \
    \(Numbers.count(change.lost)) lost
    """ as Text
  }
  return [
    Text.name(result.id(of: gate)), quantity.text(moved.before, near: gate.limit),
    quantity.text(gate.observed, near: gate.limit),
    moved.adjustedP.map { Text(.plain, Numbers.probability($0)) } ?? .muted("none"),
    moved.isWorse ? .strong("worse") : .muted("not shown to be worse"),
    changes.isEmpty ? .muted("not paired") : changes.joined("; "),
  ]
}

/// How a measure moved, as a sentence.
func regressionWords(_ moved: Regression, of quantity: Quantity) -> Text {
  let before = quantity.text(moved.before)
  return moved.isWorse
    ? "It was \(before) in the baseline: worse by more than chance explains."
    : "It was \(before) in the baseline: not shown to be worse."
}

extension GroupRegression.Rows {
  /// Which rows, after a group's name.
  fileprivate var words: String {
    switch self {
    case .all: ""
    case .positives: ", label positive"
    case .negatives: ", label negative"
    case .correct: ", decided as labelled"
    }
  }
}
