import Audit
import AuditResults

extension AuditError: Diagnosable {
  var diagnostic: Diagnostic { Diagnostic(status, sentence, hint: remedy) }

  private var status: ExitStatus {
    switch self {
    case .noLabels, .unknownMetric, .incomparable, .unknownOutput, .ambiguousOutput,
      .positiveClassNeeded, .noModel, .classScoresNeeded, .predictionMismatch, .thresholdMismatch,
      .thresholdClasses, .unknownClass, .positiveClassOutOfRange, .scoreKindNeeded,
      .scoreKindMismatch:
      .usage
    case .noRows, .inputCount, .inputShape, .outputWidth, .nonFiniteScore, .scoreOutOfRange,
      .nonFiniteGradient:
      .input
    }
  }

  private var sentence: String {
    switch self {
    case .noRows: "the data hold no rows"
    case .noLabels: "the data were read without labels"
    case .inputCount(let expected, let found):
      "the model has \(expected.count) inputs (\(quoted(expected))), the audit spec describes \(found.count) (\(quoted(found)))"
    case .inputShape(let input, let expected, let found):
      "model input '\(input)': expected shape \(expected), the audit spec's features make \(found)"
    case .unknownOutput(let name, _): "the model has no output '\(name)'"
    case .ambiguousOutput(let known):
      "the model has \(known.count) outputs, and none was chosen"
    case .outputWidth(let output, let expected, let found):
      "model output '\(output)': expected \(expected) column\(expected == 1 ? "" : "s"), found \(found)"
    case .positiveClassNeeded(let output, let columns):
      "model output '\(output)' is a softmax of \(columns) columns, and which is the positive label's was not said"
    case .positiveClassOutOfRange(let column, let columns):
      "output.positive_class is \(column), but the output has columns 0 to \(columns - 1)"
    case .scoreKindMismatch(let output, let declared, let layer):
      "model output '\(output)': the audit spec declares '\(declared)', but the last layer computes '\(layer)'"
    case .scoreKindNeeded(let output):
      "model output '\(output)': the last layer does not tell a probability from a logit"
    case .noModel: "there is neither a model nor predictions"
    case .classScoresNeeded(let output, let layer):
      "model output '\(output)' has a column for each class, but its last layer computes '\(layer)', not a softmax"
    case .predictionMismatch(let kind, let columns, let label):
      "predictions of kind '\(kind)' in \(columns) column\(columns == 1 ? "" : "s") do not predict \(label.words)"
    case .thresholdMismatch(let kind, let predicted):
      "threshold: \(kind.words) does not apply to \(predicted.words)"
    case .thresholdClasses(let found, let known):
      "threshold: expected one for each of the classes \(quoted(known)), found \(quoted(found))"
    case .unknownClass(let name, let known):
      known.isEmpty
        ? "a gate names the class '\(name)', but no class is looked at by itself"
        : "a gate names the class '\(name)', which the label does not have"
    case .nonFiniteScore(let row): "the model's score of data row \(row + 1) is not a finite number"
    case .scoreOutOfRange(let row, let score):
      "the model's score of data row \(row + 1) is \(score), which is not a probability"
    case .nonFiniteGradient(let layer): "the gradient in layer '\(layer)' is not finite"
    case .unknownMetric(let name, _): "a gate names '\(name)', which is not a disparity metric"
    case .incomparable(let metric, let against, _):
      "a gate compares groups with '\(against)' on '\(metric)', which is not measured that way"
    }
  }

  private var remedy: String {
    switch self {
    case .noRows: "give a file with at least one row, with --data FILE"
    case .noLabels: "give --label COLUMN --positive VALUE"
    case .inputCount: "describe each of the model's inputs under 'inputs' in the audit spec"
    case .inputShape: "make the features under 'inputs' those that the model was trained with"
    case .unknownOutput(_, let known): "the outputs are \(quoted(known)); set output.name"
    case .ambiguousOutput(let known): "set output.name in the audit spec to one of \(quoted(known))"
    case .outputWidth: "audit a model with one score per row, or a softmax over two classes"
    case .positiveClassNeeded: "set output.positive_class in the audit spec, counted from 0"
    case .positiveClassOutOfRange: "correct output.positive_class in the audit spec"
    case .scoreKindMismatch: "correct output.kind in the audit spec, or remove it"
    case .scoreKindNeeded: "set output.kind in the audit spec to 'logit' or 'probability'"
    case .noModel: "name a model, or 'predictions' in the audit spec"
    case .classScoresNeeded:
      "set output.kind in the audit spec to 'logit' if the output holds logits"
    case .predictionMismatch(_, _, let label): label.predictionHint
    case .thresholdMismatch(_, .label(.multiclass)):
      "remove 'threshold' to take the largest score, or write one for each class: { a: 0.4, b: 0.6 }"
    case .thresholdMismatch: "remove 'threshold' from the audit spec, or correct it"
    case .thresholdClasses: "name every class of the label once under 'threshold'"
    case .unknownClass(_, let known):
      known.isEmpty
        ? "remove 'class' from the gate: the label has two values, is a number, or has too many classes"
        : "the classes are \(quoted(known))"
    case .nonFiniteScore:
      "check that row for extreme values, and the checkpoint for damaged weights"
    case .scoreOutOfRange:
      "in the audit spec, set 'output.kind: logit' if the output is a logit, or 'kind: numeric' under 'label' if the model predicts a number"
    case .nonFiniteGradient:
      "check the data for extreme values, and the checkpoint for damaged weights"
    case .unknownMetric(_, let known): "the metrics are \(quoted(known))"
    case .incomparable(_, _, let known):
      "remove 'against', or choose one of the metrics \(quoted(known))"
    }
  }
}

extension AuditError.ThresholdKind {
  /// The kind as part of a sentence.
  fileprivate var words: String {
    switch self {
    case .number: "one number"
    case .median: "the median"
    case .perClass: "one for each class"
    }
  }
}

extension AuditError.Predicted {
  /// What is decided on, as part of a sentence.
  fileprivate var words: String {
    switch self {
    case .label(let kind): kind.words
    case .labels: "predicted labels"
    }
  }
}

extension LabelKind {
  /// The kind as part of a sentence.
  fileprivate var words: String {
    switch self {
    case .binary: "a label of two values"
    case .multiclass: "a label of several classes"
    case .numeric: "a numeric label"
    }
  }

  /// Which predictions such a label takes.
  fileprivate var predictionHint: String {
    switch self {
    case .binary: "give one column of kind probability, logit or label"
    case .multiclass:
      "give one column for each class, of kind probability or logit, or one column of kind label"
    case .numeric: "give one column of kind value"
    }
  }
}
