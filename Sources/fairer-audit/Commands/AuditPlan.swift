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
  /// The file of the rows.
  let data: String
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
  var options: RunOptions { RunOptions(threads: threads) }

  /// Decides, and refuses what cannot be.
  init(_ command: AuditCommand, spec: AuditSpec, data: String) throws {
    self.spec = spec
    self.data = data
    let judging = command.judging
    threads = try command.running.threadCount()
    formats = try chosenFormats(ReportFormat.self, named: command.format)
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
    inputs = command.model.files(spec) + [spec.path, data] + judging.inputs
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
    try files(command.model.model).naming { for gate in gates { try gate.checkMetric() } }
  }

  /// The files by which errors are told.
  func files(_ model: String?) -> RunFiles {
    RunFiles(model: model, spec: spec.path, data: data, gates: gates)
  }
}
