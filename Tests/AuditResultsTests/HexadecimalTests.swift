import Testing

@testable import AuditResults

struct HexadecimalTests {
  @Test func everyByteHasTwoDigits() {
    let text = hexadecimal(0...255)
    #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.utf8.count == 512)
    let digits: [Int?] = text.utf8.map(hexadecimalValue)
    for byte in 0..<256 {
      #expect(digits[2 * byte] == byte / 16)
      #expect(digits[2 * byte + 1] == byte % 16)
    }
  }

  @Test func onlyDigitsAreDigits() {
    let digits = Set("0123456789abcdefABCDEF".utf8)
    for byte: UInt8 in 0...255 {
      #expect((hexadecimalValue(byte) != nil) == digits.contains(byte))
    }
    #expect(hexadecimalValue(UInt8(ascii: "F")) == 15)
  }
}
