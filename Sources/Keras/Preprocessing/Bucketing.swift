import Engine

/// `Discretization`: numbers to the indices of bins.
struct Discretization: ColumnTransform {
  /// Where bins begin, each bound belonging to the bin above it.
  var boundaries: [Float]
  var mode: OutputMode
  /// Whether numbers lose their fractions first.
  var truncates = false

  func type(for inputs: [ColumnType]) throws(LayerProblem) -> ColumnType {
    try mode.type(for: onlyNumber(inputs).shape, depth: boundaries.count + 1)
  }

  func apply(_ inputs: [Column]) throws(ColumnProblem) -> Column {
    let input = truncates ? inputs[0].converted(to: .integer) : inputs[0]
    guard case .floats(let values)? = input?.converted(to: .float)?.storage else {
      preconditionFailure("a column of text")
    }
    let indices = values.map { value -> Int64 in
      // Bounds need not be sorted for the count, and a NaN lies in the last bin, as TensorFlow has it.
      Int64(boundaries.count { !(value < $0) })
    }
    return mode.encode(indices, shape: inputs[0].shape, depth: boundaries.count + 1)
  }
}

/// `CategoryEncoding`: indices to encodings.
struct CategoryEncoding: ColumnTransform {
  var count: Int
  var mode: OutputMode

  func type(for inputs: [ColumnType]) throws(LayerProblem) -> ColumnType {
    try mode.type(for: onlyNumber(inputs).shape, depth: count)
  }

  func apply(_ inputs: [Column]) throws(ColumnProblem) -> Column {
    guard case .integers(let indices)? = inputs[0].converted(to: .integer)?.storage else {
      preconditionFailure("a column of text")
    }
    if let index = indices.first(where: { $0 < 0 || $0 >= count }) {
      throw .outOfRange(value: "\(index)", count: count)
    }
    return mode.encode(indices, shape: inputs[0].shape, depth: count)
  }
}

/// `Hashing`: values to the indices of bins, by a hash of their text.
struct Hashing: ColumnTransform {
  var bins: Int
  /// The value that gets the first bin for itself.
  var maskValue: Token?
  var hash: StringHash
  var mode: OutputMode

  func type(for inputs: [ColumnType]) throws(LayerProblem) -> ColumnType {
    guard let input = inputs.first, inputs.count == 1 else {
      throw .shape(.inputCount(expected: 1...1, found: inputs.count))
    }
    // Keras hashes the words "true" and "false".
    guard input.numbers != .truth else { throw .wholeNumbers }
    return try mode.type(for: input.shape, depth: bins)
  }

  func apply(_ inputs: [Column]) throws(ColumnProblem) -> Column {
    let input = inputs[0]
    let texts: [String] =
      switch input.storage {
      case .strings(let values): values
      case .integers(let values): values.map { "\($0)" }
      case .floats:
        if case .integers(let values)? = input.converted(to: .integer)?.storage {
          values.map { "\($0)" }
        } else {
          []
        }
      }
    let isMasked = maskValue != nil && bins > 1
    let indices = texts.map { text -> Int64 in
      if isMasked, Token(text) == maskValue { return 0 }
      let bucket = hash.bucket(text, of: isMasked ? bins - 1 : bins)
      return isMasked ? bucket + 1 : bucket
    }
    return mode.encode(indices, shape: input.shape, depth: bins)
  }
}

/// `HashedCrossing`: combinations of values to the indices of bins.
struct HashedCrossing: ColumnTransform {
  /// TensorFlow's default key.
  private static let key: UInt64 = 0xDECA_FCAF_FE

  var bins: Int
  var mode: OutputMode

  func type(for inputs: [ColumnType]) throws(LayerProblem) -> ColumnType {
    guard let first = inputs.first, inputs.count >= 2 else {
      throw .shape(.inputCount(expected: 2...Int.max, found: inputs.count))
    }
    for input in inputs {
      guard input.shape == first.shape, first.shape.isEmpty || first.shape == [1] else {
        throw .shape(.inputsDiffer(shapes: inputs.map(\.shape)))
      }
      guard input.kind != .float else { throw .columnKind(expected: .string, found: .float) }
    }
    return try mode.type(for: first.shape, depth: bins)
  }

  func apply(_ inputs: [Column]) throws(ColumnProblem) -> Column {
    let prints = inputs.map { input -> [UInt64] in
      switch input.storage {
      case .strings(let values): values.map { FarmHash.fingerprint(Array($0.utf8)) }
      case .integers(let values): values.map { UInt64(bitPattern: $0) }
      case .floats: []
      }
    }
    let indices = prints[0].indices.map { row -> Int64 in
      let hash = prints.reduce(Self.key) { FarmHash.concatenated($0, $1[row]) }
      return Int64(hash % UInt64(bins))
    }
    return mode.encode(indices, shape: inputs[0].shape, depth: bins)
  }
}

/// The only input, which must be of numbers.
private func onlyNumber(_ inputs: [ColumnType]) throws(LayerProblem) -> ColumnType {
  guard let input = inputs.first, inputs.count == 1 else {
    throw .shape(.inputCount(expected: 1...1, found: inputs.count))
  }
  guard input.kind != .string else { throw .columnKind(expected: .integer, found: .string) }
  return input
}
