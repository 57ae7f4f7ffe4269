/// The number that a cell's bytes spell, spaces around it aside; `nil` where they spell none.
///
/// Digits with an optional sign, decimal point and exponent, rounded to nearest. Words such as
/// `nan` and `inf`, hexadecimal forms and digit groups are no numbers. `decimal` is the byte between
/// whole and fraction, and no other byte is.
func cellNumber(
  _ bytes: Span<UInt8>, _ range: Range<Int>, decimal: UInt8 = UInt8(ascii: ".")
) -> Double? {
  var start = range.lowerBound
  var end = range.upperBound
  while start < end, isSpace(bytes[start]) { start += 1 }
  while start < end, isSpace(bytes[end - 1]) { end -= 1 }
  var place = start
  var isNegative = false
  if place < end, bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+") {
    isNegative = bytes[place] == UInt8(ascii: "-")
    place += 1
  }
  var mantissa: UInt64 = 0
  var digits = 0
  var scale = 0
  var hasPoint = false
  while place < end {
    let byte = bytes[place]
    if byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
      // Beyond 19 digits the value wraps around, and is then not used.
      mantissa = mantissa &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
      digits += 1
      if hasPoint { scale -= 1 }
    } else if byte == decimal, !hasPoint {
      hasPoint = true
    } else {
      break
    }
    place += 1
  }
  if digits == 0 { return nil }
  if place < end, bytes[place] | 0x20 == UInt8(ascii: "e") {
    place += 1
    var isSmall = false
    if place < end, bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+") {
      isSmall = bytes[place] == UInt8(ascii: "-")
      place += 1
    }
    var exponent = 0
    let first = place
    while place < end, bytes[place] >= UInt8(ascii: "0"), bytes[place] <= UInt8(ascii: "9") {
      exponent = min(exponent * 10 + Int(bytes[place] - UInt8(ascii: "0")), 100_000)
      place += 1
    }
    if place == first { return nil }
    scale += isSmall ? -exponent : exponent
  }
  guard place == end else { return nil }
  // Both parts are exact in double precision, so one operation rounds once (Clinger 1990).
  if digits <= 19, mantissa <= 1 << 53, abs(scale) < exactPowersOfTen.count {
    let value = Double(mantissa)
    let power = exactPowersOfTen[abs(scale)]
    let result = scale < 0 ? value / power : value * power
    return isNegative ? -result : result
  }
  var text = ""
  for index in start..<end {
    let byte = bytes[index] == decimal ? UInt8(ascii: ".") : bytes[index]
    text.unicodeScalars.append(Unicode.Scalar(byte))
  }
  return Double(text)
}

private func isSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

/// 10⁰ to 10²², the powers that double precision holds exactly.
private let exactPowersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
