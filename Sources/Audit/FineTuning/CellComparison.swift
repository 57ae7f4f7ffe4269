/// Which groups are compared with which.
public enum GroupComparison: String, Sendable, CaseIterable {
  /// Every group with every other one.
  case pairs
  /// Every group with all others pooled; with two groups the same as ``pairs``.
  case againstRest
}

/// What should not depend on the group.
public enum FairnessObjective: String, Sendable, CaseIterable {
  /// The mean score.
  case demographicParity = "dp"
  /// The mean score of each label's rows.
  case equalizedOdds = "eo"
}

/// Two sides whose influences and mean scores are brought together; a side pools cells of a batch.
struct CellComparison: Sendable, Equatable {
  /// The indices of the cells of one side.
  var first: [Int]
  /// The indices of the cells of the other side.
  var second: [Int]

  /// All comparisons among the groups of each context.
  ///
  /// Cell `context * groups + group` holds the rows of a group: all of them under demographic parity
  /// (one context), those of one label under equalized odds (a context for each label).
  static func all(contexts: Int, groups: Int, _ comparison: GroupComparison) -> [CellComparison] {
    (0..<contexts).flatMap { context -> [CellComparison] in
      let cells = (0..<groups).map { context * groups + $0 }
      if comparison == .againstRest, groups > 2 {
        return cells.map { cell in
          CellComparison(first: [cell], second: cells.filter { $0 != cell })
        }
      }
      return cells.indices.flatMap { a in
        cells[(a + 1)...].map { CellComparison(first: [cells[a]], second: [$0]) }
      }
    }
  }

  /// The share of each cell in the mean over the cells of a side.
  static func shares(of side: [Int], counts: [Int]) -> [Double] {
    let total = side.reduce(0) { $0 + counts[$1] }
    return side.map { total == 0 ? 0 : Double(counts[$0]) / Double(total) }
  }
}
