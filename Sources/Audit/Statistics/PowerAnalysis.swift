import AuditResults

extension Power {
  /// The customary chance of finding what is there (Cohen 1988).
  static let customaryChance = 0.8

  /// What rows could show, of whose estimate the standard error times the critical value is `arm`.
  ///
  /// A distance is found with the wanted chance where it is (z of the confidence + z of the chance)
  /// standard errors long; the error shrinks with the square root of the rows.
  ///
  /// - Parameters:
  ///   - arm: The length of the interval towards what the value is told from; greater than 0.
  ///   - distance: How far the value is from it, on the same scale.
  ///   - confidence: That of the interval, in (0, 1).
  ///   - rows: The rows behind it.
  ///   - gap: The metric's unit for a distance on that scale.
  init(
    arm: Double, distance: Double, confidence: Double, rows: Int,
    gap: (Double) -> Double = { $0 }
  ) {
    let z = Normal.criticalValue(confidence: confidence)
    let stretched = arm * (z + Normal.quantile(Self.customaryChance)) / z
    let needed = Double(rows) * (stretched / distance) * (stretched / distance)
    self.init(
      chance: Self.customaryChance, minimumDetectableGap: gap(stretched), rows: rows,
      rowsNeeded: needed <= 1e12 ? Int(needed.rounded(.up)) : nil)
  }

  /// What the rows of two groups could show of a difference; `nil` where no error is known.
  ///
  /// Of shares, with the error of the common share (Fleiss, Statistical Methods for Rates and
  /// Proportions, 1981).
  init?(
    _ first: Measurement, _ second: Measurement, confidence: Double, rows: Int
  ) {
    guard let x = first.value, let y = second.value else { return nil }
    let variance: Double
    if case .proportion(let a) = first, case .proportion(let b) = second {
      // Two rows more of each kind where all are alike: a share of 0 is no evidence of precision.
      let (marked, rows) = (a.count + b.count, a.total + b.total)
      let share =
        marked > 0 && marked < rows
        ? Double(marked) / Double(rows) : Double(marked + 2) / Double(rows + 4)
      variance = share * (1 - share) * (1 / Double(a.total) + 1 / Double(b.total))
    } else if let a = first.squaredError, let b = second.squaredError {
      variance = a + b
    } else {
      return nil
    }
    guard variance > 0 else { return nil }
    self.init(
      arm: Normal.criticalValue(confidence: confidence) * variance.squareRoot(),
      distance: abs(x - y), confidence: confidence, rows: rows)
  }

  /// What the rows behind an interval could show of the distance from a limit that it holds; `nil`
  /// where the interval has no length on the side of the limit.
  ///
  /// Ratios are taken on the scale of their logarithm, where errors are symmetric.
  init?(
    value: Double, interval: Interval, limit: Double, isRatio: Bool, rows: Int
  ) {
    let end = value >= limit ? interval.lower : interval.upper
    if isRatio, min(value, end, limit) > 0 {
      let arm = abs(logarithm(value / end))
      guard arm > 0 else { return nil }
      self.init(
        arm: arm, distance: abs(logarithm(value / limit)), confidence: interval.level, rows: rows,
        gap: { limit * (1 - exponential(-$0)) })
    } else {
      let arm = abs(value - end)
      guard arm > 0 else { return nil }
      self.init(
        arm: arm, distance: abs(value - limit), confidence: interval.level, rows: rows)
    }
  }
}
