extension Float {
  /// The natural logarithm of `1 + x`, within 2 units in the last place, without branches or calls, so
  /// that loops over it become vector code.
  ///
  /// `1 + x` is a power of two times `1 + f`; what rounds off in that sum is made good. The series of
  /// `log(1 + f)` is that of FreeBSD's `logf`.
  @inline(__always)
  static func fastLog1p(_ x: Float) -> Float {
    let sum = 1 + x
    let lost = (x - (sum - 1)) / sum
    let half: Int32 = 0x3F35_04F3  // the square root of one half
    let shifted = Int32(bitPattern: sum.bitPattern) &- half
    let power = Float(shifted &>> 23)
    let f = Float(bitPattern: UInt32(bitPattern: (shifted & 0x007F_FFFF) &+ half)) - 1
    let s = f / (2 + f)
    let z = s * s
    let series =
      z * (0.666_666_63 + z * (0.400_009_72 + z * (0.284_987_87 + z * 0.242_790_79)))
    let square = 0.5 * f * f
    let small = s * (square + series) + (power * 9.058_000_6e-6 + lost)
    let result = power * 0.693_138_12 - ((square - small) - f)
    let edge: Float = sum == 0 ? -.infinity : sum == .infinity ? .infinity : .nan
    return sum > 0 && sum < .infinity ? result : edge
  }
}
