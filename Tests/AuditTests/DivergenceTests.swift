import AuditResults
import Testing

@testable import Audit

@Suite struct DivergenceTests {
  private func influence(
    _ measured: Double, unbiased: Double, error: Double, blocks: Int = 20
  ) -> NoisyInfluence {
    NoisyInfluence(measured: measured, unbiased: unbiased, error: error, blocks: blocks)
  }

  @Test func clearInfluencesAreComparedByTheirLogarithms() {
    let a = influence(8.1, unbiased: 8, error: 0.8)
    let b = influence(2.1, unbiased: 2, error: 0.2)
    let t = logarithm(4) / 0.02.squareRoot()
    #expect(agree(a.p(against: b, degrees: 19), StudentT.twoSidedP(t, degrees: 19), relative: 1e-9))
    #expect(a.p(against: b, degrees: 19) == b.p(against: a, degrees: 19))
  }

  @Test func theIntervalHoldsTheMeasuredRatio() throws {
    let a = influence(8.1, unbiased: 8, error: 0.8)
    let b = influence(2.6, unbiased: 2, error: 0.2)
    let ratio = a.logRatio(over: b, critical: 2.5, confidence: 0.95)
    let interval = try #require(ratio.interval)
    #expect(agree(ratio.value, binaryLogarithm(8.1 / 2.6), relative: 1e-15))
    let half = 2.5 * 0.02.squareRoot() / logarithm(2)
    #expect(agree(interval.upper, 2 + half, relative: 1e-12))
    #expect(agree(interval.lower, min(2 - half, binaryLogarithm(8.1 / 2.6)), relative: 1e-12))
  }

  @Test func noiseIsNoDifference() {
    // The smaller group's influence is larger for its noise alone.
    let small = influence(9, unbiased: 0.4, error: 2, blocks: 8)
    let large = influence(0.5, unbiased: 0.3, error: 0.1, blocks: 200)
    #expect(small.p(against: large, degrees: 7) > 0.5)
    #expect(small.logRatio(over: large, critical: 2.4, confidence: 0.95).interval == nil)
  }

  @Test func aSilentNeuronIsComparedByDifference() {
    let loud = influence(5, unbiased: 4.8, error: 0.3)
    let silent = influence(0, unbiased: 0, error: 0)
    #expect(loud.p(against: silent, degrees: 19) < 1e-8)
    #expect(silent.logRatio(over: loud, critical: 2.1, confidence: 0.95).reason == .zeroInfluence)
    // Eight rows' silence says less than two hundred's.
    let rare = influence(5, unbiased: 4.8, error: 1, blocks: 200)
    let brief = influence(0, unbiased: 0, error: 0, blocks: 8)
    #expect(rare.p(against: brief, degrees: 7) > 0.3)
  }

  @Test func nothingToCompare() {
    let silent = influence(0, unbiased: 0, error: 0)
    #expect(silent.p(against: silent, degrees: 19) == 1)
    let same = influence(1, unbiased: 1, error: 0.1)
    #expect(same.p(against: same, degrees: 19) == 1)
  }
}
