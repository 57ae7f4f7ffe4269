import Testing

@testable import Audit

@Suite struct RandomSourceTests {
  @Test func sequencesAreFixed() throws {
    for row in try Goldens.rows("statistics.json", "random") {
      var random = RandomSource(seed: try #require(UInt64(row[0].text ?? "")))
      for expected in row[1].list { #expect(random.next() == UInt64(expected.text ?? "")) }
    }
  }

  /// The values that SplitMix64's authors publish for the state 1234567.
  @Test func mixing() {
    var mixer = SplitMix64(state: 1_234_567)
    #expect(mixer.next() == 6_457_827_717_110_365_317)
    #expect(mixer.next() == 3_203_168_211_198_807_973)
  }

  @Test func purposesHaveSequencesOfTheirOwn() {
    var draws: Set<UInt64> = []
    for (a, b) in [("ab", "c"), ("a", "bc"), ("ab", ""), ("", "ab")] {
      var random = RandomSource(seed: 5, purpose: a, b)
      draws.insert(random.next())
    }
    #expect(draws.count == 4)
  }

  @Test func boundedDrawsAreEven() {
    var random = RandomSource(seed: 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.below(7)] += 1 }
    // Six standard deviations.
    for count in counts { #expect(abs(count - 10_000) < 560) }
  }

  @Test func everyOrderIsEquallyLikely() {
    var random = RandomSource(seed: 4)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 {
      var values = [0, 1, 2, 3]
      random.shuffle(&values)
      counts[values, default: 0] += 1
    }
    #expect(counts.count == 24)
    for count in counts.values { #expect(abs(count - 1000) < 190) }
  }
}
