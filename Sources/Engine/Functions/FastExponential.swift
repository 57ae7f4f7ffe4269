// Exponentials in single precision without branches or calls, so that loops over them become vector
// code. The C library's take numbers one at a time.

extension Float {
  /// A number as `steps · ln 2 + rest`, and 2 to the power `steps` as two factors, of which each is
  /// representable where the power itself is not.
  @inline(__always)
  private static func reduced(_ x: Float) -> (rest: Float, factors: (Float, Float)) {
    // Adding 1.5 · 2^23 rounds to a whole number, which the last bits then hold.
    let magic: Float = 12_582_912
    let shifted = x * 1.442_695_04 + magic
    let steps = shifted - magic
    // ln 2 in two parts, of which the first has so few bits that its products are exact.
    let rest = (x - steps * 0.693_359_375) - steps * -2.121_944_4e-4
    let power = Int32(bitPattern: shifted.bitPattern) &- Int32(bitPattern: magic.bitPattern)
    let half = power &>> 1
    return (rest, (two(toThe: half), two(toThe: power &- half)))
  }

  /// 2 to a power from -126 to 127.
  @inline(__always)
  private static func two(toThe power: Int32) -> Float {
    Float(bitPattern: UInt32(bitPattern: power &+ 127) &<< 23)
  }

  /// `exp(r) - 1 - r` for `|r| ≤ ln 2 / 2`: Taylor's series, whose first missing term is below
  /// 2^-26 r.
  @inline(__always)
  private static func tail(_ r: Float) -> Float {
    var sum: Float = 1.0 / 5040
    sum = sum * r + 1.0 / 720
    sum = sum * r + 1.0 / 120
    sum = sum * r + 1.0 / 24
    sum = sum * r + 1.0 / 6
    sum = sum * r + 0.5
    return sum * r * r
  }

  /// `exp(r)` for `|r| ≤ ln 2 / 2`; what rounds off in `1 + r` is made good.
  @inline(__always)
  private static func exponential(_ r: Float) -> Float {
    let sum = 1 + r
    return sum + (tail(r) + (r - (sum - 1)))
  }

  /// Keeps a number where the powers of two are representable, and NaN NaN.
  @inline(__always)
  private static func bounded(_ x: Float) -> Float { x < -104 ? -104 : x > 89 ? 89 : x }

  /// e to the power `x`, within one unit in the last place.
  @inline(__always)
  static func fastExp(_ x: Float) -> Float {
    let (rest, factors) = reduced(bounded(x))
    return exponential(rest) * factors.0 * factors.1
  }

  /// e to the power `x`, minus one, within 3 units in the last place.
  @inline(__always)
  static func fastExpm1(_ x: Float) -> Float {
    let bounded = bounded(x)
    // Above, the one does not count any more, and 2^128 is not representable.
    return bounded > 40 ? fastExp(bounded) : moderateExpm1(bounded)
  }

  /// e to the power `x`, minus one, for `x` up to 40.
  @inline(__always)
  private static func moderateExpm1(_ x: Float) -> Float {
    let (rest, factors) = reduced(x)
    let scale = factors.0 * factors.1
    return (tail(rest) + rest) * scale + (scale - 1)
  }

  /// The hyperbolic tangent, within 4 units in the last place.
  @inline(__always)
  static func fastTanh(_ x: Float) -> Float {
    let decay = moderateExpm1(bounded(-2 * abs(x)))
    let size = -decay / (2 + decay)
    return Float(
      bitPattern: size.bitPattern & 0x7FFF_FFFF | x.bitPattern & 0x8000_0000)
  }
}
