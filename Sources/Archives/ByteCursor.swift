/// Reads little-endian numbers from bytes, one after the other.
struct ByteCursor {
  private let bytes: [UInt8]
  /// The offset of the next byte.
  private(set) var offset: Int
  /// No byte at or after this offset is read.
  let end: Int

  /// Begins at `offset`; the range need not lie within the bytes, reading then fails.
  init(_ bytes: [UInt8], at offset: Int, end: Int? = nil) {
    self.bytes = bytes
    self.offset = offset
    self.end = min(end ?? bytes.count, bytes.count)
  }

  /// The next `count` bytes, or `nil` where fewer are left.
  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, offset >= 0, offset <= end, count <= end - offset else { return nil }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// The next number, or `nil` where fewer bytes are left.
  mutating func number<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) -> T? {
    take(T.bitWidth / 8).map { $0.reversed().reduce(0) { $0 << 8 | T($1) } }
  }
}

extension [UInt8] {
  /// Appends a number, least significant byte first.
  mutating func appendLittleEndian(_ value: some FixedWidthInteger & UnsignedInteger) {
    var rest = value
    for _ in 0..<(type(of: value).bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}
