import AuditResults

/// A quantity of rows that belong together in clusters, and what it was where clusters were drawn anew.
///
/// The spread of the replicates is the standard error, Student's critical value has one degree of freedom
/// fewer than there are clusters (Cameron and Miller, Journal of Human Resources 50, 2015), and both stand in
/// the interval that the quantity has without clusters: a share gets Wilson's with as many rows as would
/// show that error (as of surveys, Franco et al., Journal of Survey Statistics and Methodology 7, 2019).
struct ClusteredEstimate: Sendable {
  /// Which interval stands around the value.
  enum Form: Sendable {
    /// Wilson's, of a share.
    case share
    /// Student's, on a scale.
    case standard(StandardEstimate.Scale)
    /// Quantiles of the replicates.
    case quantiles
  }

  /// The value.
  let value: Double
  /// The counts, of a share of rows.
  let counts: Proportion?
  /// Which interval stands around it.
  let form: Form
  /// The range that the quantity can take.
  let bounds: ClosedRange<Double>
  /// How many rows there are.
  let rows: Int
  /// What it was in each replicate; not a number where not defined.
  let replicates: [Double]
  /// The clusters.
  let clusters: ClusterSample

  /// The squared standard error, 0 where the replicates are all alike; `nil` for fewer than two clusters and
  /// where more than one replicate in twenty has no value.
  let squaredError: Double?

  /// What was found in a sample, and in its replicates.
  ///
  /// - Parameters:
  ///   - found: Anything with a value.
  ///   - measure: What found it.
  ///   - rows: Rows of the sample.
  ///   - clusters: Their clusters.
  init?(_ found: Measurement, by measure: Measure, rows: Int, clusters: ClusterSample) {
    guard let value = found.value else { return nil }
    self.value = value
    self.clusters = clusters
    self.rows = rows
    replicates = clusters.replicates(of: measure)
    switch found {
    case .proportion(let share): (counts, form) = (share, .share)
    case .weighted: (counts, form) = (nil, .share)
    case .area: (counts, form) = (nil, .standard(.logit))
    case .mean: (counts, form) = (nil, .standard(.plain))
    case .standard(let estimate): (counts, form) = (nil, .standard(estimate.scale))
    case .other: (counts, form) = (nil, .standard(.plain))
    case .resampled, .clustered, .undefined: (counts, form) = (nil, .quantiles)
    }
    let defined = replicates.filter(\.isFinite)
    if case .other = found, defined.contains(where: { $0 < 0 }) {
      // A correlation.
      bounds = -1...1
    } else {
      bounds = found.bounds
    }
    let count = Double(clusters.clusters.count)
    guard count > 1, defined.count > 1, 20 * defined.count >= 19 * replicates.count else {
      squaredError = nil
      return
    }
    squaredError = Moments(defined).variance * count / (count - 1)
  }

  private var degrees: Double { Double(clusters.clusters.count - 1) }

  /// Degrees of freedom of what two groups show together: Satterthwaite's where they share no cluster.
  private func degrees(with other: ClusteredEstimate) -> Double {
    let least = min(degrees, other.degrees)
    guard !clusters.overlaps(other.clusters), let a = squaredError, let b = other.squaredError,
      a + b > 0
    else { return least }
    return max(least, (a + b) * (a + b) / (a * a / degrees + b * b / other.degrees))
  }

  /// The interval, with as many degrees of freedom as there are clusters less one, or others; `nil` where there
  /// is no error, or it is 0 of anything but a share.
  func interval(
    confidence: Double, degrees other: Double? = nil
  ) -> (ends: ClosedRange<Double>, method: Method)? {
    guard let squaredError else { return nil }
    let degrees = other ?? degrees
    switch form {
    case .share:
      return (wilson(squaredError, confidence: confidence, degrees: degrees), .clusterWilson)
    case .standard(let scale):
      let estimate = StandardEstimate(
        value: value, squaredError: squaredError, scale: scale, method: .clusterBootstrap,
        bounds: bounds, degrees: degrees)
      return estimate.interval(confidence: confidence).map { ($0, .clusterBootstrap) }
    case .quantiles:
      return quantiles(confidence: confidence).map { ($0, .clusterBootstrap) }
    }
  }

  /// Wilson's interval of the rows that would show as much, at most those there are; where the share is 0 or
  /// 1 of the clusters, as if the rows of each were all alike.
  private func wilson(
    _ squaredError: Double, confidence: Double, degrees: Double
  ) -> ClosedRange<Double> {
    let p = value
    let shown = squaredError > 0 ? p * (1 - p) / squaredError : 0
    let n = min(shown > 0 ? shown : clusters.effectiveClusters, Double(rows))
    let t = StudentT.criticalValue(confidence: confidence, degrees: degrees)
    return wilsonInterval(of: p, rows: n, criticalValue: t)
  }

  /// Quantiles of the replicates, farther out than those of many clusters would be (Hesterberg, The American
  /// Statistician 69, 2015).
  private func quantiles(confidence: Double) -> ClosedRange<Double>? {
    guard let squaredError, squaredError > 0 else { return nil }
    let count = degrees + 1
    let t = StudentT.criticalValue(confidence: confidence, degrees: degrees)
    let tail = Normal.cdf(-t * (count / degrees).squareRoot())
    let sorted = ascending(replicates.filter(\.isFinite))
    // Beyond the last replicate nothing is known.
    guard tail * Double(sorted.count) >= 1 else { return nil }
    return min(
      value, quantile(tail, ofSorted: sorted))...max(
        value, quantile(1 - tail, ofSorted: sorted))
  }

  /// How the replicates of two groups go together: 0 unless some cluster has rows in both.
  private func correlation(with other: ClusteredEstimate) -> Double {
    guard clusters.overlaps(other.clusters) else { return 0 }
    let pairs = zip(replicates, other.replicates).filter { $0.0.isFinite && $0.1.isFinite }
    let (x, y) = (Moments(pairs.map(\.0)), Moments(pairs.map(\.1)))
    guard x.variance > 0, y.variance > 0 else { return 0 }
    let product = pairs.reduce(0) { $0 + ($1.0 - x.mean) * ($1.1 - y.mean) }
    return max(
      -1, min(1, product / (Double(pairs.count - 1) * (x.variance * y.variance).squareRoot())))
  }

  /// The interval of the difference, from the arms of both intervals (MOVER, with the correlation of the
  /// two: Zou, Psychological Methods 12, 2007), at the degrees of freedom of both.
  func difference(
    minus other: ClusteredEstimate, confidence: Double
  ) -> (ends: ClosedRange<Double>, method: Method)? {
    let degrees = degrees(with: other)
    guard let a = interval(confidence: confidence, degrees: degrees)?.ends,
      let b = other.interval(confidence: confidence, degrees: degrees)?.ends
    else { return nil }
    let rho = correlation(with: other)
    func joined(_ x: Double, _ y: Double) -> Double {
      max(0, x * x + y * y - 2 * rho * x * y).squareRoot()
    }
    let distance = value - other.value
    return (
      distance - joined(value - a.lowerBound, b.upperBound - other.value)...distance
        + joined(a.upperBound - value, other.value - b.lowerBound), .clusterMover
    )
  }

  /// The interval of the ratio of two shares, from the arms of both intervals (Donner and Zou, Statistical
  /// Methods in Medical Research 21, 2012); its upper end is infinite where the other share may be 0.
  func ratio(
    over other: ClusteredEstimate, confidence: Double
  ) -> (ends: ClosedRange<Double>, method: Method)? {
    let degrees = degrees(with: other)
    guard case .share = form, case .share = other.form, other.value > 0,
      let a = interval(confidence: confidence, degrees: degrees)?.ends,
      let b = other.interval(confidence: confidence, degrees: degrees)?.ends
    else { return nil }
    let (x, y, rho) = (value, other.value, correlation(with: other))
    let ratio = x / y
    func end(_ mine: Double, _ theirs: Double, _ sign: Double) -> Double? {
      let arms = rho * (x - mine) * (theirs - y)
      let middle = x * y - arms
      let (over, under) = (mine * (2 * x - mine), theirs * (2 * y - theirs))
      guard under > 0 else { return nil }
      return (middle + sign * max(0, middle * middle - over * under).squareRoot()) / under
    }
    let lower = end(a.lowerBound, b.upperBound, -1) ?? 0
    let upper = end(a.upperBound, b.lowerBound, 1) ?? .infinity
    return (min(max(0, lower), ratio)...max(upper, ratio), .clusterMover)
  }
}

/// The test that several groups' shares are equal, by dealing clusters out anew.
///
/// Each group keeps its number of clusters, and the statistic, Cochran's Q, is computed anew with the
/// linearised errors of the new groups: exact where clusters are alike in distribution, and studentised as
/// ``permutationTest(_:of:_:resampling:)``. `nil` where a cluster has rows in several groups, which could not
/// be dealt out whole.
func clusterPermutation(
  _ groups: [ClusterSample], of share: Measure.Share, resampling: Resampling
) -> TestResult? {
  let tables = groups.compactMap { $0.totals(of: share) }
  let isApart = groups.indices.allSatisfy { first in
    groups.indices.dropFirst(first + 1).allSatisfy { !groups[first].overlaps(groups[$0]) }
  }
  guard tables.count == groups.count, groups.count > 1, isApart else { return nil }
  let sizes = tables.map(\.count)
  func apart(_ pool: [(part: Int, whole: Int)]) -> Double? {
    var (values, errors, start) = ([Double](), [Double](), 0)
    for size in sizes {
      let own = pool[start..<start + size]
      start += size
      let (part, whole) = own.reduce((0, 0)) { ($0.0 + $1.part, $0.1 + $1.whole) }
      guard whole > 0, size > 1 else { return nil }
      let p = Double(part) / Double(whole)
      let squares = own.reduce(0.0) { sum, cluster in
        let residual = Double(cluster.part) - p * Double(cluster.whole)
        return sum + residual * residual
      }
      guard squares > 0 else { return nil }
      values.append(p)
      errors.append(
        squares / (Double(whole) * Double(whole)) * Double(size) / Double(size - 1))
    }
    return heterogeneity(values, errors, between: 0)
  }
  var pool = tables.flatMap(\.self)
  let affordable = max(999, 20_000_000 / max(1, pool.count))
  let replicates = min(resampling.replicates, affordable)
  guard pool.count <= 100_000, let observed = apart(pool) else { return nil }
  var random = RandomSource(
    seed: resampling.seed, purposes: ["clusters"] + sizes.map { "\($0)" } + ["\(observed)"])
  let limit = observed * (1 - 1e-12)
  var extreme = 1
  for _ in 0..<replicates {
    random.shuffle(&pool)
    if apart(pool).map({ $0 >= limit }) ?? true { extreme += 1 }
  }
  return TestResult(
    method: Method.permutedClusters.rawValue,
    pValue: Double(extreme) / Double(replicates + 1), statistic: observed,
    degrees: Double(groups.count - 1), replicates: replicates)
}
