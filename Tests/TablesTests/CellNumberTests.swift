import Foundation
import TestSupport
import Testing

@testable import Tables

struct CellNumberTests {
  @Test(arguments: [
    ("1,5", 1.5), ("-0,25e2", -25), ("1234567890123456789012,5", 1234567890123456789012.5),
    ("1.5", nil), ("1.000,5", nil), ("7", 7),
  ])
  func readsDecimalCommas(text: String, number: Double?) {
    let bytes = Array(text.utf8)
    #expect(cellNumber(bytes.span, 0..<bytes.count, decimal: UInt8(ascii: ",")) == number)
  }

  private func number(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    return cellNumber(bytes.span, 0..<bytes.count)
  }

  /// Texts that Python converted; the same double to the last bit.
  @Test func roundsAsPythonDoes() throws {
    let file = Repository.fixtures.appending(path: "tables/numbers.json")
    let cases = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
    #expect(cases.count > 900)
    for (text, bits) in cases {
      #expect(number(text)?.bitPattern == UInt64(bits), "\(text)")
      #expect(number(" \t\(text) ")?.bitPattern == UInt64(bits), "\(text)")
    }
  }

  @Test(arguments: [
    "", " ", "-", "+", ".", "e5", "1e", "1e+", "1 2", "1,5", "0x10", "nan", "inf", "-inf", "1_000",
    "١", "1.2.3", "--1", "1-", "NA", "5%", "1e5.0",
  ])
  func refuses(text: String) {
    #expect(number(text) == nil)
  }

  @Test func overflowIsInfinite() {
    #expect(number("1e999") == .infinity)
    #expect(number("-1e999") == -.infinity)
    #expect(number("1e99999999999999999999") == .infinity)
  }
}
