import AuditResults
import Engine
import Tables

/// The labels of an audit, with what predicts them and the loss of a model that does.
struct LabelSource: Sendable {
  /// What the rows hold.
  var outcomes: Outcomes
  /// Each class against all others; empty unless the label has several, and not too many.
  var classes: [Outcomes] = []
  /// What the report says about scores and decisions.
  var decision: DecisionFacts
  /// Where a model's scores come from; `nil` for predictions made elsewhere.
  var source: ScoreSource?
  /// What the loss compares with.
  var targets: Targets<Float>?

  /// Takes rows that belong together for one draw.
  mutating func draw(_ clusters: Clusters?, resampling: Resampling, threads: Int) {
    let draws = clusters.map { ClusterDraws($0, resampling: resampling, threads: threads) }
    outcomes.clusters = draws
    for index in classes.indices { classes[index].clusters = draws }
  }

  /// Classes beyond which none is looked at by itself.
  static let mostDetailedClasses = 50
}

extension AuditRequest {
  /// Runs the model, or takes the predictions, and reads them as the label wants them.
  ///
  /// - Throws: ``AuditError`` where model, predictions, label and threshold do not fit each other.
  func labelSource() throws(AuditError) -> LabelSource {
    guard let labels = dataset.labelValues else { throw .noLabels }
    var decision = DecisionFacts(
      labelColumn: labelColumn, positiveLabel: dataset.positiveLabel,
      negativeLabel: dataset.negativeLabel, threshold: threshold, output: "", scoreKind: .label)
    decision.weightColumn = weightColumn
    decision.clusterColumn = clusterColumn
    decision.predictions = predictionFacts
    let source = try dataset.predictions == nil ? scoreSource(labels) : nil
    if let source { (decision.output, decision.scoreKind) = (source.name, source.kind) }
    if let predictions = dataset.predictions {
      decision.output = predictions.columns.first ?? ""
      decision.scoreKind =
        switch predictions.kind {
        case .probability: .probability
        case .logit: .logit
        case .label: .label
        case .value: .value
        }
    }
    switch labels {
    case .binary(let labels): return try binary(labels, source: source, decision: decision)
    case .classes(let names, let codes):
      return try multiclass(names, codes: codes, source: source, decision: decision)
    case .numbers(let labels): return try numeric(labels, source: source, decision: decision)
    }
  }

  private func scoreSource(_ labels: LabelValues) throws(AuditError) -> ScoreSource {
    guard let model else { throw .noModel }
    switch labels {
    case .binary: return try ScoreSource(model: model, spec: output)
    case .classes(let names, _):
      return try ScoreSource(model: model, spec: output, classes: names.count)
    case .numbers: return try ScoreSource(numericModel: model, spec: output)
    }
  }

  /// The values of the model's output for all rows.
  private func values(_ source: ScoreSource) throws(AuditError) -> Tensor<Float> {
    if let scored { return scored }
    guard let model else { throw .noModel }
    return model.values(
      [model.outputs[source.output].value], inputs: try modelInputs(), options: options)[0]
  }

  private func binary(
    _ labels: [UInt8], source: ScoreSource?, decision: DecisionFacts
  ) throws(AuditError) -> LabelSource {
    let scores: [Double]
    if let source {
      scores = try source.scores(in: values(source))
    } else {
      scores = try predictedScores()
    }
    let hasScores = dataset.predictions?.kind != .label
    var decision = decision
    var cutoff: Double
    switch thresholdSpec {
    case .number(let number): cutoff = number
    case .median:
      guard hasScores, let median = median(scores, weights: dataset.weights) else {
        throw .thresholdMismatch(.median, of: .labels)
      }
      // At least the next number above the median, which is above it.
      cutoff = median.nextUp
      decision.rule = .median
    case .perClass: throw .thresholdMismatch(.perClass, of: .label(.binary))
    }
    if !hasScores {
      cutoff = 0.5
      decision.rule = .prediction
    }
    decision.threshold = cutoff
    let outcomes = Outcomes(
      scores: scores, labels: labels, threshold: cutoff, settings: settings,
      weights: dataset.weights, hasScores: hasScores)
    return LabelSource(
      outcomes: outcomes, decision: decision, source: source, targets: source?.targets(labels))
  }

  private func predictedScores() throws(AuditError) -> [Double] {
    guard let predictions = dataset.predictions else { throw .noModel }
    guard predictions.columns.count == 1, predictions.kind != .value else {
      throw .predictionMismatch(
        predictions.kind.rawValue, columns: predictions.columns.count, label: .binary)
    }
    return predictions.kind == .logit ? predictions.values.map(logistic) : predictions.values
  }

  private func multiclass(
    _ names: [String], codes: [Int32], source: ScoreSource?, decision: DecisionFacts
  ) throws(AuditError) -> LabelSource {
    var decision = decision
    decision.labelKind = .multiclass
    decision.classes = names
    decision.threshold = 0
    var thresholds: [Double]?
    switch thresholdSpec {
    case .number:
      if isThresholdDeclared {
        throw .thresholdMismatch(.number, of: .label(.multiclass))
      }
    case .median: throw .thresholdMismatch(.median, of: .label(.multiclass))
    case .perClass(let given):
      guard Set(given.map(\.name)) == Set(names) else {
        throw .thresholdClasses(given.map(\.name), known: names)
      }
      thresholds = names.compactMap { name in given.first { $0.name == name }?.threshold }
    }
    decision.rule = thresholds == nil ? .largestScore : .classThresholds
    var content: ClassContent
    if let source {
      content = ClassContent(
        names: names, labels: codes, probabilities: try source.classScores(in: values(source)),
        thresholds: thresholds)
    } else {
      guard let predictions = dataset.predictions else { throw .noModel }
      switch (predictions.kind, predictions.columns.count) {
      case (.label, 1):
        if thresholds != nil {
          throw .thresholdMismatch(.perClass, of: .labels)
        }
        decision.rule = .prediction
        content = ClassContent(
          names: names, labels: codes, assigned: predictions.values.map { Int32($0) })
      case (.probability, names.count):
        content = ClassContent(
          names: names, labels: codes, probabilities: predictions.values, thresholds: thresholds)
      case (.logit, names.count):
        content = ClassContent(
          names: names, labels: codes,
          probabilities: softmax(predictions.values, columns: names.count),
          thresholds: thresholds)
      default:
        throw .predictionMismatch(
          predictions.kind.rawValue, columns: predictions.columns.count, label: .multiclass)
      }
    }
    var result = LabelSource(
      outcomes: Outcomes(content, settings: settings, weights: dataset.weights),
      decision: decision, source: source,
      targets: source.map { _ in .classes(codes.map(Int.init)) })
    if names.count <= LabelSource.mostDetailedClasses {
      result.classes = names.indices.map {
        content.oneAgainstRest($0, settings: settings, weights: dataset.weights)
      }
    }
    return result
  }

  private func numeric(
    _ labels: [Double], source: ScoreSource?, decision: DecisionFacts
  ) throws(AuditError) -> LabelSource {
    var decision = decision
    decision.labelKind = .numeric
    decision.rule = DecisionRule.none
    decision.threshold = 0
    switch thresholdSpec {
    case .number:
      if isThresholdDeclared { throw .thresholdMismatch(.number, of: .label(.numeric)) }
    case .median: throw .thresholdMismatch(.median, of: .label(.numeric))
    case .perClass: throw .thresholdMismatch(.perClass, of: .label(.numeric))
    }
    let predicted: [Double]
    if let source {
      predicted = try source.numbers(in: values(source))
    } else {
      guard let predictions = dataset.predictions else { throw .noModel }
      guard predictions.kind == .value, predictions.columns.count == 1 else {
        throw .predictionMismatch(
          predictions.kind.rawValue, columns: predictions.columns.count, label: .numeric)
      }
      predicted = predictions.values
    }
    return LabelSource(
      outcomes: Outcomes(
        labels: labels, predictions: predicted, settings: settings, weights: dataset.weights),
      decision: decision, source: source,
      targets: source.map { _ in
        .values(Tensor(shape: [labels.count, 1], elements: labels.map { Float($0) }))
      })
  }
}

/// The softmax of each row of so many numbers.
private func softmax(_ logits: [Double], columns: Int) -> [Double] {
  var result = logits
  for start in stride(from: 0, to: logits.count, by: columns) {
    let row = logits[start..<start + columns]
    let largest = row.max() ?? 0
    let powers = row.map { exponential($0 - largest) }
    let sum = powers.reduce(0, +)
    for (index, power) in powers.enumerated() { result[start + index] = power / sum }
  }
  return result
}

extension ScoreSource {
  /// The scores of several classes, one column for each.
  init<E: Scalar>(model: Model<E>, spec: OutputSpec, classes: Int) throws(AuditError) {
    try self.init(choosing: spec, in: model)
    guard columns == classes else {
      throw .outputWidth(output: name, expected: classes, found: columns)
    }
    switch (model.head(ofOutput: output), spec.kind) {
    case (.softmax(let logits), nil), (.softmax(let logits), .softmax):
      (kind, loss) = (.softmax, .categoricalCrossEntropy(logits: logits))
    case (.linear(let value), .logit):
      (kind, loss) = (.logit, .categoricalCrossEntropy(logits: value))
    case (let head, let declared?):
      throw .scoreKindMismatch(output: name, declared: declared.rawValue, layer: head.layerName)
    case (let head, nil):
      throw .classScoresNeeded(output: name, layer: head.layerName)
    }
  }

  /// The predictions of a numeric label.
  init<E: Scalar>(numericModel model: Model<E>, spec: OutputSpec) throws(AuditError) {
    try self.init(choosing: spec, in: model)
    if let declared = spec.kind, declared != .value {
      throw .scoreKindMismatch(
        output: name, declared: declared.rawValue,
        layer: model.head(ofOutput: output).layerName)
    }
    guard columns == 1 else { throw .outputWidth(output: name, expected: 1, found: columns) }
    kind = .value
  }

  /// One probability for each class and row, row by row.
  func classScores(in values: Tensor<Float>) throws(AuditError) -> [Double] {
    let numbers = values.elements.map(Double.init)
    if let index = numbers.firstIndex(where: { !$0.isFinite }) {
      throw .nonFiniteScore(row: index / max(1, columns))
    }
    return kind == .logit ? softmax(numbers, columns: columns) : numbers
  }

  /// One prediction for each row.
  func numbers(in values: Tensor<Float>) throws(AuditError) -> [Double] {
    let numbers = values.elements.map(Double.init)
    if let index = numbers.firstIndex(where: { !$0.isFinite }) {
      throw .nonFiniteScore(row: index)
    }
    return numbers
  }
}
