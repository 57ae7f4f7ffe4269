import Testing

@testable import Audit

@Suite struct MomentsTests {
  @Test func studentIntervals() throws {
    for row in try Goldens.rows("statistics.json", "student") {
      let ends = try #require(
        Moments(row[0].numbers).interval(confidence: row[1].number ?? 0, within: -9...9))
      #expect(agree(ends.lowerBound, row[2].number, relative: 1e-10, absolute: 1e-13))
      #expect(agree(ends.upperBound, row[3].number, relative: 1e-10))
    }
  }

  @Test func welchIntervals() throws {
    for row in try Goldens.rows("statistics.json", "welch") {
      let (a, b) = (Moments(row[0].numbers), Moments(row[1].numbers))
      let ends = try #require(a.welch(minus: b, confidence: row[2].number ?? 0))
      #expect(agree(ends.lowerBound, row[3].number, relative: 1e-10, absolute: 1e-13))
      #expect(agree(ends.upperBound, row[4].number, relative: 1e-10, absolute: 1e-13))
    }
  }

  @Test func noSpreadNoInterval() {
    #expect(Moments([0.5]).interval(confidence: 0.95, within: 0...1) == nil)
    #expect(Moments([0.5, 0.5, 0.5]).interval(confidence: 0.95, within: 0...1) == nil)
    #expect(Moments([0.5]).welch(minus: Moments([0.1, 0.4]), confidence: 0.95) == nil)
  }

  @Test func intervalsStayWithinBounds() {
    #expect(Moments([0, 1]).interval(confidence: 0.95, within: 0...1) == 0...1)
  }

  @Test func sumsKeepTheirDigits() {
    let values = [1e16, 1, -1e16, 1]
    #expect(values.reduce(CompensatedSum()) { $0.adding($1) }.value == 2)
  }
}
