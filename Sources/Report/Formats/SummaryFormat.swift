import AuditResults

/// A short page in Markdown for the summary of a build step.
///
/// At most 20 KB: services cut or refuse longer ones. Gates that need attention come first, and what
/// does not fit is counted.
enum SummaryFormat {
  /// The largest summary, in bytes.
  static let limit = 20_000

  static func render(_ result: AuditResult) -> String {
    var text = "## \(MarkdownFormat.line("Audit of \(name: result.model.name)"))\n\n"
    guard !result.judgedGates.isEmpty else {
      return text + "No limit was declared, so no status is given.\n"
    }
    let counts = GateOutcome.Status.byUrgency.map { status in
      "\(result.judgedGates.count { $0.status == status }) \(status.words.lowercased())"
    }
    text += "Declared limits: \(counts.joined(separator: ", ")).\n\n"
    text += "| Status | Gate | Observed | Limit | Level |\n| :--- | :--- | ---: | ---: | :--- |\n"
    let ordered = GateOutcome.Status.byUrgency.flatMap { status in
      result.judgedGates.filter { $0.status == status }
    }
    let ending = """

      Every figure is an association in one data set; meeting a limit answers no legal test. The \
      report holds intervals, definitions and what the audit does not show.

      """
    var listed = 0
    for gate in ordered {
      let row = row(gate, in: result)
      // Room for the ending and the line that counts the rest.
      if text.utf8.count + row.utf8.count + ending.utf8.count + 100 > limit { break }
      text += row
      listed += 1
    }
    let rest = ordered.count - listed
    if rest > 0 { text += "\n\(rest) more \(rest == 1 ? "is" : "are") in the report.\n" }
    return text + ending
  }

  private static func row(_ gate: GateOutcome, in result: AuditResult) -> String {
    let quantity = Quantity.of(metric: gate.metric)
    let cells: [Text] = [
      gate.status.text, Text.name(result.id(of: gate)),
      quantity.text(gate.observed, near: gate.limit),
      Text(
        .plain,
        (gate.higherIsBetter ? "at least " : "at most ") + quantity.withUnit(gate.limit)),
      Text(.plain, gate.level.rawValue),
    ]
    return "|" + cells.map { " \(MarkdownFormat.line($0, isCell: true)) |" }.joined() + "\n"
  }
}
