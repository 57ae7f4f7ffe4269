/// Which epoch's weights are kept, judged on validation rows.
public enum Selection: Sendable, Equatable {
  /// The smallest gap, whatever it costs: the papers' rule.
  case minimumGap
  /// The smallest gap among epochs that keep a measure at or above a floor; where none does, the
  /// epoch that comes closest to it.
  case gapAboveFloor(Quality.Measure, floor: Double)
  /// As ``gapAboveFloor(_:floor:)`` with a floor so far below what the given model has.
  case gapNearStart(Quality.Measure, tolerance: Double)

  /// The same rule with its floor as a number.
  func resolved(from start: Quality) -> Selection {
    guard case .gapNearStart(let measure, let tolerance) = self else { return self }
    return .gapAboveFloor(measure, floor: start.value(of: measure) - tolerance)
  }

  /// The measure that has a floor, and the floor.
  private var floor: (measure: Quality.Measure, value: Double)? {
    switch self {
    case .minimumGap: return nil
    case .gapAboveFloor(let measure, let floor): return (measure, floor)
    case .gapNearStart: preconditionFailure("a floor that is not resolved")
    }
  }

  /// The floor of accuracy; `nil` where the floor is of something else, or there is none.
  public var accuracyFloor: Double? {
    if case .gapAboveFloor(.accuracy, let floor) = self { floor } else { nil }
  }

  /// Whether a candidate is better than another.
  ///
  /// - Precondition: The rule is resolved.
  func prefers(_ candidate: Quality, to other: Quality) -> Bool {
    guard let floor else { return candidate.gap < other.gap }
    let (new, old) = (candidate.value(of: floor.measure), other.value(of: floor.measure))
    return switch (new >= floor.value, old >= floor.value) {
    case (true, true): candidate.gap < other.gap
    case (false, false): new > old
    case (let isAbove, _): isAbove
    }
  }

  /// Whether a point meets the floor; always, without one.
  ///
  /// - Precondition: The rule is resolved.
  func accepts(_ quality: Quality) -> Bool {
    guard let floor else { return true }
    return quality.value(of: floor.measure) >= floor.value
  }
}
