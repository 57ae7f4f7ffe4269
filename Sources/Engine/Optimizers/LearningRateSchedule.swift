#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The learning rate as a function of the steps done so far, as Keras's schedules define it.
public indirect enum LearningRateSchedule: Sendable, Equatable {
  /// The same rate always.
  case constant(Double)
  /// `initial * rate^(step / steps)`, the exponent rounded down where `staircase` is set.
  case exponentialDecay(initial: Double, steps: Int, rate: Double, staircase: Bool = false)
  /// From `initial` along half a cosine to `alpha * initial` at `steps`, then constant.
  ///
  /// With `warmup` steps, the rate first rises from `start` to `initial` in a straight line.
  case cosineDecay(
    initial: Double, steps: Int, alpha: Double = 0, warmup: Int = 0, start: Double = 0)
  /// From `initial` to `end` as `(1 - step / steps)^power`, then constant.
  case polynomialDecay(initial: Double, steps: Int, end: Double = 1e-4, power: Double = 1)
  /// `initial / (1 + rate * step / steps)`
  case inverseTimeDecay(initial: Double, steps: Int, rate: Double)
  /// `values[i]` up to and including step `boundaries[i]`, the last value after the last boundary.
  case piecewiseConstant(boundaries: [Int], values: [Double])
  /// For so many steps in a straight line from `start` to the first rate of another schedule, which
  /// then begins.
  case warmup(steps: Int, start: Double = 0, then: LearningRateSchedule)

  /// The rate of a step, counted from 0.
  public func rate(atStep step: Int) -> Double {
    precondition(step >= 0, "step \(step)")
    let step = Double(step)
    func part(of steps: Int) -> Double { step / Double(max(1, steps)) }
    switch self {
    case .constant(let rate): return rate
    case .exponentialDecay(let initial, let steps, let rate, let staircase):
      let exponent = part(of: steps)
      return initial * pow(rate, staircase ? exponent.rounded(.down) : exponent)
    case .cosineDecay(let initial, let steps, let alpha, let warmup, let start):
      guard step >= Double(warmup) else {
        return start + (initial - start) * step / Double(warmup)
      }
      let done = min(1, (step - Double(warmup)) / Double(max(1, steps)))
      return initial * ((1 - alpha) * 0.5 * (1 + cos(Double.pi * done)) + alpha)
    case .polynomialDecay(let initial, let steps, let end, let power):
      return (initial - end) * pow(1 - min(1, part(of: steps)), power) + end
    case .inverseTimeDecay(let initial, let steps, let rate):
      return initial / (1 + rate * part(of: steps))
    case .piecewiseConstant(let boundaries, let values):
      precondition(values.count == boundaries.count + 1, "one value more than boundaries")
      let index = boundaries.firstIndex { step <= Double($0) } ?? boundaries.count
      return values[index]
    case .warmup(let steps, let start, let schedule):
      guard step < Double(steps) else { return schedule.rate(atStep: Int(step) - max(0, steps)) }
      return start + (schedule.rate(atStep: 0) - start) * step / Double(steps)
    }
  }
}
