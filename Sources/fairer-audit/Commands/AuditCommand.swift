import ArgumentParser
import Audit
import AuditResults
import Engine
import FairerAudit
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
    name: .shortAndLong,
    help: ArgumentHelp(
      "The output folder. Default: MODEL-STEM.audit beside the model.", valueName: "folder"),
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
    let spec = try model.spec(source)
    // Owns what came by standard input until the run ends.
    let input = try DataInput(source.dataPath(spec))
    let plan = try AuditPlan(self, spec: spec, data: input.path)
    let subject = try self.subject(plan)
    let request = try self.request(subject, plan)
    var result = try audited(request, of: subject, plan)
    try seal(&result, record.facts(threads: plan.threads))
    try write(result, rows: request, plan)
    try tell(result, plan)
    let status = GateOptions.status(of: result)
    if status != .success { throw ExitCode(status.rawValue) }
  }

  /// Reads the rows, and runs the model over them.
  private func subject(_ plan: AuditPlan) throws -> AuditSubject {
    let (spec, data) = (plan.spec, plan.data)
    let rows = DatasetRequest(
      path: data, spec: spec, label: plan.label, groups: plan.groups, intersections: intersections)
    let options = plan.options
    var subject = try plan.files(model.model).naming {
      try model.subject(rows, spec: spec, weights: weights, options: options)
    }
    if let train = spec.data.train, FileSystem.exists(train), subject.model != nil {
      let shared = try Dataset.sharedRows(
        of: data, with: train, data: spec.data,
        columns: Set(spec.inputs.flatMap(\.features).map(\.column)))
      if shared > 0 {
        subject.dataset.warnings.append(
          .sharedRows(rows: shared, of: subject.dataset.rows, trainingFile: train))
      }
    }
    warn(subject.dataset.warnings.map(\.sentence))
    return subject
  }

  private func request(
    _ subject: AuditSubject, _ plan: AuditPlan
  ) throws -> AuditRequest {
    var request = try AuditRequest(
      subject, spec: plan.spec, data: plan.data, label: plan.label,
      tool: .this, options: plan.options)
    (request.thresholdSpec, request.isThresholdDeclared) = plan.threshold
    request.gates = plan.gates
    request.settings = plan.settings
    request.baseline = plan.baseline
    request.keepsDecisions = judging.keepDecisions
    return request
  }

  /// Audits, and adds what takes another reading of the rows.
  private func audited(
    _ request: AuditRequest, of subject: AuditSubject, _ plan: AuditPlan
  ) throws -> AuditResult {
    var bar = ProgressBar(isQuiet: running.quiet)
    defer { bar.finish() }
    var result = try plan.files(model.model).naming {
      try audit(request) { progress in
        let phase = [progress.attribute, progress.stage.rawValue].compactMap(\.self)
        bar.update(phase.joined(separator: ": ").printable, fraction: progress.fraction)
      }
    }
    bar.finish()
    try subject.dataset.checkRead()
    if let imported = subject.imported {
      try CounterfactualRows(
        spec: plan.spec, data: plan.data, groups: plan.groups, imported: imported.model,
        scored: imported.scored, options: plan.options
      ).add(to: &result, request: request)
    }
    return result
  }

  /// Completes a result with how it came about, in the edition that was asked for.
  private func seal(_ result: inout AuditResult, _ run: RunFacts) throws {
    try judging.complete(&result)
    result.command = CanonicalCommand.current(model: model.model).arguments
    result = try editions.applied(to: result)
    result.contentDigest = try contentDigest(of: result)
    result.run = run
    warn([result.reversedScoreWarning].compactMap(\.self))
    warn(GateOptions.warnings(result, on: run.day))
  }

  /// Writes reports and whatever else was asked for, all or nothing.
  private func write(
    _ result: AuditResult, rows request: AuditRequest, _ plan: AuditPlan
  ) throws {
    var files = OutputFiles()
    let report = try PreparedReport(of: result, isDigestRight: true)
    let formats = plan.formats
    let texts = try parallelMap(count: formats.count, threads: plan.threads) {
      try report.text(formats[$0])
    }
    for (path, text) in zip(plan.reports, texts) { files.add(path, text) }
    for (format, path) in judging.outputs { files.add(path, try format.render(result)) }
    if let neurons = plan.neurons {
      let table = NeuronTable(result)
      files.add(neurons.path, neurons.isArchive ? table.npz : Array(table.csv.utf8))
    }
    try extras.add(result, to: &files, browser: plan.browser)
    if let rows {
      files.add(rows, RowTable(request.dataset, try request.rowPredictions()).csv)
    }
    try files.write(inputs: plan.inputs, force: forcing.force)
  }

  /// Prints the short result and the places of the files.
  private func tell(_ result: AuditResult, _ plan: AuditPlan) throws {
    guard !running.quiet else { return }
    let table = plan.foreignTool.map { ForeignTable(result, tool: $0).lines }
    let lines =
      (table ?? ResultTable(result).lines) + [""]
      + plan.outputs.map { "wrote \($0.printable)" }
    try StandardStreams.print(lines.joined(separator: "\n"))
  }

  private func warn(_ sentences: [String]) {
    guard !running.quiet else { return }
    for sentence in sentences { StandardStreams.diagnose("warning: \(sentence.printable)") }
  }
}
