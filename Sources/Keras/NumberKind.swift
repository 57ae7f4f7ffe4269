/// What a tensor holds in Keras, where that decides what layers compute.
///
/// The engine computes everything in floating point. Keras computes with whole numbers as such where
/// a layer does not turn them into floating point first, which most do: the results are the same until
/// something is cut off.
enum NumberKind: Int, Sendable, Hashable {
  /// True or false.
  case truth
  /// Whole numbers of few bits or without sign, whose sums begin anew behind the largest number.
  case wrapping
  /// Whole numbers of 32 or 64 bits with a sign.
  case integer
  case float

  /// What an input of a type is; text and no type count as floating point.
  init(dtype: String?) {
    self =
      switch dtype {
      case "bool": .truth
      case "int32", "int64": .integer
      case let name? where name.contains("int"): .wrapping
      default: .float
      }
  }

  /// What comes out where numbers of several kinds meet; floating point where there are none.
  static func meeting(_ kinds: [NumberKind]) -> NumberKind {
    kinds.max { $0.rawValue < $1.rawValue } ?? .float
  }
}

/// What a layer or an operation makes of the kinds of its inputs.
enum NumberRule: Sendable, Hashable {
  /// Computes in floating point, whatever it is given.
  case floats
  /// Moves or picks numbers, so that the output is of the inputs' kind.
  case kept
  /// Adds: truth values would be joined by "or", and numbers might wrap.
  case sum
  /// Multiplies: numbers might wrap.
  case product
  /// Adds numbers of one tensor up, as whole numbers of 32 bits at least.
  case count
  /// Compares: a number on the other side might be none of the inputs' type.
  case comparison
  /// Makes truth values of anything.
  case truths
  /// Makes whole numbers of anything.
  case integers
  /// Cuts something off that is no whole number, and is refused.
  case onlyFloats

  /// The kind of the output.
  ///
  /// - Parameters:
  ///   - inputs: What the tensors hold.
  ///   - constants: What numbers beside them are, which do not widen whole numbers.
  /// - Returns: The kind; `nil` where what Keras computes is not what the engine computes.
  func output(of inputs: [NumberKind], constants: [NumberKind] = []) -> NumberKind? {
    var kind = NumberKind.meeting(inputs)
    if constants.contains(.float) {
      kind = .float
    } else if kind == .truth, !constants.isEmpty {
      kind = .integer
    }
    switch self {
    case .floats: return .float
    case .kept: return kind
    case .sum: return kind == .truth || kind == .wrapping ? nil : kind
    case .product: return kind == .wrapping ? nil : kind
    case .count: return kind == .float ? .float : .integer
    case .comparison: return kind == .wrapping ? nil : .truth
    case .truths: return .truth
    case .integers: return .integer
    case .onlyFloats: return kind == .float ? .float : nil
    }
  }
}
