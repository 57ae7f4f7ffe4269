/// Finds the columns whose encodings stand side by side in an input of a given width.
struct LayoutSearch {
  /// How the categories of a column may be encoded.
  enum Style: CaseIterable {
    /// One number for each category.
    case onehot
    /// The category's number.
    case labelEncoded
    /// One number for each category but the first, as `drop_first` makes them.
    case onehotWithoutFirst

    /// How many numbers a column of so many categories becomes.
    func width(of categories: Int) -> Int {
      switch self {
      case .onehot: categories
      case .labelEncoded: 1
      case .onehotWithoutFirst: categories - 1
      }
    }
  }

  /// A column that may be a part of the input.
  struct Candidate {
    var name: String
    /// How many categories it has; `nil` where it is numeric.
    var categories: Int?
    /// How unlikely it is that the column is left out, at least 1.
    var weight: Int
  }

  /// What fits.
  struct Layout: Equatable {
    var style: Style
    /// The columns that are left out.
    var dropped: [String]
    /// Whether leaving out others would be as likely.
    var isTied: Bool
  }

  /// The widest difference that is searched.
  private static let mostExcess = 20_000

  /// The likeliest layout of the width; `nil` where none fits.
  ///
  /// - Complexity: O(candidates · difference of the widths)
  static func find(width: Int, among candidates: [Candidate]) -> Layout? {
    var best: (cost: Int, layout: Layout)?
    for (extra, style) in Style.allCases.enumerated() {
      if style != .onehot, !candidates.contains(where: { $0.categories != nil }) { continue }
      guard let found = drops(width: width, among: candidates, style: style) else { continue }
      // Another encoding is likelier than leaving out many columns that look like features.
      let cost = found.cost + extra * 5
      if best == nil || cost < best?.cost ?? 0 {
        best = (cost, Layout(style: style, dropped: found.dropped, isTied: found.isTied))
      }
    }
    return best?.layout
  }

  private static func drops(
    width: Int, among candidates: [Candidate], style: Style
  ) -> (cost: Int, dropped: [String], isTied: Bool)? {
    let widths = candidates.map { $0.categories.map(style.width) ?? 1 }
    let excess = widths.reduce(0, +) - width
    guard excess >= 0, excess <= mostExcess else { return nil }
    // The cheapest choice of columns for each sum of widths, one column after the other.
    var costs = Array<Int?>(repeating: nil, count: excess + 1)
    var ties = Array(repeating: false, count: excess + 1)
    var choices: [[Int]] = Array(repeating: [], count: excess + 1)
    costs[0] = 0
    for (index, candidate) in candidates.enumerated() where widths[index] <= excess {
      // A column of one category under `drop_first` has no width, and leaving it out says nothing.
      guard widths[index] > 0 else { continue }
      for sum in stride(from: excess, through: widths[index], by: -1) {
        let rest = sum - widths[index]
        guard let cost = costs[rest].map({ $0 + candidate.weight }) else { continue }
        if let known = costs[sum], known <= cost {
          if known == cost { ties[sum] = true }
          continue
        }
        costs[sum] = cost
        ties[sum] = ties[rest]
        choices[sum] = choices[rest] + [index]
      }
    }
    guard let cost = costs[excess] else { return nil }
    return (cost, choices[excess].map { candidates[$0].name }, ties[excess])
  }
}
