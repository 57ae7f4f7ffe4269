public import Audit
public import AuditResults
public import Engine
public import Keras
public import Tables

/// What is audited: rows, and what predicts them.
public struct AuditSubject {
  /// The model; `nil` for predictions made elsewhere.
  public var model: Model<Float>?
  /// What the report says about it.
  public var facts: ModelFacts
  /// The rows.
  public var dataset: Dataset
  /// Which output holds the score.
  public var output: OutputSpec
  /// The values of that output.
  public var scored: Tensor<Float>?
  /// What the columns of each input are called.
  public var columnNames: [String: [String]] = [:]
  /// What the report says about predictions made elsewhere.
  public var predictions: PredictionFacts?
  /// The model as it was imported, and its scored value; `nil` for predictions made elsewhere.
  public var imported: (model: ImportedModel, scored: ValueID)?

  /// Runs a model over rows while they are read.
  ///
  /// - Parameters:
  ///   - checkpoint: The checkpoint.
  ///   - imported: The model that it became.
  ///   - request: The rows.
  ///   - spec: What the audit spec says about the model.
  ///   - options: Threads.
  /// - Throws: `AuditError` where model, spec and rows do not fit each other, and what keeps the
  ///   rows from being read.
  public init(
    _ checkpoint: Checkpoint, imported: ImportedModel, request: DatasetRequest, spec: AuditSpec,
    options: RunOptions = RunOptions()
  ) throws {
    output = OutputSpec(spec.output, model: imported, label: request.label)
    let scored = imported.model.outputs[
      try imported.model.scoredOutput(output, label: request.label?.labelKind ?? .binary)
    ].value
    let (dataset, values) = try imported.read(
      request, computing: [scored], keepingRows: true, options: options)
    self.imported = (imported, scored)
    model = imported.model
    facts = ModelFacts(
      name: spec.modelName ?? imported.name, statements: spec.modelStatements,
      file: try fileFacts(checkpoint.file), format: checkpoint.format.description,
      kerasVersion: checkpoint.kerasVersion, backend: checkpoint.backend,
      layers: imported.layers.map(ModelFacts.Layer.init))
    self.dataset = dataset
    self.scored = values[0]
    columnNames = try imported.columnNames(of: dataset, spec: spec)
  }

  /// Reads rows together with predictions that were made elsewhere.
  ///
  /// - Parameters:
  ///   - predictions: The predictions.
  ///   - model: The file that made them, which is hashed and not read.
  ///   - request: The rows.
  ///   - spec: What the audit spec says about the model.
  /// - Throws: `TableError` or `ArchiveError` where a file cannot be read.
  public init(
    _ predictions: PredictionSpec, model: String?, request: DatasetRequest, spec: AuditSpec
  ) throws {
    var request = request
    request.inputs = []
    dataset = try Dataset.read(request)
    let file = try predictions.file.map { try fileFacts($0) }
    facts = ModelFacts(
      name: spec.modelName ?? "Predictions made elsewhere", statements: spec.modelStatements,
      file: try model.map { try fileFacts($0) } ?? file ?? fileFacts(request.path),
      format: "not read", kerasVersion: nil, backend: nil, layers: [])
    output = spec.output
    self.predictions = PredictionFacts(
      kind: predictions.kind.rawValue, columns: predictions.columns, file: file,
      namesModel: model != nil)
  }
}

extension ImportedModel {
  /// What the columns of each input are called, by the features that the spec makes them from.
  ///
  /// - Throws: `AuditError` where the rows do not fit the inputs.
  public func columnNames(of dataset: Dataset, spec: AuditSpec) throws -> [String: [String]] {
    let order = try model.order(ofInputs: dataset.inputs.map { ($0.name, $0.rows.rowShape) })
    var names: [String: [String]] = [:]
    for (input, index) in zip(model.inputs, order) {
      names[input.name] =
        spec.inputs.first { $0.name == dataset.inputs[index].name }?.columnNames
    }
    return names
  }
}

extension AuditRequest {
  /// Asks for the audit of a subject as a spec says.
  ///
  /// - Parameters:
  ///   - subject: What is audited.
  ///   - spec: The audit spec, a file.
  ///   - data: The file of the rows.
  ///   - label: The label.
  ///   - tool: The program that asks.
  ///   - options: Threads.
  /// - Throws: `ArchiveError` where spec or rows cannot be read again to be hashed.
  public init(
    _ subject: AuditSubject, spec: AuditSpec, data: String, label: LabelSpec, tool: ToolFacts,
    options: RunOptions = RunOptions()
  ) throws {
    let dataset = subject.dataset
    self.init(
      tool: tool, model: subject.model, modelFacts: subject.facts, dataset: dataset,
      dataFacts: DataFacts(
        file: try fileFacts(data), spec: try fileFacts(spec.path),
        statements: spec.data.statements, rows: dataset.rows, features: dataset.features),
      labelColumn: label.column, output: subject.output, gates: spec.gates,
      settings: spec.settings, options: options)
    thresholdSpec = spec.threshold
    isThresholdDeclared = spec.isThresholdDeclared
    weightColumn = dataset.weights == nil ? nil : spec.weight
    clusterColumn = dataset.clusters == nil ? nil : spec.cluster
    predictionFacts = subject.predictions
    scored = subject.scored
    columnNames = subject.columnNames
  }
}

extension OutputSpec {
  /// The spec's output; a linear one counts as a logit where the model was trained on logits.
  ///
  /// Of a numeric label nothing is a logit.
  public init(_ spec: OutputSpec, model: ImportedModel, label: LabelSpec? = nil) {
    self = spec
    guard label?.kind != .numeric, kind == nil, model.lossFromLogits == true else { return }
    let outputs = model.model.outputs
    let index =
      name.map { name in outputs.firstIndex { $0.name == name } }
      ?? (outputs.count == 1 ? 0 : nil)
    if let index, case .linear = model.model.head(ofOutput: index) { kind = .logit }
  }
}

extension LabelSpec {
  /// What the label's values are, without the spec's details.
  fileprivate var labelKind: LabelKind {
    switch kind {
    case .binary: .binary
    case .multiclass: .multiclass
    case .numeric: .numeric
    }
  }
}

extension ModelFacts.Layer {
  /// What a report says about a layer.
  public init(_ layer: LayerSummary) {
    self.init(
      name: layer.name, className: layer.className, outputShape: layer.outputShape,
      parameters: layer.parameters)
  }
}
