import ArgumentParser
import Audit
import AuditResults
import Engine
import Report
import Tables

/// `fairer-audit [audit] MODEL`: the main job.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Audit a model per subgroup and write the report (the default command).",
    discussion: """
      Reads the model, the audit spec and the data; writes report.html, report.md and audit.json into MODEL-STEM.audit/.

      EXAMPLES
        fairer-audit model.h5 --groups sex
        fairer-audit model.h5 --groups sex,race --intersections 2 -o review --force
        fairer-audit model.h5 --groups sex --rows rows.csv
        fairer-audit model.h5 --influence all --neurons neurons.npz
        fairer-audit model.h5 --groups sex --gates limits.yaml --junit gates.xml
        fairer-audit model.h5 --groups sex,race --intersections 2 --profile nyc-ll144
        fairer-audit --spec predictions.audit.yaml
      """)

  @OptionGroup var model: AuditedModel
  @OptionGroup var weights: WeightOptions

  @OptionGroup var decision: DecisionOptions

  @Option(
    help: ArgumentHelp("Also cross the group columns, up to this many at a time.", valueName: "n"))
  var intersections: Int = 1

  @OptionGroup var source: DataOptions

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The output folder.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The formats to write: html, md, json, separated by commas.", valueName: "formats"))
  var format: String = "html,md,json"

  @Option(
    help: ArgumentHelp(
      "The seed of every random draw. Default: the spec's, else 0.", valueName: "n"))
  var seed: UInt64?

  @OptionGroup var editions: EditionOption

  @Option(
    help: ArgumentHelp(
      "Also write the score, decision, label and groups of every row to this .csv file; without it, what is written holds aggregates only.",
      valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var rows: String?

  @OptionGroup var network: InfluenceOptions
  @OptionGroup var judging: GateOptions
  @OptionGroup var extras: ExtraOutputOptions
  @OptionGroup var forcing: ForceOption
  @OptionGroup var running: RunningOptions

  func run() throws {
    let record = RunRecord()
    let threads = try running.threadCount()
    let formats = try formats(ReportFormat.self, named: format)
    let spec = try model.spec(source)
    let input = try DataInput(source.dataPath(spec))
    let data = input.path
    let label = try decision.chosenLabel(spec)
    let attributes = try decision.chosenGroups(spec, label: label)
    let threshold = try decision.chosenThresholds(spec)
    guard (1...8).contains(intersections) else {
      throw UsageError.option(
        name: "--intersections", expected: "1 to 8", found: "\(intersections)")
    }

    let folder = output ?? model.folder(spec)
    let neurons = try network.neuronFile()
    let reports = formats.map { folder + "/" + $0.fileName }
    let paths =
      reports + judging.outputs.map(\.path) + [neurons?.path, rows].compactMap(\.self)
      + extras.paths
    let gates = try judging.gates(spec)
    let foreignTool = try judging.foreignTool()
    _ = try judging.chosenProfile()
    let browser = try extras.browser()
    let inputs = model.files(spec) + [spec.path, data] + judging.inputs
    try OutputFiles.check(paths, inputs: inputs, force: forcing.force)

    let earlier = try judging.earlierAudit()
    if foreignTool != nil, label.kind != .binary {
      throw UsageError.combination(
        "--as prints an audit of a label of two values, and the spec's label is another",
        remedy: "leave --as out; the report names the equal quantities of other tools")
    }
    let options = RunOptions(threads: threads)
    var subject = try model.subject(
      DatasetRequest(
        path: data, spec: spec, label: label, groups: attributes, intersections: intersections),
      spec: spec, weights: weights, options: options)
    if let train = spec.data.train, FileSystem.exists(train), subject.model != nil {
      let shared = try Dataset.sharedRows(
        of: data, with: train, data: spec.data,
        columns: Set(spec.inputs.flatMap(\.features).map(\.column)))
      if shared > 0 {
        subject.dataset.warnings.append(
          .sharedRows(rows: shared, of: subject.dataset.rows, trainingFile: train))
      }
    }
    let dataset = subject.dataset
    if !running.quiet {
      for warning in dataset.warnings {
        StandardStreams.diagnose("warning: \(warning.sentence.printable)")
      }
    }
    var settings = spec.settings
    if let seed { settings.seed = seed }
    try network.apply(to: &settings)
    var request = AuditRequest(
      tool: ToolFacts(name: "fairer-audit", version: toolVersion), model: subject.model,
      modelFacts: subject.facts,
      dataset: dataset,
      dataFacts: DataFacts(
        file: try fileFacts(data), spec: try fileFacts(spec.path),
        statements: spec.data.statements, rows: dataset.rows, features: dataset.features),
      labelColumn: label.column, output: subject.output, gates: gates, settings: settings,
      options: options)
    request.thresholdSpec = threshold.spec
    request.isThresholdDeclared = threshold.isDeclared
    request.weightColumn = dataset.weights == nil ? nil : spec.weight
    request.predictionFacts = subject.predictions
    request.scored = subject.scored
    request.columnNames = subject.columnNames
    request.baseline = earlier
    request.keepsDecisions = judging.keepDecisions

    var bar = ProgressBar(isQuiet: running.quiet)
    defer { bar.finish() }
    var result = try audit(request) { progress in
      let phase = [progress.attribute, progress.stage.rawValue].compactMap(\.self)
      bar.update(phase.joined(separator: ": ").printable, fraction: progress.fraction)
    }
    bar.finish()
    for case let rows as RowFile in dataset.inputs.map(\.rows) {
      if let failure = rows.failure { throw failure }
    }
    if let imported = subject.imported {
      try CounterfactualRows(
        spec: spec, data: data, groups: attributes, imported: imported.model,
        scored: imported.scored, options: options
      ).add(to: &result, request: request)
    }
    try judging.complete(&result)
    result.command = CanonicalCommand.current(model: model.model).arguments
    result = try editions.applied(to: result)
    result.contentDigest = try contentDigest(of: result)
    let run = record.facts(threads: threads)
    result.run = run
    if !running.quiet {
      if let warning = result.reversedScoreWarning {
        StandardStreams.diagnose("warning: \(warning.printable)")
      }
      for warning in GateOptions.warnings(result, on: run.day) {
        StandardStreams.diagnose("warning: \(warning.printable)")
      }
    }

    var files = OutputFiles()
    let report = try PreparedReport(of: result)
    let texts = try parallelMap(count: formats.count, threads: threads) {
      try report.text(formats[$0])
    }
    for (path, text) in zip(reports, texts) { files.add(path, text) }
    for (format, path) in judging.outputs { files.add(path, try format.render(result)) }
    if let neurons {
      let table = NeuronTable(result)
      files.add(neurons.path, neurons.isArchive ? table.npz : Array(table.csv.utf8))
    }
    try extras.add(result, to: &files, browser: browser)
    if let rows {
      files.add(rows, RowTable(dataset, try request.rowPredictions()).csv)
    }
    try files.write(inputs: inputs, force: forcing.force)
    if !running.quiet {
      let table = foreignTool.map { ForeignTable(result, tool: $0).lines }
      let lines =
        (table ?? ResultTable(result).lines) + [""] + paths.map { "wrote \($0.printable)" }
      StandardStreams.print(lines.joined(separator: "\n"))
    }
    let status = GateOptions.status(of: result)
    if status != .success { throw ExitCode(status.rawValue) }
  }
}
