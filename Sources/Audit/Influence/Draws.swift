import AuditResults

/// Which blocks go where in each replicate: drawn once, used for every layer, so that a replicate is
/// one draw of the whole network.
struct Draws: Sendable {
  /// Two groups whose blocks change places.
  struct Exchange: Sendable {
    /// Positions of the groups in the plan, the first before the second.
    var first: Int
    /// The second group.
    var second: Int
    /// Blocks of both groups, merged to fewer where even the smaller group has many.
    var units: [Range<Int>]
    /// For each replicate, the units that the smaller group is given.
    var chosen: [[Int]]
  }

  /// One group whose blocks are cut into halves.
  struct Halving: Sendable {
    /// The group's position in the plan.
    var group: Int
    /// The group's blocks, merged to fewer where there are many.
    var units: [Range<Int>]
    /// For each replicate, the units of the first half.
    var chosen: [[Int]]
  }

  /// Every pair of groups.
  var exchanges: [Exchange] = []
  /// Every group.
  var halvings: [Halving] = []

  /// Merged units of the smaller group, at least; more would cost time and change little.
  private static let enoughUnits = 32

  init(plan: BlockPlan, attribute: String, names: [String], settings: SettingsFacts) {
    for (position, range) in plan.ranges.enumerated() {
      var random = RandomSource(seed: settings.seed, purpose: "halves", attribute, names[position])
      let units = Self.merged(range, times: max(1, range.count / (2 * Self.enoughUnits)))
      halvings.append(
        Halving(
          group: position, units: units,
          chosen: (0..<settings.splitHalves).map { _ in
            Self.choose(units.count / 2, of: units.count, &random)
          }))
    }
    for (first, left) in plan.ranges.enumerated() {
      for (second, right) in plan.ranges.enumerated() where second > first {
        var random = RandomSource(
          seed: settings.seed, purpose: "permutation", attribute, names[first], names[second])
        let times = max(1, min(left.count, right.count) / Self.enoughUnits)
        let units = [left, right].map { Self.merged($0, times: times) }
        let count = min(units[0].count, units[1].count)
        exchanges.append(
          Exchange(
            first: first, second: second, units: units[0] + units[1],
            chosen: (0..<settings.permutations).map { _ in
              Self.choose(count, of: units[0].count + units[1].count, &random)
            }))
      }
    }
  }

  private static func merged(_ range: Range<Int>, times: Int) -> [Range<Int>] {
    evenParts(of: range.count, count: range.count / times).map {
      range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound
    }
  }

  private static func choose(_ count: Int, of total: Int, _ random: inout RandomSource) -> [Int] {
    var all = Array(0..<total)
    random.shuffle(&all, first: count)
    return all.prefix(count).sorted()
  }
}
