/// What was predicted for every row, and what was decided.
public struct RowPredictions: Sendable {
  /// The scores, those of each class, or the predicted numbers; a column has a number for each row.
  public var columns: [(name: String, values: [Double])]
  /// What each row was assigned to: `1` or `0` for selected or not, else a class, empty for none;
  /// `nil` where nothing is decided.
  public var decisions: [String]?

  /// Creates predictions; every column has a number, and `decisions` a text, for each row.
  public init(columns: [(name: String, values: [Double])], decisions: [String]?) {
    self.columns = columns
    self.decisions = decisions
  }
}

extension AuditRequest {
  /// The prediction and the decision of every row.
  ///
  /// - Throws: ``AuditError`` where model, predictions, label and threshold do not fit each other.
  public func rowPredictions() throws(AuditError) -> RowPredictions {
    let outcomes = try labelSource().outcomes
    switch outcomes.content {
    case .binary:
      return RowPredictions(
        columns: [("score", outcomes.scores)],
        decisions: outcomes.scores.indices.map { outcomes.isSelected($0) ? "1" : "0" })
    case .classes(let content):
      let count = content.names.count
      let columns = content.names.enumerated().map { index, name in
        (
          name: "score of \(name)",
          values: content.probabilities.map { probabilities in
            stride(from: index, to: probabilities.count, by: count).map { probabilities[$0] }
          } ?? []
        )
      }
      return RowPredictions(
        columns: content.probabilities == nil ? [] : columns,
        decisions: content.assigned.map { $0 < count ? content.names[Int($0)] : "" })
    case .numbers(_, let predictions):
      return RowPredictions(columns: [("prediction", predictions)], decisions: nil)
    }
  }
}
