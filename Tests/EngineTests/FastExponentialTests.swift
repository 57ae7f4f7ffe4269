import Testing

@testable import Engine

/// The functions in double precision, rounded, are the oracle.
@Suite struct FastExponentialTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var fast: @Sendable (Float) -> Float
    var exact: @Sendable (Double) -> Double
    /// Units in the last place of the exact value.
    var tolerance: Float
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "exp", fast: { Float.exp($0) }, exact: { Double.exp($0) }, tolerance: 1),
    Case(name: "expm1", fast: { Float.expm1($0) }, exact: { Double.expm1($0) }, tolerance: 3),
    Case(name: "tanh", fast: { Float.tanh($0) }, exact: { Double.tanh($0) }, tolerance: 4),
  ]

  @Test(arguments: cases) func isWithinAFewUnits(_ function: Case) {
    var worst: Float = 0
    // Every size from 2^-40 to 2^7, both signs, odd steps; past 88.7 the exponential overflows.
    var size: Float = 0x1p-40
    while size < 120 {
      for x in [size, -size] {
        let exact = Float(function.exact(Double(x)))
        let found = function.fast(x)
        if exact.isInfinite || exact == found { continue }
        worst = max(worst, abs(found - exact) / exact.ulp)
      }
      size *= 1.0037
    }
    #expect(worst <= function.tolerance)
  }

  @Test(arguments: cases) func keepsLimitsAndNaN(_ function: Case) {
    for x: Float in [0, -0.0, .infinity, -.infinity, 89, 500, -104, -500] {
      #expect(function.fast(x) == Float(function.exact(Double(x))), "\(x)")
    }
    #expect(function.fast(.nan).isNaN)
  }
}
