/// The sheets that a report is printed on.
public enum Paper: String, CaseIterable, Sendable {
  /// 210 by 297 mm, of nearly all countries.
  case a4
  /// 8.5 by 11 inches, of North America and some countries south of it.
  case letter

  /// The size as a style sheet names it.
  var size: String {
    switch self {
    case .a4: "A4"
    case .letter: "letter"
    }
  }
}
