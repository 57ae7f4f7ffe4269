import AuditResults

/// Every run that was tried, and the front.
func seriesBlocks(_ tuning: FineTuningFacts) -> [Block] {
  guard let series = tuning.series else { return [] }
  let finished = series.points.reduce(0) { $0 + $1.runs.count }
  let isTested = series.points.contains { $0.runs.contains { $0.test != nil } }
  let measure: Text = series.measure == "ap" ? "average precision" : "accuracy"
  var blocks: [Block] = [
    .heading(level: 3, "Every run"),
    .paragraph(
      """
      \(Numbers.count(finished)) of \(Numbers.count(series.planned)) planned runs were done. The \
      settings were chosen on the validation rows, by the means over seeds under the rule below, and \
      of their runs the one that the rule prefers; the test rows were read after that. A setting is \
      on the front if no other has both \(measure) at least as high and a gap at most as wide.
      """),
  ]
  let table = frontTable(series, isTested: isTested)
  let panels = frontPanels(series, objective: tuning.settings.objective)
  blocks.append(
    .figure(
      panels,
      caption: """
        Means over seeds on the \(isTested ? "test" : "validation") rows, with one standard \
        deviation. Filled: on the front of the validation rows. Larger and red: chosen.
        """,
      table: table))
  return blocks + [.table(runTable(series))]
}

private func quality(_ quality: FineTuningQuality, _ series: FineTuningSeries) -> Double? {
  series.measure == "ap" ? quality.averagePrecision : quality.accuracy
}

private func measureName(_ series: FineTuningSeries) -> Text {
  series.measure == "ap" ? "Average precision" : "Accuracy"
}

private func spread(_ values: [Double?]) -> Text {
  guard let spread = Spread(values.compactMap(\.self)) else { return "–" }
  let mean = Text(.plain, Numbers.fixed(spread.mean, decimals: 4))
  guard let deviation = spread.deviation else { return mean }
  return "\(mean) ± \(Text(.plain, Numbers.fixed(deviation, decimals: 4)))"
}

private func frontTable(_ series: FineTuningSeries, isTested: Bool) -> Table {
  let side: Text = isTested ? "test" : "validation"
  return Table(
    "Settings that were tried",
    columns: [.right("No.")] + series.varied.map { .right(Text(.plain, $0)) } + [
      .right("Runs"), .right("\(measureName(series)), validation"), .right("Gap, validation"),
      .right("Average precision, \(side)"), .right("Accuracy, \(side)"),
      .right("Gap of mean scores, \(side)"), .right("Gap of decisions, \(side)"), .left("Place"),
    ],
    rows: series.points.enumerated().map { index, point in
      let measured = point.runs.map { isTested ? $0.test : $0.validation }
      let places: [Text] = [
        point.isOnFront ? "front" : nil, point.isChosen ? Text.strong("chosen") : nil,
      ].compactMap(\.self)
      return [Numbers.count(index + 1)] + point.values.map { Text.name($0) } + [
        Numbers.count(point.runs.count),
        spread(point.runs.map { quality($0.validation, series) }),
        spread(point.runs.map(\.validation.gap.value)),
        spread(measured.map { $0?.averagePrecision }), spread(measured.map { $0?.accuracy }),
        spread(measured.map { $0?.gap.value }),
        spread(measured.map { $0?.gaps?.rate }),
        places.joined(", "),
      ]
    },
    remark: """
      After ± stands the standard deviation over seeds. The gap of decisions is that of selection \
      rates at the cut-off.
      """)
}

/// The most runs that are listed.
private let runLimit = 200

private func runTable(_ series: FineTuningSeries) -> Table {
  let all = series.points.enumerated().flatMap { index, point in
    point.runs.map { (number: index + 1, run: $0) }
  }
  let hasGates = all.contains { $0.run.gates != nil }
  func cell(_ value: Double?) -> Text {
    value.map { Text(.plain, Numbers.fixed($0, decimals: 4)) } ?? "–"
  }
  return Table(
    "Runs",
    columns: [
      .right("Settings no."), .right("Seed"), .right("Kept epoch"), .left("Floor"),
      .right("\(measureName(series)), validation"), .right("Gap, validation"),
      .right("Average precision, test"), .right("Gap, test"), .right("Lowest parity, test"),
    ] + (hasGates ? [.left("Gates")] : []),
    rows: all.prefix(runLimit).map { number, run in
      [
        Numbers.count(number), Text(.plain, String(run.seed)),
        """
        \(Numbers.count(run.keptEpoch)) of \(Numbers.count(run.epochs))\
        \(run.isChosen ? " (the result)" : "")
        """,
        run.meetsFloor ? "met" : "not met", cell(quality(run.validation, series)),
        cell(run.validation.gap.value), cell(run.test?.averagePrecision), cell(run.test?.gap.value),
        cell(run.lowestParity),
      ] + (hasGates ? [run.gates.map { Text.name($0) } ?? "–"] : [])
    },
    remark: """
      Settings by their number above.\
      \(hasGates ? " The exit code is that of the worst seed of the chosen settings." : "")\
      \(all.count > runLimit ? " The JSON holds the others." : "")
      """)
}
