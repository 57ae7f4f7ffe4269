import ArgumentParser
import Audit
import AuditResults
import Engine
import FairerAudit
import Keras
import Tables

/// The checkpoint of an audit, which predictions made elsewhere can do without.
struct AuditedModel: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      """
      The Keras checkpoint: .keras, .h5, .hdf5, .weights.h5 or .weights.json. Left out, or named and \
      not read, where the spec names predictions.
      """),
    completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp(
      "For files that hold weights only: the architecture, as model.to_json() gives it.",
      valueName: "json"),
    completion: .file())
  var architecture: String?

  /// Reads the spec that was named, else the one beside the model.
  func spec(_ source: DataOptions) throws -> AuditSpec {
    if let model { return try source.readSpec(besideModel: model) }
    guard let path = source.spec else { throw UsageError.noModel(spec: nil) }
    let spec = try AuditSpec.read(path: path)
    guard spec.predictions != nil else { throw UsageError.noModel(spec: path) }
    return spec
  }

  /// The files that an audit is made from, besides data and spec.
  func files(_ spec: AuditSpec) -> [String] {
    [model, spec.predictions?.file].compactMap(\.self)
  }

  /// Where the reports go unless the user says so: beside the model, else beside the spec.
  func folder(_ spec: AuditSpec) -> String {
    if let model { return FileSystem.sibling(of: model, named: FileSystem.stem(model) + ".audit") }
    var stem = FileSystem.stem(spec.path)
    for suffix in [".yaml", ".yml", ".json"] where stem.hasSuffix(suffix) {
      stem = String(stem.dropLast(suffix.count))
    }
    return FileSystem.sibling(
      of: spec.path, named: stem.hasSuffix(".audit") ? stem : stem + ".audit")
  }

  /// Reads the rows, and runs the model over them unless there are predictions.
  func subject(
    _ request: DatasetRequest, spec: AuditSpec, weights: WeightOptions, options: RunOptions
  ) throws -> AuditSubject {
    guard let predictions = spec.predictions else {
      guard let model else { throw UsageError.noModel(spec: spec.path) }
      let checkpoint = try Checkpoint.read(
        path: model, architecture: architecture, reader: .separateProcess)
      var request = request
      request.images = .separateProcesses(threads: options.threads)
      return try AuditSubject(
        checkpoint, imported: weights.model(of: checkpoint), request: request, spec: spec,
        options: options)
    }
    return try AuditSubject(predictions, model: model, request: request, spec: spec)
  }
}
