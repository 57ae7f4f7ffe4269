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

  @Test func findsPartsOfBytes() {
    let table = ByteTable(["Female", "", "Male"])
    let bytes = Array("xMale,Female".utf8)
    #expect(table.index(of: bytes.span, 1..<5) == 2)
    #expect(table.index(of: bytes.span, 6..<12) == 0)
    #expect(table.index(of: bytes.span, 6..<11) == nil)
    #expect(table.index(of: bytes.span, 3..<3) == 1)
  }
}
