import AuditResults
import Testing

@testable import Audit

/// Tests of equality against SciPy and statsmodels.
@Suite struct EqualityTestTests {
  private static func shares(_ numbers: [Double]) -> (Proportion, Proportion) {
    (
      Proportion(count: Int(numbers[0]), total: Int(numbers[1])),
      Proportion(count: Int(numbers[2]), total: Int(numbers[3]))
    )
  }

  @Test func fisher() throws {
    for row in try Goldens.rows("tests.json", "fisher") {
      let (a, b) = Self.shares(row.numbers)
      #expect(agree(a.fisherExact(b), row[4].number, relative: 1e-9), "\(row)")
    }
  }

  @Test func pooledZ() throws {
    for row in try Goldens.rows("tests.json", "pooled_z") {
      let (a, b) = Self.shares(row.numbers)
      #expect(agree(a.pooledZ(b), row[4].number, relative: 1e-12), "\(row)")
      let test = a.test(b)
      if test.method == Method.pooledZ.rawValue {
        #expect(agree(test.pValue, row[5].number, relative: 1e-11))
      }
    }
  }

  /// An expected cell of five rows decides.
  @Test func sparseTablesAreTestedExactly() {
    let sparse = Proportion(count: 4, total: 20).test(Proportion(count: 5, total: 20))
    #expect(sparse.method == "fisher.exact" && sparse.statistic == nil)
    let dense = Proportion(count: 5, total: 20).test(Proportion(count: 5, total: 20))
    #expect(dense.method == "pooled.z" && dense.statistic == 0 && dense.pValue == 1)
    // Many rows that nearly all count are as sparse as few.
    let high = Proportion(count: 98, total: 100).test(Proportion(count: 99, total: 100))
    #expect(high.method == "fisher.exact")
    #expect(Proportion(count: 0, total: 9).test(Proportion(count: 0, total: 9)).pValue == 1)
  }

  @Test func mcNemarIsExact() throws {
    for row in try Goldens.rows("tests.json", "mcnemar") {
      let numbers = row.numbers
      let p = mcNemar(gained: Int(numbers[0]), lost: Int(numbers[1]))
      #expect(agree(p, numbers[2], relative: 1e-9), "\(row)")
    }
    #expect(mcNemar(gained: 0, lost: 0) == 1)
  }

  @Test func strataTogether() throws {
    for golden in try Goldens.rows("tests.json", "cmh") {
      let expected = golden["expected"].numbers
      let strata = golden["strata"].list.map { Self.shares($0.numbers) }
      let found = try #require(
        CochranMantelHaenszel(strata.map { (first: $0.0, second: $0.1) }, confidence: 0.95))
      #expect(agree(found.statistic, expected[0], relative: 1e-11))
      #expect(agree(found.pValue, expected[1], relative: 1e-9))
      #expect(agree(found.oddsRatio, expected[2], relative: 1e-11))
      #expect(agree(found.interval?.lowerBound, expected[3], relative: 1e-11))
      #expect(agree(found.interval?.upperBound, expected[4], relative: 1e-11))
    }
    let all = Proportion(count: 5, total: 5)
    #expect(CochranMantelHaenszel([(first: all, second: all)], confidence: 0.95) == nil)
    let none = Proportion(count: 0, total: 9)
    let separated = CochranMantelHaenszel([(first: all, second: none)], confidence: 0.95)
    #expect(separated?.oddsRatio == nil && (separated?.pValue ?? 1) < 0.01)
  }

  @Test func severalMeans() throws {
    for golden in try Goldens.rows("tests.json", "welch_anova") {
      let expected = golden["expected"].numbers
      let test = try #require(welchANOVA(golden["groups"].list.map { Moments($0.numbers) }))
      #expect(agree(test.statistic, expected[0], relative: 1e-11))
      #expect(agree(test.degrees, expected[1], relative: 1e-11))
      #expect(agree(test.pValue, expected[2], relative: 1e-9))
    }
  }

  /// Two groups: the permutation distribution is Fisher's, so p is that of the exact test but for the
  /// draws.
  @Test func permutationsOfTwoGroupsAreFishers() throws {
    let (a, b) = (Proportion(count: 3, total: 20), Proportion(count: 9, total: 20))
    let test = try #require(permutedChiSquare([a, b], resampling: Resampling(replicates: 20_000)))
    #expect(abs(test.pValue - a.fisherExact(b)) < 0.006)
    #expect(agree(test.statistic, (a.pooledZ(b) ?? 0) * (a.pooledZ(b) ?? 0), relative: 1e-12))
    #expect(test.replicates == 20_000)
    #expect(permutedChiSquare([a, b], resampling: Resampling(seed: 3))?.pValue != test.pValue)
  }

  /// Many groups: p is near the chi-square's where counts are large.
  @Test func permutationsOfManyGroupsAreNearChiSquare() throws {
    let shares = [40, 52, 61, 45].map { Proportion(count: $0, total: 150) }
    let test = try #require(permutedChiSquare(shares, resampling: Resampling(replicates: 10_000)))
    let expected = ChiSquare.upperTail(try #require(test.statistic), degrees: 3)
    #expect(abs(test.pValue - expected) < 0.01, "\(test.pValue) for \(expected)")
    let none = Proportion(count: 0, total: 9)
    #expect(permutedChiSquare([none, none], resampling: Resampling()) == nil)
  }

  /// Under equality the permutation test rejects at most as often as it says.
  @Test func permutationTestsKeepTheirLevel() throws {
    var random = RandomSource(seed: 5)
    var rejected = 0
    let trials = 300
    for trial in 0..<trials {
      let shares = [12, 30, 25].map {
        Proportion(count: random.binomial($0, 0.15), total: $0)
      }
      let test = permutedChiSquare(
        shares, resampling: Resampling(replicates: 199, seed: UInt64(trial)))
      rejected += (test?.pValue ?? 1) <= 0.05 ? 1 : 0
    }
    // 0.05 and three standard errors.
    #expect(rejected <= 26, "\(rejected) of \(trials)")
    #expect(rejected > 0)
  }

  @Test func spreads() throws {
    for golden in try Goldens.rows("tests.json", "spread") {
      let expected = golden["expected"].numbers
      let found = spreadBetween(
        golden["values"].numbers, golden["errors"].numbers, confidence: 0.95)
      #expect(agree(found.value, expected[0], relative: 1e-9))
      #expect(agree(found.interval.lowerBound, expected[1], relative: 1e-9))
      #expect(agree(found.interval.upperBound, expected[2], relative: 1e-9))
    }
  }

  @Test func holmsAdjustment() throws {
    for row in try Goldens.rows("tests.json", "holm") {
      for (found, expected) in zip(holm(row[0].numbers), row[1].numbers) {
        #expect(agree(found, expected, relative: 1e-14))
      }
    }
    #expect(holm([]).isEmpty)
  }
}
