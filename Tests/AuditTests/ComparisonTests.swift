import AuditResults
import Testing

@testable import Audit

@Suite struct ComparisonTests {
  private func comparison(_ rows: Rows, _ metric: String = "selection_rate") throws -> Comparison {
    try #require(rows.outcome().comparisons?.first { $0.metric == metric })
  }

  @Test func allPairsAreCompared() throws {
    var rows = Rows()
    rows.add("a", tp: 30, fp: 10, tn: 50, fn: 10)
    rows.add("b", tp: 5, fp: 5, tn: 60, fn: 30)
    rows.add("c", tp: 20, fp: 30, tn: 50, fn: 0)
    let rates = try comparison(rows)
    #expect(rates.groups == 3 && rates.comparisons == 3 && rates.pairs.count == 3)
    #expect(rates.pairs.map { "\($0.first)\($0.second)" } == ["ab", "ac", "bc"])
    let pair = rates.pairs[0]
    #expect(agree(pair.difference.value, 0.4 - 0.1, relative: 1e-12))
    let interval = try #require(pair.difference.interval)
    let alone = Proportion(count: 40, total: 100).difference(
      minus: Proportion(count: 10, total: 100), confidence: 0.95)
    #expect(interval.lower < alone.lowerBound && interval.upper > alone.upperBound)
    #expect(interval.method == "tukey.kramer" && interval.level == 0.95)
    #expect(rates.global?.method == "permutation.chi.square")
    // As small as 200 draws can make it.
    #expect(rates.global?.pValue == 1.0 / 201)
    #expect(
      rates.pairs.compactMap(\.adjustedP) == holm(rates.pairs.compactMap { $0.test?.pValue }))
    for metric in ["mean_score", "auc"] {
      #expect(try comparison(rows, metric).global?.method == "permutation.studentized")
    }
  }

  /// Where every group has many rows, theory serves.
  @Test func largeGroupsAreNotPermuted() throws {
    var rows = Rows()
    rows.add("a", tp: 150, fp: 100, tn: 150, fn: 100)
    rows.add("b", tp: 140, fp: 90, tn: 170, fn: 120)
    #expect(try comparison(rows, "mean_score").global?.method == "welch.anova")
    #expect(try comparison(rows, "auc").global?.method == "wald.chi.square")
  }

  /// Equal groups have no spread beyond noise; the largest difference of rates is never zero.
  @Test func spreadIsWhatNoiseLeaves() throws {
    var rows = Rows()
    for (name, selected) in [("a", 30), ("b", 33), ("c", 28), ("d", 31)] {
      rows.add(name, tp: selected, tn: 100 - selected)
    }
    let equal = try comparison(rows)
    #expect(equal.spread.value == 0 && equal.spread.interval?.lower == 0)
    #expect((equal.global?.pValue ?? 0) > 0.5)
    var apart = Rows()
    for (name, selected) in [("a", 100), ("b", 300), ("c", 500), ("d", 700)] {
      apart.add(name, tp: selected, tn: 1000 - selected)
    }
    let spread = try comparison(apart).spread
    // Standard deviation of .1, .3, .5 and .7.
    #expect(abs((spread.value ?? 0) - 0.258) < 0.002)
    #expect(spread.interval?.method == "q.profile")
  }

  @Test func ofManyGroupsOnlyPairsWithTheBenchmarkAreListed() throws {
    var rows = Rows()
    for index in 0..<15 { rows.add("g\(index)", tp: 10 + index, tn: 40) }
    let rates = try comparison(rows)
    #expect(rates.comparisons == 105 && rates.pairs.count == 14)
    #expect(rates.pairs.allSatisfy { $0.second == "g14" })
  }

  @Test func groupsWithoutAValueAreNotCompared() throws {
    var rows = Rows()
    rows.add("a", tp: 10, tn: 30, fn: 5)
    rows.add("b", tp: 3, tn: 30, fn: 5)
    rows.add("c", fp: 4, tn: 30)
    #expect(try comparison(rows, "tpr").groups == 2)
    #expect(
      try comparison(rows, "tpr").pairs[0].difference.interval?.method == "miettinen.nurminen")
  }

  /// No shares spread farther than half: an interval beyond says nothing that could be.
  @Test func spreadStaysWithinWhatSharesAllow() throws {
    var rows = Rows()
    rows.add("a", tp: 12)
    rows.add("b", tn: 12)
    let spread = try #require(
      rows.outcome().comparisons?.first { $0.metric == "selection_rate" }
    ).spread
    #expect(spread.value == 0.5 && spread.interval?.upper == 0.5)
    #expect((spread.interval?.lower ?? 1) < 0.5)
  }

  /// Under equality no interval of any pair misses zero in at least 95 % of draws.
  @Test func familywiseErrorIsKept() throws {
    var random = RandomSource(seed: 29)
    let trials = 300
    var missed = 0
    let level = StudentizedRange.pairwiseConfidence(0.95, groups: 4)
    for _ in 0..<trials {
      let shares = [60, 150, 400, 90].map {
        Proportion(count: random.binomial($0, 0.2), total: $0)
      }
      let misses = shares.indices.contains { first in
        shares.indices.contains { second in
          first < second
            && !shares[first].difference(minus: shares[second], confidence: level).contains(0)
        }
      }
      missed += misses ? 1 : 0
    }
    // 5 % and two standard errors.
    #expect(missed <= 23, "\(missed) of \(trials)")
    #expect(missed > 0, "intervals that never miss are too wide")
  }
}
