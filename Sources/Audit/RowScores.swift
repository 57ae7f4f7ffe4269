import Engine

extension AuditRequest {
  /// The score of every row, in [0, 1]; those of at least ``threshold`` are selected.
  ///
  /// - Throws: ``AuditError`` where the model's output holds no scores.
  public func rowScores() throws(AuditError) -> [Double] {
    let source = try ScoreSource(model: model, spec: output)
    let value = model.outputs[source.output].value
    let values =
      if let scored { scored } else {
        model.values([value], inputs: try modelInputs(), options: options)[0]
      }
    return try source.scores(in: values)
  }
}
