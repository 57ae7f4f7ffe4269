import Testing

@testable import Audit

/// Chi-square, F and studentised range against SciPy, and draws against the distributions.
@Suite struct MoreDistributionTests {
  @Test func chiSquare() throws {
    for row in try Goldens.rows("tests.json", "chi_square") {
      let numbers = row.numbers
      let tail = ChiSquare.upperTail(numbers[0], degrees: numbers[1])
      #expect(agree(tail, numbers[2], relative: 1e-11, absolute: 1e-300), "\(row)")
    }
    for row in try Goldens.rows("tests.json", "chi_square_quantile") {
      let numbers = row.numbers
      let value = ChiSquare.quantile(upperTail: numbers[0], degrees: numbers[1])
      #expect(agree(value, numbers[2], relative: 1e-10), "\(row)")
    }
  }

  @Test func fisherF() throws {
    for row in try Goldens.rows("tests.json", "f") {
      let numbers = row.numbers
      let tail = FisherF.upperTail(numbers[0], between: numbers[1], within: numbers[2])
      #expect(agree(tail, numbers[3], relative: 1e-9), "\(row)")
    }
  }

  @Test func studentizedRange() throws {
    for row in try Goldens.rows("tests.json", "studentized_range") {
      let numbers = row.numbers
      let value = StudentizedRange.cdf(numbers[0], groups: Int(numbers[1]))
      #expect(agree(value, numbers[2], relative: 0, absolute: 1e-9), "\(row)")
    }
    for row in try Goldens.rows("tests.json", "studentized_range_quantile") {
      let numbers = row.numbers
      let value = StudentizedRange.quantile(confidence: numbers[0], groups: Int(numbers[1]))
      #expect(agree(value, numbers[2], relative: 1e-7), "\(row)")
    }
  }

  /// Two groups are one pair; more groups ask for more.
  @Test func pairsOfManyGroupsAskForMore() {
    #expect(StudentizedRange.pairwiseConfidence(0.95, groups: 2) == 0.95)
    // q = 2.7718 = √2 · 1.96 for two groups, by the general formula as well.
    #expect(
      agree(
        StudentizedRange.quantile(confidence: 0.95, groups: 2),
        Normal.criticalValue(confidence: 0.95) * 2.0.squareRoot(), relative: 1e-10))
    let four = StudentizedRange.pairwiseConfidence(0.95, groups: 4)
    #expect(four > 0.95 && four < 1 - 0.05 / 6, "narrower than Bonferroni's")
  }

  /// Counts of draws against the distribution function, by Kolmogorov's distance.
  @Test(arguments: ["binomial", "hypergeometric"])
  func drawsFollowTheirDistribution(_ kind: String) throws {
    var random = RandomSource(seed: 23)
    let draws = 4000
    for row in try Goldens.rows("tests.json", kind) {
      let (isBinomial, expected) = (kind == "binomial", row.list.last?.numbers ?? [])
      var counts = [Int](repeating: 0, count: expected.count)
      for _ in 0..<draws {
        let value =
          isBinomial
          ? random.binomial(Int(row[0].number ?? 0), row[1].number ?? 0)
          : random.hypergeometric(
            total: Int(row[0].number ?? 0), marked: Int(row[1].number ?? 0),
            draws: Int(row[2].number ?? 0))
        try #require(counts.indices.contains(value))
        counts[value] += 1
      }
      var (sum, farthest) = (0, 0.0)
      for (count, expected) in zip(counts, expected) {
        sum += count
        farthest = max(farthest, abs(Double(sum) / Double(draws) - expected))
      }
      // 1.95 / √n is exceeded once in a thousand.
      #expect(farthest < 1.95 / Double(draws).squareRoot(), "\(row[0]) \(row[1]): \(farthest)")
    }
  }

  @Test func multinomialDrawsKeepTheirTotal() {
    var random = RandomSource(seed: 1)
    for weights in [[3, 0, 5, 2], [0, 0, 4], [100, 900, 1, 0]] {
      for _ in 0..<50 {
        let cells = random.multinomial(40, weights: weights)
        #expect(cells.reduce(0, +) == 40)
        #expect(zip(cells, weights).allSatisfy { $0 == 0 || $1 > 0 })
      }
    }
  }
}
