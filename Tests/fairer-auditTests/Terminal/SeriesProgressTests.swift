import Testing

@testable import fairer_audit

@Suite struct SeriesProgressTests {
  /// Runs that were there before say nothing about the time that is left.
  @Test func timeLeftIsOfWhatIsMadeNow() {
    let line = SeriesProgress.line(finished: 5, total: 12, done: 6, given: 4, seconds: 20)
    #expect(line == "5 of 12 runs, 1 min 0 s left")
    let start = SeriesProgress.line(finished: 4, total: 12, done: 4, given: 4, seconds: 1)
    #expect(start == "4 of 12 runs")
  }
}
