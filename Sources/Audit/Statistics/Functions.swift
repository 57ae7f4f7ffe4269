// The C library's elementary functions in one place, whatever the library's module is called.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// e to the power `x`.
func exponential(_ x: Double) -> Double { exp(x) }

/// The natural logarithm.
func logarithm(_ x: Double) -> Double { log(x) }

/// The natural logarithm of `1 + x`, exact near zero.
func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }

/// The binary logarithm.
func binaryLogarithm(_ x: Double) -> Double { log2(x) }

/// The complementary error function.
func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }

/// The natural logarithm of |Γ(x)|.
func logGamma(_ x: Double) -> Double { lgamma(x) }

/// `log(p / (1 - p))`, for p in (0, 1).
func logit(_ p: Double) -> Double { logarithm(p / (1 - p)) }

/// `1 / (1 + e⁻ˣ)`, the inverse of ``logit(_:)``.
func logistic(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }

/// The cosine.
func cosine(_ x: Double) -> Double { cos(x) }

/// The angle in [0, π] of a cosine.
func arcCosine(_ x: Double) -> Double { acos(x) }

/// The cube root.
func cubeRoot(_ x: Double) -> Double { cbrt(x) }

/// The hyperbolic tangent.
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

/// The inverse of the hyperbolic tangent.
func inverseHyperbolicTangent(_ x: Double) -> Double { atanh(x) }
