import AuditResults
import Tables
import Testing

@testable import Audit

@Suite struct ThresholdCurveTests {
  private func sample(_ positives: [Double], _ negatives: [Double] = []) -> Sample {
    let scores = positives + negatives
    let labels =
      [UInt8](repeating: 1, count: positives.count) + [UInt8](repeating: 0, count: negatives.count)
    return Sample(rows: scores.indices, scores: scores, labels: labels, threshold: 0.5)
  }

  @Test func countsWhatIsBelow() {
    let numbers = [0.1, 0.2, 0.2, 0.9]
    for (limit, count) in [(0.0, 0), (0.1, 0), (0.15, 1), (0.2, 1), (0.3, 3), (0.9, 3), (1, 4)] {
      #expect(numbers.countBelow(limit) == count)
    }
  }

  /// √(ln(2 / 0.025) / 2n) for each of two groups.
  @Test func bandsAreMassarts() throws {
    let samples = [
      sample((0..<100).map { Double($0) / 100 }), sample((0..<400).map { Double($0) / 800 }),
    ]
    let curves = RateCurves(samples, rows: .all, confidence: 0.95)
    #expect(abs(curves.errors[0] - 0.1480207) < 1e-6 && abs(curves.errors[1] - 0.0740104) < 1e-6)
    // At 0.25: 75 of 100 and 200 of 400 are selected.
    let (gap, ratio) = curves.at(0.25)
    #expect(gap.value == 0.25 && ratio.value == 0.5 / 0.75)
    #expect(abs(gap.lower - (0.25 - 0.2220311)) < 1e-6)
    #expect(abs(gap.upper - (0.25 + 0.2220311)) < 1e-6)
    #expect(abs(ratio.lower - (0.5 - 0.0740104) / (0.75 + 0.1480207)) < 1e-6)
    #expect(abs(ratio.upper - (0.5 + 0.0740104) / (0.75 - 0.1480207)) < 1e-6)
  }

  /// Equal groups: the band of the gap leaves zero somewhere in at most 5 % of samples.
  @Test func bandsHoldTheWholeCurve() {
    var random = RandomSource(seed: 5, purpose: "bands")
    func uniform() -> Double { Double(random.next() >> 11) / Double(1 << 53) }
    var misses = 0
    let runs = 400
    for _ in 0..<runs {
      let samples = (0..<2).map { _ in sample((0..<60).map { _ in uniform() }) }
      let curves = RateCurves(samples, rows: .all, confidence: 0.95)
      if (0...50).contains(where: { curves.at(Double($0) / 50).gap.lower > 0 }) { misses += 1 }
    }
    #expect(misses <= runs / 20)
  }

  private func analysis(_ gates: [GateOutcome]) throws -> ThresholdAnalysis {
    var rows = Rows()
    rows.names = ["a", "b"]
    for group in 0..<2 {
      for row in 0..<1000 {
        rows.scores.append(Double(row) / 1000 * (group == 0 ? 1 : 0.8))
        rows.labels.append(row % 3 == 0 ? 1 : 0)
        rows.codes.append(Int32(group))
      }
    }
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick)
    return try #require(
      outcomes.thresholdAnalysis(
        outcomes.samples(of: rows.subgroups), gates: gates,
        contrasts: outcomes.attribute(rows.subgroups).contrasts))
  }

  @Test func theCurveAtTheCutOffIsTheMetric() throws {
    let analysis = try analysis([])
    #expect(
      analysis.curves.map(\.metric) == [
        "dp.rate_gap.maxmin", "dp.ratio.minmax", "eopp.maxmin", "eopp.ratio", "fpr.gap.maxmin",
      ])
    for curve in analysis.curves {
      let index = try #require(curve.thresholds.firstIndex(of: 0.5))
      let count = curve.thresholds.count
      #expect([curve.values.count, curve.lower.count, curve.upper.count] == [count, count, count])
      #expect(curve.thresholds == curve.thresholds.sorted() && curve.flips.isEmpty)
      for (value, ends) in zip(curve.values, zip(curve.lower, curve.upper)) {
        #expect(value.map { ends.0 <= $0 && $0 <= ends.1 } ?? true)
      }
      if curve.metric == "dp.rate_gap.maxmin" {
        // 500 of 1000 against 375 of 1000.
        #expect(abs((curve.values[index] ?? 0) - 0.125) < 1e-12)
      }
    }
    #expect(analysis.curves[1].values.last == .some(nil))
  }

  @Test func flipsAreWhereTheBandCrossesTheLimit() throws {
    let gate = GateOutcome(
      id: "g", metric: "dp.ratio.minmax", attribute: "group", limit: 0.8, higherIsBetter: true,
      level: .error, observed: Estimate(undefined: .noRows), status: .notAssessed)
    let curves = try analysis([gate]).curves
    let curve = curves[1]
    // A rate moves in steps, so the band crosses a limit back and forth before it stays beyond.
    // Where hardly any row is selected, nothing can be told.
    #expect(curve.flips.first?.from == .meetsLimit && curve.flips.last?.to == .inconclusive)
    #expect(curve.flips.contains { $0.to == .belowLimit })
    #expect(curve.flips.map(\.from).dropFirst() == curve.flips.map(\.to).dropLast())
    #expect(curve.flipCount == curve.flips.count && curve.flipCount >= 2)
    #expect(curve.flips.map(\.threshold) == curve.flips.map(\.threshold).sorted())
    #expect(curves[0].flips.isEmpty)
  }

  @Test func scoresAndDecisionsThatDisagreeAreFlagged() {
    func contrast(_ metric: String, _ lower: Double, _ upper: Double) -> Contrast {
      Contrast(
        metric: metric, group: "b", reference: "a",
        difference: Estimate(
          (lower + upper) / 2,
          interval: Interval(lower: lower, upper: upper, level: 0.95, method: "hall.two")),
        ratio: nil)
    }
    func kind(_ score: (Double, Double), _ rate: (Double, Double)) -> ScoreRateDisagreement.Kind? {
      Outcomes.disagreements([
        contrast("mean_score", score.0, score.1), contrast("selection_rate", rate.0, rate.1),
      ]).first?.kind
    }
    #expect(kind((0.1, 0.2), (-0.2, -0.1)) == .opposite)
    #expect(kind((0.1, 0.2), (-0.2, 0.1)) == .onlyScores)
    #expect(kind((-0.1, 0.2), (-0.2, -0.1)) == .onlyRates)
    #expect(kind((-0.2, -0.1), (-0.2, -0.1)) == nil)
    #expect(kind((-0.2, 0.1), (-0.2, 0.1)) == nil)
  }
}
