import AuditResults
import Testing

@testable import Audit

@Suite struct PowerTests {
  /// With SciPy's quantiles: (1.959964 + 0.841621) · √(0.4 · 0.6 · 2 / 400).
  @Test func ofTwoShares() throws {
    let power = try #require(
      Power(
        .proportion(Proportion(count: 150, total: 400)),
        .proportion(Proportion(count: 170, total: 400)), confidence: 0.95, rows: 800))
    #expect(abs(power.minimumDetectableGap - 0.09704975879011192) < 1e-12)
    // 0.05 apart: 800 · (0.0970497 / 0.05)².
    #expect(power.rowsNeeded == 3014 && power.rows == 800 && power.chance == 0.8)
  }

  @Test func equalSharesHaveNoDistanceToShow() throws {
    let share = Measurement.proportion(Proportion(count: 10, total: 40))
    #expect(try #require(Power(share, share, confidence: 0.95, rows: 80)).rowsNeeded == nil)
    let none = Measurement.proportion(Proportion(count: 0, total: 40))
    let power = try #require(Power(none, none, confidence: 0.95, rows: 80))
    // As if two of four more rows counted: 2.8016 √(p (1 − p) / 20), p = 2 / 84.
    #expect(abs(power.minimumDetectableGap - 0.0955062) < 1e-6 && power.rowsNeeded == nil)
  }

  /// With the rows that are asked for, the interval of the same value ends before the limit with
  /// the wanted chance: its arm is the distance times z / (z + 0.84).
  @Test(arguments: [(0.06, 0.1, false), (0.14, 0.1, false), (0.9, 0.8, true), (0.7, 0.8, true)])
  func rowsNeededShrinkTheArm(value: Double, limit: Double, isRatio: Bool) throws {
    let arm = isRatio ? 0.3 : 0.05
    let (lower, upper) =
      isRatio
      ? (value * exponential(-arm), value * exponential(arm)) : (value - arm, value + arm)
    let interval = Interval(lower: lower, upper: upper, level: 0.95, method: "gart.nam")
    let power = try #require(
      Power(value: value, interval: interval, limit: limit, isRatio: isRatio, rows: 1000))
    let distance = isRatio ? abs(logarithm(value / limit)) : abs(value - limit)
    let needed = Double(try #require(power.rowsNeeded))
    let shrunk = arm * (1000 / needed).squareRoot()
    #expect(abs(shrunk * 2.8015852 / 1.9599640 - distance) < 1e-3 * distance)
    let gap = arm * 2.8015852 / 1.9599640
    let expected = isRatio ? limit * (1 - exponential(-gap)) : gap
    #expect(abs(power.minimumDetectableGap - expected) < 1e-7)
  }

  @Test func inconclusiveContrastsCarryIt() {
    var rows = Rows()
    rows.add("a", tp: 40, fp: 20, tn: 30, fn: 10)
    rows.add("b", tp: 38, fp: 20, tn: 30, fn: 12)
    for contrast in rows.outcome().contrasts {
      guard let interval = contrast.difference.interval else { continue }
      let holdsZero = interval.lower <= 0 && interval.upper >= 0
      #expect((contrast.power != nil) == holdsZero, "\(contrast.metric)")
    }
  }
}
