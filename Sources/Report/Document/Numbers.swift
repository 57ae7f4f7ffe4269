import AuditResults

/// How numbers are written: thin spaces between thousands, a true minus, no exponent letters.
enum Numbers {
  /// A count, such as `32 561`.
  static func count(_ value: Int) -> Text {
    Text(.plain, grouped(String(value.magnitude), value < 0))
  }

  /// A number with a fixed number of decimals; from 10¹⁵ on with three significant digits.
  static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return words(nonFinite: value) }
    guard abs(value) < 1e15 else { return scientific(value) }
    let decimals = max(0, min(decimals, 15))
    let digits = roundedDigits(abs(value), decimals: decimals)
    let isZero = digits.allSatisfy { $0 == "0" }
    let whole = digits.dropLast(decimals)
    let fraction = digits.suffix(decimals)
    let text = grouped(whole.isEmpty ? "0" : String(whole), value < 0 && !isZero)
    return decimals == 0 ? text : text + "." + fraction
  }

  /// A number of things, such as `1 row` or `12 rows`.
  static func count(_ value: Int, _ thing: String) -> Text {
    "\(count(value)) \(Text(.plain, thing))\(value == 1 ? "" : "s")"
  }

  /// A number with as many decimals as it has, up to twelve.
  static func shortest(_ value: Double) -> String { trimmed(value, decimals: 0...12) }

  /// The coverage of intervals in per cent, such as `95%`, with as many decimals as it has, up to six.
  static func coverage(_ share: Double, leastDecimals: Int = 0) -> String {
    trimmed(share * 100, decimals: leastDecimals...6) + "%"
  }

  /// A number without the zeros at its end that say nothing.
  private static func trimmed(_ value: Double, decimals range: ClosedRange<Int>) -> String {
    var text = fixed(value, decimals: range.upperBound)
    guard value.isFinite, abs(value) < 1e15 else { return text }
    var decimals = range.upperBound
    while decimals > range.lowerBound, text.hasSuffix("0") {
      text.removeLast()
      decimals -= 1
    }
    if decimals == 0 { text.removeLast() }
    return text
  }

  private static func words(nonFinite value: Double) -> String {
    value.isNaN ? "not a number" : value < 0 ? "−∞" : "∞"
  }

  /// A number of any size with three significant digits, such as `1.23 × 10⁻⁵`.
  static func scientific(_ value: Double) -> String {
    guard value.isFinite else { return words(nonFinite: value) }
    guard value != 0 else { return "0" }
    var exponent = 0
    var mantissa = abs(value)
    while mantissa >= 9.995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 0.9995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    let sign = value < 0 ? "−" : ""
    if (0...3).contains(exponent) { return sign + fixed(abs(value), decimals: 2 - exponent) }
    return "\(sign)\(fixed(mantissa, decimals: 2))\u{A0}×\u{A0}10\(superscript(exponent))"
  }

  /// A probability of chance, such as `0.013` or `< 0.001`.
  static func probability(_ value: Double) -> String {
    value < 0.001 ? "<\u{A0}0.001" : fixed(value, decimals: 3)
  }

  /// Bytes in the largest unit that leaves a whole part.
  static func bytes(_ value: Int) -> String {
    let units = ["bytes", "KB", "MB", "GB"]
    var amount = Double(value)
    var unit = 0
    // What would be rounded to a thousand is one of the next unit; bytes are not rounded.
    while amount >= (unit == 0 ? 1000 : 999.95), unit < units.count - 1 {
      (amount, unit) = (amount / 1000, unit + 1)
    }
    return "\(fixed(amount, decimals: unit == 0 ? 0 : 1)) \(units[unit])"
  }

  /// `2026-11-23T12:46:00Z` as `23 Nov 2026, 12:46 UTC`; other text unchanged.
  static func date(_ iso: String) -> String {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let parts = iso.split(separator: "T", omittingEmptySubsequences: false)
    let day = parts[0].split(separator: "-").map { Int($0) }
    guard parts.count == 2, iso.hasSuffix("Z"), day.count == 3, let year = day[0],
      let month = day[1], let date = day[2], months.indices.contains(month - 1)
    else { return iso }
    let clock = parts[1].split(separator: ":").prefix(2).joined(separator: ":")
    return "\(date) \(months[month - 1]) \(year), \(clock) UTC"
  }

  /// Digits of `value` times 10 to the power `decimals`, rounded half away from zero, at least
  /// `decimals` of them.
  ///
  /// Rounds the shortest decimal text that names the number, so 0.285 becomes 0.29 although its
  /// binary value lies below.
  private static func roundedDigits(_ value: Double, decimals: Int) -> String {
    var (digits, point) = decimalDigits(value)
    let keep = point + decimals
    if keep < 0 {
      digits = []
    } else if keep < digits.count {
      let roundsUp = digits[keep] >= 5
      digits.removeSubrange(keep...)
      var index = keep - 1
      var carries = roundsUp
      while carries, index >= 0 {
        digits[index] = digits[index] == 9 ? 0 : digits[index] + 1
        carries = digits[index] == 0
        index -= 1
      }
      if carries { (digits, point) = ([1] + digits, point + 1) }
    } else {
      digits += Array(repeating: 0, count: keep - digits.count)
    }
    let text = String(decoding: digits.map { UInt8($0) + 0x30 }, as: UTF8.self)
    return String(repeating: "0", count: max(0, decimals - text.count)) + text
  }

  /// The shortest decimal digits of a number ≥ 0, and the position of its point among them.
  private static func decimalDigits(_ value: Double) -> (digits: [Int], point: Int) {
    // Swift writes digits with a point, and from 10¹⁶ on or below 10⁻⁴ an exponent.
    var digits: [Int] = []
    var (point, exponent): (Int?, Int) = (nil, 0)
    let bytes = Array("\(value)".utf8)
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: bytes[(index + 1)...], as: UTF8.self)) ?? 0
        break
      }
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(Int(byte) - 0x30) }
    }
    // "1.0" has one digit that counts.
    if let point, digits.count == point + 1, digits.last == 0 { digits.removeLast() }
    var position = (point ?? digits.count) + exponent
    while digits.first == 0, digits.count > 1 {
      digits.removeFirst()
      position -= 1
    }
    return (digits, position)
  }

  private static func grouped(_ digits: String, _ isNegative: Bool) -> String {
    let sign = isNegative ? "−" : ""
    let length = digits.utf8.count
    guard length > 3 else { return sign + digits }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (length - index).isMultiple(of: 3) {
        text.append("\u{202F}")
      }
      text.append(digit)
    }
    return sign + text
  }

  /// A power of ten, such as `10⁻⁵`.
  static func power(ofTen exponent: Int) -> String { "10" + superscript(exponent) }

  private static func superscript(_ value: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let text = String(value.magnitude).compactMap(\.wholeNumberValue).map { String(digits[$0]) }
    return (value < 0 ? "⁻" : "") + text.joined()
  }
}
