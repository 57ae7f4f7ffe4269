import AuditResults
import Testing

@testable import Audit

/// Means of equal groups are found to differ in at most as many samples as the level says.
@Suite struct PermutedMeansTests {
  private func measured(_ groups: [[Double]]) -> GroupMeasurements {
    GroupMeasurements(
      names: groups.indices.map { "\($0)" },
      values: groups.map { .mean(of: $0, within: 0...Double.infinity, orElse: .noRows) })
  }

  private func moments(_ groups: [[Double]]) -> [Moments] {
    measured(groups).values.compactMap { if case .mean(let mean, _) = $0 { mean } else { nil } }
  }

  private func isApart(_ groups: [[Double]]) -> Bool {
    let measured = measured(groups)
    return measured.differences(measured.pairs, family: 0.95).contains {
      $0.map { !$0.ends.contains(0) } ?? false
    }
  }

  /// Skewed rows in groups of unlike sizes, where Welch's test at Tukey's level alone errs more often.
  @Test func familywiseErrorIsKept() {
    var random = RandomSource(seed: 3, purpose: "permuted means")
    let (sizes, trials) = ([12, 20, 30, 150], 400)
    let level = StudentizedRange.pairwiseConfidence(0.95, groups: sizes.count)
    var (found, byWelch) = (0, 0)
    for _ in 0..<trials {
      let groups = sizes.map { size in
        (0..<size).map { _ in
          exponential(1.2 * Normal.quantile(max(0x1p-54, random.uniform())))
        }
      }
      if isApart(groups) { found += 1 }
      let values = measured(groups).values
      let isRejected = values.indices.contains { first in
        values.indices.dropFirst(first + 1).contains {
          values[first].test(values[$0]).map { $0.pValue < 1 - level } ?? false
        }
      }
      if isRejected { byWelch += 1 }
    }
    // 5 % and two standard errors.
    #expect(found <= 28, "\(found) of \(trials)")
    #expect(byWelch > 28, "\(byWelch): the settings show nothing")
  }

  @Test func groupsThatDifferAreFound() throws {
    var random = RandomSource(seed: 4, purpose: "permuted means")
    let groups = [0.0, 0, 3].map { shift in
      (0..<40).map { _ in shift + Normal.quantile(max(0x1p-54, random.uniform())) }
    }
    let test = try #require(PermutedMeans(moments(groups), confidence: 0.95))
    #expect(!test.differ(0, 1) && test.differ(0, 2) && test.differ(2, 1))
    // The order of the groups makes no difference, and neither does another run.
    let turned = try #require(
      PermutedMeans(moments(groups.reversed()), confidence: 0.95))
    #expect(turned.differ(0, 1) && turned.differ(0, 2) && !turned.differ(1, 2))
  }

  /// Many rows with little skewness need no permutations.
  @Test func theoryServesManyRows() {
    let even = (0..<3000).map { Double($0 % 100) }
    #expect(PermutedMeans(moments([even, even]), confidence: 0.95) == nil)
    #expect(PermutedMeans(moments([even, Array(even.prefix(100))]), confidence: 0.95) != nil)
  }
}
