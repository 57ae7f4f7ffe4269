public import Engine

/// What the elements of a column are.
public enum ColumnKind: String, Sendable, Hashable {
  /// Text.
  case string
  /// Whole numbers.
  case integer
  /// Numbers.
  case float
}

/// Values that go into a model before they are numbers to compute with, rows first.
public struct Column: Sendable, Equatable {
  /// The elements.
  public enum Storage: Sendable, Equatable {
    case strings([String])
    case integers([Int64])
    case floats([Float])
  }

  /// The extent of each axis, the rows' first.
  public var shape: [Int]
  /// The elements in row-major order, as many as the product of ``shape``.
  public var storage: Storage

  /// Creates a column.
  ///
  /// - Precondition: There are as many elements as the shape says.
  public init(shape: [Int], storage: Storage) {
    let count =
      switch storage {
      case .strings(let values): values.count
      case .integers(let values): values.count
      case .floats(let values): values.count
      }
    precondition(count == shape.reduce(1, *), "\(count) elements for shape \(shape)")
    self.shape = shape
    self.storage = storage
  }

  /// What the elements are.
  public var kind: ColumnKind {
    switch storage {
    case .strings: .string
    case .integers: .integer
    case .floats: .float
    }
  }

  /// The elements as numbers to compute with; `nil` for text.
  public var tensor: Tensor<Float>? {
    switch storage {
    case .strings: nil
    case .integers(let values): Tensor(shape: shape, elements: values.map { Float($0) })
    case .floats(let values): Tensor(shape: shape, elements: values)
    }
  }

  /// The same values as elements of a kind: numbers are cut towards zero to become whole ones, as
  /// TensorFlow casts them; `nil` where text and numbers would have to be exchanged.
  public func converted(to kind: ColumnKind) -> Column? {
    switch (storage, kind) {
    case (.strings, .string), (.integers, .integer), (.floats, .float): self
    case (.integers(let values), .float):
      Column(shape: shape, storage: .floats(values.map { Float($0) }))
    case (.floats(let values), .integer):
      Column(shape: shape, storage: .integers(values.map { Self.whole($0) }))
    default: nil
    }
  }

  private static func whole(_ value: Float) -> Int64 {
    Int64(exactly: value.rounded(.towardZero)) ?? .min
  }
}

/// What a column is, without its rows.
struct ColumnType: Sendable, Equatable {
  var kind: ColumnKind
  /// Without the rows' axis.
  var shape: [Int]
  /// What Keras's tensor holds.
  var numbers: NumberKind

  init(kind: ColumnKind, shape: [Int], numbers: NumberKind? = nil) {
    (self.kind, self.shape) = (kind, shape)
    self.numbers = numbers ?? (kind == .integer ? .integer : .float)
  }
}

/// A layer without gradient that turns columns into a column: text to indices, indices to counts.
protocol ColumnTransform: Sendable {
  /// What the layer gives for columns of these types.
  func type(for inputs: [ColumnType]) throws(LayerProblem) -> ColumnType

  /// What the layer gives for columns of types that ``type(for:)`` accepts.
  func apply(_ inputs: [Column]) throws(ColumnProblem) -> Column
}

/// Why a value cannot be preprocessed.
public enum ColumnProblem: Error, Equatable, Sendable {
  /// The value is not in the vocabulary, and the layer has no place for others.
  case outOfVocabulary(value: String)
  /// The index is not one of the layer's tokens.
  case outOfRange(value: String, count: Int)
}

/// How indices become the layer's output.
enum OutputMode: String, Sendable, Hashable {
  case integers = "int"
  case oneHot = "one_hot"
  case multiHot = "multi_hot"
  case count
  case tfIDF = "tf_idf"

  static let named: [String: OutputMode] = [
    "int": .integers, "one_hot": .oneHot, "multi_hot": .multiHot, "count": .count,
    // Up to TensorFlow 2.5.
    "binary": .multiHot, "tf_idf": .tfIDF, "tf-idf": .tfIDF,
  ]

  /// The type of the output for indices of a shape.
  func type(for shape: [Int], depth: Int) throws(LayerProblem) -> ColumnType {
    switch self {
    case .integers: return ColumnType(kind: .integer, shape: shape)
    case .oneHot:
      let rest = shape.last == 1 ? Array(shape.dropLast()) : shape
      let result = rest + [depth]
      guard Extents.fits(result) else {
        throw .outputTooLarge(shape: result, limit: Extents.elementLimit)
      }
      return ColumnType(kind: .float, shape: result)
    case .multiHot, .count, .tfIDF:
      guard shape.count == 1 else {
        throw .shape(.inputRank(expected: 1...1, shape: shape))
      }
      return ColumnType(kind: .float, shape: [depth])
    }
  }

  /// Encodes indices; those outside of `0..<depth` count for nothing, as in TensorFlow.
  func encode(_ indices: [Int64], shape: [Int], depth: Int, weights: [Float]? = nil) -> Column {
    if self == .integers { return Column(shape: shape, storage: .integers(indices)) }
    let perRow = self == .oneHot ? 1 : shape.dropFirst().reduce(1, *)
    let rows = perRow == 0 ? shape[0] : indices.count / perRow
    var result = [Float](repeating: 0, count: rows * depth)
    for (position, index) in indices.enumerated() where index >= 0 && index < depth {
      let place = position / perRow * depth + Int(index)
      if self == .count || self == .tfIDF { result[place] += 1 } else { result[place] = 1 }
    }
    if self == .tfIDF, let weights {
      for position in result.indices { result[position] *= weights[position % depth] }
    }
    let rest = Array(shape.dropFirst())
    let output: [Int] =
      switch self {
      case .oneHot: (rest.last == 1 ? Array(rest.dropLast()) : rest) + [depth]
      default: [depth]
      }
    return Column(shape: [shape[0]] + output, storage: .floats(result))
  }
}
