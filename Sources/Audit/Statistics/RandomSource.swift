/// A seeded generator of random numbers whose sequence is fixed for good.
///
/// xoshiro256** 1.0 (Blackman and Vigna, ACM TOMS 47, 2021), its state filled by SplitMix64. The
/// standard library does not promise how its own shuffle draws, so shuffling is done here.
struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Starts the sequence of a seed.
  init(seed: UInt64) {
    var mixer = SplitMix64(state: seed)
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// Starts one of many sequences of a seed, named by its purpose, so that what one part of an
  /// audit draws does not depend on what another part drew.
  init(seed: UInt64, purpose: String...) {
    self.init(seed: seed, purposes: purpose)
  }

  /// As ``init(seed:purpose:)``.
  init(seed: UInt64, purposes: [String]) {
    // FNV-1a over the names, each closed by a byte that UTF-8 does not hold.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for name in purposes {
      for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = (hash ^ 0xff) &* 0x100_0000_01b3
    }
    var mixer = SplitMix64(state: seed)
    self.init(seed: mixer.next() ^ hash)
  }

  /// The state, four words; see ``all(words:)``.
  var words: [UInt64] { [state.0, state.1, state.2, state.3] }

  /// Generators that go on from the given states; `nil` where one is no state.
  static func all(words: [[UInt64]]) -> [RandomSource]? {
    var sources: [RandomSource] = []
    for state in words {
      // From all zeros the generator never comes back.
      guard state.count == 4, state.contains(where: { $0 != 0 }) else { return nil }
      var source = RandomSource(seed: 0)
      source.state = (state[0], state[1], state[2], state[3])
      sources.append(source)
    }
    return sources
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ count: UInt64) -> UInt64 { x << count | x >> (64 - count) }
    let result = rotated(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, 45)
    return result
  }

  /// A number in `0..<bound`, each equally likely (Lemire, ACM TOMACS 29, 2019).
  mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0)
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// Puts the first `count` elements into uniformly random order drawn from all (Fisher and Yates).
  mutating func shuffle<T>(_ elements: inout [T], first count: Int? = nil) {
    for index in 0..<min(count ?? elements.count, max(0, elements.count - 1)) {
      elements.swapAt(index, index + below(elements.count - index))
    }
  }
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix64: Sendable {
  /// The counter.
  var state: UInt64

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
