/// Bytes as lower-case hexadecimal digits.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  var text: [UInt8] = []
  for byte in bytes {
    text.append(hexadecimalDigits[Int(byte >> 4)])
    text.append(hexadecimalDigits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

/// The lower-case digits of 0 to 15.
let hexadecimalDigits = Array("0123456789abcdef".utf8)

/// What one digit is worth, in either case; `nil` where it is none.
func hexadecimalValue(_ byte: UInt8) -> Int? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
  default: nil
  }
}
