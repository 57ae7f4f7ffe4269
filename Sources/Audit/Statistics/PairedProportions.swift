/// How often two yes-or-no outcomes of the same rows go together.
struct PairedProportions: Sendable, Hashable {
  /// Rows that are successes before and after.
  var both = 0
  /// Rows that are successes after only.
  var gained = 0
  /// Rows that are successes before only.
  var lost = 0
  /// Rows that are successes never.
  var neither = 0

  /// How many rows there are.
  var total: Int { both + gained + lost + neither }
  /// The share of successes before.
  var before: Proportion { Proportion(count: both + lost, total: total) }
  /// The share of successes after.
  var after: Proportion { Proportion(count: both + gained, total: total) }

  /// Counts one more row.
  mutating func add(before: Bool, after: Bool) {
    switch (before, after) {
    case (true, true): both += 1
    case (false, true): gained += 1
    case (true, false): lost += 1
    case (false, false): neither += 1
    }
  }

  /// The interval of `after - before`; `nil` without rows.
  ///
  /// Newcombe's square-and-add interval for paired shares (Newcombe, Statistics in Medicine 17, 1998,
  /// 2635-2650, method 10): the two Wilson intervals' arms, combined with the outcomes' correlation,
  /// which is corrected for continuity.
  func newcombe(confidence: Double) -> ClosedRange<Double>? {
    guard total > 0 else { return nil }
    let (x, y) = (after, before)
    let (xEnds, yEnds) = (x.wilson(confidence: confidence), y.wilson(confidence: confidence))
    let difference = x.value - y.value
    let phi = correlation
    func arm(_ a: Double, _ b: Double) -> Double {
      max(0, a * a - 2 * phi * a * b + b * b).squareRoot()
    }
    let lower = difference - arm(x.value - xEnds.lowerBound, yEnds.upperBound - y.value)
    let upper = difference + arm(xEnds.upperBound - x.value, y.value - yEnds.lowerBound)
    return max(-1, min(lower, difference))...min(1, max(upper, difference))
  }

  /// The correlation of the two outcomes, drawn towards 0 by half a row; 0 where one of them is the
  /// same for all rows.
  private var correlation: Double {
    let (a, b, c, d) = (Double(both), Double(gained), Double(lost), Double(neither))
    let product = (a + b) * (c + d) * (a + c) * (b + d)
    guard product > 0 else { return 0 }
    let excess = a * d - b * c
    let corrected = excess > 0 ? max(0, excess - Double(total) / 2) : excess
    return corrected / product.squareRoot()
  }
}
