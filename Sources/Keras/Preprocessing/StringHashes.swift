/// The hashes of strings that TensorFlow's `to_hash_bucket` functions use.
enum StringHash: Sendable, Hashable {
  /// `to_hash_bucket_fast`: Fingerprint64.
  case farm
  /// `to_hash_bucket_strong`: SipHash-2-4 with a key of two words.
  case sip(UInt64, UInt64)

  /// The bucket of a string, from 0.
  func bucket(_ text: String, of count: Int) -> Int64 {
    let bytes = Array(text.utf8)
    let hash =
      switch self {
      case .farm: FarmHash.fingerprint(bytes)
      case .sip(let first, let second): SipHash.hash(bytes, first, second)
      }
    return Int64(hash % UInt64(count))
  }
}

/// FarmHash's `Fingerprint64` (Google, 2014; `farmhashna::Hash64`), which never changes.
enum FarmHash {
  private static let k0: UInt64 = 0xc3a5_c85c_97cb_3127
  private static let k1: UInt64 = 0xb492_b66f_be98_f273
  private static let k2: UInt64 = 0x9ae1_6a3b_2f90_404f

  /// The fingerprint of bytes.
  static func fingerprint(_ bytes: [UInt8]) -> UInt64 {
    switch bytes.count {
    case ...16: upTo16(bytes)
    case ...32: upTo32(bytes)
    case ...64: upTo64(bytes)
    default: long(bytes)
    }
  }

  /// TensorFlow's `FingerprintCat64`: one fingerprint of two, in order.
  static func concatenated(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let factor: UInt64 = 0xc6a4_a793_5bd1_e995
    var result = a ^ factor
    result ^= mixed(b &* factor) &* factor
    result = result &* factor
    return mixed(mixed(result) &* factor)
  }

  private static func word(_ bytes: [UInt8], _ start: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
  }

  private static func half(_ bytes: [UInt8], _ start: Int) -> UInt64 {
    (0..<4).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
  }

  private static func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 {
    value >> count | value << (64 - count)
  }

  private static func mixed(_ value: UInt64) -> UInt64 { value ^ value >> 47 }

  private static func joined(_ u: UInt64, _ v: UInt64, _ factor: UInt64) -> UInt64 {
    let a = mixed((u ^ v) &* factor)
    return mixed((v ^ a) &* factor) &* factor
  }

  private static func upTo16(_ bytes: [UInt8]) -> UInt64 {
    let count = bytes.count
    let factor = k2 &+ UInt64(count) &* 2
    if count >= 8 {
      let a = word(bytes, 0) &+ k2
      let b = word(bytes, count - 8)
      let c = rotated(b, 37) &* factor &+ a
      let d = (rotated(a, 25) &+ b) &* factor
      return joined(c, d, factor)
    }
    if count >= 4 {
      return joined(UInt64(count) &+ half(bytes, 0) << 3, half(bytes, count - 4), factor)
    }
    guard count > 0 else { return k2 }
    let y = UInt64(bytes[0]) + UInt64(bytes[count >> 1]) << 8
    let z = UInt64(count) + UInt64(bytes[count - 1]) << 2
    return mixed(y &* k2 ^ z &* k0) &* k2
  }

  private static func upTo32(_ bytes: [UInt8]) -> UInt64 {
    let count = bytes.count
    let factor = k2 &+ UInt64(count) &* 2
    let a = word(bytes, 0) &* k1
    let b = word(bytes, 8)
    let c = word(bytes, count - 8) &* factor
    let d = word(bytes, count - 16) &* k2
    return joined(
      rotated(a &+ b, 43) &+ rotated(c, 30) &+ d, a &+ rotated(b &+ k2, 18) &+ c, factor)
  }

  private static func upTo64(_ bytes: [UInt8]) -> UInt64 {
    let count = bytes.count
    let factor = k2 &+ UInt64(count) &* 2
    let a = word(bytes, 0) &* k2
    let b = word(bytes, 8)
    let c = word(bytes, count - 8) &* factor
    let d = word(bytes, count - 16) &* k2
    let y = rotated(a &+ b, 43) &+ rotated(c, 30) &+ d
    let z = joined(y, a &+ rotated(b &+ k2, 18) &+ c, factor)
    let e = word(bytes, 16) &* factor
    let f = word(bytes, 24)
    let g = (y &+ word(bytes, count - 32)) &* factor
    let h = (z &+ word(bytes, count - 24)) &* factor
    return joined(
      rotated(e &+ f, 43) &+ rotated(g, 30) &+ h, e &+ rotated(f &+ a, 18) &+ g, factor)
  }

  private static func weak(
    _ bytes: [UInt8], _ start: Int, _ a: UInt64, _ b: UInt64
  ) -> (UInt64, UInt64) {
    let z = word(bytes, start + 24)
    let first = a &+ word(bytes, start)
    var second = rotated(b &+ first &+ z, 21)
    let sum = first &+ word(bytes, start + 8) &+ word(bytes, start + 16)
    second = second &+ rotated(sum, 44)
    return (sum &+ z, second &+ first)
  }

  private static func long(_ bytes: [UInt8]) -> UInt64 {
    let count = bytes.count
    let seed: UInt64 = 81
    var x = seed
    var y = seed &* k1 &+ 113
    var z = mixed(y &* k2 &+ 113) &* k2
    var v: (UInt64, UInt64) = (0, 0)
    var w: (UInt64, UInt64) = (0, 0)
    x = x &* k2 &+ word(bytes, 0)
    let end = (count - 1) / 64 * 64
    func round(_ s: Int, _ factor: UInt64) {
      x = rotated(x &+ y &+ v.0 &+ word(bytes, s + 8), 37) &* factor
      y = rotated(y &+ v.1 &+ word(bytes, s + 48), 42) &* factor
    }
    for s in stride(from: 0, to: end, by: 64) {
      round(s, k1)
      x ^= w.1
      y = y &+ v.0 &+ word(bytes, s + 40)
      z = rotated(z &+ w.0, 33) &* k1
      v = weak(bytes, s, v.1 &* k1, x &+ w.0)
      w = weak(bytes, s + 32, z &+ w.1, y &+ word(bytes, s + 16))
      swap(&z, &x)
    }
    let factor = k1 &+ (z & 0xff) << 1
    let s = count - 64
    w.0 = w.0 &+ UInt64((count - 1) & 63)
    v.0 = v.0 &+ w.0
    w.0 = w.0 &+ v.0
    round(s, factor)
    x ^= w.1 &* 9
    y = y &+ v.0 &* 9 &+ word(bytes, s + 40)
    z = rotated(z &+ w.0, 33) &* factor
    v = weak(bytes, s, v.1 &* factor, x &+ w.0)
    w = weak(bytes, s + 32, z &+ w.1, y &+ word(bytes, s + 16))
    swap(&z, &x)
    return joined(
      joined(v.0, w.0, factor) &+ mixed(y) &* k0 &+ z, joined(v.1, w.1, factor) &+ x, factor)
  }
}

/// SipHash-2-4 (Aumasson and Bernstein, 2012).
enum SipHash {
  /// The hash of bytes under a key of two words.
  static func hash(_ bytes: [UInt8], _ first: UInt64, _ second: UInt64) -> UInt64 {
    var v0 = first ^ 0x736f_6d65_7073_6575
    var v1 = second ^ 0x646f_7261_6e64_6f6d
    var v2 = first ^ 0x6c79_6765_6e65_7261
    var v3 = second ^ 0x7465_6462_7974_6573
    func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 {
      value << count | value >> (64 - count)
    }
    func round() {
      v0 = v0 &+ v1
      v1 = rotated(v1, 13) ^ v0
      v0 = rotated(v0, 32)
      v2 = v2 &+ v3
      v3 = rotated(v3, 16) ^ v2
      v0 = v0 &+ v3
      v3 = rotated(v3, 21) ^ v0
      v2 = v2 &+ v1
      v1 = rotated(v1, 17) ^ v2
      v2 = rotated(v2, 32)
    }
    func absorb(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }
    let end = bytes.count / 8 * 8
    for start in stride(from: 0, to: end, by: 8) {
      absorb((0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) })
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    for (position, byte) in bytes[end...].enumerated() {
      last |= UInt64(byte) << (8 * UInt64(position))
    }
    absorb(last)
    v2 ^= 0xff
    for _ in 0..<4 { round() }
    return v0 ^ v1 ^ v2 ^ v3
  }
}
