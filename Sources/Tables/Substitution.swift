/// What a feature reads in the place of a cell.
public enum Substitution: Sendable, Hashable {
  /// The same text for every row.
  case value(String)
  /// Another text for some texts; others stay.
  case texts([String: String])
}

/// A substitution that is applied to bytes.
struct SubstitutedCells {
  private var keys = ByteTable()
  private var texts: [[UInt8]]
  /// Whether every row reads the same text.
  let isConstant: Bool

  init(_ substitution: Substitution) {
    switch substitution {
    case .value(let text):
      texts = [Array(text.utf8)]
      isConstant = true
    case .texts(let pairs):
      let sorted = pairs.sorted { $0.key < $1.key }
      keys = ByteTable(sorted.map(\.key))
      texts = sorted.map { Array($0.value.utf8) }
      isConstant = false
    }
  }

  /// The text that stands for a cell; `nil` where the cell stays.
  func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
    if isConstant { return texts[0] }
    return keys.index(of: bytes, range).map { texts[$0] }
  }
}
