import ArgumentParser
import Audit
import AuditResults
import Engine
import FairerAudit
import Keras
import Report
import Tables

/// `fairer-audit finetune MODEL`: trains a checkpoint on towards less dependence on the group.
struct FineTuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finetune",
    abstract: "Train a checkpoint on so that its scores depend less on the group.",
    discussion: """
      Writes the checkpoint, and beside it a training log and a report that audits the result and \
      compares it with the given checkpoint on the same test rows. The epoch is chosen on validation rows; test rows are read once, at the end. Ctrl-C ends the run with \
      the best epoch so far.

      EXAMPLES
        fairer-audit finetune model.h5 --groups sex -o fairer.h5
        fairer-audit finetune model.h5 --groups sex --method gpa --objective eo --lambda 0.01 \\
          --gap-weight 0.5 --train train.csv --validation val.csv --data test.csv -o fairer.h5
        fairer-audit finetune model.keras --groups sex --method gapreg --gap-weight 1 \\
          --select min-gap -o fairer.keras
        fairer-audit finetune model.h5 --groups sex --seeds 5 \\
          --sweep lambda=0,0.01,0.05 gap-weight=0,0.2,0.5,1 -o fairer.h5
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup var weights: WeightOptions
  @OptionGroup var decision: DecisionOptions
  @OptionGroup(title: "Objective") var objective: ObjectiveOptions
  @OptionGroup(title: "Rows") var source: DataOptions
  @OptionGroup(title: "Rows") var rows: FineTuneRowOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Optimizer") var optimizer: OptimizerOptions
  @OptionGroup(title: "Choice of the epoch") var selection: SelectionOptions
  @OptionGroup(title: "Several runs, and runs that go on") var several: FineTuneSeriesOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The checkpoint to write; report and log go into NAME.finetune/ beside it.", valueName: "file"
    ),
    completion: .file())
  var output: String

  @OptionGroup var forcing: ForceOption
  @OptionGroup var running: RunningOptions

  func run() throws {
    let record = RunRecord()
    let threads = try running.threadCount()
    let objective = try objective.chosen()
    let selection = try selection.chosen()
    let shares = try rows.shares()
    try several.check()
    let spec = try source.readSpec(besideModel: model.model)
    let label = try decision.chosenLabel(spec)
    try checkTrainable(spec, label: label)
    let attributes = try chosenAttributes(spec)
    let files = try FineTuneFiles(
      train: rows.train ?? spec.data.train, validation: rows.validation ?? spec.data.validation,
      test: source.data ?? spec.data.test, spec: spec.path)
    let places = FineTuneOutput(output)
    let named = RunFiles(
      model: model.model, spec: spec.path, data: files.training, gates: spec.gates,
      validation: files.validation, test: files.test)
    try named.naming { for gate in spec.gates { try gate.checkMetric() } }
    let inputs = [model.model, model.architecture, spec.path].compactMap(\.self) + files.all
    try OutputFiles.check(places.all, inputs: inputs, force: forcing.force)

    let checkpoint = try model.checkpoint()
    let imported = try weights.model(of: checkpoint)
    // Nobody should wait for a result that cannot be written.
    _ = try places.encoded(imported.model, of: checkpoint, imported: imported)

    let seed = training.seed ?? spec.settings.seed
    let options = RunOptions(threads: threads)
    let sets = try FineTuneSets(
      files,
      request: {
        DatasetRequest(
          path: $0, spec: spec, label: label, groups: attributes, intersections: attributes.count)
      }, imported: imported, spec: spec, shares: shares, seed: seed, options: options)
    Interruption.watch()
    if !running.quiet { for line in sets.remarks { StandardStreams.diagnose(line.printable) } }

    var request = FineTuneRequest(
      model: imported.model, output: OutputSpec(spec.output, model: imported),
      training: sets.training, validation: sets.validation, test: sets.test,
      objective: objective, epochs: training.epochs, stepsPerEpoch: training.steps,
      batchSize: training.batchSize, selection: selection,
      firstCandidate: self.selection.chosenCandidate(
        objective, isFresh: training.reinitialize != nil),
      patience: training.patience, initialization: training.reinitialize,
      threshold: try decision.chosenThreshold(spec), seed: seed, options: options)
    request.usesNoise = !training.noDropout
    request.usesBatchStatistics = training.batchStatistics
    request.optimizer = try optimizer.chosen(
      steps: max(0, training.epochs) * max(1, request.stepsInEpoch))

    let series = try several.series(request, seed: seed)
    let front = several.keepFront ? places.front(series) : [:]
    try OutputFiles.check(Array(front.values), inputs: inputs, force: forcing.force)
    let before = try fileFacts(model.model)
    let runs = TrainingRuns(
      folder: places.runs,
      common: ([Self.tool.version, before.sha256, try fileFacts(spec.path).sha256, sets.attribute]
        + sets.facts.flatMap { [$0.file.sha256, $0.digest ?? "all"] }).joined(separator: " "))
    let trained = try named.naming {
      try FineTuneTraining(
        series: series, runs: runs, options: several, threads: threads, isQuiet: running.quiet
      ).run()
    }
    let choice = trained.choice
    request = series.request(choice)
    let result = try conclude(request, trained.state)
    Interruption.ignore()
    let encoded = try places.encoded(result.model, of: checkpoint, imported: imported)
    var facts = result.facts(
      of: request, attribute: sets.attribute, rows: sets.facts,
      before: before, after: fileFacts(encoded.bytes, name: output))
    if series.places.count > 1 { facts.series = try series.facts(trained.states, choice: choice) }
    if let subgroups = sets.testData.subgroups.last {
      facts.cutoffs = try cutoffComparison(
        request, tuned: encoded.model, floor: result.selection.accuracyFloor,
        usesGroups: several.groupThresholds, on: sets.testData, by: subgroups,
        confidence: spec.settings.confidence)
      facts.change = try pairedChange(
        from: imported.model, to: encoded.model, on: sets.testData, by: subgroups,
        output: request.output, threshold: request.threshold,
        confidence: spec.settings.confidence, options: options)
    }
    var settings = spec.settings
    settings.seed = seed
    var auditRequest = AuditRequest(
      tool: Self.tool, model: encoded.model,
      modelFacts: ModelFacts(
        name: spec.modelName ?? imported.name, statements: spec.modelStatements,
        file: fileFacts(encoded.bytes, name: output), format: checkpoint.format.description,
        kerasVersion: checkpoint.kerasVersion, backend: checkpoint.backend,
        layers: imported.layers.map(ModelFacts.Layer.init)),
      dataset: sets.testData,
      dataFacts: DataFacts(
        file: sets.facts[2].file, spec: try fileFacts(spec.path),
        statements: spec.data.statements, rows: sets.testData.rows,
        features: sets.testData.features),
      labelColumn: label.column, threshold: request.threshold, output: request.output,
      gates: spec.gates, settings: settings, options: options)
    auditRequest.columnNames = try imported.columnNames(of: sets.testData, spec: spec)
    var audited = try named.naming { try self.audited(auditRequest) }
    var status = GateOptions.status(of: audited)
    if !spec.gates.isEmpty, facts.series != nil {
      status = try judgeSeeds(trained, series, auditRequest, chosen: status, &facts)
    }
    audited.add(facts)
    audited.command = CanonicalCommand.current(model: model.model).arguments
    audited.contentDigest = try contentDigest(of: audited)
    audited.run = record.facts(threads: threads)

    let log = TrainingLog(
      tool: Self.tool, fineTuning: facts, run: record.facts(threads: threads))
    var written = OutputFiles()
    written.add(places.checkpoint, encoded.bytes)
    written.add(places.csv, log.csv)
    written.add(places.json, try log.json())
    let report = try PreparedReport(of: audited, isDigestRight: true)
    for (format, path) in places.reports { written.add(path, try report.text(format)) }
    for point in series.front(trained.states).sorted() {
      guard let path = front[point],
        let place = try series.choice(of: trained.states.filter { $0.key.point == point }),
        let state = trained.states[place]
      else { continue }
      let model = try conclude(series.request(place), state).model
      written.add(path, try places.encoded(model, of: checkpoint, imported: imported).bytes)
    }
    try written.write(inputs: inputs, force: forcing.force)
    if series.places.count == 1, result.end != .cancelled { runs.remove(request) }
    let summary = FineTuneSummary(facts)
    for line in summary.warnings + (several.groupThresholds ? [Self.groupWarning] : []) {
      StandardStreams.diagnose("warning: \(line.printable)")
    }
    if !running.quiet {
      try StandardStreams.print(
        (summary.lines + [""]
          + (places.all + front.values.filter(FileSystem.exists).sorted()).map { "wrote \($0)" })
          .map(
            \.printable
          )
          .joined(separator: "\n"))
    }
    if status != .success { throw ExitCode(status.rawValue) }
  }

  private static let tool = ToolFacts(name: "fairer-audit", version: toolVersion)

  private static let groupWarning =
    "cut-offs that differ by group decide by group membership, which is unlawful in many places "
    + "(in the United States for employment tests by 42 U.S.C. 2000e-2(l)); they are in the report "
    + "for comparison only"

  /// Holds the gates against the other seeds' models of the chosen settings, too: the worst counts.
  private func judgeSeeds(
    _ trained: FineTuneTraining.Outcome, _ series: FineTuneSeries, _ audit: AuditRequest,
    chosen: ExitStatus, _ facts: inout FineTuningFacts
  ) throws -> ExitStatus {
    guard let point = facts.series?.points.firstIndex(where: \.isChosen) else { return chosen }
    var worst = chosen
    for index in facts.series?.points[point].runs.indices ?? 0..<0 {
      let place = FineTuneSeries.Place(point: trained.choice.point, seed: index)
      var status = chosen
      if place != trained.choice {
        guard let state = trained.states[place] else { continue }
        var request = audit
        request.model = try conclude(series.request(place), state).model
        status = GateOptions.status(of: try audited(request))
      }
      facts.series?.points[point].runs[index].gates =
        switch status {
        case .success: "pass"
        case .belowLimit: "fail"
        default: "open"
        }
      worst = worst.worse(status)
    }
    return worst
  }

  /// Audits the result.
  private func audited(_ request: AuditRequest) throws(AuditError) -> AuditResult {
    var bar = ProgressBar(isQuiet: running.quiet)
    defer { bar.finish() }
    return try audit(request) { progress in
      bar.update("audit: \(progress.stage.rawValue)", fraction: progress.fraction)
    }
  }

  /// The attributes that are crossed; one, unless several are named here.
  private func chosenAttributes(_ spec: AuditSpec) throws(UsageError) -> [GroupSpec] {
    let attributes = try decision.chosenGroups(spec, label: decision.chosenLabel(spec))
    guard decision.groups != nil || attributes.count == 1 else {
      throw .combination(
        "\(spec.path): the spec names several attributes: \(quoted(attributes.map(\.name)))",
        remedy: "give --groups COLUMN; several, separated by commas, are crossed")
    }
    guard attributes.count <= 8 else {
      throw .option(
        name: "--groups", expected: "at most 8 columns", found: "\(attributes.count)")
    }
    return attributes
  }
}
