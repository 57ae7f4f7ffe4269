@testable import Audit

/// Rows whose label depends on a normal variable, and a model that is a little too sure of itself.
///
/// logit P(label) = x, x normal with standard deviation 1.5; score = logistic(1.2 x + 0.1). The cut-off
/// selects as many rows as are positive.
struct Population {
  /// The share of positive rows.
  let rate: Double
  /// Rows from this score on are selected.
  let threshold: Double
  private let mean: Double
  private static let spread = 1.5

  init(rate: Double) {
    self.rate = rate
    // The mean at which the rate comes out, by bisection.
    var (low, high) = (-30.0, 30.0)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      let found = Self.grid(mean: middle).reduce(0) { $0 + $1.weight * $1.chance }
      if found < rate { low = middle } else { high = middle }
    }
    mean = (low + high) / 2
    threshold = Self.score(mean - Self.spread * Normal.quantile(rate))
  }

  private static func score(_ x: Double) -> Double { logistic(1.2 * x + 0.1) }

  /// One row.
  func draw(_ random: inout RandomSource) -> (score: Double, label: UInt8) {
    let x = mean + Self.spread * Normal.quantile(max(0x1p-54, random.uniform()))
    return (Self.score(x), random.uniform() < logistic(x) ? 1 : 0)
  }

  /// Rows of one group.
  func sample(_ rows: Int, _ random: inout RandomSource) -> Sample {
    var (scores, labels) = ([Double](), [UInt8]())
    for _ in 0..<rows {
      let row = draw(&random)
      scores.append(row.score)
      labels.append(row.label)
    }
    return Sample(rows: 0..<rows, scores: scores, labels: labels, threshold: threshold)
  }

  /// A point of the population and how much of it is there.
  struct Point {
    var score: Double
    var chance: Double
    var weight: Double
  }

  /// The population on a fine grid, scores ascending.
  private static func grid(mean: Double, points: Int = 4001) -> [Point] {
    let step = 16 / Double(points - 1)
    return (0..<points).map { index in
      let z = -8 + step * Double(index)
      let x = mean + spread * z
      return Point(
        score: score(x), chance: logistic(x),
        weight: step * exponential(-z * z / 2) / (2 * Double.pi).squareRoot())
    }
  }

  /// The true values of metrics, by id.
  func truths() -> [String: Double] {
    let grid = Self.grid(mean: mean, points: 40_001)
    var truths: [String: Double] = [:]
    func sum(_ term: (Point) -> Double) -> Double {
      grid.reduce(CompensatedSum()) { $0.adding($1.weight * term($1)) }.value
    }
    truths["mean_score"] = sum(\.score)
    truths["brier"] = sum { $0.chance - 2 * $0.chance * $0.score + $0.score * $0.score }
    truths["log_loss"] = sum {
      -$0.chance * logarithm($0.score) - (1 - $0.chance) * logarithmOfOnePlus(-$0.score)
    }
    let cells = [
      sum { $0.score >= threshold ? $0.chance : 0 },
      sum { $0.score >= threshold ? 1 - $0.chance : 0 },
      sum { $0.score < threshold ? 1 - $0.chance : 0 },
      sum { $0.score < threshold ? $0.chance : 0 },
    ]
    let (tp, fp, tn, fn) = (cells[0], cells[1], cells[2], cells[3])
    truths["f1"] = 2 * tp / (2 * tp + fp + fn)
    truths["balanced_accuracy"] = (tp / (tp + fn) + tn / (tn + fp)) / 2
    truths["mcc"] =
      (tp * tn - fp * fn) / ((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)).squareRoot()
    let benefit = 2 * fp + tp + tn
    truths["ge2"] = ((4 * fp + tp + tn) / (benefit * benefit) - 1) / 2
    truths["theil"] =
      2 * fp / benefit * logarithm(2 / benefit) + (tp + tn) / benefit * logarithm(1 / benefit)
    // From the highest score down; a point's own rows count half for precision and as ties.
    var (positives, negatives, area, precision) = (0.0, 0.0, 0.0, 0.0)
    for point in grid.reversed() {
      let (p, n) = (point.weight * point.chance, point.weight * (1 - point.chance))
      precision += p * (positives + p / 2) / (positives + p / 2 + negatives + n / 2)
      area += n * (positives + p / 2)
      positives += p
      negatives += n
    }
    truths["auc"] = area / (positives * negatives)
    truths["average_precision"] = precision / positives
    truths["calibration.slope"] = 1 / 1.2
    truths["calibration.intercept"] = intercept(grid)
    var bins = [Double](repeating: 0, count: 10)
    for point in grid {
      bins[min(9, Int(point.score * 10))] += point.weight * (point.chance - point.score)
    }
    truths["ece"] = bins.reduce(0) { $0 + abs($1) }
    return truths
  }

  /// The intercept at which scores are right on the whole, by bisection.
  private func intercept(_ grid: [Point]) -> Double {
    var (low, high) = (-5.0, 5.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let excess = grid.reduce(0) {
        $0 + $1.weight * ($1.chance - logistic(middle + logit($1.score)))
      }
      if excess > 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
