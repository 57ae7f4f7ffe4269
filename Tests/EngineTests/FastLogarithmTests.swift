import Testing

@testable import Engine

/// The function in double precision, rounded, is the oracle.
@Suite struct FastLogarithmTests {
  @Test func isWithinTwoUnits() {
    var worst: Float = 0
    var size: Float = 0x1p-60
    while size < 0x1p126 {
      for x in [size, -size] where x > -1 {
        let exact = Float(Double.log1p(Double(x)))
        worst = max(worst, abs(Float.log1p(x) - exact) / exact.ulp)
      }
      size *= 1.0037
    }
    #expect(worst <= 2)
  }

  @Test func keepsLimits() {
    #expect(Float.log1p(0) == 0 && Float.log1p(-0.0) == 0)
    #expect(Float.log1p(-1) == -.infinity && Float.log1p(.infinity) == .infinity)
    #expect(Float.log1p(.nan).isNaN && Float.log1p(-1.5).isNaN && Float.log1p(-.infinity).isNaN)
  }
}
