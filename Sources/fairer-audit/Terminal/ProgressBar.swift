/// A line on standard error that shows how far long work has come.
///
/// Drawn only on a terminal, only after half a second, and wiped when the work ends.
struct ProgressBar {
  private static let width = 24
  private static let patience = Duration.milliseconds(500)
  private static let pace = Duration.milliseconds(80)

  private let isShown: Bool
  private let started = ContinuousClock.now
  private var drawn: ContinuousClock.Instant?

  /// Creates a bar; `isQuiet` keeps it hidden.
  init(isQuiet: Bool, terminal: Terminal = .diagnostics) {
    isShown = terminal.isInteractive && !isQuiet
  }

  /// Shows a phase and the share of the work done, in [0, 1].
  mutating func update(_ phase: String, fraction: Double) {
    let now = ContinuousClock.now
    guard isShown, now - started > Self.patience, drawn.map({ now - $0 > Self.pace }) ?? true
    else { return }
    drawn = now
    StandardStreams.diagnose("\r\u{1B}[2K" + Self.line(phase, fraction: fraction), terminator: "")
  }

  /// Wipes the line.
  mutating func finish() {
    if drawn != nil { StandardStreams.diagnose("\r\u{1B}[2K", terminator: "") }
    drawn = nil
  }

  /// The text of the line, such as `influence  [######------]  50 %`.
  static func line(_ phase: String, fraction: Double) -> String {
    let share = min(max(fraction, 0), 1)
    let filled = Int((share * Double(width)).rounded())
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    return "\(phase)  [\(bar)]  \(Int(share * 100)) %"
  }
}
