import AuditResults
import Testing

@testable import Audit

@Suite struct CountBootstrapTests {
  @Sendable private static func share(_ cells: [Int]) -> Double? {
    Double(cells[0]) / Double(cells.reduce(0, +))
  }

  /// Of a share the interval is near Wilson's.
  @Test func aShareIsNearWilsons() throws {
    let ends = try #require(
      countBootstrap([60, 240], confidence: 0.95, resampling: Resampling(), of: Self.share))
    let wilson = Proportion(count: 60, total: 300).wilson(confidence: 0.95)
    #expect(abs(ends.lowerBound - wilson.lowerBound) < 0.006)
    #expect(abs(ends.upperBound - wilson.upperBound) < 0.006)
  }

  @Test func drawsDependOnSeedAndCountsAlone() {
    func ends(_ cells: [Int], _ seed: UInt64) -> ClosedRange<Double>? {
      countBootstrap(
        cells, confidence: 0.95, resampling: Resampling(replicates: 500, seed: seed),
        of: Self.share)
    }
    #expect(ends([60, 240], 1) == ends([60, 240], 1))
    #expect(ends([60, 240], 1) != ends([60, 240], 2))
  }

  @Test func whatDoesNotVaryHasNoInterval() {
    func ends(_ cells: [Int]) -> ClosedRange<Double>? {
      countBootstrap(
        cells, confidence: 0.95, resampling: Resampling(replicates: 100), of: Self.share)
    }
    #expect(ends([10, 0]) == nil && ends([1, 0]) == nil && ends([3, 7]) != nil)
  }
}
