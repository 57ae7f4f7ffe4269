public import AuditResults

/// Why an audit cannot be made.
public enum AuditError: Error, Equatable, Sendable {
  /// The kinds of threshold that a spec can declare.
  public enum ThresholdKind: Sendable { case number, median, perClass }
  /// What a threshold is to decide on.
  public enum Predicted: Equatable, Sendable {
    /// The scores for a label, or the numbers predicted for it.
    case label(LabelKind)
    /// Labels that were predicted elsewhere, which have no scores.
    case labels
  }

  /// The data hold no rows.
  case noRows
  /// The data were read without labels.
  case noLabels
  /// The model takes another number of inputs than the data provide.
  case inputCount(expected: [String], found: [String])
  /// An input of the model has another shape than the data provide for it, both without rows.
  case inputShape(input: String, expected: [Int], found: [Int])
  /// The model has no output of that name.
  case unknownOutput(String, known: [String])
  /// The model has several outputs, and none was chosen.
  case ambiguousOutput(known: [String])
  /// The output holds another number of columns than the kind of score needs.
  case outputWidth(output: String, expected: Int, found: Int)
  /// The output is a softmax, and which of its columns is the positive label's was not said.
  case positiveClassNeeded(output: String, columns: Int)
  /// The output has no such column.
  case positiveClassOutOfRange(Int, columns: Int)
  /// The declared kind of score does not fit what the model's last layer computes.
  case scoreKindMismatch(output: String, declared: String, layer: String)
  /// The model's last layer does not say whether its output is a probability or a logit.
  case scoreKindNeeded(output: String)
  /// There is neither a model nor predictions.
  case noModel
  /// The output has a column for each class, and does not say what they are.
  case classScoresNeeded(output: String, layer: String)
  /// The predictions are not what such a label is predicted by.
  case predictionMismatch(String, columns: Int, label: LabelKind)
  /// A threshold of that kind does not apply to such predictions.
  case thresholdMismatch(ThresholdKind, of: Predicted)
  /// The thresholds are of other classes than the label's.
  case thresholdClasses([String], known: [String])
  /// A gate names a class that the label does not have, or is not looked at by itself.
  case unknownClass(String, known: [String])
  /// The score of a row, counted from 0, is not a finite number.
  case nonFiniteScore(row: Int)
  /// The score of a row, counted from 0, is not a probability.
  case scoreOutOfRange(row: Int, score: Double)
  /// The gradient with respect to a kernel is not finite.
  case nonFiniteGradient(layer: String)
  /// A gate names a metric that does not sum up how groups differ.
  case unknownMetric(String, known: [String])
  /// A gate compares groups with a base where its metric compares in another way.
  case incomparable(metric: String, against: String, known: [String])
}
