import AuditResults

@testable import Audit

/// Counts how often intervals hold the truth.
struct Tally {
  private(set) var held = 0
  private(set) var given = 0
  private(set) var trials = 0

  mutating func add(_ interval: ClosedRange<Double>?, _ truth: Double) {
    trials += 1
    guard let interval else { return }
    given += 1
    if interval.contains(truth) { held += 1 }
  }

  var coverage: Coverage {
    Coverage(
      value: given == 0 ? .nan : Double(held) / Double(given),
      given: Double(given) / Double(max(1, trials)))
  }
}

/// The metrics of one group that are not shares.
let scoreMetrics = [
  "mean_score", "brier", "log_loss", "auc", "average_precision", "f1", "balanced_accuracy", "mcc",
  "ge2", "theil", "calibration.slope", "calibration.intercept", "ece",
]

/// Coverage of the intervals of one group's metrics.
func groupCoverage(
  rate: Double, rows: Int, trials: Int, resamples: Int
) -> [String: Coverage] {
  let population = Population(rate: rate)
  let truths = population.truths()
  var tallies: [String: Tally] = [:]
  var random = RandomSource(seed: 20_261_126, purpose: "group", "\(rate)", "\(rows)")
  for trial in 0..<trials {
    let sample = population.sample(rows, &random)
    for id in scoreMetrics {
      guard let metric = Metric.named(id), case .group(let measure, _) = metric.rule,
        let truth = truths[id]
      else { fatalError("no metric \(id)") }
      let interval = measure(sample).interval(
        confidence: 0.95, resampling: Resampling(replicates: resamples, seed: UInt64(trial)))
      tallies[id, default: Tally()].add(interval?.ends, truth)
    }
  }
  return tallies.mapValues(\.coverage)
}

/// Coverage of the intervals of two groups' differences.
func pairCoverage(
  rates: (Double, Double), rows: (Int, Int), trials: Int
) -> [String: Coverage] {
  let (first, second) = (Population(rate: rates.0), Population(rate: rates.1))
  let (mine, theirs) = (first.truths(), second.truths())
  var tallies: [String: Tally] = [:]
  var random = RandomSource(
    seed: 20_261_126, purpose: "pair", "\(rates)", "\(rows)")
  let ids = ["mean_score", "brier", "log_loss", "auc", "balanced_accuracy"]
  for _ in 0..<trials {
    let (a, b) = (first.sample(rows.0, &random), second.sample(rows.1, &random))
    for id in ids {
      guard let metric = Metric.named(id), case .group(let measure, _) = metric.rule,
        let x = mine[id], let y = theirs[id]
      else { fatalError("no metric \(id)") }
      let interval = measure(a).difference(minus: measure(b), confidence: 0.95)
      tallies[id, default: Tally()].add(interval?.ends, x - y)
    }
    // The two populations rank alike where they are the same.
    if rates.0 == rates.1 {
      tallies["abroca", default: Tally()].add(areaBetween(a, b, 0.95).interval?.ends, 0)
      tallies["score.smd", default: Tally()].add(
        standardizedDifference(a, b, 0.95).interval?.ends, 0)
    }
  }
  return tallies.mapValues(\.coverage)
}

/// The share of samples of equal groups in which a disparity's interval leaves equality out: the
/// family-wise error.
func familyError(
  groups: Int, rows: [Int], rate: Double, trials: Int
) -> [String: Double] {
  let population = Population(rate: rate)
  var random = RandomSource(
    seed: 20_261_126, purpose: "family", "\(groups)", "\(rows)", "\(rate)")
  let names = (0..<groups).map { "\($0)" }
  let ids = [
    "dp.rate_gap.maxmin", "dp.ratio.minmax", "dp.score_gap", "eo.max", "accuracy.gap.maxmin",
    "auc.gap.maxmin", "dp.rate_gap.overall", "brier.gap.maxmin",
  ]
  var misses: [String: Int] = [:]
  for _ in 0..<trials {
    let samples = names.indices.map { population.sample(rows[$0 % rows.count], &random) }
    for id in ids {
      guard let metric = Metric.named(id),
        let found = metric.disparity(names: names, samples: samples, confidence: 0.95)
      else { fatalError("no metric \(id)") }
      misses[id, default: 0] += 0
      guard let interval = found.estimate.interval else { continue }
      let isMissed = id.contains("ratio") ? interval.upper < 1 : interval.lower > 0
      if isMissed { misses[id, default: 0] += 1 }
    }
  }
  return misses.mapValues { Double($0) / Double(trials) }
}
