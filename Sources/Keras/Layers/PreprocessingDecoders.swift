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

  /// Lines of text to the indices or the counts of their words.
  static let textVectorization: Decode = { config throws(LayerProblem) in
    if let encoding = config.value("encoding").string, encoding.lowercased() != "utf-8" {
      throw .option(key: "encoding", value: encoding)
    }
    let standardizing: TextVectorization.Standardizing = try config.choiceOrNone(
      "standardize",
      [
        "lower_and_strip_punctuation": [.lower, .stripPunctuation], "lower": .lower,
        "strip_punctuation": .stripPunctuation,
      ], none: [])
    let splitting: TextVectorization.Splitting = try config.choiceOrNone(
      "split", ["whitespace": .whitespace, "character": .character], none: .none)
    let ngrams = config.value("ngrams")
    let widths =
      ngrams.integer.map { $0 > 0 && $0 <= 1 << 10 ? Array(1...$0) : [] }
      ?? ngrams.array?.compactMap(\.integer)
    guard ngrams.isNull || widths?.isEmpty == false, widths?.allSatisfy({ $0 > 0 }) ?? true else {
      throw .option(key: "ngrams", value: ngrams.description)
    }
    let lookup = try lookup(
      &config, kind: .string,
      special: SpecialTokens(mask: "", unknown: "[UNK]", unknownCount: 1))
    let length = try config.optionalExtent("output_sequence_length")
    return DecodedLayer(
      transform: TextVectorization(
        standardizing: standardizing, splitting: splitting, widths: widths, length: length,
        lookup: lookup))
  }

  /// The tokens that stand for nothing, and for what is not in a vocabulary.
  private struct SpecialTokens {
    var mask: String?
    var unknown: String
    /// How many indices unknown tokens share.
    var unknownCount: Int
  }

  private static func lookup(
    _ config: inout LayerConfig, kind: ColumnKind
  ) throws(LayerProblem) -> DecodedLayer {
    let special = SpecialTokens(
      mask: config.token("mask_token"),
      unknown: config.token("oov_token") ?? (kind == .string ? "[UNK]" : "-1"),
      unknownCount: try config.integer("num_oov_indices"))
    return DecodedLayer(transform: try lookup(&config, kind: kind, special: special))
  }

  private static func lookup(
    _ config: inout LayerConfig, kind: ColumnKind, special: SpecialTokens
  ) throws(LayerProblem) -> Lookup {
    // Sparse tensors hold the same numbers.
    config.ignore("sparse", "vocabulary_size", "has_input_vocabulary")
    let mode = try config.choice("output_mode", OutputMode.named, default: .integers)
    let unknownCount = special.unknownCount
    guard (0...1 << 20).contains(unknownCount) else {
      throw .option(key: "num_oov_indices", value: "\(unknownCount)")
    }
    let unknownStart = special.mask != nil && mode == .integers ? 1 : 0
    let tokenStart = unknownStart + unknownCount
    var tokens = try config.vocabulary(kind: kind)
    let first =
      (unknownStart == 1 ? [special.mask ?? ""] : [])
      + Array(repeating: special.unknown, count: unknownCount)
    if tokens.starts(with: first, by: { Token($0) == Token($1) }) {
      tokens.removeFirst(first.count)
    }
    var indices: [Token: Int64] = [:]
    for (position, token) in tokens.enumerated() {
      guard indices.updateValue(Int64(tokenStart + position), forKey: Token(token)) == nil else {
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
    let weights = try config.inverseFrequencies(
      mode: mode, tokenStart: tokenStart, count: tokens.count, depth: depth)
    return Lookup(
      kind: kind, indices: indices, unknownCount: unknownCount,
      unknownStart: Int64(unknownStart), maskToken: special.mask.map { Token($0) }, mode: mode,
      depth: depth,
      hash: hash, encodesWhole: config.generation == .three, inverseFrequencies: weights)
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
      transform: Discretization(
        boundaries: numbers, mode: try config.indexMode(), truncates: config.castsToWholeNumbers()))
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
        bins: try config.extent("num_bins"),
        maskValue: config.token("mask_value").map { Token($0) },
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
  /// Whether what the layer is given is cast to whole numbers: Keras 3 casts to the type of a layer's
  /// policy, which is int64 for bins at least up to 3.8.
  fileprivate mutating func castsToWholeNumbers() -> Bool {
    let policy = value("dtype")
    let name = policy.string ?? policy["config"]["name"].string
    return generation == .three && NumberKind(dtype: name) != .float
  }

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

  /// One of several words, or null or nothing.
  fileprivate mutating func choiceOrNone<Choice>(
    _ key: String, _ choices: [String: Choice], none: Choice
  ) throws(LayerProblem) -> Choice {
    guard has(key) else {
      ignore(key)
      return none
    }
    return try choice(key, choices)
  }

  /// The weights of indices in the mode of that name: stored for all, else options for the tokens.
  ///
  /// Keras loads what files store over what the options say.
  fileprivate mutating func inverseFrequencies(
    mode: OutputMode, tokenStart: Int, count: Int, depth: Int
  ) throws(LayerProblem) -> [Float]? {
    let option = value("idf_weights").array?.compactMap(\.double)
    guard mode == .tfIDF else { return nil }
    if let stored = onlyElements {
      guard stored.count == depth else { throw .missingOption(key: "idf_weights") }
      return stored
    }
    guard let option, option.count == count else { throw .missingOption(key: "idf_weights") }
    // Tokens that are not in the vocabulary count as an average one.
    let mean = option.reduce(0, +) / Double(max(count, 1))
    let known = Array(repeating: mean, count: tokenStart) + option
    return known.map { Float($0) } + Array(repeating: 0, count: max(0, depth - known.count))
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
