import Engine

extension LearningRateSchedule {
  /// The first full rate, after any warm-up.
  var initialRate: Double {
    switch self {
    case .constant(let rate): rate
    case .exponentialDecay(let initial, _, _, _), .cosineDecay(let initial, _, _, _, _),
      .polynomialDecay(let initial, _, _, _), .inverseTimeDecay(let initial, _, _):
      initial
    case .piecewiseConstant(_, let values): values.first ?? 0
    case .warmup(_, _, let schedule): schedule.initialRate
    }
  }

  /// The same curve scaled so that ``initialRate`` is this.
  func startingAt(_ rate: Double) -> LearningRateSchedule {
    switch self {
    case .constant: return .constant(rate)
    case .exponentialDecay(_, let steps, let decay, let staircase):
      return .exponentialDecay(initial: rate, steps: steps, rate: decay, staircase: staircase)
    case .cosineDecay(_, let steps, let alpha, let warmup, let start):
      return .cosineDecay(initial: rate, steps: steps, alpha: alpha, warmup: warmup, start: start)
    case .polynomialDecay(_, let steps, let end, let power):
      return .polynomialDecay(initial: rate, steps: steps, end: end, power: power)
    case .inverseTimeDecay(_, let steps, let decay):
      return .inverseTimeDecay(initial: rate, steps: steps, rate: decay)
    case .piecewiseConstant(let boundaries, let values):
      guard let first = values.first, first != 0 else { return self }
      return .piecewiseConstant(
        boundaries: boundaries, values: values.map { $0 / first * rate })
    case .warmup(let steps, let start, let schedule):
      return .warmup(steps: steps, start: start, then: schedule.startingAt(rate))
    }
  }
}
