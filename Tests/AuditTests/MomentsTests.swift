import Testing

@testable import Audit

@Suite struct MomentsTests {
  @Test func meanIntervals() throws {
    for row in try Goldens.rows("statistics.json", "mean") {
      let ends = try #require(
        Moments(row[0].numbers).interval(confidence: row[1].number ?? 0, within: -9...9))
      #expect(agree(ends.lowerBound, row[2].number, relative: 1e-10, absolute: 1e-13))
      #expect(agree(ends.upperBound, row[3].number, relative: 1e-10))
    }
  }

  @Test func differenceIntervals() throws {
    for row in try Goldens.rows("statistics.json", "mean_difference") {
      let (a, b) = (Moments(row[0].numbers), Moments(row[1].numbers))
      let ends = try #require(a.difference(minus: b, confidence: row[2].number ?? 0))
      #expect(agree(ends.lowerBound, row[3].number, relative: 1e-10, absolute: 1e-13))
      #expect(agree(ends.upperBound, row[4].number, relative: 1e-10, absolute: 1e-13))
    }
  }

  /// Symmetric rows have Student's interval; skewed ones a longer arm on the side of their tail.
  @Test func skewnessBendsTheInterval() throws {
    let even = try #require(Moments([1, 2, 3, 4, 5]).interval(confidence: 0.95, within: -99...99))
    // 3 ± 2.7764 · √(2.5 / 5).
    #expect(abs(even.lowerBound - 1.036756838522439) < 1e-12)
    #expect(abs(even.upperBound - 4.963243161477561) < 1e-12)
    let skewed = try #require(
      Moments([0, 0, 0, 0, 0, 0, 0, 1, 1, 8]).interval(confidence: 0.95, within: -99...99))
    #expect(skewed.upperBound - 1 > 2 * (1 - skewed.lowerBound))
  }

  @Test func noSpreadNoInterval() {
    #expect(Moments([0.5]).interval(confidence: 0.95, within: 0...1) == nil)
    #expect(Moments([0.5, 0.5, 0.5]).interval(confidence: 0.95, within: 0...1) == nil)
    #expect(Moments([0.5]).difference(minus: Moments([0.1, 0.4]), confidence: 0.95) == nil)
  }

  @Test func intervalsStayWithinBounds() {
    #expect(Moments([0, 1]).interval(confidence: 0.95, within: 0...1) == 0...1)
  }

  @Test func sumsKeepTheirDigits() {
    let values = [1e16, 1, -1e16, 1]
    #expect(values.reduce(CompensatedSum()) { $0.adding($1) }.value == 2)
  }
}
