import AuditResults
import Tables

/// The rows of each group, cut into blocks of about equal size over all groups.
///
/// Equal sizes are what makes a block exchangeable: were the labels of the groups meaningless, a
/// block of one group could as well have been drawn in another, and shuffling blocks between groups
/// is a valid test.
struct BlockPlan: Sendable, Equatable {
  /// Indices of the groups that are compared.
  var groups: [Int]
  /// Indices of the groups that have too few rows.
  var leftOut: [Int]
  /// The rows of each block; blocks of a group stand together.
  var blocks: [[Int]]
  /// For each compared group, which blocks are its.
  var ranges: [Range<Int>]

  /// The fewest blocks that a group is compared with.
  static let fewestBlocks = 8
  /// How many times the requested number of blocks there may be, to cut small groups as well.
  static let mostTimes = 8

  /// Plans blocks for groups of rows.
  ///
  /// About `settings.blocks` of them, or up to ``mostTimes`` as many where a small group needs
  /// smaller blocks to have ``fewestBlocks``. Groups too small even so are left out. Rows are
  /// shuffled within their group before they are cut, since files are often sorted.
  init(rowsOfGroups: [[Int]], attribute: String, groupNames: [String], settings: SettingsFacts) {
    let total = rowsOfGroups.reduce(0) { $0 + $1.count }
    let wanted = max(1, total / max(1, settings.blocks))
    let least = max(1, total / max(1, settings.blocks * Self.mostTimes))
    groups = rowsOfGroups.indices.filter { rowsOfGroups[$0].count >= Self.fewestBlocks * least }
    leftOut = rowsOfGroups.indices.filter { rowsOfGroups[$0].count < Self.fewestBlocks * least }
    let smallest = groups.map { rowsOfGroups[$0].count }.min() ?? 0
    let size = max(least, min(wanted, smallest / Self.fewestBlocks))
    blocks = []
    ranges = []
    for group in groups {
      var rows = rowsOfGroups[group]
      var random = RandomSource(
        seed: settings.seed, purpose: "blocks", attribute, groupNames[group])
      random.shuffle(&rows)
      let start = blocks.count
      blocks += evenParts(of: rows.count, count: rows.count / size).map { Array(rows[$0]) }
      ranges.append(start..<blocks.count)
    }
  }

  /// What is compared: each group, and where there are more than two, all groups but that one.
  ///
  /// The groups come first, then their opposites in the same order.
  var sides: [Side] {
    let groups = ranges.map { Side(blocks: Array($0), rows: rows(in: Array($0))) }
    guard ranges.count > 2 else { return groups }
    return groups
      + ranges.map { range in
        let others = blocks.indices.filter { !range.contains($0) }
        return Side(blocks: others, rows: rows(in: others))
      }
  }

  private func rows(in blocks: [Int]) -> Int { blocks.reduce(0) { $0 + self.blocks[$1].count } }

  /// One group, or several together.
  struct Side: Sendable, Equatable {
    /// Its blocks.
    var blocks: [Int]
    /// How many rows they hold.
    var rows: Int
  }
}

/// Cuts `0..<total` into as few ranges as have no more than `most` numbers each.
func evenParts(of total: Int, most: Int) -> [Range<Int>] {
  evenParts(of: total, count: (total + most - 1) / most)
}

/// Cuts `0..<total` into ranges whose lengths differ by one at most.
func evenParts(of total: Int, count: Int) -> [Range<Int>] {
  (0..<max(1, count)).map { part in
    total * part / max(1, count)..<total * (part + 1) / max(1, count)
  }
}
