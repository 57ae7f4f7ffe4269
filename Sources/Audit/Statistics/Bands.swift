/// How far an empirical distribution function of so many rows can be from the true one, anywhere.
///
/// √(ln(2/α) / 2n) with probability 1 − α (Massart, Annals of Probability 18, 1990).
func bandError(rows: Int, confidence: Double) -> Double {
  (logarithm(2 / (1 - confidence)) / (2 * Double(rows))).squareRoot()
}

/// How far the distribution function of weighted rows can be from the true one, anywhere.
///
/// With F the distribution by weight and G that by squared weight, the error is for many rows
/// √(Σ w²) / Σ w · (B(G(t)) + (G(t) − F(t)) Z) of a Brownian bridge B and an independent normal Z: the
/// linearised error of a share at every cut-off at once. The bridge is held by Massart's bound, G − F by
/// its largest value. With equal weights G is F, and this is ``bandError(rows:confidence:)``.
///
/// - Parameters:
///   - weights: Those of the rows, in the order of their scores; not all 0.
///   - confidence: The chance that the whole function is within the error.
/// - Returns: The error, of a share.
func weightedBandError(_ weights: [Double], confidence: Double) -> Double {
  let sum = WeightSum(weights)
  var (byWeight, bySquare, distance) = (0.0, 0.0, 0.0)
  for weight in weights {
    byWeight += weight / sum.sum
    bySquare += weight * weight / sum.squares
    distance = max(distance, abs(bySquare - byWeight))
  }
  if distance < 1e-9 { distance = 0 }
  // The chance that bridge and normal variable together exceed x.
  func tail(_ x: Double) -> Double {
    guard distance > 0 else { return 2 * exponential(-2 * x * x) }
    var (sum, all) = (0.0, 0.0)
    for step in -160...160 {
      let z = Double(step) / 20
      let mass = exponential(-z * z / 2)
      let left = max(0, x - distance * abs(z))
      sum += mass * min(1, 2 * exponential(-2 * left * left))
      all += mass
    }
    return sum / all
  }
  var (low, high) = (0.0, 20.0)
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if tail(middle) > 1 - confidence { low = middle } else { high = middle }
  }
  return high / sum.effectiveRows.squareRoot()
}
