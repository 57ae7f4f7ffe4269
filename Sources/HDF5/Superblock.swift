/// The record at the start of an HDF5 file that everything else is found from.
enum Superblock {
  /// Computes the checksum of a superblock anew.
  ///
  /// libhdf5 1.10 clears the mark "open for writing" in the image of a file with a superblock of
  /// version 3 and leaves the checksum of before, so that no reader takes the image. Earlier versions
  /// have no checksum or no mark.
  static func seal(_ bytes: inout [UInt8]) {
    guard let start = FileSignature.offset(in: bytes), start + 12 <= bytes.count,
      bytes[start + 8] == 3
    else { return }
    // Signature, version, two sizes and the mark; then four addresses.
    let end = start + 12 + 4 * Int(bytes[start + 9])
    guard end + 4 <= bytes.count else { return }
    let checksum = lookup3(bytes[start..<end])
    for byte in 0..<4 { bytes[end + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
  }

  /// Bob Jenkins's `hashlittle` (lookup3.c, 2006), the checksum of HDF5's metadata.
  static func lookup3(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var rest = bytes
    var a = 0xdead_beef &+ UInt32(truncatingIfNeeded: bytes.count)
    var (b, c) = (a, a)
    func rotated(_ value: UInt32, _ count: UInt32) -> UInt32 {
      value << count | value >> (32 - count)
    }
    /// Adds twelve bytes; those that are not there count as zero.
    func absorb() {
      func word(_ index: Int) -> UInt32 {
        rest.dropFirst(4 * index).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
      }
      (a, b, c) = (a &+ word(0), b &+ word(1), c &+ word(2))
      rest = rest.dropFirst(12)
    }
    while rest.count > 12 {
      absorb()
      a = (a &- c) ^ rotated(c, 4)
      c = c &+ b
      b = (b &- a) ^ rotated(a, 6)
      a = a &+ c
      c = (c &- b) ^ rotated(b, 8)
      b = b &+ a
      a = (a &- c) ^ rotated(c, 16)
      c = c &+ b
      b = (b &- a) ^ rotated(a, 19)
      a = a &+ c
      c = (c &- b) ^ rotated(b, 4)
      b = b &+ a
    }
    guard !rest.isEmpty else { return c }
    absorb()
    c = (c ^ b) &- rotated(b, 14)
    a = (a ^ c) &- rotated(c, 11)
    b = (b ^ a) &- rotated(a, 25)
    c = (c ^ b) &- rotated(b, 16)
    a = (a ^ c) &- rotated(c, 4)
    b = (b ^ a) &- rotated(a, 14)
    c = (c ^ b) &- rotated(b, 24)
    return c
  }
}
