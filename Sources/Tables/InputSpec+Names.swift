extension InputSpec {
  /// What each number of a row is called: its column, and the category where there is one.
  public var columnNames: [String] { features.flatMap(\.names) }
}

extension FeatureSpec {
  /// What each number of the feature is called.
  fileprivate var names: [String] {
    (0..<(columns ?? 1)).flatMap { index -> [String] in
      let column = columns == nil ? column : "\(column)[\(index)]"
      if case .onehot(let vocabulary, _) = encoding {
        return vocabulary.map { "\(column) = \($0)" }
      }
      return encoding.width == 1 ? [column] : (0..<encoding.width).map { "\(column)[\($0)]" }
    }
  }
}
