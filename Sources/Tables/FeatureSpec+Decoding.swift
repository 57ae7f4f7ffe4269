import Images

extension FeatureSpec {
  static func list(_ node: SpecNode) throws(SpecError) -> [FeatureSpec] {
    var features: [FeatureSpec] = []
    for entry in try node.list() { features.append(try FeatureSpec(entry)) }
    if features.isEmpty { throw node.invalid(.notEmpty) }
    return features
  }

  private init(_ node: SpecNode) throws(SpecError) {
    let kind = try node.required("kind").choice(FeatureKind.self)
    try node.allowOnly(["column", "kind"] + (kind == .image ? [] : ["missing"]) + kind.keys)
    column = try node.required("column").name()
    encoding = try FeatureEncoding(kind, node)
    columns = try node.optional("columns")?.wholeNumber(in: 1...CSVDialect().columns)
    if kind != .image, let value = try node.optional("missing") {
      if let vocabulary = encoding.vocabulary {
        let text = try value.text()
        guard vocabulary.contains(text) else { throw value.invalid(.inVocabulary) }
        missing = text
      } else if kind == .text || kind == .sequence {
        missing = try value.text()
      } else {
        _ = try value.number()
        missing = try value.text()
      }
    }
  }
}

extension FeatureEncoding {
  fileprivate init(_ kind: FeatureKind, _ node: SpecNode) throws(SpecError) {
    switch kind {
    case .numeric:
      let std = try node.required("std")
      self = .numeric(mean: try node.required("mean").number(), std: try std.number())
      if try std.number() <= 0 { throw std.invalid(.positive) }
    case .minmax:
      let min = try node.required("min").number()
      let max = try node.required("max")
      self = .minmax(min: min, max: try max.number())
      if try max.number() <= min { throw max.invalid(.greaterThan(key: "min", value: min)) }
    case .onehot:
      let policy = try node.optional("unknown")?.choice(UnknownCategory.self)
      self = .onehot(vocabulary: try Self.vocabulary(node), unknownIsError: policy == .error)
    case .index:
      self = .index(
        vocabulary: try Self.vocabulary(node),
        offset: try node.optional("offset")?.wholeNumber(in: Self.indices) ?? 0,
        unknown: try Self.unknownIndex(node))
    case .labelEncoded:
      self = .labelEncoded(
        vocabulary: try Self.vocabulary(node), unknown: try Self.unknownIndex(node))
    case .bin: self = .bin(edges: try node.required("edges").increasingNumbers())
    case .raw: self = .raw
    case .rawNumeric: self = .rawNumeric
    case .text: self = .text
    case .sequence: self = .sequence(try SequenceSpec(node))
    case .image: self = .image(try ImageEncoding(node))
    }
  }

  private enum UnknownCategory: String, CaseIterable {
    case zeros, error
  }

  /// Whole numbers that single precision holds exactly.
  fileprivate static let indices = -(1 << 24)...1 << 24

  fileprivate static func vocabulary(_ node: SpecNode) throws(SpecError) -> [String] {
    let list = try node.required("vocabulary")
    let vocabulary = try list.distinctTexts()
    if vocabulary.isEmpty { throw list.invalid(.notEmpty) }
    return vocabulary
  }

  fileprivate static func unknownIndex(_ node: SpecNode) throws(SpecError) -> Int? {
    guard let value = try node.optional("unknown"), try value.text() != "error" else { return nil }
    return try value.wholeNumber(in: indices)
  }
}

extension SequenceSpec {
  fileprivate init(_ node: SpecNode) throws(SpecError) {
    let unit = try node.required("unit").choice(Unit.self)
    let vocabulary: [String]
    let known = try node.required("vocabulary")
    if unit == .characters, case .text = known.value {
      // One text in place of a list of letters.
      let letters = try known.text().unicodeScalars.map { String($0) }
      guard Set(letters.map { Array($0.utf8) }).count == letters.count else {
        throw known.invalid(.distinct)
      }
      vocabulary = letters
    } else {
      vocabulary = try FeatureEncoding.vocabulary(node)
    }
    self.init(
      unit: unit, vocabulary: vocabulary,
      length: try node.required("length").wholeNumber(in: 1...1 << 20))
    if let value = try node.optional("offset") {
      offset = try value.wholeNumber(in: FeatureEncoding.indices)
    }
    unknown = try FeatureEncoding.unknownIndex(node)
    if let value = try node.optional("pad") {
      pad = try value.wholeNumber(in: FeatureEncoding.indices)
    }
    if let value = try node.optional("padding") { padding = try value.choice(Side.self) }
    if let value = try node.optional("truncation") { truncation = try value.choice(Side.self) }
    if let value = try node.optional("separator") {
      guard unit == .tokens else {
        throw value.invalid(.absentUnless(key: "unit", value: "tokens"))
      }
      separator = try value.separator()
    }
  }
}
