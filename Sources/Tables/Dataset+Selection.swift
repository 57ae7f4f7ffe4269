import Engine

extension Dataset {
  /// Some of the rows, in the given order.
  ///
  /// Groups keep their numbers, also those without a row; what is known of features and the warnings
  /// stay those of all rows.
  /// - Precondition: There are no predictions.
  /// - Complexity: O(rows), values of inputs are read where they are needed.
  public func selecting(_ rows: [Int]) -> Dataset {
    precondition(predictions == nil, "predictions of all rows")
    var result = self
    result.rows = rows.count
    result.inputs = inputs.map { input in
      let width = input.texts.map { $0.count / max(1, self.rows) } ?? 0
      return Input(
        name: input.name, rows: RowSelection(input.rows, rows),
        texts: input.texts.map { texts in
          rows.flatMap { texts[$0 * width..<($0 + 1) * width] }
        })
    }
    switch labelValues {
    case nil: break
    case .binary(let labels): result.labelValues = .binary(rows.map { labels[$0] })
    case .classes(let classes, let codes):
      result.labelValues = .classes(classes, codes: rows.map { codes[$0] })
    case .numbers(let numbers): result.labelValues = .numbers(rows.map { numbers[$0] })
    }
    result.subgroups = subgroups.map { subgroups in
      var part = subgroups
      part.codes = rows.map { subgroups.codes[$0] }
      return part
    }
    result.weights = weights.map { weights in rows.map { weights[$0] } }
    if let strata { result.strata?.codes = rows.map { strata.codes[$0] } }
    if let clusters { result.clusters?.codes = rows.map { clusters.codes[$0] } }
    return result
  }

  /// Throws ``TableError`` where inputs that were asked for could not be read, so that zeros stood in
  /// for them: to be called once the rows were used, before anything that came of them is believed.
  public func checkRead() throws { for input in inputs { try input.rows.checkRead() } }
}
