/// Different byte strings, numbered in the order in which they came in.
///
/// An open-addressing hash table: looking up a cell makes no string.
struct ByteTable {
  private struct Entry {
    var hash: UInt64
    /// The first eight bytes, zeros behind shorter strings.
    var head: UInt64
    /// Where the string begins in `bytes`.
    var start: Int
    var length: Int
  }

  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
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
  var count: Int { entries.count }

  /// The text of a number.
  subscript(_ index: Int) -> String {
    let entry = entries[index]
    return String(decoding: bytes[entry.start..<entry.start + entry.length], as: UTF8.self)
  }

  /// The number of a string, or `nil` where the table lacks it.
  ///
  /// - Complexity: O(length)
  func index(of cell: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let head = cell.head(range)
    let found = slots[find(cell, range, head, Self.hash(cell, range, head))]
    return found < 0 ? nil : Int(found)
  }

  /// The number of a string, which is added where the table lacks it.
  mutating func insert(_ cell: Span<UInt8>, _ range: Range<Int>) -> Int {
    let head = cell.head(range)
    let hash = Self.hash(cell, range, head)
    let slot = find(cell, range, head, hash)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    let index = entries.count
    entries.append(Entry(hash: hash, head: head, start: bytes.count, length: range.count))
    for place in range { bytes.append(cell[place]) }
    slots[slot] = Int32(index)
    if entries.count * 2 > slots.count { grow() }
    return index
  }

  /// The slot that holds the string, or the free one where it belongs.
  private func find(
    _ cell: Span<UInt8>, _ range: Range<Int>, _ head: UInt64, _ hash: UInt64
  ) -> Int {
    let slots = slots.span
    let entries = entries.span
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let index = Int(slots[slot])
      if index < 0 { return slot }
      let entry = entries[index]
      if entry.hash == hash, entry.head == head, entry.length == range.count,
        range.count <= 8 || hasEqualTail(entry, cell, range)
      {
        return slot
      }
      slot = (slot + 1) & mask
    }
  }

  /// Whether the bytes behind the first eight are the same.
  private func hasEqualTail(_ entry: Entry, _ cell: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let own = bytes.span
    var offset = 8
    while offset + 8 <= range.count {
      if own.word(entry.start + offset) != cell.word(range.lowerBound + offset) { return false }
      offset += 8
    }
    // The last eight bytes, of which some were compared already.
    return own.word(entry.start + range.count - 8) == cell.word(range.upperBound - 8)
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for (index, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(index)
    }
  }

  /// Eight bytes after the other, folded in by the high and the low half of a product.
  private static func hash(_ cell: Span<UInt8>, _ range: Range<Int>, _ head: UInt64) -> UInt64 {
    var hash = folded(head, UInt64(range.count))
    guard range.count > 8 else { return hash }
    var place = range.lowerBound + 8
    while place + 8 <= range.upperBound {
      hash = folded(cell.word(place), hash)
      place += 8
    }
    return folded(cell.word(range.upperBound - 8), hash)
  }

  private static func folded(_ word: UInt64, _ hash: UInt64) -> UInt64 {
    // Odd numbers without a pattern: the golden ratio's fraction and that of the root of three.
    let product = (word ^ 0x9e37_79b9_7f4a_7c15)
      .multipliedFullWidth(by: hash &* 2 &+ 0xbb67_ae85_84ca_a73b)
    return product.high ^ product.low
  }
}
