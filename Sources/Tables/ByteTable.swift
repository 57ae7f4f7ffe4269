/// Different byte strings, numbered in the order in which they came in.
///
/// An open-addressing hash table: looking up a cell makes no string.
struct ByteTable {
  private var bytes: [UInt8] = []
  /// Where each string ends in `bytes`.
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Numbers of strings, -1 where free; a power of two, at least twice as many as strings.
  private var slots: [Int32] = Array(repeating: -1, count: 16)

  init() {}

  /// A table of the given texts; a text that occurs again is left out.
  init(_ texts: some Sequence<String>) {
    for text in texts {
      let content = Array(text.utf8)
      _ = insert(content.span, 0..<content.count)
    }
  }

  /// How many strings there are.
  var count: Int { ends.count }

  /// The text of a number.
  subscript(_ index: Int) -> String {
    String(decoding: bytes[start(index)..<ends[index]], as: UTF8.self)
  }

  /// The number of a string, or `nil` where the table lacks it.
  ///
  /// - Complexity: O(length)
  func index(of cell: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let found = slots[find(cell, range, Self.hash(cell, range))]
    return found < 0 ? nil : Int(found)
  }

  /// The number of a string, which is added where the table lacks it.
  mutating func insert(_ cell: Span<UInt8>, _ range: Range<Int>) -> Int {
    let hash = Self.hash(cell, range)
    let slot = find(cell, range, hash)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    let index = ends.count
    for place in range { bytes.append(cell[place]) }
    ends.append(bytes.count)
    hashes.append(hash)
    slots[slot] = Int32(index)
    if ends.count * 2 > slots.count { grow() }
    return index
  }

  private func start(_ index: Int) -> Int { index == 0 ? 0 : ends[index - 1] }

  /// The slot that holds the string, or the free one where it belongs.
  private func find(_ cell: Span<UInt8>, _ range: Range<Int>, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let index = Int(slots[slot])
      if index < 0 || hashes[index] == hash && holds(index, cell, range) { return slot }
      slot = (slot + 1) & mask
    }
  }

  private func holds(_ index: Int, _ cell: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let first = start(index)
    guard ends[index] - first == range.count else { return false }
    for offset in 0..<range.count where bytes[first + offset] != cell[range.lowerBound + offset] {
      return false
    }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for (index, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(index)
    }
  }

  /// FNV-1a with the upper bits folded in, since slots are picked by the lower ones.
  private static func hash(_ cell: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for place in range { hash = (hash ^ UInt64(cell[place])) &* 0x100_0000_01b3 }
    return hash ^ hash >> 32
  }
}
