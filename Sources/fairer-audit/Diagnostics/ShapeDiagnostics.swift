import Engine

extension ShapeError: Diagnosable {
  var diagnostic: Diagnostic {
    Diagnostic(
      .input, sentence,
      hint: "make inputs and model fit each other; 'fairer-audit inspect MODEL' shows the shapes")
  }

  /// What does not fit, in words.
  var sentence: String {
    switch self {
    case .inputCount(let expected, let found):
      "expected \(Self.phrase(expected)) inputs, found \(found)"
    case .inputRank(let expected, let shape):
      "expected inputs with \(Self.phrase(expected)) axes, found shape \(shape)"
    case .inputsDiffer(let shapes):
      "the shapes \(shapes.map { "\($0)" }.joined(separator: " and ")) do not go together"
    case .axisOutOfRange(let axis, let shape): "shape \(shape) has no axis \(axis)"
    case .notReshapable(let shape, let target): "shape \(shape) cannot be laid out as \(target)"
    case .notAPermutation(let axes, let shape):
      "\(axes) is not a permutation of the axes of \(shape)"
    case .windowTooLarge(let spans, let shape):
      "a window that spans \(spans) elements does not fit into \(shape)"
    case .groups(let groups, let channels, let filters):
      "\(groups) groups do not divide \(channels) channels and \(filters) filters"
    case .outputPadding(let padding, let strides):
      "the output padding \(padding) does not go with strides \(strides)"
    case .indexOutOfRange(let layer, let row, let count):
      "row \(row + 1) holds a number that is not an index from 0 to \(count - 1), as layer '\(layer)' needs"
    case .weightCount(let expected, let found): "expected \(expected) weights, found \(found)"
    case .weightShape(let path, let expected, let found):
      "weight '\(path)': expected shape \(expected), found \(found)"
    }
  }

  private static func phrase(_ range: ClosedRange<Int>) -> String {
    if range.lowerBound == range.upperBound { return "\(range.lowerBound)" }
    return range.upperBound == .max
      ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
  }
}
