import Audit
import AuditResults
import Engine
import Tables

/// What a training is to do, decided from the options and the spec before any row is read, so that
/// nobody waits for a run that could not end well.
struct FineTunePlan {
  let threads: Int
  let objective: Objective
  let selection: Selection
  /// The shares of rows that become training, validation and test rows where sets are missing.
  let shares: [Double]
  let spec: AuditSpec
  let label: LabelSpec
  /// The attributes whose groups, crossed, are compared.
  let attributes: [GroupSpec]
  let seed: UInt64
  let files: FineTuneFiles
  let places: FineTuneOutput
  /// The files by which errors are told.
  let names: RunFiles
  /// All files that are read.
  let inputs: [String]
  var options: RunOptions { RunOptions(threads: threads) }

  /// Decides, and refuses what cannot be.
  init(_ command: FineTuneCommand) throws {
    threads = try command.running.threadCount()
    objective = try command.objective.chosen()
    selection = try command.selection.chosen()
    shares = try command.rows.shares()
    try command.several.check()
    let (model, source) = (command.model, command.source)
    spec = try source.readSpec(besideModel: model.model)
    label = try command.decision.chosenLabel(spec)
    try checkTrainable(spec, label: label)
    attributes = try Self.attributes(command.decision, spec, label: label)
    seed = command.training.seed ?? spec.settings.seed
    files = try FineTuneFiles(
      train: command.rows.train ?? spec.data.train,
      validation: command.rows.validation ?? spec.data.validation,
      test: source.data ?? spec.data.test, spec: spec.path)
    places = FineTuneOutput(command.output)
    names = RunFiles(
      model: model.model, spec: spec.path, data: files.training, gates: spec.gates,
      validation: files.validation, test: files.test)
    inputs = [model.model, model.architecture, spec.path].compactMap(\.self) + files.all
    try names.naming { for gate in spec.gates { try gate.checkMetric() } }
    try OutputFiles.check(places.all, inputs: inputs, force: command.forcing.force)
  }

  /// The attributes that are crossed; one, unless several are named here.
  private static func attributes(
    _ decision: DecisionOptions, _ spec: AuditSpec, label: LabelSpec
  ) throws(UsageError) -> [GroupSpec] {
    let attributes = try decision.chosenGroups(spec, label: label)
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
