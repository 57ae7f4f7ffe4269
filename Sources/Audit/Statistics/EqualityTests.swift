import AuditResults

/// Tests of two shares.
extension Proportion {
  /// Fisher's exact two-sided p: all tables with these margins that are at most as likely.
  ///
  /// - Complexity: O(smaller margin).
  func fisherExact(_ other: Proportion) -> Double {
    let (rows, marked) = (total + other.total, count + other.count)
    let (least, most) = (max(0, marked - other.total), min(total, marked))
    func mass(_ k: Int) -> Double {
      exponential(
        logBinomial(marked, k) + logBinomial(rows - marked, total - k) - logBinomial(rows, total))
    }
    // As likely up to rounding, as R and SciPy have it.
    let limit = mass(count) * (1 + 1e-7)
    var sum = CompensatedSum()
    for k in least...most {
      let probability = mass(k)
      if probability <= limit { sum = sum.adding(probability) }
    }
    return min(1, sum.value)
  }

  /// The difference in standard errors of the common share; `nil` where no or every row counts.
  func pooledZ(_ other: Proportion) -> Double? {
    let share = Double(count + other.count) / Double(total + other.total)
    let variance = share * (1 - share) * (1 / Double(total) + 1 / Double(other.total))
    return variance > 0 ? (value - other.value) / variance.squareRoot() : nil
  }

  /// The test of equality: Fisher's where fewer than five rows are expected in a cell, else z.
  func test(_ other: Proportion) -> TestResult {
    let (rows, marked) = (Double(total + other.total), Double(count + other.count))
    let expected = Double(min(total, other.total)) * min(marked, rows - marked) / rows
    guard expected >= 5, let z = pooledZ(other) else {
      return TestResult(method: Method.fisherExact.rawValue, pValue: fisherExact(other))
    }
    return TestResult(
      method: Method.pooledZ.rawValue, pValue: 2 * Normal.cdf(-abs(z)), statistic: z)
  }
}

extension Measurement {
  /// The test that this and another group's value are equal; `nil` where none can be made.
  func test(_ other: Measurement) -> TestResult? {
    switch (self, other) {
    case (.proportion(let a), .proportion(let b)): return a.test(b)
    case (.mean(let a, _), .mean(let b, _)):
      guard let x = a.squaredError, let y = b.squaredError else { return nil }
      let t = (a.mean - b.mean) / (x + y).squareRoot()
      let degrees =
        (x + y) * (x + y) / (x * x / Double(a.count - 1) + y * y / Double(b.count - 1))
      return TestResult(
        method: Method.welchTest.rawValue, pValue: StudentT.twoSidedP(t, degrees: degrees),
        statistic: t, degrees: degrees)
    case (.clustered(let a), .clustered(let b)):
      return moverTest(a.value, b.value, method: .clusterTest) {
        a.difference(minus: b, confidence: $0)?.ends
      }
    case (.area(let a), .area(let b)):
      return moverTest(a.value, b.value) { difference(minus: other, confidence: $0)?.ends }
    default:
      guard let x = value, let y = other.value, let a = squaredError, let b = other.squaredError,
        a + b > 0
      else { return nil }
      let z = (x - y) / (a + b).squareRoot()
      return TestResult(
        method: Method.waldTest.rawValue, pValue: 2 * Normal.cdf(-abs(z)), statistic: z)
    }
  }
}

/// The test that agrees with an interval: p is the smallest level at which it leaves 0 out.
///
/// A test with an error of its own could find two groups to differ whose interval says that they may be
/// equal. Levels below 1e-15 are not told apart; `nil` where there is no interval.
private func moverTest(
  _ x: Double, _ y: Double, method: Method = .moverTest,
  interval: (Double) -> ClosedRange<Double>?
) -> TestResult? {
  func leavesOut(_ z: Double) -> Bool? {
    interval(1 - 2 * Normal.cdf(-z)).map { !$0.contains(0) }
  }
  var (low, high) = (0.0, 8.0)
  guard let isFar = leavesOut(high) else { return nil }
  if isFar { low = high }
  while high - low > 1e-9 {
    let middle = (low + high) / 2
    if leavesOut(middle) == true { low = middle } else { high = middle }
  }
  return TestResult(
    method: method.rawValue, pValue: 2 * Normal.cdf(-low), statistic: x < y ? -low : low)
}

/// The test that several groups' values are all equal; `nil` where none can be made.
func globalTest(_ values: [Measurement], resampling: Resampling) -> TestResult? {
  guard values.count > 1 else { return nil }
  let shares = values.compactMap { if case .proportion(let share) = $0 { share } else { nil } }
  if shares.count == values.count { return permutedChiSquare(shares, resampling: resampling) }
  let means = values.compactMap { if case .mean(let mean, _) = $0 { mean } else { nil } }
  if means.count == values.count { return welchANOVA(means) }
  let errors = values.compactMap(\.squaredError)
  guard errors.count == values.count, errors.allSatisfy({ $0 > 0 }) else { return nil }
  let statistic = heterogeneity(values.compactMap(\.value), errors, between: 0)
  let degrees = Double(values.count - 1)
  return TestResult(
    method: Method.waldChiSquare.rawValue,
    pValue: ChiSquare.upperTail(statistic, degrees: degrees), statistic: statistic,
    degrees: degrees)
}

/// Pearson's chi-square of several shares against its distribution over all tables with the same
/// margins, of which as many as wanted are drawn.
///
/// Exact whatever the counts, but for the draws: p counts the observed table among them (Phipson and
/// Smyth 2010). `nil` where no or every row counts.
func permutedChiSquare(_ shares: [Proportion], resampling: Resampling) -> TestResult? {
  let (rows, marked) = shares.reduce((0, 0)) { ($0.0 + $1.total, $0.1 + $1.count) }
  guard shares.count > 1, marked > 0, marked < rows else { return nil }
  let common = Double(marked) / Double(rows)
  // Σ k² / n decides chi-square, since the margins stand.
  func weight(_ count: Int, _ total: Int) -> Double {
    Double(count) * Double(count) / Double(total)
  }
  let observed = shares.reduce(0) { $0 + weight($1.count, $1.total) }
  let base = Double(rows) * common * common
  let statistic = (observed - base) / (common * (1 - common))
  let names = shares.map { "\($0.count)/\($0.total)" }.joined(separator: ",")
  var random = RandomSource(seed: resampling.seed, purpose: "shares", names)
  let limit = observed * (1 - 1e-12)
  var extreme = 1
  for _ in 0..<resampling.replicates {
    var (left, leftMarked, sum) = (rows, marked, 0.0)
    for share in shares.dropLast() {
      let count = random.hypergeometric(total: left, marked: leftMarked, draws: share.total)
      sum += weight(count, share.total)
      left -= share.total
      leftMarked -= count
    }
    sum += weight(leftMarked, left)
    if sum >= limit { extreme += 1 }
  }
  return TestResult(
    method: Method.permutedChiSquare.rawValue,
    pValue: Double(extreme) / Double(resampling.replicates + 1), statistic: max(0, statistic),
    degrees: Double(shares.count - 1), replicates: resampling.replicates)
}

/// Welch's analysis of variance (Biometrika 38, 1951); `nil` where a group shows no spread.
func welchANOVA(_ groups: [Moments]) -> TestResult? {
  let errors = groups.compactMap(\.squaredError)
  guard groups.count > 1, errors.count == groups.count else { return nil }
  let weights = errors.map { 1 / $0 }
  let total = weights.reduce(0, +)
  let mean = zip(weights, groups).reduce(0) { $0 + $1.0 * $1.1.mean } / total
  let k = Double(groups.count)
  let between =
    zip(weights, groups).reduce(0) { $0 + $1.0 * ($1.1.mean - mean) * ($1.1.mean - mean) }
    / (k - 1)
  let lambda = zip(weights, groups).reduce(0) { sum, pair in
    let part = 1 - pair.0 / total
    return sum + part * part / Double(pair.1.count - 1)
  }
  let f = between / (1 + 2 * (k - 2) / (k * k - 1) * lambda)
  let within = (k * k - 1) / (3 * lambda)
  return TestResult(
    method: Method.welchANOVA.rawValue,
    pValue: FisherF.upperTail(f, between: k - 1, within: within), statistic: f, degrees: within)
}

/// The two-sided p of McNemar's test: whether rows change one way as often as the other.
///
/// Exact from the binomial distribution.
func mcNemar(gained: Int, lost: Int) -> Double {
  let changed = gained + lost
  guard changed > 0 else { return 1 }
  var sum = CompensatedSum()
  for count in 0...min(gained, lost) {
    sum = sum.adding(exponential(logBinomial(changed, count) - Double(changed) * logarithm(2)))
  }
  return min(1, 2 * sum.value)
}

/// Two groups compared within strata.
struct CochranMantelHaenszel: Sendable, Hashable {
  /// The common odds ratio of the first group over the second; `nil` where it has no finite value.
  var oddsRatio: Double?
  /// Its interval (Robins, Breslow and Greenland, Biometrics 42, 1986).
  var interval: ClosedRange<Double>?
  /// Chi-square with one degree of freedom, without continuity correction.
  var statistic: Double
  /// Its p.
  var pValue: Double

  /// Compares strata; `nil` where no stratum says anything.
  ///
  /// Those in which a group has no row, or all rows are alike, say nothing.
  init?(_ strata: [(first: Proportion, second: Proportion)], confidence: Double) {
    var (excess, variance) = (0.0, 0.0)
    var (r, s, pr, cross, qs) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (first, second) in strata {
      let (a, b) = (Double(first.count), Double(first.total - first.count))
      let (c, d) = (Double(second.count), Double(second.total - second.count))
      let n = a + b + c + d
      guard n > 1, a + b > 0, c + d > 0 else { continue }
      excess += a - (a + b) * (a + c) / n
      variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
      let (p, q, x, y) = ((a + d) / n, (b + c) / n, a * d / n, b * c / n)
      r += x
      s += y
      pr += p * x
      cross += p * y + q * x
      qs += q * y
    }
    guard variance > 0 else { return nil }
    statistic = excess * excess / variance
    pValue = ChiSquare.upperTail(statistic, degrees: 1)
    guard r > 0, s > 0 else { return }
    let ratio = r / s
    oddsRatio = ratio
    let error = (pr / (2 * r * r) + cross / (2 * r * s) + qs / (2 * s * s)).squareRoot()
    let factor = exponential(Normal.criticalValue(confidence: confidence) * error)
    interval = ratio / factor...ratio * factor
  }
}
