import ArgumentParser
import Audit
import AuditResults
import Engine
import FairerAudit
import Keras
import Report
import Tables

/// `fairer-audit finetune MODEL`: trains a checkpoint further, towards less dependence on the group.
struct FineTuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finetune",
    abstract: "Train a checkpoint further so that its scores depend less on the group.",
    discussion: """
      Writes the checkpoint, and beside it a training log and a report that audits the result and \
      compares it with the given checkpoint on the same test rows. The epoch is chosen on \
      validation rows; test rows are read once, at the end. Ctrl-C ends the run with the best \
      epoch so far.

      EXAMPLES
        fairer-audit finetune model.h5 --groups sex -o fairer.h5
        fairer-audit finetune model.h5 --groups sex --objective eo --lambda 0.01 \\
          --gap-weight 0.5 --train train.csv --validation val.csv \\
          --data test.csv -o fairer.h5
        fairer-audit finetune model.keras --groups sex --method gapreg \\
          --gap-weight 1 --select min-gap -o fairer.keras
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
  @OptionGroup(title: "Several runs, and resuming them") var several: FineTuneSeriesOptions

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
    let plan = try FineTunePlan(self)
    let subject = try self.subject(plan)
    let series = try several.series(
      try request(subject, plan), seed: plan.seed, objective: objective)
    let front = several.keepFront ? plan.places.front(series) : [:]
    try OutputFiles.check(Array(front.values), inputs: plan.inputs, force: forcing.force)
    let runs = try states(of: subject, plan)
    let trained = try plan.names.naming {
      try FineTuneTraining(
        series: series, runs: runs, options: several, threads: plan.threads,
        isQuiet: running.quiet
      ).run()
    }
    let request = series.request(trained.choice)
    let result = try conclude(request, trained.state)
    Interruption.ignore()
    let tuned = TunedModel(
      request: request, result: result, file: try subject.encoded(result.model, plan.places))
    var facts = try self.facts(tuned, trained, of: series, subject, plan)
    let audit = try auditRequest(tuned, subject, plan)
    var audited = try plan.names.naming { try self.audited(audit) }
    try flips(of: tuned, subject, plan).add(to: &audited, request: audit)
    var status = GateOptions.status(of: audited)
    if !plan.spec.gates.isEmpty, facts.series != nil {
      status = try judgeSeeds(trained, series, audit, chosen: status, &facts)
    }
    audited.add(facts)
    audited.command = CanonicalCommand.current(model: model.model).arguments
    audited.contentDigest = try contentDigest(of: audited)
    audited.run = record.facts(threads: plan.threads)

    let log = TrainingLog(tool: .this, fineTuning: facts, run: record.facts(threads: plan.threads))
    var written = OutputFiles()
    written.add(plan.places.checkpoint, tuned.file.bytes)
    written.add(plan.places.csv, log.csv)
    written.add(plan.places.json, try log.json())
    let report = try PreparedReport(of: audited, isDigestRight: true)
    for (format, path) in plan.places.reports { written.add(path, try report.text(format)) }
    for (path, bytes) in try checkpoints(front, of: series, trained, subject, plan) {
      written.add(path, bytes)
    }
    try subject.sets.checkRead()
    try written.write(inputs: plan.inputs, force: forcing.force)
    if series.places.count == 1, result.end != .cancelled { runs.remove(request) }
    try tell(
      FineTuneSummary(facts),
      wrote: plan.places.all + front.values.filter(FileSystem.exists).sorted())
    if status != .success { throw ExitCode(status.rawValue) }
  }

  /// Reads the checkpoint and the rows.
  private func subject(_ plan: FineTunePlan) throws -> FineTuneSubject {
    let checkpoint = try model.checkpoint()
    let imported = try weights.model(of: checkpoint)
    // Nobody should wait for a result that cannot be written.
    _ = try plan.places.encoded(imported.model, of: checkpoint, imported: imported)
    let sets = try FineTuneSets(plan, imported: imported)
    Interruption.watch()
    if !running.quiet { for line in sets.remarks { StandardStreams.diagnose(line.printable) } }
    return FineTuneSubject(
      checkpoint: checkpoint, imported: imported, file: try fileFacts(model.model), sets: sets)
  }

  private func request(
    _ subject: FineTuneSubject, _ plan: FineTunePlan
  ) throws -> FineTuneRequest {
    let sets = subject.sets
    var request = FineTuneRequest(
      model: subject.imported.model, output: OutputSpec(plan.spec.output, model: subject.imported),
      training: sets.training, validation: sets.validation, test: sets.test,
      objective: plan.objective, epochs: training.epochs, stepsPerEpoch: training.steps,
      batchSize: training.batchSize, selection: plan.selection,
      firstCandidate: selection.chosenCandidate(
        plan.objective, isFresh: training.reinitialize != nil),
      patience: training.patience, initialization: training.reinitialize,
      threshold: try decision.chosenThreshold(plan.spec), seed: plan.seed, options: plan.options)
    request.usesNoise = !training.noDropout
    request.usesBatchStatistics = training.batchStatistics
    request.optimizer = try optimizer.chosen(
      steps: request.plannedSteps)
    return request
  }

  /// Where the states of runs are kept, found again by all that they depend on beside the request.
  private func states(
    of subject: FineTuneSubject, _ plan: FineTunePlan
  ) throws -> TrainingRuns {
    let sets = subject.sets
    return TrainingRuns(
      folder: plan.places.runs,
      common: ([
        ToolFacts.this.version, subject.file.sha256, try fileFacts(plan.spec.path).sha256,
        sets.attribute,
      ] + sets.facts.flatMap { [$0.file.sha256, $0.digest ?? "all"] }).joined(separator: " "))
  }

  /// What the report says of the training, and of before and after.
  private func facts(
    _ tuned: TunedModel, _ trained: FineTuneTraining.Outcome, of series: FineTuneSeries,
    _ subject: FineTuneSubject, _ plan: FineTunePlan
  ) throws -> FineTuningFacts {
    let (request, sets) = (tuned.request, subject.sets)
    var facts = tuned.result.facts(
      of: request, attribute: sets.attribute, rows: sets.facts,
      before: subject.file, after: fileFacts(tuned.file.bytes, name: output))
    if series.places.count > 1 {
      facts.series = try series.facts(trained.states, choice: trained.choice)
    }
    if let subgroups = sets.testData.subgroups.last {
      facts.cutoffs = try cutoffComparison(
        request, tuned: tuned.file.model, floor: tuned.result.selection.accuracyFloor,
        usesGroups: several.groupThresholds, on: sets.testData, by: subgroups,
        confidence: plan.spec.settings.confidence)
      facts.change = try pairedChange(
        from: subject.imported.model, to: tuned.file.model, on: sets.testData, by: subgroups,
        output: request.output, threshold: request.threshold,
        confidence: plan.spec.settings.confidence, options: plan.options)
    }
    return facts
  }

  /// The audit of the result on the test rows.
  private func auditRequest(
    _ tuned: TunedModel, _ subject: FineTuneSubject, _ plan: FineTunePlan
  ) throws -> AuditRequest {
    let (spec, sets, imported) = (plan.spec, subject.sets, subject.imported)
    var settings = spec.settings
    settings.seed = plan.seed
    var request = AuditRequest(
      tool: .this, model: tuned.file.model,
      modelFacts: ModelFacts(
        name: spec.modelName ?? imported.name, statements: spec.modelStatements,
        file: fileFacts(tuned.file.bytes, name: output),
        format: subject.checkpoint.format.description,
        kerasVersion: subject.checkpoint.kerasVersion, backend: subject.checkpoint.backend,
        layers: imported.layers.map(ModelFacts.Layer.init)),
      dataset: sets.testData,
      dataFacts: DataFacts(
        file: sets.facts[2].file, spec: try fileFacts(spec.path),
        statements: spec.data.statements, rows: sets.testData.rows,
        features: sets.testData.features),
      labelColumn: plan.label.column, threshold: tuned.request.threshold,
      output: tuned.request.output, gates: spec.gates, settings: settings, options: plan.options)
    request.columnNames = try imported.columnNames(of: sets.testData, spec: spec)
    return request
  }

  /// What other groups' values do to the result's test rows.
  private func flips(
    of tuned: TunedModel, _ subject: FineTuneSubject, _ plan: FineTunePlan
  ) throws -> CounterfactualRows {
    var imported = subject.imported
    imported.model = tuned.file.model
    let output = try imported.model.scoredOutput(tuned.request.output)
    return CounterfactualRows(
      spec: plan.spec, data: plan.files.test ?? plan.files.training, rows: subject.sets.testRows,
      groups: plan.attributes, imported: imported, scored: imported.model.outputs[output].value,
      options: plan.options)
  }

  /// The checkpoints of the points on the front that have a place and a finished run.
  private func checkpoints(
    _ places: [Int: String], of series: FineTuneSeries, _ trained: FineTuneTraining.Outcome,
    _ subject: FineTuneSubject, _ plan: FineTunePlan
  ) throws -> [(path: String, bytes: [UInt8])] {
    try series.front(trained.states).sorted().compactMap { point in
      guard let path = places[point],
        let place = try series.choice(of: trained.states.filter { $0.key.point == point }),
        let state = trained.states[place]
      else { return nil }
      let model = try conclude(series.request(place), state).model
      return (path, try subject.encoded(model, plan.places).bytes)
    }
  }

  /// Prints warnings, the short result and the places of the files.
  private func tell(_ summary: FineTuneSummary, wrote paths: [String]) throws {
    guard !running.quiet else { return }
    for line in summary.warnings + (several.groupThresholds ? [Self.groupWarning] : []) {
      StandardStreams.diagnose("warning: \(line.printable)")
    }
    let lines = summary.lines + [""] + paths.map { "wrote \($0)" }
    try StandardStreams.print(lines.map(\.printable).joined(separator: "\n"))
  }

  private static let groupWarning =
    "cut-offs that differ by group decide by group membership, which is unlawful in many places "
    + "(in the United States for employment tests by 42 U.S.C. 2000e-2(l)); they are in the report "
    + "for comparison only"

  /// Holds the gates against the other seeds' models of the chosen settings too; the worst verdict
  /// counts.
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
}

/// What is trained, and on which rows.
private struct FineTuneSubject {
  var checkpoint: Checkpoint
  var imported: ImportedModel
  /// The checkpoint's file.
  var file: FileFacts
  var sets: FineTuneSets

  /// The file of the checkpoint with a model's weights, and the model as the file holds it.
  func encoded(
    _ model: Model<Float>, _ places: FineTuneOutput
  ) throws -> (bytes: [UInt8], model: Model<Float>) {
    try places.encoded(model, of: checkpoint, imported: imported)
  }
}

/// The run that became the result, with what it is written into.
private struct TunedModel {
  var request: FineTuneRequest
  var result: FineTuneResult
  /// The checkpoint, and the model as it holds it.
  var file: (bytes: [UInt8], model: Model<Float>)
}
