import Testing

@testable import Tables

struct MomentsTests {
  /// Means and deviations computed with fractions and rounded once, by Python's `fractions` and
  /// `decimal`.
  private static let cases: [(numbers: [Double], mean: Double, deviation: Double)] = [
    ([3, 1, 2], 2, 0.816496580927726),
    ([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 0.1, 0),
    ([1e15, 1e15 + 1, 1e15 + 2], 1_000_000_000_000_001, 0.816496580927726),
    ([1e8, 1, 1, 1], 25_000_000.75, 43_301_269.75620923),
    ([7], 7, 0),
    ([], 0, 0),
  ]

  @Test(arguments: cases)
  func areExact(numbers: [Double], mean: Double, deviation: Double) {
    var moments = Moments()
    for number in numbers { moments.add(number) }
    #expect(moments.count == numbers.count)
    #expect(moments.mean == mean)
    #expect(moments.standardDeviation == deviation)
  }

  @Test func staysExactFarFromZero() {
    var moments = Moments()
    for step in 0..<10 { moments.add(1e9 + Double(step) * 0.1) }
    #expect(moments.mean == 1000000000.45)
    #expect(moments.standardDeviation == 0.2872281240262338)
  }
}
