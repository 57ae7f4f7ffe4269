import Engine

/// `TextVectorization`: lines of text to the indices or the counts of their words.
struct TextVectorization: ColumnTransform {
  /// What is done to a text before it is split.
  struct Standardizing: OptionSet {
    var rawValue: Int
    /// ASCII letters become small ones, others stay (`tf.strings.lower` without an encoding).
    static let lower = Standardizing(rawValue: 1)
    /// ASCII punctuation goes.
    static let stripPunctuation = Standardizing(rawValue: 2)
  }

  /// What a text's words are.
  enum Splitting: Sendable, Hashable {
    /// The text is one.
    case none
    /// What stands between ASCII white space.
    case whitespace
    /// Each code point.
    case character
  }

  var standardizing: Standardizing
  var splitting: Splitting
  /// How many words are put together, for each width in turn; `nil` leaves them as they are.
  var widths: [Int]?
  /// How many indices a row has, filled up by zeros.
  var length: Int?
  var lookup: Lookup

  func type(for inputs: [ColumnType]) throws(LayerProblem) -> ColumnType {
    guard let input = inputs.first, inputs.count == 1 else {
      throw .shape(.inputCount(expected: 1...1, found: inputs.count))
    }
    guard input.kind == .string else { throw .columnKind(expected: .string, found: input.kind) }
    let isOne = input.shape.isEmpty || input.shape == [1]
    guard splitting == .none ? input.shape.count == 1 : isOne else {
      throw .shape(.inputRank(expected: 1...1, shape: input.shape))
    }
    switch lookup.mode {
    case .oneHot: throw .option(key: "output_mode", value: lookup.mode.rawValue)
    case .multiHot, .count, .tfIDF: return try lookup.type(for: [1])
    case .integers:
      let words = splitting == .none ? wordCount(input.shape[0]) : nil
      guard let count = length ?? words else {
        throw .option(key: "output_sequence_length", value: "null")
      }
      guard count <= Extents.limit else {
        throw .option(key: "output_sequence_length", value: "\(count)")
      }
      return ColumnType(kind: .integer, shape: [count])
    }
  }

  /// How many words there are after they were put together.
  private func wordCount(_ count: Int) -> Int {
    widths.map { $0.reduce(0) { $0 + max(0, count - $1 + 1) } } ?? count
  }

  func apply(_ inputs: [Column]) throws(ColumnProblem) -> Column {
    guard case .strings(let texts) = inputs[0].storage else {
      preconditionFailure("a column of another kind")
    }
    let (rows, perRow) = (inputs[0].shape[0], inputs[0].shape.dropFirst().reduce(1, *))
    var indices: [[Int64]] = []
    for row in 0..<rows {
      let words = texts[row * perRow..<(row + 1) * perRow].flatMap { split(standardize($0)) }
      var result: [Int64] = []
      for word in joined(words) { result.append(try lookup.index(of: word, number: nil)) }
      indices.append(result)
    }
    let isIndices = lookup.mode == .integers
    let width = isIndices ? length ?? wordCount(perRow) : indices.map(\.count).max() ?? 0
    // Indices below 0 count for nothing.
    let filled = indices.flatMap { row in
      row.prefix(width) + Array(repeating: isIndices ? 0 : -1, count: max(0, width - row.count))
    }
    return lookup.mode.encode(
      filled, shape: [rows, width], depth: lookup.depth, weights: lookup.inverseFrequencies)
  }

  private func standardize(_ text: String) -> String {
    guard !standardizing.isEmpty else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x41...0x5A where standardizing.contains(.lower):
        result.append(Unicode.Scalar(UInt8(scalar.value + 0x20)))
      case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E:
        if !standardizing.contains(.stripPunctuation) { result.append(scalar) }
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private func split(_ text: String) -> [String] {
    switch splitting {
    case .none: [text]
    case .whitespace:
      text.unicodeScalars.split { $0 == " " || (0x09...0x0D).contains($0.value) }
        .map { String($0) }
    case .character: text.unicodeScalars.map { String($0) }
    }
  }

  /// Words put together, all of one width before those of the next.
  private func joined(_ words: [String]) -> [String] {
    guard let widths else { return words }
    return widths.flatMap { width in
      (0..<max(0, words.count - width + 1)).map {
        words[$0..<$0 + width].joined(separator: " ")
      }
    }
  }
}
