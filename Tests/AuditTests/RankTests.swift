import Testing

@testable import Audit

@Suite struct RankTests {
  @Test func tiesShareTheirRanks() {
    #expect(midranks([3, 1, 3, 0]) == [3.5, 2, 3.5, 1])
  }

  @Test func spearmanCorrelations() throws {
    for row in try Goldens.rows("statistics.json", "spearman") {
      #expect(agree(spearman(row[0].numbers, row[1].numbers), row[2].number, relative: 1e-13))
    }
    #expect(spearman([1, 1], [1, 2]) == nil)
  }

  @Test func quantilesInterpolate() {
    #expect(quantile(0.25, ofSorted: [0, 1, 2, 4]) == 0.75)
    #expect(quantile(0, ofSorted: [5]) == 5 && quantile(1, ofSorted: [5, 6]) == 6)
  }

  /// Every place of two lists, ties within and between them, is that of the sorted whole.
  @Test func quantilesOfTwoLists() {
    for (first, second) in [(0, 1), (1, 0), (1, 1), (5, 3), (2, 40), (37, 64)] {
      let a = (0..<first).map { Double($0 * 7 % 11) }.sorted()
      let b = (0..<second).map { Double($0 * 5 % 13) / 2 }.sorted()
      let all = (a + b).sorted()
      for step in 0...200 {
        let share = Double(step) / 200
        #expect(quantile(share, ofMerged: a, b) == quantile(share, ofSorted: all))
      }
    }
  }

  @Test func falseDiscoveryAdjustment() throws {
    for row in try Goldens.rows("statistics.json", "benjamini_hochberg") {
      for (found, expected) in zip(benjaminiHochberg(row[0].numbers), row[1].numbers) {
        #expect(agree(found, expected, relative: 1e-14))
      }
    }
    #expect(benjaminiHochberg([]).isEmpty)
  }
}
