import Engine

/// `StringLookup` and `IntegerLookup`: tokens to indices.
struct Lookup: ColumnTransform {
  /// What the tokens are.
  var kind: ColumnKind
  /// The index of each token.
  var indices: [Token: Int64]
  /// How many indices tokens share that are not in the vocabulary.
  var unknownCount: Int
  /// The first of them.
  var unknownStart: Int64
  /// The token that stands for nothing.
  var maskToken: Token?
  var mode: OutputMode
  /// The length of encodings.
  var depth: Int
  /// What turns unknown tokens into one of several indices; `nil` for the remainder of whole numbers.
  var hash: StringHash?
  /// Whether encodings are whole numbers too, as Keras 3's are.
  var encodesWhole = false
  /// The weights of tokens in the mode of that name.
  var inverseFrequencies: [Float]?

  func type(for inputs: [ColumnType]) throws(LayerProblem) -> ColumnType {
    guard let input = inputs.first, inputs.count == 1 else {
      throw .shape(.inputCount(expected: 1...1, found: inputs.count))
    }
    guard (input.kind == .string) == (kind == .string) else {
      throw .columnKind(expected: kind, found: input.kind)
    }
    return try type(for: input.shape)
  }

  /// What is given for tokens of a shape.
  func type(for shape: [Int]) throws(LayerProblem) -> ColumnType {
    var type = try mode.type(for: shape, depth: depth)
    if encodesWhole, mode != .tfIDF { type.numbers = .integer }
    return type
  }

  func apply(_ inputs: [Column]) throws(ColumnProblem) -> Column {
    let input = inputs[0]
    var result: [Int64] = []
    switch input.converted(to: kind)?.storage {
    case .strings(let texts)?:
      for text in texts { result.append(try index(of: text, number: nil)) }
    case .integers(let numbers)?:
      for number in numbers { result.append(try index(of: "\(number)", number: number)) }
    default: preconditionFailure("a column of another kind")
    }
    return mode.encode(result, shape: input.shape, depth: depth, weights: inverseFrequencies)
  }

  /// The index of a token; `number` is what whole numbers are.
  func index(of token: String, number: Int64?) throws(ColumnProblem) -> Int64 {
    if Token(token) == maskToken { return mode == .integers ? 0 : .max }
    if let index = indices[Token(token)] { return index }
    switch unknownCount {
    case 0: throw .outOfVocabulary(value: token)
    case 1: return unknownStart
    default:
      guard let hash else {
        let count = Int64(unknownCount)
        let remainder = (number ?? 0) % count
        return unknownStart + (remainder < 0 ? remainder + count : remainder)
      }
      return unknownStart + hash.bucket(token, of: unknownCount)
    }
  }
}
