#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Numbers as the terminal shows them; reports have their own rules.
enum Numbers {
  /// `value` with a fixed number of decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    guard value.isFinite, abs(value) * scale < 1e15 else { return "\(value)" }
    let scaled = Int((abs(value) * scale).rounded())
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = padded.dropLast(decimals)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    return sign + whole + (decimals > 0 ? "." + padded.suffix(decimals) : "")
  }

  /// `value` with four significant digits, such as `-0.01235` or `3.21e-08`; a dash for nothing.
  static func significant(_ value: Double?) -> String {
    guard let value else { return "-" }
    guard value != 0 else { return "0" }
    guard value.isFinite else { return "\(value)" }
    // The exponent of the rounded number: 0.99999 has that of 1.
    var exponent = Int(log10(abs(value)).rounded(.down))
    if (abs(value) / pow(10, Double(exponent - 3))).rounded() >= 10_000 { exponent += 1 }
    if (-4...6).contains(exponent) { return fixed(value, max(0, 3 - exponent)) }
    let mantissa = fixed(value / pow(10, Double(exponent)), 3)
    let digits = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
    return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(digits)"
  }

  /// A share as a percentage with one decimal, such as `9.4 %`.
  static func percent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }

  /// A count with its thousands set apart, such as `45 222`.
  static func count(_ count: Int) -> String {
    let digits = String(count)
    var groups: [Substring] = []
    var end = digits.endIndex
    while end > digits.startIndex {
      let start = digits.index(end, offsetBy: -3, limitedBy: digits.startIndex) ?? digits.startIndex
      groups.insert(digits[start..<end], at: 0)
      end = start
    }
    return groups.joined(separator: " ")
  }
}
