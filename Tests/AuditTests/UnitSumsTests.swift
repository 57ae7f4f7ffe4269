import Testing

@testable import Audit

/// Sums of lists of units side by side against those of all their units.
@Suite struct UnitSumsTests {
  /// Kept ones and such as are found anew.
  @Test(arguments: [0, 1 << 22], [[0], [0, 2], [2, 1], [0, 1, 2]])
  func listsAreJoined(mostNumbers: Int, lists: [Int]) {
    let weights = 11
    let merges = [[[0, 3], [1]], [[2]], [[4], [5, 6], [7]]]
    var random = RandomSource(seed: 4)
    let values = (0..<weights * 8).map { _ in
      var lanes = Lanes.zero
      for lane in 0..<5 { lanes[lane] = Float(random.below(64)) }
      return lanes
    }
    let columns = Columns(values: values, blocks: 8, weights: weights)
    var sums = UnitSums(columns, merges: merges, width: 5, mostNumbers: mostNumbers)
    let expected = columns.unitSums(lists.flatMap { merges[$0] }, width: 5)
    // Twice, as the second time they may be known. Whole numbers add up exactly.
    #expect(sums.of(lists) == expected)
    #expect(sums.of(lists) == expected)
    #expect(expected.count == 5)
  }
}
