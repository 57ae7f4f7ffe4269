import Testing

@testable import Tables

struct ByteTableTests {
  @Test func numbersInOrder() {
    var table = ByteTable()
    for value in 0..<5000 {
      let bytes = Array("value \(value % 2500)".utf8)
      #expect(table.insert(bytes.span, 0..<bytes.count) == value % 2500)
    }
    #expect(table.count == 2500)
    #expect(table[0] == "value 0")
    #expect(table[2499] == "value 2499")
  }

  /// Strings of every length up to forty that differ in one byte: at the start, in the middle, at the
  /// end, by a zero behind; at every place of a buffer, its very end included.
  @Test func tellsAllLengthsApart() {
    var texts: [[UInt8]] = []
    for length in 0...40 {
      let base = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
      texts.append(base)
      for place in Set([0, length / 2, length - 1, min(length - 1, 8)])
      where (0..<length).contains(place) {
        var other = base
        other[place] = 0xc3
        texts.append(other)
      }
      texts.append(base + [0])
    }
    texts = Array(Set(texts)).sorted { $0.lexicographicallyPrecedes($1) }
    #expect(texts.count > 200)
    var table = ByteTable()
    for (number, text) in texts.enumerated() {
      #expect(table.insert(text.span, 0..<text.count) == number)
    }
    for (number, text) in texts.enumerated() {
      for (before, after) in [(0, 0), (3, 0), (0, 9), (5, 1)] {
        let buffer =
          Array(repeating: 0x61, count: before) + text + Array(repeating: 0x62, count: after)
        let range = before..<before + text.count
        #expect(table.index(of: buffer.span, range) == number)
      }
    }
  }

  @Test func findsPartsOfBytes() {
    let table = ByteTable(["Female", "", "Male"])
    let bytes = Array("xMale,Female".utf8)
    #expect(table.index(of: bytes.span, 1..<5) == 2)
    #expect(table.index(of: bytes.span, 6..<12) == 0)
    #expect(table.index(of: bytes.span, 6..<11) == nil)
    #expect(table.index(of: bytes.span, 3..<3) == 1)
  }
}
