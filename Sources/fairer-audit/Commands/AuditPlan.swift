import Audit
import AuditResults
import Engine
import FairerAudit
import Report
import Tables

/// What an audit is to do, decided from the options and the spec before any row is read, so that
/// nobody waits for a run that could not end well.
struct AuditPlan {
  let threads: Int
  let formats: [ReportFormat]
  let spec: AuditSpec
  let label: LabelSpec
  let groups: [GroupSpec]
  let threshold: (spec: ThresholdSpec, isDeclared: Bool)
  let gates: [GateSpec]
  let settings: SettingsFacts
  /// The earlier audit that limits are held against.
  let baseline: (result: AuditResult, file: FileFacts)?
  let foreignTool: ForeignTool?
  /// What prints the report to a file.
  let browser: Browser?
  /// Where neurons are written to.
  let neurons: (path: String, isArchive: Bool)?
  /// Where each of ``formats`` is written to.
  let reports: [String]
  /// All files that are written, in the order in which they are told.
  let outputs: [String]
  /// All files that are read.
  let inputs: [String]
  private let input: DataInput

  /// The path of the rows.
  var data: String { input.path }
  var options: RunOptions { RunOptions(threads: threads) }

  /// Decides, and refuses what cannot be.
  init(_ command: AuditCommand) throws {
    let judging = command.judging
    threads = try command.running.threadCount()
    formats = try chosenFormats(ReportFormat.self, named: command.format)
    spec = try command.model.spec(command.source)
    let input = try DataInput(command.source.dataPath(spec))
    label = try command.decision.chosenLabel(spec)
    groups = try command.decision.chosenGroups(spec, label: label)
    threshold = try command.decision.chosenThresholds(spec)
    guard (1...8).contains(command.intersections) else {
      throw UsageError.option(
        name: "--intersections", expected: "1 to 8", found: "\(command.intersections)")
    }

    let folder = command.output ?? command.model.folder(spec)
    neurons = try command.network.neuronFile()
    reports = formats.map { folder + "/" + $0.fileName }
    outputs =
      reports + judging.outputs.map(\.path) + [neurons?.path, command.rows].compactMap(\.self)
      + command.extras.paths
    gates = try judging.gates(spec)
    foreignTool = try judging.foreignTool()
    _ = try judging.chosenProfile()
    browser = try command.extras.browser()
    inputs = command.model.files(spec) + [spec.path, input.path] + judging.inputs
    try OutputFiles.check(outputs, inputs: inputs, force: command.forcing.force)

    baseline = try judging.earlierAudit()
    if foreignTool != nil, label.kind != .binary {
      throw UsageError.combination(
        "--as prints an audit of a label of two values, and the spec's label is another",
        remedy: "leave --as out; the report names the equal quantities of other tools")
    }
    var settings = spec.settings
    if let seed = command.seed { settings.seed = seed }
    try command.network.apply(to: &settings)
    self.settings = settings
    let limits = gates
    try RunFiles(model: command.model.model, spec: spec.path, data: input.path, gates: limits)
      .naming { for gate in limits { try gate.checkMetric() } }
    // Last, because what owns a file cannot be given back where something after it fails.
    self.input = input
  }

  /// The files by which errors are told.
  func files(_ model: String?) -> RunFiles {
    RunFiles(model: model, spec: spec.path, data: data, gates: gates)
  }
}
