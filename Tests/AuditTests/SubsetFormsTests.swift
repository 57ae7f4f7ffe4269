import AuditResults
import Testing

@testable import Audit

/// Replicates from Gram matrices against sums of each weight.
@Suite struct SubsetFormsTests {
  @Test(arguments: [1, 7, 40], [1, 8, 21])
  func theyAreWhatTheSubsetsSumTo(weights: Int, neurons: Int) throws {
    var random = RandomSource(seed: UInt64(weights + neurons))
    let (blocks, replicates) = (24, 260)
    let units = (0..<12).map { [2 * $0, 2 * $0 + 1] }
    let chosen = (0..<replicates).map { _ in
      var all = Array(0..<12)
      random.shuffle(&all, first: 5)
      return all.prefix(5).sorted()
    }
    let forms = try #require(SubsetForms(chosen, of: 12))
    #expect(forms.parts.map(\.count).reduce(0, +) == replicates && forms.pairs == 78)
    let choices = Choices(chosen, of: 12)
    var expected = CosineSums(count: replicates)
    // Neurons that have one number each go another way as well.
    var ofNumbers = CosineSums(count: replicates)
    var tiles: [GramTile] = []
    for start in stride(from: 0, to: neurons, by: 8) {
      let width = min(8, neurons - start)
      let values = (0..<weights * blocks).map { _ in
        var lanes = Lanes.zero
        for lane in 0..<width { lanes[lane] = Float(random.below(2000)) / 1000 - 0.9 }
        return lanes
      }
      let columns = Columns(values: values, blocks: blocks, weights: weights)
      expected.add(columns.resampled(units: units, chosen: choices, weightReplicates: 0).neurons)
      let sums = columns.unitSums(units, width: width)
      tiles.append(GramTile(sums, units: units.count))
      if weights == 1 { ofNumbers.add(forms.cosineSums(ofNumbers: sums)) }
    }
    let found = forms.cosineSums(tiles, threads: 2)
    for (found, expected) in (weights == 1 ? [found, ofNumbers] : [found]).flatMap({ found in
      [
        (found.products, expected.products), (found.first, expected.first),
        (found.second, expected.second),
      ]
    }) {
      #expect(found.count == replicates)
      // A side whose units cancel is the small difference of large numbers.
      let rounding = 1e-6 * (expected.max() ?? 0)
      for (found, expected) in zip(found, expected) {
        #expect(abs(found - expected) <= 1e-4 * abs(expected) + rounding)
      }
    }
    #expect(forms.cosineSums(tiles, threads: 1).products == found.products)
  }

  @Test(arguments: [1, 7, 40, 1500], [1, 5, 8])
  func weightsAreWhatTheSubsetsSumTo(weights: Int, width: Int) throws {
    var random = RandomSource(seed: UInt64(weights + width))
    let units = (0..<12).map { [2 * $0, 2 * $0 + 1] }
    let chosen = (0..<30).map { _ in
      var all = Array(0..<12)
      random.shuffle(&all, first: 5)
      return all.prefix(5).sorted()
    }
    let forms = try #require(SubsetForms(chosen, of: 12))
    let values = (0..<weights * 24).map { _ in
      var lanes = Lanes.zero
      for lane in 0..<width { lanes[lane] = Float(random.below(2000)) / 1000 - 0.9 }
      return lanes
    }
    let columns = Columns(values: values, blocks: 24, weights: weights)
    let expected = columns.resampled(
      units: units, chosen: Choices(chosen, of: 12), weightReplicates: 20
    ).weights
    let found = forms.cosineSums(
      ofWeights: columns.unitSums(units, width: width), first: 20)
    for (found, expected) in [
      (found.products, expected.products), (found.first, expected.first),
      (found.second, expected.second),
    ] {
      #expect(found.count == 20)
      for (found, expected) in zip(found, expected) {
        #expect(abs(found - expected) <= 1e-4 * expected)
      }
    }
  }

  @Test func manyUnitsAreLeftToSums() {
    let chosen = (0..<1000).map { [$0 % 600] }
    #expect(SubsetForms(chosen, of: 600) == nil)
    let forms = SubsetForms(chosen.map { [$0[0] % 30] }, of: 30)
    #expect(forms?.pays(weights: 200) == true && forms?.pays(weights: 1) == false)
  }

  @Test func aPrefixKeepsTheFirst() {
    let choices = Choices((0..<50).map { [$0 % 7, 7 + $0 % 3] }, of: 10)
    let some = choices.prefix(20)
    #expect(some.count == 20 && (0..<20).map(some.units) == (0..<20).map(choices.units))
    #expect(choices.prefix(90).count == 50)
  }
}
