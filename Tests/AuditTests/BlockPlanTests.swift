import AuditResults
import Testing

@testable import Audit

@Suite struct BlockPlanTests {
  private func plan(_ sizes: [Int], blocks: Int = 128, seed: UInt64 = 0) -> BlockPlan {
    var start = 0
    let rows = sizes.map { size in
      defer { start += size }
      return Array(start..<start + size)
    }
    var settings = SettingsFacts()
    settings.blocks = blocks
    settings.seed = seed
    return BlockPlan(
      rowsOfGroups: rows, attribute: "a", groupNames: sizes.indices.map { "g\($0)" },
      settings: settings)
  }

  @Test func aboutAsManyBlocksAsAskedFor() {
    let plan = plan([2902, 6142])
    #expect(abs(plan.blocks.count - 128) <= 2)
    #expect(plan.leftOut.isEmpty)
  }

  @Test(arguments: [
    [2902, 6142], [79, 306, 852, 78, 7729], [100, 100], [8, 9, 400], [5000, 41],
  ])
  func everyRowIsInOneBlockOfAboutEqualSize(sizes: [Int]) {
    let plan = plan(sizes)
    let rows = plan.blocks.flatMap(\.self)
    #expect(Set(rows).count == rows.count)
    #expect(rows.count == plan.groups.reduce(0) { $0 + sizes[$1] })
    let lengths = plan.blocks.map(\.count)
    let (low, high) = (lengths.min() ?? 0, lengths.max() ?? 0)
    #expect(Double(high) <= Double(low) * 1.125 + 1, "\(low) to \(high)")
    for (group, range) in zip(plan.groups, plan.ranges) {
      #expect(range.count >= BlockPlan.fewestBlocks)
      #expect(plan.blocks[range].reduce(0) { $0 + $1.count } == sizes[group])
    }
  }

  @Test func smallGroupsGetSmallBlocksUpToALimit() {
    #expect(plan([79, 306, 852, 78, 7729]).leftOut.isEmpty)
    let tiny = plan([5, 20_000, 20_000])
    #expect(tiny.leftOut == [0] && tiny.groups == [1, 2])
    #expect(plan([7, 7]).groups.isEmpty)
    #expect(plan([0, 0]).blocks.isEmpty)
  }

  @Test func theSeedDecidesTheShuffle() {
    #expect(plan([200, 300], seed: 1) == plan([200, 300], seed: 1))
    #expect(plan([200, 300], seed: 1) != plan([200, 300], seed: 2))
    #expect(plan([2000]).blocks[0] != Array(0..<plan([2000]).blocks[0].count))
  }

  @Test(arguments: [1, 5, 6, 7, 40, 300])
  func choicesKeepTheirUnits(total: Int) {
    let chosen = (0..<200).map { seed in
      (0..<total).filter { ($0 * 7 + seed * 13) % 11 < (total < 50 ? 5 : 1) }
    }
    let choices = Choices(chosen, of: total)
    #expect((0..<200).map(choices.units) == chosen)
  }

  @Test func drawsChooseEveryUnitEquallyOften() {
    let plan = plan([400, 800])
    var settings = SettingsFacts()
    settings.permutations = 2000
    settings.splitHalves = 50
    let draws = Draws(plan: plan, attribute: "a", names: ["g0", "g1"], settings: settings)
    #expect(draws.exchanges.count == 1 && draws.halvings.map(\.side) == [0])
    let exchange = draws.exchanges[0]
    let units = exchange.units.count
    let chosen = exchange.chosen.units(of: 0).count
    #expect(exchange.units.flatMap(\.self) == Array(0..<plan.blocks.count))
    var counts = [Int](repeating: 0, count: units)
    for replicate in (0..<exchange.chosen.count).map(exchange.chosen.units) {
      #expect(Set(replicate).count == chosen)
      for unit in replicate { counts[unit] += 1 }
    }
    let expected = Double(2000 * chosen) / Double(units)
    for count in counts { #expect(abs(Double(count) - expected) < 6 * expected.squareRoot()) }
    for halving in draws.halvings {
      for replicate in 0..<halving.chosen.count {
        #expect(halving.chosen.units(of: replicate).count == halving.units.count / 2)
      }
    }
  }
}
