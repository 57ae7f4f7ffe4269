import AuditResults
import Testing

struct ShortestTextTests {
  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (25, "25"), (-3, "-3"), (39.5, "39.5"), (0.1, "0.1"), (1e-7, "1e-07"),
      (999_999_999_999_999, "999999999999999"), (1e15, "1000000000000000.0"), (1e16, "1e+16"),
      (.infinity, "inf"), (.nan, "nan"),
    ] as [(Double, String)])
  func text(number: Double, text: String) { #expect(shortestText(number) == text) }
}
