import AuditResults
import Testing

@testable import Audit

/// Nominal 95 % intervals hold the truth in 93 to 97 % of samples.
///
/// Shares are summed exactly, other numbers simulated with a seed. `Simulation/` covers many more
/// settings.
@Suite struct CoverageTests {
  /// A binomial draw's outcomes and their probabilities.
  private struct Draws {
    let total: Int
    let share: Double
    let outcomes: [(count: Int, mass: Double)]

    init(_ total: Int, _ share: Double) {
      self.total = total
      self.share = share
      outcomes = (0...total).compactMap { count in
        let mass = exponential(
          logBinomial(total, count) + Double(count) * logarithm(share)
            + Double(total - count) * logarithmOfOnePlus(-share))
        return mass > 1e-7 ? (count, mass) : nil
      }
    }
  }

  /// Intervals of all tables that may occur, each computed once.
  private func intervals(
    _ m: Int, _ n: Int, _ interval: (Proportion, Proportion) -> ClosedRange<Double>?,
    where isWanted: (Int, Int) -> Bool
  ) -> [[ClosedRange<Double>?]] {
    (0...m).map { x in
      (0...n).map { y in
        isWanted(x, y)
          ? interval(Proportion(count: x, total: m), Proportion(count: y, total: n)) : nil
      }
    }
  }

  private func coverage(
    _ a: Draws, _ b: Draws, _ truth: Double, _ intervals: [[ClosedRange<Double>?]]
  ) -> Double {
    var (held, given) = (0.0, 0.0)
    for x in a.outcomes {
      for y in b.outcomes where x.mass * y.mass > 1e-7 {
        guard let ends = intervals[x.count][y.count] else { continue }
        given += x.mass * y.mass
        if ends.lowerBound - 1e-9 <= truth, truth <= ends.upperBound + 1e-9 {
          held += x.mass * y.mass
        }
      }
    }
    return held / given
  }

  @Test(arguments: [50, 100, 200, 500, 1000, 5000])
  func ofOneShare(rows: Int) {
    for share in [0.02, 0.05, 0.1, 0.2, 0.3, 0.5] {
      let held = Draws(rows, share).outcomes.reduce(0.0) { sum, outcome in
        let ends = Proportion(count: outcome.count, total: rows).wilson(confidence: 0.95)
        return ends.contains(share) ? sum + outcome.mass : sum
      }
      // Of one expected success no interval covers between 92.2 and 98.2 %.
      let least = Double(rows) * share > 1 ? 0.93 : 0.92
      #expect(held > least && held < 0.971, "\(share) of \(rows): \(held)")
    }
  }

  @Test(arguments: [(50, 50), (50, 200), (200, 50), (100, 400)])
  func ofTwoShares(first: Int, second: Int) {
    let pairs = [0.02, 0.1, 0.3, 0.5].flatMap { p in
      [0.02, 0.1, 0.3].map { (Draws(first, p), Draws(second, $0)) }
    }
    var isWanted = [Bool](repeating: false, count: (first + 1) * (second + 1))
    for (a, b) in pairs {
      for x in a.outcomes {
        for y in b.outcomes where x.mass * y.mass > 1e-7 {
          isWanted[x.count * (second + 1) + y.count] = true
        }
      }
    }
    func all(
      _ interval: (Proportion, Proportion) -> ClosedRange<Double>?
    ) -> [[ClosedRange<Double>?]] {
      intervals(first, second, interval) { isWanted[$0 * (second + 1) + $1] }
    }
    let differences = all { $0.difference(minus: $1, confidence: 0.95) }
    let ratios = all { $0.ratio(over: $1, confidence: 0.95) }
    for (a, b) in pairs {
      let difference = coverage(a, b, a.share - b.share, differences)
      let ratio = coverage(a, b, a.share / b.share, ratios)
      let most = min(Double(first) * a.share, Double(second) * b.share) >= 5 ? 0.97 : 1
      let text = "\(a.share) of \(first), \(b.share) of \(second)"
      // Equal groups are found to differ in at most 5 %.
      let least = a.share == b.share ? 0.95 : 0.93
      #expect(difference >= least && difference < most, "\(text): difference \(difference)")
      #expect(ratio > 0.93 && ratio < most, "\(text): ratio \(ratio)")
    }
  }

  /// The check above tells intervals apart: Wald's for a difference fails it.
  @Test func waldsIntervalFails() {
    let wald = intervals(50, 200) { a, b in
      let error =
        Normal.criticalValue(confidence: 0.95)
        * (a.value * (1 - a.value) / Double(a.total) + b.value * (1 - b.value) / Double(b.total))
        .squareRoot()
      return a.value - b.value - error...a.value - b.value + error
    } where: { _, _ in
      true
    }
    #expect(coverage(Draws(50, 0.1), Draws(200, 0.02), 0.08, wald) < 0.92)
  }

  /// Fifteen equal groups of unlike sizes: the gap's simultaneous interval leaves 0 out in at most 5 % of
  /// samples, and pairs that each stand for themselves in most.
  @Test func familiesOfManyGroups() throws {
    var random = RandomSource(seed: 15, purpose: "families")
    let (trials, sizes) = (150, (0..<15).map { [50, 100, 400][$0 % 3] })
    let gap = try #require(Metric.named("dp.rate_gap.maxmin"))
    var (found, single) = (0, 0)
    for _ in 0..<trials {
      let samples = sizes.map { size -> Sample in
        let selected = random.binomial(size, 0.2)
        return Sample(counts: ConfusionCounts(cells: [selected, 0, size - selected, 0]))
      }
      let disparity = gap.disparity(
        names: sizes.indices.map { "\($0)" }, samples: samples, confidence: 0.95)
      if (disparity?.estimate.interval?.lower ?? 0) > 0 { found += 1 }
      let shares = samples.map { Proportion(count: $0.counts.selected, total: $0.rows) }
      if let low = shares.min(by: { $0.value < $1.value }),
        let high = shares.max(by: { $0.value < $1.value }), high.test(low).pValue < 0.05
      {
        single += 1
      }
    }
    // 5 % and two and a half standard errors.
    #expect(found <= 14, "\(found) of \(trials)")
    #expect(single > 75, "\(single): the settings show nothing")
  }

  /// Rows whose scores are their chances to be positive; truths from numerical integration.
  @Test func ofMetricsOfScores() throws {
    var random = RandomSource(seed: 43)
    let (rows, trials) = (150, 400)
    // x is normal around -0.8 with deviation 1.5, the score and chance logistic(x), cut at 0.5.
    let grid = (0...4000).map { index -> (weight: Double, chance: Double) in
      let z = -8 + 0.004 * Double(index)
      return (exponential(-z * z / 2), logistic(-0.8 + 1.5 * z))
    }
    let all = grid.reduce(0) { $0 + $1.weight }
    func mean(_ term: (Double) -> Double) -> Double {
      grid.reduce(0) { $0 + $1.weight * term($1.chance) } / all
    }
    let positives = mean { $0 }
    var (area, below) = (0.0, 0.0)
    for point in grid {
      let negative = point.weight / all * (1 - point.chance)
      area += point.weight / all * point.chance * (below + negative / 2)
      below += negative
    }
    let hits = mean { $0 >= 0.5 ? $0 : 0 }
    let alarms = mean { $0 >= 0.5 ? 1 - $0 : 0 }
    let misses = positives - hits
    let rest = 1 - hits - alarms - misses
    let truths = [
      "mean_score": positives, "brier": mean { $0 * (1 - $0) },
      "auc": area / (positives * (1 - positives)), "f1": 2 * hits / (2 * hits + alarms + misses),
      "balanced_accuracy": (hits / positives + rest / (1 - positives)) / 2,
      "mcc": (hits * rest - alarms * misses)
        / ((hits + alarms) * positives * (1 - positives) * (1 - hits - alarms)).squareRoot(),
      "calibration.slope": 1, "calibration.intercept": 0,
    ]
    var held: [String: Int] = [:]
    for _ in 0..<trials {
      var (scores, labels) = ([Double](), [UInt8]())
      for _ in 0..<rows {
        let score = logistic(-0.8 + 1.5 * Normal.quantile(max(0x1p-54, random.uniform())))
        scores.append(score)
        labels.append(random.uniform() < score ? 1 : 0)
      }
      let sample = Sample(rows: 0..<rows, scores: scores, labels: labels, threshold: 0.5)
      for (id, truth) in truths {
        guard case .group(let measure, _) = try #require(Metric.named(id)).rule else { continue }
        let ends = try #require(measure(sample).interval(confidence: 0.95)).ends
        if ends.contains(truth) { held[id, default: 0] += 1 }
      }
    }
    // Three standard errors of a share of 95 % of 400 are 3.3 points.
    for (id, _) in truths {
      let share = Double(held[id] ?? 0) / Double(trials)
      #expect(share > 0.917 && share < 0.983, "\(id): \(share)")
    }
  }
}
