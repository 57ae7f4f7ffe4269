/// What was predicted for every row.
public enum RowPredictions: Sendable, Hashable {
  /// Scores in [0, 1], and whether each row is selected.
  case scores([Double], selected: [Bool])
  /// The place of each row's class, the number of classes where none reaches its cut-off, and row by
  /// row the probability of each class; `nil` where only classes were predicted.
  case classes([String], assigned: [Int32], probabilities: [Double]?)
  /// Numbers.
  case numbers([Double])
}

extension AuditRequest {
  /// What the audit takes for the prediction of every row, from the model or from elsewhere.
  ///
  /// - Throws: ``AuditError`` where model, predictions, label and threshold do not fit each other.
  public func rowPredictions() throws(AuditError) -> RowPredictions {
    let outcomes = try labelSource().outcomes
    switch outcomes.content {
    case .binary:
      return .scores(
        outcomes.scores, selected: outcomes.scores.indices.map(outcomes.isSelected))
    case .classes(let classes):
      return .classes(
        classes.names, assigned: classes.assigned, probabilities: classes.probabilities)
    case .numbers(_, let predictions): return .numbers(predictions)
    }
  }
}
