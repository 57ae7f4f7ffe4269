import AuditResults
import Testing

@testable import Report

struct NumbersTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1\u{202F}000"), (1_234_567, "1\u{202F}234\u{202F}567"),
    (-9044, "−9\u{202F}044"),
    (.min, "−9\u{202F}223\u{202F}372\u{202F}036\u{202F}854\u{202F}775\u{202F}808"),
  ])
  func counts(value: Int, text: String) {
    #expect(Numbers.count(value).string == text)
  }

  @Test(arguments: [
    (0.285, 2, "0.29"), (0.125, 2, "0.13"), (-0.004, 2, "0.00"), (-0.005, 2, "−0.01"),
    (0.9999, 2, "1.00"), (99.95, 1, "100.0"), (9.995, 2, "10.00"), (1e-7, 3, "0.000"),
    (1e-7, 8, "0.00000010"), (12345.678, 1, "12\u{202F}345.7"), (0, 1, "0.0"), (5, 0, "5"),
    (0.5, 0, "1"), (0.4, 0, "0"), (1e14, 0, "100\u{202F}000\u{202F}000\u{202F}000\u{202F}000"),
    (.nan, 2, "not a number"), (.infinity, 2, "∞"), (-.infinity, 2, "−∞"),
    (-2.5e15, 1, "−2.50\u{A0}×\u{A0}10¹⁵"), (1e300, 0, "1.00\u{A0}×\u{A0}10³⁰⁰"),
  ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(Numbers.fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: [
    (1.234e-5, "1.23\u{A0}×\u{A0}10⁻⁵"), (0, "0"), (1.5, "1.50"),
    (9.999e-3, "1.00\u{A0}×\u{A0}10⁻²"),
    (123.4, "123"), (6.02e23, "6.02\u{A0}×\u{A0}10²³"),
    (Double.leastNonzeroMagnitude, "4.94\u{A0}×\u{A0}10⁻³²⁴"),
  ])
  func scientific(value: Double, text: String) {
    #expect(Numbers.scientific(value) == text)
  }

  @Test(arguments: [
    ("2026-11-23T12:46:05Z", "23 Nov 2026, 12:46 UTC"),
    ("2026-01-02T03:04:05Z", "2 Jan 2026, 03:04 UTC"),
    ("yesterday", "yesterday"), ("2026-13-01T00:00:00Z", "2026-13-01T00:00:00Z"), ("T", "T"),
    ("", ""),
  ])
  func dates(iso: String, text: String) {
    #expect(Numbers.date(iso) == text)
  }

  @Test func probabilities() {
    #expect(Numbers.probability(0.0004) == "<\u{A0}0.001")
    #expect(Numbers.probability(0.0131) == "0.013")
  }
}

struct QuantityTests {
  @Test(arguments: [
    (Quantity.ratio, 0.7996, 0.8, "0.7996"), (.ratio, 0.8, 0.8, "0.80"),
    (.ratio, 0.81, 0.8, "0.81"),
    (.ratio, 0.79999999, 0.8, "0.79999999"), (.share, 0.49996, 0.5, "49.996%"),
    (.gap, -0.15163, 0.1, "−15.2"), (.parity, 0.99962, 1, "0.9996"), (.ratio, 0.0123, 0.8, "0.012"),
  ])
  func roundingNeverHidesADifferenceToTheLimit(
    quantity: Quantity, value: Double, limit: Double, text: String
  ) {
    #expect(quantity.string(value, near: limit) == text)
  }

  @Test func intervalsShareTheDecimalsOfTheirValue() {
    let interval = Interval(lower: 0.031, upper: 1.4567, level: 0.95, method: "katz")
    let text = Quantity.ratio.text(Estimate(0.2137, interval: interval))
    #expect(text.string == "0.21 [0.03, 1.46]")
  }

  @Test(arguments: UndefinedReason.allCases)
  func undefinedIsNeverANumber(reason: UndefinedReason) {
    let text = Quantity.share.text(Estimate(undefined: reason)).string
    #expect(text.hasPrefix("not defined: ") && !text.contains { $0.isNumber })
  }

  @Test func noPositivesReadsAsDeclared() {
    let text = Quantity.share.text(Estimate(undefined: .noPositives)).string
    #expect(text == "not defined: no positives in this group")
  }

  @Test(arguments: Quantity.ofMetric.keys.sorted())
  func unknownMetricsFollowTheirName(metric: String) {
    #expect(Quantity.of(metric: metric) == Quantity.ofMetric[metric])
    #expect(Quantity.of(metric: "new.\(metric)_gap_x") != .share)
  }
}

struct CleanTests {
  @Test(arguments: [
    ("a\u{0}b\nc", "a b c"), ("\u{202E}x\u{2069}\u{200F}", "x"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("é", "é"),
    ("\u{FEFF}x\u{E0041}", "x"), ("a\u{2028}b", "a b"), ("نص", "نص"),
  ])
  func removesWhatControls(text: String, cleaned: String) {
    #expect(clean(text) == cleaned)
  }

  @Test func cutsAtTheLimit() {
    #expect(clean("abcdef", limit: 3) == "abc…")
    #expect(clean("abc", limit: 3) == "abc")
    #expect(clean(String(repeating: "x", count: 10_240)).unicodeScalars.count == 201)
  }

  @Test func escapesAMarkWithACombiningAccent() {
    #expect(escapeMarkup("\"\u{301}<\u{338}'&>") == "&quot;\u{301}&lt;\u{338}&#39;&amp;&gt;")
  }

  /// The word, not the letters: calibration is no ratio.
  @Test(arguments: [
    ("calibration.slope", Quantity.score), ("calibration.intercept", .score),
    ("ll144.impact_ratio", .ratio), ("dp.ratio.minmax", .ratio), ("tpr.gap.maxmin", .gap),
  ])
  func quantitiesGoByTheMetricsWords(metric: String, expected: Quantity) {
    #expect(Quantity.of(metric: metric) == expected)
  }
}
