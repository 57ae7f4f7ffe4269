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

  private func weighted(_ scores: [Double], _ weights: [Double]) -> Sample {
    Sample(
      rows: scores.indices, scores: scores, labels: scores.indices.map { UInt8($0 % 2) },
      threshold: 0.5, weights: weights)
  }

  @Test func equalWeightsChangeNothing() {
    let scores = (0..<90).map { Double($0 * 37 % 90) / 90 }
    for rows in RateCurves.Rows.allCases {
      let plain = RateCurves(
        [
          Sample(
            rows: scores.indices, scores: scores, labels: scores.indices.map { UInt8($0 % 2) },
            threshold: 0.5)
        ], rows: rows, confidence: 0.95)
      let same = RateCurves(
        [weighted(scores, scores.map { _ in 3.5 })], rows: rows, confidence: 0.95)
      #expect(agree(same.errors[0], plain.errors[0], relative: 1e-9))
      for step in 0...20 {
        let (x, y) = (plain.at(Double(step) / 20).gap, same.at(Double(step) / 20).gap)
        #expect(agree(x.upper, y.upper, relative: 1e-9))
      }
    }
  }

  @Test func sharesAreOfWeight() {
    let samples = [
      weighted([0.1, 0.4, 0.6, 0.8], [1, 2, 3, 4]), weighted([0.2, 0.7], [9, 1]),
    ]
    let (gap, ratio) = RateCurves(samples, rows: .all, confidence: 0.95).at(0.5)
    #expect(agree(gap.value, 0.7 - 0.1, relative: 1e-12))
    #expect(agree(ratio.value, 0.1 / 0.7, relative: 1e-12))
    // The rows of odd positions are positive.
    let positives = RateCurves(samples, rows: .positives, confidence: 0.95).at(0.75).gap
    #expect(agree(positives.value, 4.0 / 6, relative: 1e-12))
  }

  /// Heavier rows score higher: the band still holds the whole curve in at least 95 % of samples, and the
  /// band of so many rows without weights does not.
  @Test func weightedBandsHoldTheWholeCurve() {
    var random = RandomSource(seed: 8, purpose: "weighted bands")
    func draw() -> (score: Double, weight: Double) {
      let score = random.uniform()
      return (score, exponential(3 * score + 0.5 * Normal.quantile(max(0x1p-54, random.uniform()))))
    }
    // The share of weight above t is that of e^(3 u) over u above t.
    func truth(_ t: Double) -> Double {
      (exponential(3) - exponential(3 * t)) / (exponential(3) - 1)
    }
    let (runs, grid) = (300, (1..<40).map { Double($0) / 40 })
    var (missed, missedPlain) = (0, 0)
    for _ in 0..<runs {
      let rows = (0..<200).map { _ in draw() }.sorted { $0.score < $1.score }
      let weights = rows.map(\.weight)
      let error = weightedBandError(weights, confidence: 0.95)
      let total = weights.reduce(0, +)
      let worst = grid.reduce(0) { worst, t in
        let share = rows.reduce(0) { $0 + ($1.score >= t ? $1.weight : 0) } / total
        return max(worst, abs(share - truth(t)))
      }
      if worst > error { missed += 1 }
      if worst > bandError(rows: rows.count, confidence: 0.95) { missedPlain += 1 }
    }
    #expect(missed <= 22, "\(missed) of \(runs)")
    #expect(missedPlain > 22, "\(missedPlain): the settings show nothing")
  }

  private var rows: Rows {
    var rows = Rows()
    rows.names = ["a", "b"]
    for group in 0..<2 {
      for row in 0..<1000 {
        rows.scores.append(Double(row) / 1000 * (group == 0 ? 1 : 0.8))
        rows.labels.append(row % 3 == 0 ? 1 : 0)
        rows.codes.append(Int32(group))
      }
    }
    return rows
  }

  private func outcome() -> AttributeOutcome { rows.outcome() }

  private func analysis(_ gates: [GateOutcome]) throws -> ThresholdAnalysis {
    let rows = rows
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
        "eo.max", "eo.mean_abs", "eo.sum_abs", "eo.ratio", "accuracy.gap.maxmin",
        "ppv.gap.maxmin", "npv.gap.maxmin",
      ])
    let metrics = outcome().disparities
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
      let disparity = try #require(metrics.first { $0.metric == curve.metric })
      #expect(
        agree(curve.values[index], disparity.estimate.value, relative: 1e-12), "\(curve.metric)")
    }
    #expect(analysis.curves[1].values.last == .some(nil))
  }

  /// Accuracy and predictive values of a group are within their bands at every cut-off: of rows whose
  /// chance to be positive is their score, evenly from 0 to 1.
  @Test func bandsOfQualityHoldTheWholeCurve() {
    var random = RandomSource(seed: 21, purpose: "quality bands")
    func group(_ rows: Int, isTurned: Bool = false) -> Sample {
      let scores = (0..<rows).map { _ in random.uniform() }
      return Sample(
        rows: scores.indices, scores: scores,
        labels: scores.map { (random.uniform() < $0) == isTurned ? 0 : 1 }, threshold: 0.5)
    }
    let (runs, grid) = (150, (1..<25).map { Double($0) / 25 })
    var (missed, found) = (0, 0)
    for _ in 0..<runs {
      let curves = QualityCurves([group(80), group(200)], confidence: 0.95)
      let isMissed = QualityCurves.Share.allCases.contains { share in
        grid.contains { curves.gap(of: share, at: $0).lower > 0 }
      }
      if isMissed { missed += 1 }
      let turned = QualityCurves([group(400), group(400, isTurned: true)], confidence: 0.95)
      if turned.gap(of: .precision, at: 0.6).lower > 0 { found += 1 }
    }
    // Three curves, each at 95 %. Where low scores are the good ones, 0.8 and 0.2 are right above 0.6.
    #expect(missed <= 15, "\(missed) of \(runs)")
    #expect(found > 140, "\(found) of \(runs)")
  }

  /// A group of which nobody is selected has no predictive value, and may have any.
  @Test func valuesThatAreNotDefinedWidenTheBand() {
    let curves = QualityCurves(
      [sample([0.1, 0.2], [0.1, 0.3]), sample([0.9, 0.8], [0.7, 0.2])], confidence: 0.95)
    let found = curves.gap(of: .precision, at: 0.75)
    #expect(found.value == nil && found.lower == 0 && found.upper > 0.99)
    // Half of the first group's rows are right, and all of the second's.
    #expect(curves.gap(of: .accuracy, at: 0.75).value == 0.5)
  }

  @Test func equalWeightsChangeNoBandOfQuality() {
    let scores = (0..<60).map { Double($0 * 37 % 60) / 60 }
    func made(_ weights: [Double]?) -> Sample {
      Sample(
        rows: scores.indices, scores: scores, labels: scores.indices.map { UInt8($0 % 3 % 2) },
        threshold: 0.5, weights: weights)
    }
    let (plain, same) = (made(nil), made(scores.map { _ in 2.5 }))
    for share in QualityCurves.Share.allCases {
      for step in 1..<20 {
        let x = QualityCurves([plain, plain], confidence: 0.9).gap(of: share, at: Double(step) / 20)
        let y = QualityCurves([same, same], confidence: 0.9).gap(of: share, at: Double(step) / 20)
        #expect(agree(x.upper, y.upper, relative: 1e-9))
      }
    }
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
