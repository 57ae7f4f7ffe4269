import Audit
import AuditResults

/// A fine-tuning run in short, as the terminal shows it.
struct FineTuneSummary {
  let facts: FineTuningFacts

  init(_ facts: FineTuningFacts) { self.facts = facts }

  /// The line under way, such as `epoch 3/10, loss 0.402, gap 0.104, parity 1.930, 42 s left`.
  ///
  /// `given` is the part of the run that was done before; it says nothing about the time left.
  static func line(
    _ progress: FineTuneProgress, epochs: Int, seconds: Double, given: Double = 0
  ) -> String {
    let terms = progress.terms
    var parts = [
      "epoch \(progress.epoch)/\(epochs)", "loss \(Numbers.fixed(terms.loss, 3))",
      "gap \(Numbers.fixed(terms.gap, 3))",
    ]
    if let parity = terms.parity { parts.append("parity \(Numbers.fixed(parity, 3))") }
    if let path = terms.path { parts.append("path \(Numbers.fixed(path, 3))") }
    if progress.fraction > given {
      let left = seconds / (progress.fraction - given) * (1 - progress.fraction)
      parts.append("\(duration(left)) left")
    }
    return parts.joined(separator: ", ")
  }

  /// A span of time, such as `42 s` or `3 min 5 s`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(0, seconds), 1e9).rounded())
    return whole < 60
      ? "\(whole) s"
      : whole < 3600
        ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }

  /// What the user should not miss.
  var warnings: [String] {
    var lines: [String] = []
    if facts.end == .notFinite {
      lines.append(
        "training met a number that is not finite and stopped; the weights of epoch \(facts.keptEpoch) are kept: try a smaller --learning-rate or --clip-norm"
      )
    }
    if facts.end == .cancelled {
      lines.append("stopped by the user; the best epoch so far, \(facts.keptEpoch), is kept")
    }
    if !facts.selection.isMet, let measure = facts.selection.measure,
      let floor = facts.selection.floor
    {
      lines.append(
        "no epoch has \(Self.name(measure)) of at least \(Numbers.fixed(floor, 4)) on the validation rows; the closest one is kept"
      )
    }
    if facts.keptEpoch == 0, facts.epochs.count > 1 {
      lines.append(
        facts.settings.initialization == nil
          ? "no epoch is better than the checkpoint as it was, so its weights are unchanged"
          : "no epoch was finished, so the weights are those that training started from")
    }
    if let series = facts.series {
      let finished = series.points.reduce(0) { $0 + $1.runs.count }
      if finished < series.planned {
        lines.append(
          "stopped by the user with \(finished) of \(series.planned) runs done; run the same command with --force to go on"
        )
      }
    }
    if let layers = facts.settings.silencedLayers {
      lines.append(
        "what these layers do at random in training was left out: \(quoted(layers))")
    }
    for cell in facts.smallCells {
      let label = cell.isPositive.map { $0 ? ", positive label" : ", negative label" } ?? ""
      lines.append(
        "group '\(cell.group)'\(label) has \(cell.rows) training rows, fewer than a batch takes of it: they are drawn with replacement"
      )
    }
    return lines
  }

  private static func name(_ measure: String) -> String {
    measure == Quality.Measure.averagePrecision.rawValue ? "an average precision" : "an accuracy"
  }

  /// The lines for standard output.
  var lines: [String] {
    let settings = facts.settings
    var lines = [
      "\(facts.before.name): \(settings.method), \(settings.objective) over \(settings.attribute); kept epoch \(facts.keptEpoch) of \(facts.epochs.count - 1)",
      "",
    ]
    guard let test = facts.test else { return lines }
    var table = TextTable([
      ("\(Numbers.count(facts.rows.last?.count ?? 0)) test rows", .left), ("before", .right),
      ("after", .right), ("interval", .left),
    ])
    func number(_ value: Double?) -> String { value.map { Numbers.fixed($0, 3) } ?? "–" }
    table.add(["accuracy", number(test.before.accuracy), number(test.after.accuracy), ""])
    table.add([
      "average precision", number(test.before.averagePrecision),
      number(test.after.averagePrecision), "",
    ])
    let interval = test.after.gap.interval.map {
      "[\(number($0.lower)), \(number($0.upper))]"
    }
    table.add([
      "score gap", number(test.before.gap.value), number(test.after.gap.value), interval ?? "",
    ])
    for parity in test.parity {
      table.add(["parity \(parity.layer)", number(parity.before), number(parity.after), ""])
    }
    lines += table.lines
    if let series = facts.series { lines += [""] + seriesLines(series) }
    return lines
  }

  /// One line for each combination of settings: means over seeds, and standard deviations.
  private func seriesLines(_ series: FineTuningSeries) -> [String] {
    func spread(_ values: [Double?]) -> String {
      guard let spread = Spread(values.compactMap(\.self)) else { return "–" }
      return Numbers.fixed(spread.mean, 3)
        + (spread.deviation.map { " ±\(Numbers.fixed($0, 3))" } ?? "")
    }
    var table = TextTable(
      series.varied.map { ($0, .right) } + [
        ("runs", .right), ("val. \(series.measure)", .right), ("val. gap", .right),
        ("test \(series.measure)", .right), ("test gap", .right), ("", .left),
      ])
    for point in series.points {
      func quality(_ quality: FineTuningQuality?) -> Double? {
        series.measure == "ap" ? quality?.averagePrecision : quality?.accuracy
      }
      let marks = [point.isOnFront ? "front" : nil, point.isChosen ? "chosen" : nil]
      table.add(
        point.values + [
          "\(point.runs.count)", spread(point.runs.map { quality($0.validation) }),
          spread(point.runs.map(\.validation.gap.value)),
          spread(point.runs.map { quality($0.test) }),
          spread(point.runs.map { $0.test?.gap.value }),
          marks.compactMap(\.self).joined(separator: ", "),
        ])
    }
    return table.lines
  }
}
