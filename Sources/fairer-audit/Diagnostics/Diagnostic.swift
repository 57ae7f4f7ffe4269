/// The process's exit codes; a contract with scripts.
enum ExitStatus: Int32, CaseIterable {
  /// Done; every error-level gate meets its limit.
  case success = 0
  /// A gate is below its limit.
  case belowLimit = 1
  /// Usage, spec or gate file wrong.
  case usage = 2
  /// No gate below its limit, but one inconclusive or not assessed.
  case inconclusive = 3
  /// Model or data unreadable, unsupported, or they do not fit each other.
  case input = 4
  /// Output could not be written, or verification failed.
  case output = 5

  /// What two outcomes of limits make together: one that is missed counts before one that is open.
  func worse(_ other: ExitStatus) -> ExitStatus {
    other == .belowLimit || self == .success ? other : self
  }
}

/// An error as the user reads it: one sentence of facts, and the remedy.
struct Diagnostic: Equatable {
  /// The code that the process ends with.
  var status: ExitStatus
  /// What was wrong: the file, the object in it, what was expected and found.
  var message: String
  /// What to do about it.
  var hint: String

  init(_ status: ExitStatus, _ message: String, hint: String) {
    self.status = status
    self.message = message.printable
    self.hint = hint.printable
  }

  /// The two lines for standard error.
  func rendered(for terminal: Terminal) -> String {
    """
    \(terminal.styled("error:", .red)) \(message)
    \(terminal.styled("hint:", .cyan)) \(hint)
    """
  }
}

/// An error that knows how to be told.
protocol Diagnosable: Error {
  /// The error as the user reads it.
  var diagnostic: Diagnostic { get }
}
