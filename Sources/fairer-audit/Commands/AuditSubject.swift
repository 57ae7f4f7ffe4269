import ArgumentParser
import Audit
import AuditResults
import Engine
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
      return try AuditSubject(
        checkpoint, imported: weights.model(of: checkpoint), file: model, request: request,
        spec: spec, options: options)
    }
    var request = request
    request.inputs = []
    let dataset = try Dataset.read(request)
    let file = try predictions.file.map { try fileFacts($0) }
    let facts = PredictionFacts(
      kind: predictions.kind.rawValue, columns: predictions.columns, file: file,
      namesModel: model != nil)
    return AuditSubject(
      model: nil,
      facts: ModelFacts(
        name: spec.modelName ?? "Predictions made elsewhere", statements: spec.modelStatements,
        file: try model.map { try fileFacts($0) } ?? file ?? fileFacts(request.path),
        format: "not read", kerasVersion: nil, backend: nil, layers: []),
      dataset: dataset, output: spec.output, predictions: facts)
  }
}

extension LabelSpec {
  /// What the label's values are, without the spec's details.
  var labelKind: LabelKind {
    switch kind {
    case .binary: .binary
    case .multiclass: .multiclass
    case .numeric: .numeric
    }
  }
}

/// What is audited: rows, and what predicts them.
struct AuditSubject {
  /// The model; `nil` for predictions made elsewhere.
  var model: Model<Float>?
  /// What the report says about it.
  var facts: ModelFacts
  /// The rows.
  var dataset: Dataset
  /// Which output holds the score.
  var output: OutputSpec
  /// The values of that output.
  var scored: Tensor<Float>?
  /// What the columns of each input are called.
  var columnNames: [String: [String]] = [:]
  /// What the report says about predictions made elsewhere.
  var predictions: PredictionFacts?

  init(
    model: Model<Float>?, facts: ModelFacts, dataset: Dataset, output: OutputSpec,
    predictions: PredictionFacts?
  ) {
    self.model = model
    self.facts = facts
    self.dataset = dataset
    self.output = output
    self.predictions = predictions
  }

  /// Runs a model over rows.
  init(
    _ checkpoint: Checkpoint, imported: ImportedModel, file: String, request: DatasetRequest,
    spec: AuditSpec, options: RunOptions
  ) throws {
    output = OutputSpec(spec.output, model: imported, label: request.label)
    let scored = imported.model.outputs[
      try imported.model.scoredOutput(output, label: request.label?.labelKind ?? .binary)
    ].value
    let (dataset, values) = try imported.read(
      request, computing: [scored], keepingRows: true, options: options)
    model = imported.model
    facts = ModelFacts(
      name: spec.modelName ?? imported.name, statements: spec.modelStatements,
      file: try fileFacts(file), format: checkpoint.format.description,
      kerasVersion: checkpoint.kerasVersion, backend: checkpoint.backend,
      layers: imported.layers.map(ModelFacts.Layer.init))
    self.dataset = dataset
    self.scored = values[0]
    let order = try imported.model.order(
      ofInputs: dataset.inputs.map { ($0.name, $0.rows.rowShape) })
    for (input, index) in zip(imported.model.inputs, order) {
      columnNames[input.name] =
        spec.inputs.first { $0.name == dataset.inputs[index].name }?.columnNames
    }
  }
}

extension ModelFacts.Layer {
  /// What a report says about a layer.
  init(_ layer: LayerSummary) {
    self.init(
      name: layer.name, className: layer.className, outputShape: layer.outputShape,
      parameters: layer.parameters)
  }
}
