import AuditResults

/// What a metric finds in one group: the value, and what its intervals need.
enum Measurement: Sendable {
  /// A share of rows.
  case proportion(Proportion)
  /// A share of weight.
  case weighted(WeightedShare)
  /// A mean over rows of a quantity that lies within bounds.
  case mean(Moments, within: ClosedRange<Double>)
  /// An area under a ROC curve.
  case area(ROCArea)
  /// Anything else, with the fraction that it is, if any, and its interval at a confidence.
  case other(
    Double, fraction: (Int, Int)?,
    interval: @Sendable (_ confidence: Double) -> (ClosedRange<Double>, Method)?)
  /// A quantity with a standard error.
  case standard(StandardEstimate)
  /// A quantity of rows that belong together in clusters.
  case clustered(ClusteredEstimate)
  /// A quantity that the four cells decide, and that is resampled.
  case resampled(Double, cells: [Int], quantity: @Sendable ([Int]) -> Double?)
  /// No value, with the counts that show why.
  case undefined(UndefinedReason, numerator: Int? = nil, denominator: Int? = nil)

  /// A share of `total` rows, undefined where there are none.
  static func share(_ count: Int, of total: Int, orElse reason: UndefinedReason) -> Measurement {
    total > 0
      ? .proportion(Proportion(count: count, total: total))
      : .undefined(reason, numerator: count, denominator: total)
  }

  /// A mean, undefined where there are no rows.
  static func mean(
    of values: [Double], within bounds: ClosedRange<Double>, orElse reason: UndefinedReason
  ) -> Measurement {
    guard !values.isEmpty else { return .undefined(reason) }
    var moments = Moments(values)
    moments.values = values
    return .mean(moments, within: bounds)
  }

  /// The value; `nil` where not defined.
  var value: Double? {
    switch self {
    case .proportion(let proportion): proportion.value
    case .weighted(let share): share.value
    case .mean(let moments, _): moments.mean
    case .area(let area): area.value
    case .other(let value, _, _), .resampled(let value, _, _): value
    case .standard(let estimate): estimate.value
    case .clustered(let estimate): estimate.value
    case .undefined: nil
    }
  }

  /// The counts of a share of rows; `nil` for anything else.
  var counts: Proportion? {
    switch self {
    case .proportion(let share): share
    case .clustered(let estimate): estimate.counts
    case .weighted, .mean, .area, .other, .standard, .resampled, .undefined: nil
    }
  }

  /// This value minus another's; `nil` where one is not defined.
  func minus(_ other: Measurement) -> Double? {
    if let a = counts, let b = other.counts { return a.minus(b) }
    guard let x = value, let y = other.value else { return nil }
    return x - y
  }

  /// This value over another's; `nil` where one is not defined or the other is 0.
  func over(_ other: Measurement) -> Double? {
    guard let x = value, let y = other.value, y > 0 else { return nil }
    if let a = counts, let b = other.counts { return a.over(b) }
    return x / y
  }

  /// The range that the quantity can take.
  var bounds: ClosedRange<Double> {
    switch self {
    case .mean(_, let bounds): bounds
    case .standard(let estimate): estimate.bounds
    case .clustered(let estimate): estimate.bounds
    case .proportion, .weighted, .area, .other, .resampled, .undefined: 0...1
    }
  }

  /// The squared standard error; `nil` where the sample shows none.
  ///
  /// Of a share, the unbiased estimate, which is 0 where no or every row counts.
  var squaredError: Double? {
    switch self {
    case .proportion(let share):
      share.total > 1 ? share.value * (1 - share.value) / Double(share.total - 1) : nil
    case .weighted(let share): share.squaredError
    case .mean(let moments, _): moments.squaredError
    case .area(let area): area.variance.flatMap { $0 > 0 ? $0 : nil }
    case .standard(let estimate): estimate.squaredError
    case .clustered(let estimate): estimate.squaredError.flatMap { $0 > 0 ? $0 : nil }
    case .other, .resampled, .undefined: nil
    }
  }

  /// Why there is no value.
  var reason: UndefinedReason? {
    if case .undefined(let reason, _, _) = self { reason } else { nil }
  }

  /// The interval of the value; `nil` where none can be computed.
  func interval(
    confidence: Double, resampling: Resampling = Resampling()
  ) -> (ends: ClosedRange<Double>, method: Method)? {
    switch self {
    case .proportion(let proportion): (proportion.wilson(confidence: confidence), .wilson)
    case .weighted(let share): (share.wilson(confidence: confidence), .weightedWilson)
    case .mean(let moments, let bounds):
      moments.interval(confidence: confidence, within: bounds).map { ($0, .hall) }
    case .area(let area): area.interval(confidence: confidence)
    case .other(_, _, let interval): interval(confidence)
    case .standard(let estimate):
      estimate.interval(confidence: confidence).map { ($0, estimate.method) }
    case .clustered(let estimate): estimate.interval(confidence: confidence)
    case .resampled(_, let cells, let quantity):
      countBootstrap(cells, confidence: confidence, resampling: resampling, of: quantity)
        .map { ($0, .bootstrap) }
    case .undefined: nil
    }
  }

  /// The value with counts and interval.
  func estimate(confidence: Double, resampling: Resampling = Resampling()) -> Estimate {
    let interval = interval(confidence: confidence, resampling: resampling).map {
      Interval($0.ends, confidence: confidence, method: $0.method)
    }
    switch self {
    case .proportion(let proportion):
      return Estimate(
        proportion.value, numerator: proportion.count, denominator: proportion.total,
        interval: interval)
    case .weighted(let share): return Estimate(share.value, interval: interval)
    case .mean(let moments, _): return Estimate(moments.mean, interval: interval)
    case .area(let area): return Estimate(area.value, interval: interval)
    case .standard(let estimate): return Estimate(estimate.value, interval: interval)
    case .clustered(let estimate):
      return Estimate(
        estimate.value, numerator: estimate.counts?.count, denominator: estimate.counts?.total,
        interval: interval)
    case .resampled(let value, _, _): return Estimate(value, interval: interval)
    case .other(let value, let fraction, _):
      return Estimate(
        value, numerator: fraction?.0, denominator: fraction?.1, interval: interval)
    case .undefined(let reason, let numerator, let denominator):
      return Estimate(undefined: reason, numerator: numerator, denominator: denominator)
    }
  }

  /// The interval of this value minus another group's.
  func difference(
    minus other: Measurement, confidence: Double
  ) -> (ends: ClosedRange<Double>, method: Method)? {
    switch (self, other) {
    case (.proportion(let a), .proportion(let b)):
      return (a.difference(minus: b, confidence: confidence), .miettinenNurminen)
    case (.weighted(let a), .weighted(let b)):
      return (
        a.effective.difference(minus: b.effective, confidence: confidence), .weightedDifference
      )
    case (.mean(let a, _), .mean(let b, _)):
      return a.difference(minus: b, confidence: confidence).map { ($0, .hallOfTwo) }
    case (.clustered(let a), .clustered(let b)):
      return a.difference(minus: b, confidence: confidence)
    default:
      guard let x = value, let y = other.value,
        let a = interval(confidence: confidence), let b = other.interval(confidence: confidence)
      else { return nil }
      return (Audit.mover(x, a.ends, minus: y, b.ends), .mover)
    }
  }

  /// The interval of this value over another group's; shares only.
  func ratio(
    over other: Measurement, confidence: Double
  ) -> (ends: ClosedRange<Double>, method: Method)? {
    switch (self, other) {
    case (.proportion(let a), .proportion(let b)):
      a.ratio(over: b, confidence: confidence).map { ($0, .gartNam) }
    case (.weighted(let a), .weighted(let b)):
      a.effective.ratio(over: b.effective, confidence: confidence).map { ($0, .weightedRatio) }
    case (.clustered(let a), .clustered(let b)): a.ratio(over: b, confidence: confidence)
    default: nil
    }
  }
}
