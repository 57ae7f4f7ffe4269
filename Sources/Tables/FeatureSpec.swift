public import Images

/// How one column, or the columns of an array, become numbers.
public struct FeatureSpec: Sendable, Hashable {
  /// The column.
  public var column: String
  /// The encoding.
  public var encoding: FeatureEncoding
  /// What a missing cell is read as; `nil` to treat it as an error, or in a vocabulary as unknown.
  public var missing: String?
  /// How many columns of an array the feature spans, each encoded alike; `nil` for a plain column.
  ///
  /// The columns of the array `X` are called `X[0]`, `X[1]` and so on.
  public var columns: Int?

  /// How many numbers the feature gives.
  public var width: Int { encoding.width * (columns ?? 1) }

  /// Creates a feature.
  public init(
    column: String, encoding: FeatureEncoding, missing: String? = nil, columns: Int? = nil
  ) {
    self.column = column
    self.encoding = encoding
    self.missing = missing
    self.columns = columns
  }
}

/// The encodings of a column; arithmetic is in double precision, rounded to single at the end.
public enum FeatureEncoding: Sendable, Hashable {
  /// (*x* − mean) / std.
  case numeric(mean: Double, std: Double)
  /// (*x* − min) / (max − min), not clipped.
  case minmax(min: Double, max: Double)
  /// 1 at the value's place in the vocabulary, 0 elsewhere.
  ///
  /// A value that is not there gives zeros, or is an error.
  case onehot(vocabulary: [String], unknownIsError: Bool)
  /// The value's place in the vocabulary plus the offset, or the number for unknown values; an
  /// unknown value is an error where that is `nil`.
  case index(vocabulary: [String], offset: Int, unknown: Int?)
  /// The value's place in the vocabulary; unknown values are as with ``index(vocabulary:offset:unknown:)``.
  case labelEncoded(vocabulary: [String], unknown: Int?)
  /// How many edges are at or below the value: 0 below the first edge.
  case bin(edges: [Double])
  /// The number as it is.
  case raw
  /// The number as it is; another name for ``raw``.
  case rawNumeric
  /// The text as it is, for a model that holds the layer that looks it up.
  case text
  /// The indices of the letters or words of a text.
  case sequence(SequenceSpec)
  /// The pixels of the file that a cell names.
  case image(ImageEncoding)

  /// The encoding's name in specs and reports.
  public var kind: FeatureKind {
    switch self {
    case .numeric: .numeric
    case .minmax: .minmax
    case .onehot: .onehot
    case .index: .index
    case .labelEncoded: .labelEncoded
    case .bin: .bin
    case .raw: .raw
    case .rawNumeric: .rawNumeric
    case .text: .text
    case .sequence: .sequence
    case .image: .image
    }
  }

  /// How many numbers the encoding gives; a text counts as one.
  public var width: Int {
    switch self {
    case .onehot(let vocabulary, _): vocabulary.count
    case .sequence(let sequence): sequence.length
    case .image(let encoding): encoding.count
    default: 1
    }
  }

  /// The categories that the encoding knows; `nil` where it takes numbers or free text.
  public var vocabulary: [String]? {
    switch self {
    case .onehot(let vocabulary, _), .index(let vocabulary, _, _), .labelEncoded(let vocabulary, _):
      vocabulary
    case .numeric, .minmax, .bin, .raw, .rawNumeric, .text, .sequence, .image: nil
    }
  }
}

/// The names of the encodings, as specs write them.
public enum FeatureKind: String, Sendable, Hashable, CaseIterable {
  /// Standardised.
  case numeric
  /// Scaled to a range.
  case minmax
  /// One number for each category.
  case onehot
  /// The category's number.
  case index
  /// The category's number, from 0.
  case labelEncoded = "label-encoded"
  /// The number of the bin.
  case bin
  /// As it is.
  case raw
  /// As it is.
  case rawNumeric = "raw-numeric"
  /// As it is.
  case text
  /// The numbers of letters or words.
  case sequence
  /// The pixels of a file.
  case image

  /// The keys that the encoding takes besides `column`, `kind` and `missing`.
  var keys: [String] {
    switch self {
    case .numeric: ["mean", "std", "columns"]
    case .minmax: ["min", "max", "columns"]
    case .onehot: ["vocabulary", "unknown"]
    case .index: ["vocabulary", "offset", "unknown"]
    case .labelEncoded: ["vocabulary", "unknown"]
    case .bin: ["edges"]
    case .raw, .rawNumeric: ["columns"]
    case .text: []
    case .image: ImageEncoding.keys
    case .sequence:
      [
        "unit", "vocabulary", "length", "offset", "unknown", "pad", "padding", "truncation",
        "separator",
      ]
    }
  }
}
