/// A linear or logarithmic scale from values to positions, with the ticks that it is labelled by.
struct Axis: Sendable {
  var domain: ClosedRange<Double>
  var start: Double
  var end: Double
  var ticks: [Double]

  /// A scale whose ticks are round numbers, at most `count` + 1 of them.
  init(_ domain: ClosedRange<Double>, start: Double, end: Double, count: Int = 6) {
    self.domain = domain
    self.start = start
    self.end = end
    ticks = Self.ticks(in: domain, count: count)
  }

  /// The position of a value; values outside the domain land on its ends.
  func position(_ value: Double) -> Double {
    let span = domain.upperBound - domain.lowerBound
    guard span > 0 else { return start }
    let inside = min(max(value, domain.lowerBound), domain.upperBound)
    return start + (inside - domain.lowerBound) / span * (end - start)
  }

  /// The distance between round ticks.
  static func step(span: Double, count: Int) -> Double {
    guard span > 0, span.isFinite else { return 1 }
    let rough = span / Double(max(count, 1))
    var power = 1.0
    while power * 10 <= rough { power *= 10 }
    while power > rough { power /= 10 }
    // A little less, so that rounding does not lift an exact 2 to the next step.
    let factor = rough / power * (1 - 1e-9)
    return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10)
  }

  /// The decimals that tell ticks so far apart from each other.
  static func decimals(step: Double) -> Int {
    step >= 0.1 ? 1 : step >= 0.01 ? 2 : step >= 0.001 ? 3 : 4
  }

  /// The next round number, so that an axis ends on a tick.
  static func roundedUp(_ value: Double, atMost limit: Double, count: Int = 6) -> Double {
    let step = step(span: min(value, limit), count: count)
    let end = (min(value, limit) / step - 1e-9).rounded(.up) * step
    return end > 0 ? min(end, max(limit, step)) : 1
  }

  private static func ticks(in domain: ClosedRange<Double>, count: Int) -> [Double] {
    let step = step(span: domain.upperBound - domain.lowerBound, count: count)
    let first = (domain.lowerBound / step - 1e-9).rounded(.up)
    let last = (domain.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 100 else { return [domain.lowerBound] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }
}
