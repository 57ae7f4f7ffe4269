import AuditResults
import Engine
import Tables

/// Where a model's scores come from, and the loss that belongs to them.
struct ScoreSource: Sendable, Equatable {
  /// The output's index.
  var output: Int
  /// The output's name.
  var name: String
  /// How the output becomes a score.
  var kind: DecisionFacts.ScoreKind
  /// The column of the positive label; 0 where there is one column.
  var column: Int
  /// How many columns the output has.
  var columns: Int
  /// The loss of the labels, from logits wherever the model has them.
  var loss: Loss

  /// Finds the output that the spec chooses, whose value is yet to be read.
  init<E: Scalar>(choosing spec: OutputSpec, in model: Model<E>) throws(AuditError) {
    let names = model.outputs.map(\.name)
    if let wanted = spec.name {
      guard let index = names.firstIndex(of: wanted) else {
        throw .unknownOutput(wanted, known: names)
      }
      output = index
    } else {
      guard names.count == 1 else { throw .ambiguousOutput(known: names) }
      output = 0
    }
    name = names[output]
    columns = model.shape(of: model.outputs[output].value).reduce(1, *)
    column = 0
    (kind, loss) = (.value, .meanSquaredError(model.outputs[output].value))
  }

  /// Finds the score of a model as the spec says, or as the model's last layer does.
  init<E: Scalar>(model: Model<E>, spec: OutputSpec) throws(AuditError) {
    try self.init(choosing: spec, in: model)
    switch (model.head(ofOutput: output), spec.kind) {
    case (.sigmoid(let logits), nil), (.sigmoid(let logits), .probability):
      (kind, loss) = (.probability, .binaryCrossEntropy(logits: logits))
    case (.softmax(let logits), nil), (.softmax(let logits), .softmax):
      (kind, loss) = (.softmax, .categoricalCrossEntropy(logits: logits))
    case (.linear(let value), .logit):
      (kind, loss) = (.logit, .binaryCrossEntropy(logits: value))
    case (.linear(let value), .probability):
      (kind, loss) = (.probability, .binaryCrossEntropyOfProbabilities(value))
    case (.linear, nil):
      throw .scoreKindNeeded(output: name)
    case (let head, let declared?):
      throw .scoreKindMismatch(
        output: name, declared: declared.rawValue, layer: head.layerName)
    }
    guard kind == .softmax else {
      guard columns == 1 else { throw .outputWidth(output: name, expected: 1, found: columns) }
      return
    }
    guard columns == 2 else { throw .outputWidth(output: name, expected: 2, found: columns) }
    guard let positive = spec.positiveClass else {
      throw .positiveClassNeeded(output: name, columns: columns)
    }
    guard positive >= 0 && positive < columns else {
      throw .positiveClassOutOfRange(positive, columns: columns)
    }
    column = positive
  }

  /// The scores in an output's values, one per row.
  func scores(in values: Tensor<Float>) throws(AuditError) -> [Double] {
    var scores: [Double] = []
    scores.reserveCapacity(values.elements.count / max(1, columns))
    for index in stride(from: column, to: values.elements.count, by: columns) {
      let value = Double(values.elements[index])
      let score = kind == .logit ? logistic(value) : value
      guard score.isFinite, value.isFinite else { throw .nonFiniteScore(row: scores.count) }
      guard score >= 0 && score <= 1 else {
        throw .scoreOutOfRange(row: scores.count, score: score)
      }
      scores.append(score)
    }
    return scores
  }

  /// What the loss compares the model with.
  func targets(_ labels: [UInt8]) -> Targets<Float> {
    kind == .softmax
      ? .classes(labels.map { $0 == 0 ? 1 - column : column })
      : .values(Tensor(shape: [labels.count, 1], elements: labels.map { $0 == 0 ? 0 : 1 }))
  }
}

extension OutputHead {
  var layerName: String {
    switch self {
    case .sigmoid: "sigmoid"
    case .softmax: "softmax"
    case .linear: "linear"
    }
  }
}
