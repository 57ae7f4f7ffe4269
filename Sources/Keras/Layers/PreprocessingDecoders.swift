extension LayerDecoder {
  static let stringLookup: Decode = { config throws(LayerProblem) in
    if let encoding = config.value("encoding").string, encoding.lowercased() != "utf-8" {
      throw .option(key: "encoding", value: encoding)
    }
    return try lookup(&config, kind: .string)
  }

  static let integerLookup: Decode = { config throws(LayerProblem) in
    config.ignore("vocabulary_dtype")
    return try lookup(&config, kind: .integer)
  }

  private static func lookup(
    _ config: inout LayerConfig, kind: ColumnKind
  ) throws(LayerProblem) -> DecodedLayer {
    // Sparse tensors hold the same numbers.
    config.ignore("sparse", "vocabulary_size", "has_input_vocabulary")
    let mode = try config.choice("output_mode", OutputMode.named, default: .integers)
    let unknownCount = try config.integer("num_oov_indices")
    guard (0...1 << 20).contains(unknownCount) else {
      throw .option(key: "num_oov_indices", value: "\(unknownCount)")
    }
    let maskToken = config.token("mask_token")
    let unknownToken = config.token("oov_token") ?? (kind == .string ? "[UNK]" : "-1")
    let unknownStart = maskToken != nil && mode == .integers ? 1 : 0
    let tokenStart = unknownStart + unknownCount
    var tokens = try config.vocabulary(kind: kind)
    let special =
      (unknownStart == 1 ? [maskToken ?? ""] : [])
      + Array(repeating: unknownToken, count: unknownCount)
    if tokens.starts(with: special) { tokens.removeFirst(special.count) }
    var indices: [String: Int64] = [:]
    for (position, token) in tokens.enumerated() {
      guard indices.updateValue(Int64(tokenStart + position), forKey: token) == nil else {
        throw .option(key: "vocabulary", value: "'\(token)' twice")
      }
    }
    var depth = tokenStart + tokens.count
    let isPadded = try config.flag("pad_to_max_tokens", default: false)
    if isPadded, mode != .integers { depth = try config.extent("max_tokens") }
    config.ignore("max_tokens")
    let method = config.value("oov_method").string ?? "floormod"
    guard ["floormod", "farmhash"].contains(method) else {
      throw .option(key: "oov_method", value: method)
    }
    let salt = try config.salt()
    let hash: StringHash? =
      kind == .integer && method == "floormod" ? nil : salt ?? .farm
    var weights: [Float]?
    if mode == .tfIDF {
      let stored = config.value("idf_weights").array?.compactMap(\.double) ?? []
      guard stored.count == tokens.count else { throw .missingOption(key: "idf_weights") }
      // Tokens that are not in the vocabulary count as an average one.
      let mean = stored.reduce(0, +) / Double(max(stored.count, 1))
      let known = Array(repeating: mean, count: tokenStart) + stored
      weights =
        known.map { Float($0) }
        + Array(repeating: 0, count: max(0, depth - known.count))
    } else {
      config.ignore("idf_weights")
    }
    return DecodedLayer(
      transform: Lookup(
        kind: kind, indices: indices, unknownCount: unknownCount,
        unknownStart: Int64(unknownStart), maskToken: maskToken, mode: mode, depth: depth,
        hash: hash, inverseFrequencies: weights))
  }

  static let discretization: Decode = { config throws(LayerProblem) in
    config.ignore("num_bins", "epsilon", "sparse")
    guard let bounds = config.value("bin_boundaries").array else {
      throw .missingOption(key: "bin_boundaries")
    }
    let numbers = bounds.compactMap(\.double).map { Float($0) }
    guard numbers.count == bounds.count, numbers.allSatisfy({ !$0.isNaN }) else {
      throw .option(key: "bin_boundaries", value: JSONValue.array(bounds).description)
    }
    return DecodedLayer(
      transform: Discretization(boundaries: numbers, mode: try config.indexMode()))
  }

  static let categoryEncoding: Decode = { config throws(LayerProblem) in
    config.ignore("sparse")
    let count = try config.extent("num_tokens")
    let mode = try config.choice("output_mode", OutputMode.named, default: .multiHot)
    guard mode != .integers, mode != .tfIDF else {
      throw .option(key: "output_mode", value: mode.rawValue)
    }
    return DecodedLayer(transform: CategoryEncoding(count: count, mode: mode))
  }

  static let hashing: Decode = { config throws(LayerProblem) in
    config.ignore("sparse")
    return DecodedLayer(
      transform: Hashing(
        bins: try config.extent("num_bins"), maskValue: config.token("mask_value"),
        hash: try config.salt() ?? .farm, mode: try config.indexMode()))
  }

  static let hashedCrossing: Decode = { config throws(LayerProblem) in
    config.ignore("sparse")
    return DecodedLayer(
      transform: HashedCrossing(
        bins: try config.extent("num_bins"), mode: try config.indexMode()))
  }
}

extension LayerConfig {
  /// A token: text, or a whole number; `nil` where there is none.
  fileprivate mutating func token(_ key: String) -> String? {
    let value = value(key)
    return value.string ?? value.integer.map { "\($0)" }
  }

  /// An output mode of a layer that has no weights for tokens.
  fileprivate mutating func indexMode() throws(LayerProblem) -> OutputMode {
    let mode = try choice("output_mode", OutputMode.named, default: .integers)
    guard mode != .tfIDF else { throw .option(key: "output_mode", value: mode.rawValue) }
    return mode
  }

  /// The key of the strong hash; `nil` where there is none.
  fileprivate mutating func salt() throws(LayerProblem) -> StringHash? {
    let value = value("salt")
    if value.isNull { return nil }
    let numbers = value.array?.compactMap(\.integer) ?? value.integer.map { [$0, $0] } ?? []
    guard numbers.count == 2 else { throw .option(key: "salt", value: value.description) }
    return .sip(UInt64(bitPattern: Int64(numbers[0])), UInt64(bitPattern: Int64(numbers[1])))
  }

  /// The tokens in the options, else in the archive.
  ///
  /// A path is never opened.
  fileprivate mutating func vocabulary(kind: ColumnKind) throws(LayerProblem) -> [String] {
    let value = value("vocabulary")
    if let list = value.array {
      let tokens = list.compactMap { $0.string ?? $0.integer.map { "\($0)" } }
      guard tokens.count == list.count else {
        throw .option(key: "vocabulary", value: value.description)
      }
      return tokens
    }
    guard value.isNull else { throw .option(key: "vocabulary", value: value.description) }
    guard let bytes = asset("vocabulary.txt"),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw .missingOption(key: "vocabulary") }
    // Characters, not scalars, would take "\r\n" for one.
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      .map(String.init)
    while lines.last == "" { lines.removeLast() }
    guard kind == .string || lines.allSatisfy({ Int64($0) != nil }) else {
      throw .option(key: "vocabulary", value: "text that is no whole number")
    }
    return lines
  }
}
