extension EffectiveShare {
  /// Whether the exact test says that two shares differ: its p is at most `1 - confidence`.
  ///
  /// The unconditional test of the pooled z statistic: the largest probability, over every common share,
  /// of tables whose z is at least as far from 0. Common shares are looked for in a confidence set of
  /// their own, whose error is added to p (Berger and Boos, JASA 89, 1994), so that the chance to find a
  /// difference where there is none is at most `1 - confidence` whatever the share and the sizes; normal
  /// theory errs by up to two points either way. Shares of weight are taken to the next whole rows.
  ///
  /// - Complexity: O(√(rows) · 33), where normal theory leaves it open.
  func differs(from other: EffectiveShare, confidence: Double) -> Bool {
    let level = 1 - confidence
    let (m, n) = (max(1, total.rounded()), max(1, other.total.rounded()))
    let share = (count + other.count) / (total + other.total)
    guard share > 0, share < 1 else { return false }
    let observed = abs(pooledZ(value, of: m, other.value, of: n))
    // Far out, and enough rows for normal theory to be right within a factor of a hundred.
    if min(m, n) * min(share, 1 - share) >= 5, 2 * Normal.cdf(-observed) <= level / 100 {
      return true
    }
    let outside = level / 100
    let tables = UnlikelyTables(m: Int(m), n: Int(n), z: observed * (1 - 1e-9))
    return commonShares(around: share, rows: m + n, error: outside).allSatisfy {
      tables.probability(share: $0) <= level - outside
    }
  }

  /// Common shares that the data do not rule out, from the likeliest outwards.
  ///
  /// Those whose divergence from the observed share is at most ln(2 / error) / rows: the observed share
  /// is as far away with at most that probability (Chernoff 1952).
  private func commonShares(around share: Double, rows: Double, error: Double) -> [Double] {
    let limit = logarithm(2 / error) / rows
    func divergence(_ p: Double) -> Double {
      share * logarithm(share / p) + (1 - share) * logarithm((1 - share) / (1 - p))
    }
    func end(_ bound: Double) -> Double {
      var (inside, beyond) = (share, bound)
      for _ in 0..<50 {
        let middle = (inside + beyond) / 2
        if divergence(middle) > limit { beyond = middle } else { inside = middle }
      }
      return beyond
    }
    // On the scale of the angle, on which shares are equally uncertain.
    let (low, high) = (angle(max(0, end(0))), angle(min(1, end(1))))
    let (middle, steps) = (angle(share), 32)
    let angles = (0...steps).map { step -> Double in
      low + (high - low) * Double(step) / Double(steps)
    }
    return angles.sorted { abs($0 - middle) < abs($1 - middle) }.map { (1 - cosine($0)) / 2 }
  }

  private func angle(_ share: Double) -> Double { arcCosine(1 - 2 * share) }
}

/// How many standard errors of the common share two shares are apart; 0 where it is 0 or 1.
private func pooledZ(_ p: Double, of m: Double, _ q: Double, of n: Double) -> Double {
  let share = (p * m + q * n) / (m + n)
  let variance = share * (1 - share) * (1 / m + 1 / n)
  return variance > 0 ? (p - q) / variance.squareRoot() : 0
}

/// The tables of two groups whose pooled z is at least so far from 0.
///
/// z grows with the first group's successes and falls with the other's, so that for each count of the
/// first the tables are all counts of the other below one number and from another one on.
struct UnlikelyTables {
  /// Rows of the first group.
  let m: Int
  /// Rows of the other group.
  let n: Int
  /// How far from 0.
  let z: Double

  /// The probability of such tables where both groups have one share.
  func probability(share: Double) -> Double {
    guard share > 0, share < 1 else { return 0 }
    let (first, second) = (Binomial(m, share), Binomial(n, share))
    var sum = CompensatedSum()
    var (below, from) = (second.least, second.least)
    for (offset, mass) in first.masses.enumerated() {
      let p = Double(first.least + offset) / Double(m)
      func z(_ count: Int) -> Double {
        pooledZ(p, of: Double(m), Double(count) / Double(n), of: Double(n))
      }
      while below <= second.most, z(below) >= self.z { below += 1 }
      while from <= second.most, z(from) > -self.z { from += 1 }
      sum = sum.adding(mass * (second.below(below) + 1 - second.below(from)))
    }
    return min(1, sum.value)
  }

  /// The counts of a group that are not out of reach, and their probabilities.
  private struct Binomial {
    let least: Int
    let most: Int
    let masses: [Double]
    private let sums: [Double]

    init(_ rows: Int, _ share: Double) {
      let mean = Double(rows) * share
      // Beyond eight standard errors, and for few successes ten, less than 1e-14 is left.
      let reach = 8 * (mean * (1 - share)).squareRoot() + 20
      least = max(0, Int(mean - reach))
      most = min(rows, Int(mean + reach) + 1)
      let odds = share / (1 - share)
      var masses = [Double](repeating: 0, count: most - least + 1)
      let mode = min(most, max(least, Int(mean)))
      masses[mode - least] = exponential(
        logBinomial(rows, mode) + Double(mode) * logarithm(share)
          + Double(rows - mode) * logarithmOfOnePlus(-share))
      for count in stride(from: mode, to: most, by: 1) {
        masses[count + 1 - least] =
          masses[count - least] * odds * Double(rows - count) / Double(count + 1)
      }
      for count in stride(from: mode, to: least, by: -1) {
        masses[count - 1 - least] =
          masses[count - least] / odds * Double(count) / Double(rows - count + 1)
      }
      self.masses = masses
      var sum = 0.0
      sums =
        [0]
        + masses.map {
          sum += $0
          return sum
        }
    }

    /// The probability of fewer successes; of counts within reach and one beyond.
    func below(_ count: Int) -> Double { sums[count - least] }
  }
}
