import AuditResults

/// How groups' values are told apart.
enum PermutedStatistic: Sendable {
  /// The largest of all pairs' differences, in standard errors.
  case largestPair
  /// The heterogeneity of all, Cochran's Q.
  case spread

  fileprivate func callAsFunction(_ values: [Double], _ squaredErrors: [Double]) -> Double {
    switch self {
    case .spread: return heterogeneity(values, squaredErrors, between: 0)
    case .largestPair:
      var largest = 0.0
      for first in values.indices {
        for second in values.indices.dropFirst(first + 1) {
          let distance = values[first] - values[second]
          largest = max(
            largest, distance * distance / (squaredErrors[first] + squaredErrors[second]))
        }
      }
      return largest
    }
  }
}

/// The studentised permutation test that groups are equal in a measure, whatever it is.
///
/// Rows change groups at random, the groups keep their sizes, and the statistic is computed anew with the
/// errors of the new groups. Exact, but for the number of draws, where the groups' rows are alike in
/// distribution; for many rows right where only the measure is equal, because it is studentised (Chung
/// and Romano, Annals of Statistics 41, 2013). Measures of both labels' rows deal within each label, so that
/// base rates may differ. A deal in which a group has no value counts as extreme.
///
/// - Returns: `nil` where a group has no value or no error, for weighted rows, and where so many rows
///   would take too long.
func permutationTest(
  _ samples: [Sample], of measure: Measure, _ statistic: PermutedStatistic,
  resampling: Resampling
) -> TestResult? {
  guard
    var pool = PooledRows(samples, basis: measure.basis, withinLabels: measure.isWithinLabels),
    let replicates = affordable(resampling.replicates, work: pool.work)
  else { return nil }
  func apart(_ samples: [Sample]) -> Double? {
    var (values, errors) = ([Double](), [Double]())
    for sample in samples {
      let found = measure(sample)
      guard let value = found.value,
        let error = found.squaredError ?? sample.jackknifedError(of: measure), error > 0
      else { return nil }
      values.append(value)
      errors.append(error)
    }
    return statistic(values, errors)
  }
  guard let observed = apart(samples) else { return nil }
  let p = permutedP(observed, samples, replicates: replicates, seed: resampling.seed) { random in
    apart(pool.deal(&random))
  }
  return TestResult(
    method: Method.permutedGroups.rawValue, pValue: p, statistic: observed,
    replicates: replicates)
}

/// The permutation test that no two groups differ in what is measured of pairs.
///
/// The largest of all pairs against what it is where rows change groups at random.
func permutationTest(
  _ samples: [Sample], ofPairs measure: Metric.PairMeasure, resampling: Resampling
) -> TestResult? {
  let basis: Measure.Basis = samples.first?.numbers == nil ? .scores : .numbers
  func largest(_ samples: [Sample]) -> Double? {
    var largest: Double?
    for first in samples.indices {
      for second in samples.indices.dropFirst(first + 1) {
        guard let value = measure(samples[first], samples[second], nil).value else { continue }
        largest = max(largest ?? 0, value)
      }
    }
    return largest
  }
  // Groups that cannot be compared have no part in it.
  let compared = samples.filter { sample in
    samples.contains { measure(sample, $0, nil).value != nil }
  }
  guard var pool = PooledRows(compared, basis: basis, withinLabels: false),
    let replicates = affordable(
      resampling.replicates, work: pool.work * (compared.count - 1) * 4),
    let observed = largest(compared)
  else { return nil }
  let p = permutedP(observed, compared, replicates: replicates, seed: resampling.seed) { random in
    largest(pool.deal(&random))
  }
  return TestResult(
    method: Method.permutedPairs.rawValue, pValue: p, statistic: observed, replicates: replicates)
}

/// As many of the wanted replicates as take a second or less; `nil` where those are too few to tell.
private func affordable(_ wanted: Int, work: Int) -> Int? {
  let most = 100_000_000 / max(1, work)
  return most >= min(wanted, 999) ? min(wanted, max(999, most / 10)) : nil
}

/// The share of deals, the observed one among them, that are at least as extreme (Phipson and Smyth,
/// SAGMB 9, 2010).
private func permutedP(
  _ observed: Double, _ samples: [Sample], replicates: Int, seed: UInt64,
  _ deal: (inout RandomSource) -> Double?
) -> Double {
  var random = RandomSource(
    seed: seed, purposes: ["permutation"] + samples.map { "\($0.rows)" } + ["\(observed)"])
  let limit = observed * (1 - 1e-12)
  var extreme = 1
  for _ in 0..<replicates where deal(&random).map({ $0 >= limit }) ?? true { extreme += 1 }
  return Double(extreme) / Double(replicates + 1)
}

extension Sample {
  /// The jackknife's squared error of a number that cells decide, by leaving out a row of each cell;
  /// `nil` where that leaves no number, and for measures of anything else.
  fileprivate func jackknifedError(of measure: Measure) -> Double? {
    let cells: [Int]
    switch measure.basis {
    case .cells: cells = counts.cells
    case .classes: cells = classes?.cells.map(\.rows) ?? []
    case .scores, .numbers: return nil
    }
    guard rows > 1 else { return nil }
    var left: [(value: Double, rows: Double)] = []
    for index in cells.indices where cells[index] > 0 {
      var fewer = cells
      fewer[index] -= 1
      let sample =
        classes.map { Sample(ClassSample(count: $0.count, cells: fewer)) }
        ?? Sample(counts: ConfusionCounts(cells: fewer))
      guard let value = measure(sample).value else { return nil }
      left.append((value, Double(cells[index])))
    }
    let mean = left.reduce(0) { $0 + $1.value * $1.rows } / Double(rows)
    let squares = left.reduce(0) { $0 + $1.rows * ($1.value - mean) * ($1.value - mean) }
    return squares * Double(rows - 1) / Double(rows)
  }
}
