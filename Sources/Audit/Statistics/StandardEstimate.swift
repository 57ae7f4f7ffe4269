/// A quantity and its standard error.
struct StandardEstimate: Sendable, Hashable {
  /// The scale on which the error is symmetric.
  enum Scale: Sendable, Hashable {
    case plain
    /// Of quantities within (0, 1).
    case logit
    /// Of quantities above 0.
    case logarithm
    /// Of quantities below 1, by their distance from it.
    case distance
  }

  /// The quantity.
  var value: Double
  /// Its squared standard error.
  var squaredError: Double
  /// Where its interval is symmetric.
  var scale: Scale
  /// How the interval comes about.
  var method: Method
  /// The range that it can take.
  var bounds: ClosedRange<Double>
  /// Degrees of freedom of the error, where it is that of a mean; infinite else.
  var degrees = Double.infinity
  /// The skewed mean that the quantity comes of, if any.
  var skewed: SkewedMean?

  /// A mean that is positive and skewed, and what the quantity is of it.
  struct SkewedMean: Sendable, Hashable {
    enum Function: Sendable, Hashable {
      /// √mean.
      case root
      /// 1 − mean.
      case distance
    }

    /// The mean.
    var mean: Double
    /// Its squared standard error.
    var squaredError: Double
    /// Its third cumulant.
    var third: Double
    /// What the quantity is of it.
    var of: Function

    /// Hall's interval of the mean, carried over to the quantity.
    func interval(degrees: Double, confidence: Double) -> ClosedRange<Double> {
      let ends = hall(
        mean, squaredError: squaredError, third: third, degrees: degrees, confidence: confidence)
      let (low, high) = (max(0, ends.lowerBound), ends.upperBound)
      switch of {
      case .root: return low.squareRoot()...high.squareRoot()
      case .distance: return 1 - high...1 - low
      }
    }
  }

  /// The interval; `nil` where the error is zero, or the value at the end of its scale.
  func interval(confidence: Double) -> ClosedRange<Double>? {
    let plain = plainInterval(confidence: confidence)
    guard let plain, let skewed else { return plain }
    let bent = skewed.interval(degrees: degrees, confidence: confidence)
    // A sample without its rare large values misses on this side alone.
    switch skewed.of {
    case .root: return plain.lowerBound...max(plain.upperBound, bent.upperBound)
    case .distance: return min(plain.lowerBound, bent.lowerBound)...plain.upperBound
    }
  }

  private func plainInterval(confidence: Double) -> ClosedRange<Double>? {
    guard squaredError > 0 else { return nil }
    let critical =
      degrees.isFinite
      ? StudentT.criticalValue(confidence: confidence, degrees: degrees)
      : Normal.criticalValue(confidence: confidence)
    let half = critical * squaredError.squareRoot()
    switch scale {
    case .logarithm:
      guard value > 0 else { return nil }
      let factor = exponential(half / value)
      return max(bounds.lowerBound, value / factor)...min(bounds.upperBound, value * factor)
    case .distance:
      guard value < 1 else { return nil }
      let factor = exponential(half / (1 - value))
      return 1 - (1 - value) * factor...min(1, 1 - (1 - value) / factor)
    case .plain:
      return max(bounds.lowerBound, value - half)...min(bounds.upperBound, value + half)
    case .logit:
      guard value > 0, value < 1 else { return nil }
      let stretched = half / (value * (1 - value))
      return logistic(logit(value) - stretched)...logistic(logit(value) + stretched)
    }
  }
}
