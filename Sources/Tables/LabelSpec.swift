/// The column that holds what the model predicts.
public struct LabelSpec: Sendable, Hashable {
  /// What the column's values are.
  public enum Kind: Sendable, Hashable {
    /// Two values, one of them favourable.
    case binary
    /// Categories, in the order of the model's output columns; `nil` to sort those that the data
    /// hold.
    case multiclass(classes: [String]?)
    /// Numbers.
    case numeric
  }

  /// The column.
  public var column: String
  /// What the column's values are.
  public var kind: Kind
  /// The favourable value; empty unless the label is binary.
  public var positive: String
  /// The other value; `nil` to take the one other value that the data hold.
  public var negative: String?

  /// Creates a binary label.
  public init(column: String, positive: String, negative: String? = nil) {
    self.column = column
    kind = .binary
    self.positive = positive
    self.negative = negative
  }

  /// Creates a label of any kind, without a favourable value.
  public init(column: String, kind: Kind) {
    self.column = column
    self.kind = kind
    positive = ""
  }
}

/// From which score on a row is selected.
public enum ThresholdSpec: Sendable, Hashable {
  /// From this score on, in [0, 1].
  case number(Double)
  /// From a score of its own on for each class, each in [0, 1].
  case perClass([ClassThreshold])
  /// From the median of all scores on: the scoring rate of New York City's rule on automated
  /// employment decision tools.
  case median

  /// The number, where it is the same for every row and known beforehand.
  public var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }
}

/// The score from which on a row is assigned to a class.
public struct ClassThreshold: Sendable, Hashable {
  /// The class.
  public var name: String
  /// The score, in [0, 1].
  public var threshold: Double

  /// Creates a threshold.
  public init(name: String, threshold: Double) {
    self.name = name
    self.threshold = threshold
  }
}

/// Predictions that were made elsewhere and stand in for the model's.
public struct PredictionSpec: Sendable, Hashable {
  /// What the predictions are.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Probabilities of the positive label, or of each class.
    case probability
    /// Logits of the positive label, or of each class.
    case logit
    /// The predicted label itself.
    case label
    /// The predicted number of a numeric label.
    case value
  }

  /// The columns: one, or one for each class in the order of the label's classes.
  public var columns: [String]
  /// What they hold.
  public var kind: Kind
  /// The file of the columns, row by row that of the data, resolved against the spec's folder;
  /// `nil` where they stand beside the data.
  public var file: String?

  /// Creates predictions.
  public init(columns: [String], kind: Kind = .probability, file: String? = nil) {
    self.columns = columns
    self.kind = kind
    self.file = file
  }
}
