import Testing

@testable import fairer_audit

@Suite struct NumbersTests {
  @Test(arguments: [
    (0.38200412, 2, "0.38"), (-0.15163, 3, "-0.152"), (-0.0001, 2, "0.00"), (2.5, 0, "3"),
    (1e20, 2, "1e+20"), (.nan, 1, "nan"), (0.05, 1, "0.1"), (12.0, 3, "12.000"),
  ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(Numbers.fixed(value, decimals) == text)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1 000"), (45_222, "45 222"), (1_234_567, "1 234 567"),
  ])
  func count(value: Int, text: String) {
    #expect(Numbers.count(value) == text)
  }

  @Test(arguments: [
    (nil, "-"), (0, "0"), (-0.0, "0"), (1, "1.000"), (-0.0123456, "-0.01235"), (0.99999, "1.000"),
    (12_345.6, "12346"), (9_999_999, "1.000e+07"), (12_345_678, "1.235e+07"),
    (3.21e-8, "3.210e-08"),
    (-2e-120, "-2.000e-120"), (.infinity, "inf"),
  ])
  func significant(value: Double?, text: String) {
    #expect(Numbers.significant(value) == text)
  }

  @Test func percent() {
    #expect(Numbers.percent(0.09373) == "9.4 %")
  }
}
