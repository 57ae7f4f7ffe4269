import Engine

extension DatasetBatch {
  /// Fewest rows whose mean is looked at.
  private static let fewestRows = 30
  /// How many of the spec's deviations the mean of a column may lie from the spec's mean.
  ///
  /// Other people may well be one or two away; four are another unit, or another column.
  private static let farthest = 4.0

  /// Warnings of standardised columns whose mean is far from what the spec says, as where columns were
  /// swapped or an amount is in cents.
  ///
  /// - Complexity: O(numbers of the batch)
  func scaleWarnings(of specs: [InputSpec]) -> [DataWarning] {
    guard rows.count >= Self.fewestRows else { return [] }
    return zip(specs, inputs).flatMap { spec, input -> [DataWarning] in
      let width = spec.width
      guard input.texts == nil, input.tensor.elements.count == width * rows.count else { return [] }
      var warnings: [DataWarning] = []
      var offset = 0
      for feature in spec.features {
        defer { offset += feature.width }
        guard case .numeric = feature.encoding, feature.columns == nil else { continue }
        var sum = 0.0
        for row in 0..<rows.count { sum += Double(input.tensor.elements[row * width + offset]) }
        let mean = sum / Double(rows.count)
        if abs(mean) > Self.farthest {
          warnings.append(.farFromScale(column: feature.column, deviations: mean))
        }
      }
      return warnings
    }
  }
}
