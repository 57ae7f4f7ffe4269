@testable import Audit

/// Rows with weights around 1, and how likely each is to be selected.
struct WeightedPopulation {
  /// The share of rows that are selected.
  let rate: Double
  /// The standard deviation of the logarithm of a weight.
  let spread: Double
  /// How much likelier a row is selected (log odds) where its weight is e times as large.
  let slope: Double
  private let intercept: Double
  /// The share of weight that is selected.
  let truth: Double

  init(rate: Double, spread: Double, slope: Double) {
    (self.rate, self.spread, self.slope) = (rate, spread, slope)
    func mean(_ intercept: Double, _ weight: (Double) -> Double) -> (Double, Double) {
      var (sum, all) = (0.0, 0.0)
      for step in -800...800 {
        let z = Double(step) / 100
        let mass = exponential(-z * z / 2) * weight(exponential(spread * z))
        sum += mass * logistic(intercept + slope * spread * z)
        all += mass
      }
      return (sum, all)
    }
    var (low, high) = (-30.0, 30.0)
    for _ in 0..<100 {
      let (sum, all) = mean((low + high) / 2) { _ in 1 }
      if sum / all < rate { low = (low + high) / 2 } else { high = (low + high) / 2 }
    }
    intercept = (low + high) / 2
    let (sum, all) = mean(intercept) { $0 }
    truth = sum / all
  }

  /// A group's share, and the share without weights.
  func sample(_ rows: Int, _ random: inout RandomSource) -> WeightedShare? {
    var (selected, rest) = (WeightSum(), WeightSum())
    for _ in 0..<rows {
      let z = Normal.quantile(max(0x1p-54, random.uniform()))
      let weight = exponential(spread * z)
      if random.uniform() < logistic(intercept + slope * spread * z) {
        selected.add(weight)
      } else {
        rest.add(weight)
      }
    }
    return WeightedShare(selected, rest: rest)
  }
}

/// Coverage of the intervals of weighted shares: one, a difference and a ratio.
func weightedCoverage(
  _ populations: (WeightedPopulation, WeightedPopulation), rows: (Int, Int), trials: Int
) -> [String: Coverage] {
  var random = RandomSource(
    seed: 20_261_126, purpose: "weights", "\(populations)", "\(rows)")
  var tallies: [String: Tally] = [:]
  let (p, q) = (populations.0.truth, populations.1.truth)
  for _ in 0..<trials {
    guard let a = populations.0.sample(rows.0, &random),
      let b = populations.1.sample(rows.1, &random)
    else { continue }
    tallies["wilson.weighted", default: Tally()].add(a.wilson(confidence: 0.95), p)
    tallies["miettinen.nurminen.weighted", default: Tally()].add(
      a.effective.difference(minus: b.effective, confidence: 0.95), p - q)
    tallies["gart.nam.weighted", default: Tally()].add(
      a.effective.ratio(over: b.effective, confidence: 0.95), p / q)
  }
  return tallies.mapValues(\.coverage)
}

/// What errors of predictions look like, with variance 1.
enum Errors: String, CaseIterable {
  case normal
  case laplace
  case gamma

  /// One error.
  func draw(_ random: inout RandomSource) -> Double {
    func uniform() -> Double { max(0x1p-54, random.uniform()) }
    switch self {
    case .normal: return Normal.quantile(uniform())
    case .laplace:
      let size = -logarithm(uniform()) / 2.0.squareRoot()
      return random.uniform() < 0.5 ? size : -size
    case .gamma: return (-logarithm(uniform() * uniform()) - 2) / 2.0.squareRoot()
    }
  }
}

/// Coverage of the intervals of a numeric label's metrics; predictions explain four fifths.
func numberCoverage(_ errors: Errors, rows: Int, trials: Int) -> [String: Coverage] {
  var random = RandomSource(
    seed: 20_261_126, purpose: "numbers", errors.rawValue, "\(rows)")
  var tallies: [String: Tally] = [:]
  for _ in 0..<trials {
    var (labels, predictions) = ([Double](), [Double]())
    for _ in 0..<rows {
      let prediction = 2 * Normal.quantile(max(0x1p-54, random.uniform()))
      predictions.append(prediction)
      labels.append(prediction + errors.draw(&random))
    }
    let sample = NumberSample(
      rows: 0..<rows, labels: labels, predictions: predictions, weights: nil)
    tallies["rmse", default: Tally()].add(
      sample.rootMeanSquare.interval(confidence: 0.95)?.ends, 1)
    tallies["r2", default: Tally()].add(
      sample.determination.interval(confidence: 0.95)?.ends, 0.8)
  }
  return tallies.mapValues(\.coverage)
}
