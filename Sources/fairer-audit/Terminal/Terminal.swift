#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the program's output streams are connected to, and how text may look there.
struct Terminal: Sendable {
  /// A way to set off text; plain text where colour is off.
  enum Style: String {
    case bold = "1"
    case red = "31"
    case cyan = "36"
  }

  /// Whether the stream shows colour.
  let hasColor: Bool
  /// Whether the stream is a terminal, where lines can be drawn over.
  let isInteractive: Bool

  /// Standard output.
  ///
  /// `NO_COLOR` (no-color.org) and `TERM=dumb` turn colour off.
  static let output = Terminal(descriptor: 1)
  /// Standard error.
  static let diagnostics = Terminal(descriptor: 2)

  init(hasColor: Bool, isInteractive: Bool) {
    self.hasColor = hasColor
    self.isInteractive = isInteractive
  }

  private init(descriptor: Int32) {
    let isTerminal = isatty(descriptor) == 1
    let noColor = Environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    self.init(
      hasColor: isTerminal && !noColor && Environment["TERM"] != "dumb",
      isInteractive: isTerminal && Environment["TERM"] != "dumb")
  }

  /// `text` set off by a style where the stream shows colour.
  func styled(_ text: String, _ style: Style) -> String {
    hasColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
