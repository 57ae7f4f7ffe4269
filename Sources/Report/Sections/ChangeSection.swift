import AuditResults

/// What fine-tuning changed, on rows that it had not seen.
@Sendable func changeBlocks(_ result: AuditResult) -> [Block] {
  guard let tuning = result.fineTuning else {
    return [.paragraph("Does not apply: the model was not fine-tuned by this program.")]
  }
  return [.paragraph(lead(tuning)), .note(reading(tuning))]
    + (tuning.change.map { outcomeBlocks($0, in: result) } ?? [])
    + cutoffBlocks(tuning, in: result) + parityBlocks(tuning, in: result)
    + seriesBlocks(tuning) + trainingBlocks(tuning, in: result)
}

private func lead(_ tuning: FineTuningFacts) -> Text {
  let settings = tuning.settings
  let weights: [Text] = [
    settings.lambda == 0
      ? nil : "weight of the parities λ \(Text(.plain, shortestText(settings.lambda)))",
    settings.gapWeight == 0
      ? nil : "weight of the gap λ₂ \(Text(.plain, shortestText(settings.gapWeight)))",
  ].compactMap(\.self)
  let start: Text =
    settings.initialization == nil
    ? "on from the given checkpoint" : "from fresh weights of the same architecture"
  return """
    The model was trained \(start) by \(method(settings.method)) towards \
    \(objective(settings.objective)) by \(name: settings.attribute)\
    \(weights.isEmpty ? "" : ", " + weights.joined(", ")). This report audits the result; this \
    section compares it with the given checkpoint on the same rows.
    """
}

private func method(_ id: String) -> Text {
  switch id {
  case "gpa": "gradient-guided parity alignment (GPA)"
  case "gapreg": "a penalty on the gap of mean scores (GapReg)"
  case "mixup": "Fair-Mixup"
  case "erm": "the loss alone (ERM)"
  default: Text.name(id)
  }
}

private func objective(_ id: String) -> Text {
  switch id {
  case "dp": "demographic parity (mean scores)"
  case "eo": "equalized odds (mean scores of each label’s rows)"
  default: Text.name(id)
  }
}

private func reading(_ tuning: FineTuningFacts) -> Text {
  let test = tuning.rows.first { $0.role == .test }
  return """
    \(Text.strong("How to read this.")) Changes are of the same \
    \(Numbers.count(test?.count ?? 0)) test rows, which no step and no choice had seen, so the \
    intervals are of differences, not differences of intervals. The figures hold for these rows; other \
    people, and another run with another seed, may differ.
    """
}

// MARK: - Outcomes

private func outcomeBlocks(_ change: PairedChange, in result: AuditResult) -> [Block] {
  let tables = PairedTables(bracket: result.bracket) { title($0, in: result) }
  let overall = ComparedGroup(change.overall)
  return [.heading(level: 3, "What changed")] + changeNotes(change, in: result) + [
    .table(tables.overall([change.averagePrecision].compactMap(\.self) + overall.metrics))
  ]
    + tables.blocks(
      change.attribute, change.groups.map { ComparedGroup($0) }, all: overall, gaps: change.gaps)
}

private func title(_ metric: String, in result: AuditResult) -> String {
  let title = result.metricTitle(metric)
  return title == metric ? metric.split(separator: "_").joined(separator: " ") : title
}

// MARK: - The network

/// The most weights that are listed.
private let weightLimit = 100

private func parityBlocks(_ tuning: FineTuningFacts, in result: AuditResult) -> [Block] {
  var blocks: [Block] = []
  if let test = tuning.test, !test.parity.isEmpty {
    blocks.append(
      .table(
        Table(
          "Layer parity before and after",
          columns: [.left("Layer"), .right("Before"), .right("After")],
          rows: test.parity.map { parity in
            [
              Text.name(parity.layer),
              Text(.plain, Quantity.parity.string(parity.before, near: 1)),
              Text(.plain, Quantity.parity.string(parity.after, near: 1)),
            ]
          },
          remark: """
            The smallest cosine over pairs of groups. A diagnosis, not a verdict; the section \
            \(Text.link(.network)) holds the yardsticks for the result.
            """)))
  }
  let moved = tuning.changes.prefix(weightLimit)
  blocks.append(
    .table(
      Table(
        "Parameters changed",
        columns: [
          .left("Weight"), .right("Numbers"), .right("Changed"), .right("RMS before"),
          .right("RMS of the change"), .right("Relative"),
        ],
        rows: moved.map { change in
          [
            Text.name(change.path), Numbers.count(change.count), Numbers.count(change.changed),
            change.size.map(size) ?? "–", change.distance.map(size) ?? "–", relative(change),
          ]
        },
        remark: """
          RMS is the root of the mean square of a weight’s numbers. The relative change is that of the \
          change over that before: weights that were all zero have none, and where it is above ten the \
          weight was next to zero. Frozen weights are not listed.\
          \(moved.count < tuning.changes.count ? " The JSON holds the others." : "")
          """)))
  return [.heading(level: 3, "Inside the network")] + blocks
}

/// A weight's relative change; of one that was next to zero it says no more than that.
private func relative(_ change: FineTuningChange) -> Text {
  guard let relative = change.relative else { return "–" }
  return relative > 10 ? "> 1,000%" : Text(.plain, Quantity.share.string(relative))
}

/// A root mean square, however small.
private func size(_ value: Double) -> Text {
  Text(
    .plain,
    value == 0 || value >= 0.001 ? Numbers.fixed(value, decimals: 4) : Numbers.scientific(value))
}

// MARK: - The training

private func trainingBlocks(_ tuning: FineTuningFacts, in result: AuditResult) -> [Block] {
  let table = epochTable(tuning, in: result)
  let panels = trainingCurvePanels(tuning)
  return [
    .heading(level: 3, "How the result was chosen"), .paragraph(selection(tuning)),
    .figure(
      panels,
      caption: "Every epoch on the validation rows; the filled dot is the one that was kept.",
      table: table),
  ] + smallCells(tuning) + [.table(rowTable(tuning)), .table(settingTable(tuning))]
}

private func selection(_ tuning: FineTuningFacts) -> Text {
  let rule: Text
  switch (tuning.selection.measure, tuning.selection.floor) {
  case (let measure?, let floor?):
    let name: Text = measure == "ap" ? "average precision" : "accuracy"
    rule = """
      the smallest gap of mean scores among epochs with \(name) of at least \
      \(Text(.plain, Numbers.fixed(floor, decimals: 4))) on the validation rows
      """
  default: rule = "the smallest gap of mean scores on the validation rows, whatever it costs"
  }
  let met: Text =
    tuning.selection.isMet
    ? "" : " No epoch met the floor, so the one that came closest was kept."
  let end: Text
  switch tuning.end {
  case .finished: end = "All epochs were run."
  case .noImprovement: end = "Training stopped when no epoch had been better for a while."
  case .cancelled: end = "The user stopped the training."
  case .notFinite: end = "Training stopped at a number that was not finite."
  }
  return """
    Rule: \(rule). Kept: epoch \(Numbers.count(tuning.keptEpoch)) of \
    \(Numbers.count(max(0, tuning.epochs.count - 1)))\
    \(tuning.keptEpoch == 0 ? ", the start" : "").\(met) \(end)
    """
}

/// The most epochs that are listed, beside the one that was kept.
private let epochLimit = 60

private func epochTable(_ tuning: FineTuningFacts, in result: AuditResult) -> Table {
  func cell(_ value: Double?) -> Text {
    value.map { Text(.plain, Numbers.fixed($0, decimals: 4)) } ?? "–"
  }
  // All of a short run; of a long one its two ends and the epoch that was kept.
  let shown = tuning.epochs.enumerated().filter { index, epoch in
    index < epochLimit / 2 || index >= tuning.epochs.count - epochLimit / 2
      || epoch.number == tuning.keptEpoch
  }.map(\.element)
  // Epochs are measured with a confidence of their own.
  let level = tuning.epochs.compactMap(\.validation.gap.interval?.level).first.map { level in
    Text(.interval, "[\(Numbers.coverage(level))]")
  }
  return Table(
    shown.count == tuning.epochs.count ? "Every epoch" : "First and last epochs",
    columns: [
      .right("Epoch"), .right("Loss"), .right("Parity (sum)"), .right("Gap of batches"),
      .right("Accuracy"), .right("Average precision"), .right("Gap of mean scores \(level ?? "")"),
    ],
    rows: shown.map { epoch in
      let number = Numbers.count(epoch.number)
      return [
        epoch.number == tuning.keptEpoch ? "\(number) (kept)" : number,
        cell(epoch.training?.loss), cell(epoch.training?.parity), cell(epoch.training?.gap),
        cell(epoch.validation.accuracy), cell(epoch.validation.averagePrecision),
        Quantity.score.text(epoch.validation.gap),
      ]
    },
    remark: """
      Loss, parity and gap are means over the training batches; the other columns are of the \
      validation rows. Epoch 0 is the start.\
      \(shown.count == tuning.epochs.count ? "" : " All epochs are in the JSON.")
      """)
}

private func smallCells(_ tuning: FineTuningFacts) -> [Block] {
  guard !tuning.smallCells.isEmpty else { return [] }
  let cells = tuning.smallCells.map { cell -> Text in
    let label: Text = cell.isPositive.map { $0 ? ", positive label" : ", negative label" } ?? ""
    return "\(name: cell.group)\(label) (\(Numbers.count(cell.rows, "row")))"
  }
  return [
    .paragraph(
      """
      Smaller than their part of a batch, so drawn with replacement: \(cells.joined("; ")).
      """)
  ]
}

private func rowTable(_ tuning: FineTuningFacts) -> Table {
  Table(
    "Rows and checkpoints",
    columns: [.left("Role"), .left("File"), .right("Rows"), .left("SHA-256")],
    rows: tuning.rows.flatMap { rows -> [[Text]] in
      let role = Text(.plain, "\(rows.role.rawValue) rows")
      return [
        [role, Text.name(rows.file.name), Numbers.count(rows.count), Text.code(rows.file.sha256)]
      ]
        + (rows.digest.map { [["of these, the row numbers", "", "", Text.code($0)]] } ?? [])
    } + [["Checkpoint before", Text.name(tuning.before.name), "", Text.code(tuning.before.sha256)]]
      + (tuning.after.map {
        [["Checkpoint after", Text.name($0.name), "", Text.code($0.sha256)]]
      } ?? []),
    remark: """
      Row numbers count from 0; their digest is of the ascending numbers in decimal digits, each \
      followed by a line feed.
      """)
}

private func settingTable(_ tuning: FineTuningFacts) -> Table {
  let settings = tuning.settings
  let optimizer: [Text] = settings.optimizerSettings.sorted { $0.key < $1.key }.map {
    "\(name: $0.key) \(Text(.plain, shortestText($0.value)))"
  }
  return Table(
    "Settings of the training",
    columns: [.left("Setting"), .left("Value")],
    rows: [
      ["Method", Text.code(settings.method)], ["Objective", Text.code(settings.objective)],
      ["λ, weight of the parities", Text(.plain, shortestText(settings.lambda))],
      ["λ₂, weight of the gap", Text(.plain, shortestText(settings.gapWeight))],
      ["Comparisons", Text.code(settings.comparison)],
      ["Groups", settings.groups.prefix(40).map { Text.name($0) }.joined(", ")],
      ["Most epochs", Numbers.count(settings.epochs)],
      ["Steps of an epoch", Numbers.count(settings.steps)],
      ["Rows of each cell in a batch", Numbers.count(settings.batchSize)],
      ["Optimizer", ([Text.code(settings.optimizer)] + optimizer).joined(", ")],
      [
        "Learning rate",
        "\(Text(.plain, shortestText(settings.learningRate))), \(Text.code(settings.schedule))",
      ],
      ["Start", settings.initialization.map { Text.code($0) } ?? "the checkpoint’s weights"],
      [
        "Noise drawn at each step",
        settings.noisyLayers.map { layers in
          layers.prefix(40).map { Text.name($0) }.joined(", ")
        } ?? "none",
      ],
      [
        "Random in training, left out",
        settings.silencedLayers.map { layers in
          layers.prefix(40).map { Text.name($0) }.joined(", ")
        } ?? "none",
      ],
      [
        "Batch normalisation",
        settings.batchStatistics == true
          ? "by each step’s rows, moving statistics updated"
          : "by the moving statistics, which stay",
      ],
      ["First epoch that could be kept", Numbers.count(settings.firstCandidate)],
      ["Patience", settings.patience.map { Numbers.count($0) } ?? "none"],
      ["Seed", Text(.plain, String(settings.seed))],
    ])
}
