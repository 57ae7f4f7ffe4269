/// Which epoch's weights are kept, judged on validation rows.
public enum Selection: Sendable, Equatable {
  /// The smallest gap, whatever it costs: the papers' rule.
  case minimumGap
  /// The smallest gap among epochs that keep a measure at or above a floor; where none does, the
  /// epoch that comes closest to it.
  case gapAboveFloor(Quality.Measure, floor: Double)

  /// Whether a candidate is better than another.
  func prefers(_ candidate: Quality, to other: Quality) -> Bool {
    guard case .gapAboveFloor(let measure, let floor) = self else {
      return candidate.gap < other.gap
    }
    let (new, old) = (candidate.value(of: measure), other.value(of: measure))
    return switch (new >= floor, old >= floor) {
    case (true, true): candidate.gap < other.gap
    case (false, false): new > old
    case (let isAbove, _): isAbove
    }
  }

  /// Whether a point meets the floor; always, without one.
  func accepts(_ quality: Quality) -> Bool {
    guard case .gapAboveFloor(let measure, let floor) = self else { return true }
    return quality.value(of: measure) >= floor
  }
}
