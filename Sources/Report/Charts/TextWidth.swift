/// How wide text may be, in the units of its size.
///
/// The report names no font file, so that each reader sees the font of the reader's system. The widths
/// are those of DejaVu Sans, the widest of the fonts that systems have for `sans-serif` (Verdana is as
/// wide, Segoe UI, Roboto, San Francisco and Liberation Sans are narrower): what fits in it, fits.
///
/// - Parameters:
///   - text: One line.
///   - size: The size of the font.
///   - isBold: Whether it is set in the bold face, which is about a tenth wider.
/// - Returns: The width, in the units of `size`.
/// - Complexity: O(`text.count`)
func estimatedWidth(_ text: String, size: Double, isBold: Bool = false) -> Double {
  let widths = isBold ? Advance.bold : Advance.regular
  var thousandths = 0
  for scalar in text.unicodeScalars { thousandths += Advance.of(scalar, widths) }
  return Double(thousandths) / 1000 * size
}

/// Text that fits a width, cut with an ellipsis where it must be.
///
/// - Complexity: O(`text.count`)
func fitted(_ text: String, width: Double, size: Double, isBold: Bool = false) -> String {
  guard estimatedWidth(text, size: size, isBold: isBold) > width else { return text }
  let room = width - estimatedWidth("…", size: size, isBold: isBold)
  var (kept, used) = ("", 0.0)
  for character in text {
    used += estimatedWidth(String(character), size: size, isBold: isBold)
    if used > room { break }
    kept.append(character)
  }
  return kept + "…"
}

/// Advance widths in thousandths of the font's size.
private enum Advance {
  /// What letters beyond the tables take: more than most of Latin, Greek and Cyrillic.
  private static let other = 1000
  /// Scripts from Hangul on are set in full squares by the fonts that have them.
  private static let full = 1100

  static func of(_ scalar: Unicode.Scalar, _ widths: [Int]) -> Int {
    if (0x20...0x7E).contains(scalar.value) { return widths[Int(scalar.value) - 0x20] }
    if let known = marks[scalar.value] { return known }
    let properties = scalar.properties
    if properties.isDefaultIgnorableCodePoint || properties.generalCategory == .nonspacingMark {
      return 0
    }
    return scalar.value >= 0x1100 ? full : other
  }

  /// The regular face, from the space to the tilde.
  static let regular: [Int] = [
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337,
    637, 637, 637, 637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 531,
    1000, 685, 687, 699, 771, 632, 576, 775, 752, 295, 295, 656, 558, 863, 749, 788,
    604, 788, 695, 635, 611, 732, 685, 989, 686, 611, 686, 391, 337, 391, 838, 500,
    500, 613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580, 278, 975, 634, 612,
    635, 635, 412, 521, 393, 634, 592, 818, 592, 592, 525, 637, 337, 637, 838,
  ]

  /// The bold face.
  static let bold: [Int] = [
    349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366,
    696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 581,
    1000, 774, 763, 734, 831, 684, 684, 821, 837, 373, 373, 775, 638, 996, 837, 851,
    733, 851, 771, 721, 683, 813, 774, 1104, 771, 725, 726, 458, 366, 458, 838, 500,
    500, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666, 343, 1042, 712, 688,
    716, 716, 494, 596, 479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838,
  ]

  /// Marks that the report itself writes, the wider of both faces.
  private static let marks: [UInt32: Int] = [
    0x00A0: 349, 0x00B0: 500, 0x00B1: 838, 0x00B2: 438, 0x00B3: 438, 0x00B7: 380, 0x00B9: 438,
    0x00D7: 838, 0x00F7: 838, 0x0394: 774, 0x03BB: 633, 0x2009: 200, 0x2013: 500, 0x2014: 1000,
    0x2018: 380, 0x2019: 380, 0x201C: 658, 0x201D: 658, 0x2026: 1000, 0x202F: 200, 0x2070: 438,
    0x2074: 438, 0x2075: 438, 0x2076: 438, 0x2077: 438, 0x2078: 438, 0x2079: 438, 0x207B: 528,
    0x2082: 438, 0x2192: 838, 0x2212: 838, 0x221A: 667, 0x2264: 838, 0x2265: 838,
  ]
}
