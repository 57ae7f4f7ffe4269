/// A share as intervals of two shares see it: so many successes of so many rows, not always whole.
///
/// Of a share of weight these are the rows of one weight that would show as much; see
/// ``WeightedShare``.
struct EffectiveShare: Sendable, Hashable {
  /// Successes.
  var count: Double
  /// Rows; positive.
  var total: Double
  /// The share of successes.
  var value: Double

  /// The interval of `self - other` for independent samples.
  ///
  /// Miettinen and Nurminen's score interval (Statistics in Medicine 4, 1985): all differences at
  /// which the observed one is within the critical value of its standard error, the two shares
  /// fitted under that difference. Unlike intervals around the estimate it keeps its coverage where
  /// few rows count. It leaves equality out only where the exact test does (``differs(from:confidence:)``).
  func difference(minus other: EffectiveShare, confidence: Double) -> ClosedRange<Double> {
    let ends = scoreDifference(minus: other, confidence: confidence)
    if ends.contains(0) || differs(from: other, confidence: confidence) { return ends }
    return min(0, ends.lowerBound)...max(0, ends.upperBound)
  }

  /// The interval of `self / other` for independent samples; `nil` where `other` is zero.
  ///
  /// The score interval with a correction for skewness (Gart and Nam, Biometrics 44, 1988; in this
  /// form, with Miettinen and Nurminen's variance, Laud, Pharmaceutical Statistics 16, 2017). It leaves
  /// equality out only where the exact test does (``differs(from:confidence:)``).
  func ratio(over other: EffectiveShare, confidence: Double) -> ClosedRange<Double>? {
    guard let ends = scoreRatio(over: other, confidence: confidence) else { return nil }
    if ends.contains(1) || differs(from: other, confidence: confidence) { return ends }
    return min(1, ends.lowerBound)...max(1, ends.upperBound)
  }

  /// The score interval of a difference as it stands.
  func scoreDifference(minus other: EffectiveShare, confidence: Double) -> ClosedRange<Double> {
    let z = Normal.criticalValue(confidence: confidence)
    let observed = value - other.value
    // Positive outside the interval.
    func excess(_ difference: Double) -> Double {
      let distance = observed - difference
      return distance * distance
        - z * z * varianceOfDifference(minus: other, given: difference)
    }
    let lower = count == 0 && other.count == other.total ? -1 : edge(-1, observed, excess)
    let upper = count == total && other.count == 0 ? 1 : edge(1, observed, excess)
    return min(lower, observed)...max(upper, observed)
  }

  /// The skewness-corrected score interval of a ratio as it stands.
  func scoreRatio(over other: EffectiveShare, confidence: Double) -> ClosedRange<Double>? {
    guard other.count > 0 else { return nil }
    let z = Normal.criticalValue(confidence: confidence)
    let observed = value / other.value
    func excess(_ logRatio: Double) -> Double {
      abs(scoreOfRatio(over: other, given: exponential(logRatio))) - z
    }
    var lower = 0.0
    // With no success the score has no side below, and the estimate no logarithm.
    let start = logarithm(count > 0 ? observed : 0.5 / total / other.value)
    if count > 0 {
      lower = exponential(edge(outside(start, step: -0.5, excess), start, excess))
    }
    let upper = exponential(edge(outside(start, step: 0.5, excess), start, excess))
    return min(lower, observed)...max(upper, observed)
  }

  /// The variance of the difference, the shares fitted by maximum likelihood under the given one.
  private func varianceOfDifference(minus other: EffectiveShare, given difference: Double) -> Double
  {
    let (m, n) = (total, other.total)
    let (x, y) = (count, other.count)
    let rows = m + n
    // The likelihood equation, a cubic in the other share, solved by its cosine (Farrington and
    // Manning, Statistics in Medicine 9, 1990).
    let square = ((m + 2 * n) * difference - rows - x - y) / (3 * rows)
    let linear = ((n * difference - rows - 2 * y) * difference + x + y) / rows
    let constant = y * difference * (1 - difference) / rows
    let q = square * square * square - linear * square / 2 + constant / 2
    let p = (q < 0 ? -1 : 1) * max(0, square * square - linear / 3).squareRoot()
    let angle = p == 0 ? 0 : max(-1, min(1, q / (p * p * p)))
    let root = 2 * p * cosine((Double.pi + arcCosine(angle)) / 3) - square
    let share = min(1, max(0, root, -difference))
    let ownShare = min(1, max(0, share + difference))
    return (ownShare * (1 - ownShare) / m + share * (1 - share) / n) * rows / (rows - 1)
  }

  /// How many standard errors the data are from a ratio, corrected for skewness; decreasing in it.
  private func scoreOfRatio(over other: EffectiveShare, given ratio: Double) -> Double {
    let (m, n) = (total, other.total)
    let (x, y) = (count, other.count)
    let rows = m + n
    // The shares by maximum likelihood under the ratio: the smaller root of a quadratic, in the form
    // that does not cancel.
    let b = m * ratio + x + n + y * ratio
    let root = max(0, b * b - 4 * rows * ratio * (x + y)).squareRoot()
    let share = min(1, 2 * (x + y) / (b + root))
    let ownShare = min(1, share * ratio)
    let variance =
      (ownShare * (1 - ownShare) / m + ratio * ratio * share * (1 - share) / n) * rows
      / (rows - 1)
    let distance = value - ratio * other.value
    guard distance != 0 else { return 0 }
    guard variance > 0 else { return distance > 0 ? .infinity : -.infinity }
    let third =
      ownShare * (1 - ownShare) * (1 - 2 * ownShare) / (m * m)
      - ratio * ratio * ratio * share * (1 - share) * (1 - 2 * share) / (n * n)
    let score = distance / variance.squareRoot()
    let skew = third / (6 * variance * variance.squareRoot())
    let discriminant = 1 + 4 * skew * (score + skew)
    // Too far out for the correction: the plain score is beyond any critical value there.
    guard discriminant >= 0 else { return score }
    return 2 * (score + skew) / (1 + discriminant.squareRoot())
  }
}

/// A number at which `excess` is positive, beyond `start` in steps that double.
private func outside(
  _ start: Double, step: Double, _ excess: (Double) -> Double
) -> Double {
  var (place, step) = (start, step)
  for _ in 0..<64 {
    place += step
    if excess(place) > 0 { break }
    step *= 2
  }
  return place
}

/// Where `excess` turns positive between `inside` and `outside`.
///
/// Regula falsi that halves the weight of an end which stays (Illinois), after a few bisections: near
/// the estimate the function may be flat.
func edge(
  _ outside: Double, _ inside: Double, _ excess: (Double) -> Double
) -> Double {
  var (far, near) = (outside, inside)
  var (farValue, nearValue) = (excess(far), min(excess(near), -1e-300))
  guard farValue > 0 else { return far }
  var last = 0
  for round in 0..<200 {
    var next = (far + near) / 2
    if round >= 4, farValue.isFinite {
      let cut = (near * farValue - far * nearValue) / (farValue - nearValue)
      if min(near, far) < cut, cut < max(near, far) { next = cut }
    }
    let value = excess(next)
    if value > 0 {
      if last > 0 { nearValue /= 2 }
      (far, farValue, last) = (next, value, 1)
    } else {
      if last < 0 { farValue /= 2 }
      (near, nearValue, last) = (next, min(value, -1e-300), -1)
    }
    if abs(value) < 1e-15 || abs(far - near) <= 1e-15 * max(abs(far), 1e-3) { return next }
  }
  return (far + near) / 2
}
