import AuditResults

/// Which blocks go where in each replicate: drawn once, used for every layer, so that a replicate is
/// one draw of the whole network.
struct Draws: Sendable {
  /// Two sides whose blocks change places.
  struct Exchange: Sendable {
    /// The first side, an index into ``BlockPlan/sides``.
    var first: Int
    /// The second side.
    var second: Int
    /// Index into ``Draws/halvings`` of the smaller side's.
    var halving: Int
    /// Blocks of both sides, merged to fewer where even the smaller side has many.
    var units: [[Int]]
    /// Which of ``Draws/merges`` the first side's units are, and which the second one's.
    var merges: [Int]
    /// For each replicate, the units that the smaller side is given.
    var chosen: Choices
    /// The same for products of matrices; `nil` where there are too many units.
    var forms: SubsetForms?
  }

  /// One side whose blocks are cut into halves.
  struct Halving: Sendable {
    /// The side.
    var side: Int
    /// The side's blocks, merged to fewer where there are many.
    var units: [[Int]]
    /// Which of ``Draws/merges`` they are.
    var merge: Int
    /// For each replicate, the units of the first half.
    var chosen: Choices
    /// The same for products of matrices; `nil` where there are too many units.
    var forms: SubsetForms?
  }

  /// What is compared.
  let sides: [BlockPlan.Side]
  /// Every pair of groups, then every group with its opposite.
  private(set) var exchanges: [Exchange] = []
  /// Every side that is the smaller one of an exchange.
  private(set) var halvings: [Halving] = []
  /// Every side's blocks, merged in each way that some comparison wants: many comparisons share one.
  let merges: [[[Int]]]
  /// How many of ``sides`` are groups.
  let groups: Int
  /// How many of ``exchanges`` are pairs of groups.
  let pairs: Int

  /// Merged units of the smaller side, at least, and of a side that is halved; more would cost time
  /// and change little: of 16 units there are 12,870 halvings, and more permutations with another side.
  private static let enoughUnits = 16

  init(plan: BlockPlan, attribute: String, names: [String], settings: SettingsFacts) {
    sides = plan.sides
    groups = names.count
    var compared: [(first: Int, second: Int)] = names.indices.flatMap { first in
      names.indices.filter { $0 > first }.map { (first, $0) }
    }
    pairs = compared.count
    if sides.count > names.count { compared += names.indices.map { ($0, names.count + $0) } }
    // What a side is called when it is drawn for.
    func name(_ side: Int) -> [String] {
      side < names.count ? [names[side]] : [names[side - names.count], PairParity.allOthers]
    }
    var halvingOf: [Int: Int] = [:]
    var mergeOf: [[[Int]]: Int] = [:]
    var merges: [[[Int]]] = []
    func merge(_ units: [[Int]]) -> Int {
      if let known = mergeOf[units] { return known }
      merges.append(units)
      mergeOf[units] = merges.count - 1
      return merges.count - 1
    }
    for (first, second) in compared {
      let smaller = sides[second].rows < sides[first].rows ? second : first
      if halvingOf[smaller] == nil {
        halvingOf[smaller] = halvings.count
        let blocks = sides[smaller].blocks
        let units = Self.merged(blocks, times: max(1, blocks.count / Self.enoughUnits))
        halvings.append(
          Self.halving(
            of: smaller, units: units, merge: merge(units), times: settings.splitHalves,
            RandomSource(seed: settings.seed, purposes: ["halves", attribute] + name(smaller))))
      }
      let blocks = [sides[first].blocks, sides[second].blocks]
      let merging = max(1, (blocks.map(\.count).min() ?? 0) / Self.enoughUnits)
      let units = blocks.map { Self.merged($0, times: merging) }
      exchanges.append(
        Self.exchange(
          (first, second), halving: halvingOf[smaller] ?? 0, units: units,
          merges: units.map { merge($0) }, times: settings.permutations,
          RandomSource(
            seed: settings.seed, purposes: ["permutation", attribute] + name(first) + name(second))
        ))
    }
    self.merges = merges
  }

  private static func halving(
    of side: Int, units: [[Int]], merge: Int, times: Int, _ source: RandomSource
  ) -> Halving {
    var random = source
    let chosen = (0..<times).map { _ in choose(units.count / 2, of: units.count, &random) }
    return Halving(
      side: side, units: units, merge: merge, chosen: Choices(chosen, of: units.count),
      forms: SubsetForms(chosen, of: units.count))
  }

  private static func exchange(
    _ sides: (first: Int, second: Int), halving: Int, units: [[[Int]]], merges: [Int], times: Int,
    _ source: RandomSource
  ) -> Exchange {
    var random = source
    let (count, total) = (min(units[0].count, units[1].count), units[0].count + units[1].count)
    let chosen = (0..<times).map { _ in choose(count, of: total, &random) }
    return Exchange(
      first: sides.first, second: sides.second, halving: halving, units: units[0] + units[1],
      merges: merges, chosen: Choices(chosen, of: total), forms: SubsetForms(chosen, of: total))
  }

  private static func merged(_ blocks: [Int], times: Int) -> [[Int]] {
    evenParts(of: blocks.count, count: blocks.count / times).map { Array(blocks[$0]) }
  }

  private static func choose(_ count: Int, of total: Int, _ random: inout RandomSource) -> [Int] {
    var all = Array(0..<total)
    random.shuffle(&all, first: count)
    return all.prefix(count).sorted()
  }
}

/// Subsets of units, one for each replicate, laid out to be summed fast.
///
/// A few units at a time have few subsets: their sums are tabled once, and a replicate adds one entry
/// of each table from which it has any unit (Arlazarov, Dinic, Kronrod and Faradzhev 1970).
struct Choices: Sendable {
  /// Units that share a table.
  let bits: Int
  /// How many replicates there are.
  private(set) var count: Int
  /// How many tables.
  let tables: Int
  /// For each replicate the positions of its sums in all tables one after the other.
  private(set) var entries: [Int32]
  /// Where each replicate's entries start, and where the last one's end.
  private(set) var starts: [Int]

  /// Lays subsets of `0..<total` out.
  init(_ chosen: [[Int]], of total: Int) {
    let size = chosen.first?.count ?? 0
    func tables(_ bits: Int) -> Int { (total + bits - 1) / bits }
    // Filling the tables against adding their entries.
    let bits =
      (1...6).min { a, b in
        let costs = [a, b].map { (tables($0) << $0) + chosen.count * min(size, tables($0)) }
        return costs[0] < costs[1]
      } ?? 1
    self.bits = bits
    self.tables = tables(bits)
    count = chosen.count
    var entries: [Int32] = []
    var starts = [0]
    for units in chosen {
      var masks: [Int: Int32] = [:]
      for unit in units { masks[unit / bits, default: 0] |= 1 << Int32(unit % bits) }
      entries += masks.map { Int32($0.key << bits) + $0.value }.sorted()
      starts.append(entries.count)
    }
    self.entries = entries
    self.starts = starts
  }

  /// The first so many replicates.
  func prefix(_ most: Int) -> Choices {
    var result = self
    result.count = min(count, most)
    result.starts = Array(starts.prefix(result.count + 1))
    result.entries = Array(entries.prefix(result.starts[result.count]))
    return result
  }

  /// The units of a replicate, ascending.
  func units(of replicate: Int) -> [Int] {
    entries[starts[replicate]..<starts[replicate + 1]].flatMap { entry in
      (0..<bits).filter { entry >> Int32($0) & 1 == 1 }
        .map { (Int(entry) >> bits) * bits + $0 }
    }
  }
}
