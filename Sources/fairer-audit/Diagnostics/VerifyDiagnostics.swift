/// Why an audit could not be verified, or what was found.
enum VerifyError: Error, Equatable {
  /// The audit file does not say by which command it was made.
  case noCommand(file: String)
  /// The command is none that can be run again.
  case otherCommand(file: String, command: String)
  /// A file that the audit names is not there.
  case missing(role: String, name: String, folders: [String])
  /// The audit was of rows dealt from a file, which the audit command cannot deal again.
  case dealtRows(file: String)
  /// The program did not run again.
  case notStarted(reason: String)
  /// The audit failed this time.
  case failed(status: Int32)
  /// The audit says something else than what was found.
  case differs(file: String, count: Int)
}

extension VerifyError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .noCommand(let file):
      Diagnostic(
        .input, "\(file): the audit does not record the command that made it",
        hint: "an older version wrote it; run the audit again, then verify that")
    case .otherCommand(let file, let command):
      Diagnostic(
        .input, "\(file): expected an audit made by 'audit' or 'finetune', found '\(command)'",
        hint: "the file was changed or damaged; run the audit again")
    case .missing(let role, let name, let folders):
      Diagnostic(
        .input, "\(name): the \(role) that the audit names is in none of \(quoted(folders))",
        hint: "name it with --\(role) FILE")
    case .dealtRows(let file):
      Diagnostic(
        .input,
        "\(file): the audit is of test rows that the training drew from one file, and only the training can draw them again",
        hint: "give finetune its test rows in a file of their own (--data FILE)")
    case .notStarted(let reason):
      Diagnostic(
        .input, "the audit could not be run again: \(reason)", hint: "check the installation")
    case .failed(let status):
      Diagnostic(
        ExitStatus(rawValue: status) ?? .input,
        "the audit could not be run again: it ended with exit code \(status)",
        hint: "the message above says why")
    case .differs(let file, let count):
      Diagnostic(
        .output, "\(file): \(count) difference\(count == 1 ? "" : "s") from what was found",
        hint: "the list on standard output says where; do not rely on this audit")
    }
  }
}
