import AuditResults

/// Sizes and seeds of what is resampled.
struct Resampling: Sendable, Hashable {
  /// How many replicates are drawn.
  var replicates = Self.defaultReplicates
  /// The seed.
  var seed: UInt64 = 0

  /// Replicates where the settings name none.
  static let defaultReplicates = 10_000

  init(replicates: Int = Self.defaultReplicates, seed: UInt64 = 0) {
    self.replicates = replicates
    self.seed = seed
  }

  /// What the settings of an audit say.
  init(_ settings: SettingsFacts) {
    replicates = settings.resamples ?? Self.defaultReplicates
    seed = settings.seed
  }
}

extension ConfusionCounts {
  /// The four cells: TP, FP, TN, FN.
  var cells: [Int] { [truePositives, falsePositives, trueNegatives, falseNegatives] }

  /// Counts from the four cells: TP, FP, TN, FN.
  init(cells: [Int]) {
    self.init(
      truePositives: cells[0], falsePositives: cells[1], trueNegatives: cells[2],
      falseNegatives: cells[3])
  }
}

/// The bias-corrected and accelerated bootstrap interval of a quantity that counts decide (Efron,
/// JASA 82, 1987).
///
/// Rows of one cell are alike, so that a replicate is one multinomial draw, and the jackknife behind
/// the acceleration is one evaluation per cell. The draws are a sequence of their own for each table
/// of counts: the result depends on nothing else. Replicates in which the quantity is undefined are
/// left out.
///
/// - Returns: `nil` where the quantity is undefined, hardly ever defined, or does not vary.
func countBootstrap(
  _ cells: [Int], confidence: Double, resampling: Resampling,
  of quantity: ([Int]) -> Double?
) -> ClosedRange<Double>? {
  let total = cells.reduce(0, +)
  guard total > 1, let observed = quantity(cells) else { return nil }
  var random = RandomSource(
    seed: resampling.seed, purpose: "counts", cells.map { "\($0)" }.joined(separator: ","))
  var replicates: [Double] = []
  replicates.reserveCapacity(resampling.replicates)
  for _ in 0..<resampling.replicates {
    if let value = quantity(random.multinomial(total, weights: cells)) { replicates.append(value) }
  }
  guard replicates.count >= max(20, resampling.replicates / 2) else { return nil }
  replicates.sort()
  guard let first = replicates.first, let last = replicates.last, first < last else { return nil }

  // Half of the ties count as below: the quantity takes few values in small tables.
  let below = replicates.count { $0 < observed }
  let ties = replicates.count { $0 == observed }
  let share = (Double(below) + Double(ties) / 2) / Double(replicates.count)
  let edge = 0.5 / Double(replicates.count)
  let shift = Normal.quantile(min(max(share, edge), 1 - edge))
  let acceleration = jackknifeAcceleration(cells, of: quantity)
  func end(_ z: Double) -> Double {
    let moved = shift + z
    let probability = Normal.cdf(shift + moved / max(1e-6, 1 - acceleration * moved))
    return Audit.quantile(probability, ofSorted: replicates)
  }
  let critical = Normal.criticalValue(confidence: confidence)
  let (lower, upper) = (end(-critical), end(critical))
  return min(lower, upper, observed)...max(lower, upper, observed)
}

/// A sixth of the skewness of the influence of single rows, by leaving out one row of each cell.
private func jackknifeAcceleration(_ cells: [Int], of quantity: ([Int]) -> Double?) -> Double {
  var left: [(value: Double, rows: Double)] = []
  for index in cells.indices where cells[index] > 0 {
    var fewer = cells
    fewer[index] -= 1
    guard let value = quantity(fewer) else { return 0 }
    left.append((value, Double(cells[index])))
  }
  let rows = left.reduce(0) { $0 + $1.rows }
  let mean = left.reduce(0) { $0 + $1.value * $1.rows } / rows
  let squares = left.reduce(0) { $0 + $1.rows * (mean - $1.value) * (mean - $1.value) }
  let cubes = left.reduce(0) {
    $0 + $1.rows * (mean - $1.value) * (mean - $1.value) * (mean - $1.value)
  }
  return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
}
