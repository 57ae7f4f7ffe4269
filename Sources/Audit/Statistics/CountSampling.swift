extension RandomSource {
  /// A number in [0, 1), one of 2⁵³ equally likely.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The number of successes in `trials` independent trials.
  ///
  /// Inversion where few successes are expected, else transformed rejection (Hörmann, BTRD without
  /// its table, Journal of Statistical Computation and Simulation 46, 1993): O(1) either way.
  mutating func binomial(_ trials: Int, _ probability: Double) -> Int {
    precondition(trials >= 0 && probability >= 0 && probability <= 1)
    guard trials > 0, probability > 0 else { return 0 }
    guard probability <= 0.5 else { return trials - binomial(trials, 1 - probability) }
    return Double(trials) * probability < 10
      ? inverted(trials, probability) : rejected(trials, probability)
  }

  /// How `total` rows fall into cells of the given weights.
  mutating func multinomial(_ total: Int, weights: [Int]) -> [Int] {
    var (rows, weight) = (total, weights.reduce(0, +))
    return weights.map { cell in
      guard weight > 0, rows > 0 else { return 0 }
      let count = binomial(rows, min(1, Double(cell) / Double(weight)))
      rows -= count
      weight -= cell
      return count
    }
  }

  /// How many of `draws` rows without replacement are among `marked` of `total`.
  ///
  /// Inversion outward from the mode: O(standard deviation).
  mutating func hypergeometric(total: Int, marked: Int, draws: Int) -> Int {
    precondition(marked >= 0 && draws >= 0 && marked <= total && draws <= total)
    let (least, most) = (max(0, draws + marked - total), min(draws, marked))
    guard most > least else { return least }
    let mode = min(
      most, max(least, Int(Double(draws + 1) * Double(marked + 1) / Double(total + 2))))
    let peak = exponential(
      logBinomial(marked, mode) + logBinomial(total - marked, draws - mode)
        - logBinomial(total, draws))
    var rest = uniform() - peak
    guard rest >= 0 else { return mode }
    var (low, high, below, above) = (mode, mode, peak, peak)
    while low > least || high < most {
      if high < most {
        above *=
          Double(marked - high) * Double(draws - high)
          / (Double(high + 1) * Double(total - marked - draws + high + 1))
        high += 1
        rest -= above
        if rest < 0 { return high }
      }
      if low > least {
        below *=
          Double(low) * Double(total - marked - draws + low)
          / (Double(marked - low + 1) * Double(draws - low + 1))
        low -= 1
        rest -= below
        if rest < 0 { return low }
      }
    }
    return mode
  }

  private mutating func inverted(_ trials: Int, _ probability: Double) -> Int {
    let odds = probability / (1 - probability)
    var mass = exponential(Double(trials) * logarithmOfOnePlus(-probability))
    var (rest, count) = (uniform(), 0)
    while rest >= mass, count < trials {
      rest -= mass
      mass *= odds * Double(trials - count) / Double(count + 1)
      count += 1
    }
    return count
  }

  private mutating func rejected(_ trials: Int, _ probability: Double) -> Int {
    let n = Double(trials)
    let spread = (n * probability * (1 - probability)).squareRoot()
    let b = 1.15 + 2.53 * spread
    let a = -0.0873 + 0.0248 * b + 0.01 * probability
    let c = n * probability + 0.5
    let narrow = 0.92 - 4.2 / b
    let alpha = (2.83 + 5.1 / b) * spread
    let mode = ((n + 1) * probability).rounded(.down)
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let distance = 0.5 - abs(u)
      let k = ((2 * a / distance + b) * u + c).rounded(.down)
      guard k >= 0, k <= n else { continue }
      if distance >= 0.07, v <= narrow { return Int(k) }
      let bound = logarithm(v * alpha / (a / (distance * distance) + b))
      let mass =
        logBinomial(trials, Int(k)) - logBinomial(trials, Int(mode))
        + (k - mode) * logarithm(probability / (1 - probability))
      if bound <= mass { return Int(k) }
    }
  }
}

/// The natural logarithm of the number of ways to choose `k` of `n`.
func logBinomial(_ n: Int, _ k: Int) -> Double {
  LogFactorials.of(n) - LogFactorials.of(k) - LogFactorials.of(n - k)
}

/// Logarithms of factorials, those of small numbers from a table.
enum LogFactorials {
  private static let table: [Double] = (0..<16_384).map { logGamma(Double($0) + 1) }

  /// The natural logarithm of n!.
  static func of(_ n: Int) -> Double { n < table.count ? table[n] : logGamma(Double(n) + 1) }
}
