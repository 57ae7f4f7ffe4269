/// Bytes eight at a time, the first in the lowest bits.
///
/// Compilers make one load of ``word(_:)``, so that loops over cells take steps of eight bytes
/// without unsafe code.
extension Span<UInt8> {
  /// The eight bytes from `place` on.
  ///
  /// - Precondition: There are as many.
  @inline(__always)
  func word(_ place: Int) -> UInt64 {
    precondition(place >= 0 && place <= count &- 8)
    let low =
      UInt64(self[place]) | UInt64(self[place &+ 1]) << 8 | UInt64(self[place &+ 2]) << 16
      | UInt64(self[place &+ 3]) << 24
    return low | UInt64(self[place &+ 4]) << 32 | UInt64(self[place &+ 5]) << 40
      | UInt64(self[place &+ 6]) << 48 | UInt64(self[place &+ 7]) << 56
  }

  /// The first bytes of a range, eight at most, and zeros behind them.
  @inline(__always)
  func head(_ range: Range<Int>) -> UInt64 {
    let length = range.upperBound - range.lowerBound
    if length >= 8 { return word(range.lowerBound) }
    if length == 0 { return 0 }
    if range.lowerBound + 8 <= count {
      return word(range.lowerBound) & (1 << UInt64(8 &* length) &- 1)
    }
    var head: UInt64 = 0
    for place in range.reversed() { head = head << 8 | UInt64(self[place]) }
    return head
  }
}

/// What tells where bytes of a word are equal to a given one.
struct ByteMatch {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  /// The top bit of every byte.
  static let tops: UInt64 = 0x8080_8080_8080_8080
  private let pattern: UInt64

  @inline(__always)
  init(_ byte: UInt8) { pattern = Self.ones &* UInt64(byte) }

  /// The top bit of every equal byte; bits above the lowest one may be set without cause.
  @inline(__always)
  func candidates(_ word: UInt64) -> UInt64 {
    let zeros = word ^ pattern
    return (zeros &- Self.ones) & ~zeros & Self.tops
  }
}
