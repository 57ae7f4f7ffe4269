/// A number of successes among a number of rows.
struct Proportion: Sendable, Hashable {
  /// Successes.
  var count: Int
  /// Rows; at least one.
  var total: Int

  /// The share of successes.
  var value: Double { Double(count) / Double(total) }

  /// This share minus another, rounded once.
  ///
  /// Of whole numbers, so that 8 of 10 minus 7 of 10 is the number nearest to 0.1, which is what a limit
  /// of 0.1 is read as, and not the one above it.
  func minus(_ other: Proportion) -> Double {
    Double(count * other.total - other.count * total) / (Double(total) * Double(other.total))
  }

  /// This share over another, rounded once: 8 of 100 over 10 of 100 is 0.8, and not the number below
  /// it; the other is not 0.
  func over(_ other: Proportion) -> Double {
    Double(count * other.total) / Double(other.count * total)
  }

  /// Wilson's score interval (Wilson, JASA 22, 1927).
  ///
  /// Within [0, 1], and not degenerate at shares of 0 and 1. Its ends there are exact.
  func wilson(confidence: Double) -> ClosedRange<Double> {
    wilsonInterval(
      of: value, rows: Double(total), criticalValue: Normal.criticalValue(confidence: confidence))
  }

  /// As intervals of two shares see it.
  var effective: EffectiveShare {
    EffectiveShare(count: Double(count), total: Double(total), value: value)
  }

  /// The interval of `self - other`; see ``EffectiveShare/difference(minus:confidence:)``.
  func difference(minus other: Proportion, confidence: Double) -> ClosedRange<Double> {
    effective.difference(minus: other.effective, confidence: confidence)
  }

  /// The interval of `self / other`; see ``EffectiveShare/ratio(over:confidence:)``.
  func ratio(over other: Proportion, confidence: Double) -> ClosedRange<Double>? {
    effective.ratio(over: other.effective, confidence: confidence)
  }
}

/// The interval of `x - y` from the intervals of two independent estimates.
///
/// MOVER, the method of variance estimates recovery (Zou and Donner, Statistics in Medicine 27,
/// 2008): each arm's length stands for a standard error at that end.
func mover(
  _ x: Double, _ xEnds: ClosedRange<Double>, minus y: Double, _ yEnds: ClosedRange<Double>
) -> ClosedRange<Double> {
  func hypotenuse(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
  return x - y - hypotenuse(x - xEnds.lowerBound, yEnds.upperBound - y)...x - y
    + hypotenuse(xEnds.upperBound - x, y - yEnds.lowerBound)
}

/// Wilson's score interval of a share of as many rows as tell so much, not only whole numbers of them.
///
/// The ends at shares of 0 and 1 are exact.
func wilsonInterval(
  of p: Double, rows n: Double, criticalValue z: Double
) -> ClosedRange<Double> {
  let centre = p + z * z / (2 * n)
  let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  let scale = 1 + z * z / n
  let lower = p <= 0 ? 0 : max(0, (centre - half) / scale)
  let upper = p >= 1 ? 1 : min(1, (centre + half) / scale)
  return min(lower, p)...max(upper, p)
}
