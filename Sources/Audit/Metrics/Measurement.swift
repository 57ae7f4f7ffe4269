import AuditResults

/// What a metric finds in one group: the value, and what its intervals need.
enum Measurement: Sendable {
  /// A share of rows.
  case proportion(Proportion)
  /// A mean over rows of a quantity that lies within bounds.
  case mean(Moments, within: ClosedRange<Double>)
  /// An area under a ROC curve.
  case area(ROCArea)
  /// Anything else, with the fraction that it is, if any, and its interval at a confidence.
  case other(
    Double, fraction: (Int, Int)?,
    interval: @Sendable (_ confidence: Double) -> (ClosedRange<Double>, Method)?)
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
    values.isEmpty ? .undefined(reason) : .mean(Moments(values), within: bounds)
  }

  /// The value; `nil` where not defined.
  var value: Double? {
    switch self {
    case .proportion(let proportion): proportion.value
    case .mean(let moments, _): moments.mean
    case .area(let area): area.value
    case .other(let value, _, _): value
    case .undefined: nil
    }
  }

  /// Why there is no value.
  var reason: UndefinedReason? {
    if case .undefined(let reason, _, _) = self { reason } else { nil }
  }

  /// The interval of the value; `nil` where none can be computed.
  func interval(confidence: Double) -> (ends: ClosedRange<Double>, method: Method)? {
    switch self {
    case .proportion(let proportion): (proportion.wilson(confidence: confidence), .wilson)
    case .mean(let moments, let bounds):
      moments.interval(confidence: confidence, within: bounds).map { ($0, .student) }
    case .area(let area): area.interval(confidence: confidence).map { ($0, .deLong) }
    case .other(_, _, let interval): interval(confidence)
    case .undefined: nil
    }
  }

  /// The value with counts and interval.
  func estimate(confidence: Double) -> Estimate {
    let interval = interval(confidence: confidence).map {
      Interval($0.ends, confidence: confidence, method: $0.method)
    }
    switch self {
    case .proportion(let proportion):
      return Estimate(
        proportion.value, numerator: proportion.count, denominator: proportion.total,
        interval: interval)
    case .mean(let moments, _): return Estimate(moments.mean, interval: interval)
    case .area(let area): return Estimate(area.value, interval: interval)
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
      return (a.newcombe(minus: b, confidence: confidence), .newcombe)
    case (.mean(let a, _), .mean(let b, _)):
      return a.welch(minus: b, confidence: confidence).map { ($0, .welch) }
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
    guard case (.proportion(let a), .proportion(let b)) = (self, other) else { return nil }
    return a.ratio(over: b, confidence: confidence)
  }
}
