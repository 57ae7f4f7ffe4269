import ArgumentParser
import AuditResults
import FairerAudit
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The command line of fairer-audit.
@main
struct FairerAudit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fairer-audit",
    abstract: "Audits how a neural network treats subgroups of people, and looks inside it.",
    usage: """
      fairer-audit [audit] MODEL --groups sex[,race] [--spec FILE] [--data FILE] [-o DIR]
      fairer-audit --spec FILE                        (predictions made elsewhere)
      fairer-audit init MODEL --data FILE [--train FILE]
      fairer-audit inspect MODEL
      fairer-audit predict MODEL --inputs IN.npz -o OUT.npz
      fairer-audit convert MODEL -o OUT.h5|OUT.keras
      fairer-audit finetune MODEL --groups sex --method gpa|gapreg|mixup|erm -o OUT
      fairer-audit render AUDIT.json
      fairer-audit compare A.json B.json
      fairer-audit verify AUDIT.json
      """,
    discussion: """
      EXAMPLES
        Audit a model with the spec that lies beside it (model.audit.yaml):
          fairer-audit model.h5 --groups sex
        Two attributes and their crosses, into a folder of your choice:
          fairer-audit model.h5 --groups sex,race --intersections 2 -o review
        Other data, another cut-off:
          fairer-audit model.h5 --groups sex --data holdout.csv.gz --threshold 0.4
        Limits that decide the exit code, and their results for a build server:
          fairer-audit model.h5 --groups sex --gates limits.yaml --junit gates.xml
        What is in a checkpoint, and what it predicts:
          fairer-audit inspect model.h5
          fairer-audit predict model.h5 --data holdout.csv -o scores.csv
        Train it further so that scores depend less on the group:
          fairer-audit finetune model.h5 --groups sex -o fairer.h5
        What changed since an earlier audit, and whether an audit is true:
          fairer-audit compare old.audit/audit.json model.audit/audit.json
          fairer-audit verify model.audit/audit.json

      EXIT CODES
        0  done; every error-level gate meets its limit
        1  a gate is below its limit
        2  usage, spec or gate file wrong
        3  no gate below, but one inconclusive or not assessed
        4  model or data unreadable, unsupported, or they do not fit each other
        5  output could not be written, or verification failed
      """,
    version: toolVersion,
    subcommands: [
      AuditCommand.self, Init.self, Inspect.self, Predict.self, Convert.self, FineTuneCommand.self,
      Render.self, Compare.self, Verify.self,
    ],
    defaultSubcommand: AuditCommand.self)

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    // A closed pipe is an error of the write that meets it, not the end of the process.
    _ = signal(SIGPIPE, SIG_IGN)
    ReaderProcess.serveIfAsked(arguments)
    do {
      try checkCommandName(arguments)
      var command = try parseAsRoot(arguments)
      // Data files are no more to be trusted than models.
      try HDF5Arrays.$current.withValue(.separateProcess) { try command.run() }
    } catch {
      exit(with: error)
    }
  }

  /// The words that may stand first.
  static var commandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
  }

  /// The command whose help has the options of a command line; without a command's name it is `audit`.
  static func helpHint(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) -> String {
    let named = arguments.first.flatMap { word in commandNames.dropLast().first { $0 == word } }
    return "'fairer-audit help \(named ?? "audit")' shows every option with examples"
  }

  /// Refuses a first word that is neither a command nor a file, so that a mistyped command is not
  /// taken for the path of a model.
  static func checkCommandName(_ arguments: [String]) throws(UsageError) {
    let names = commandNames
    guard let word = arguments.first, CommandGuess.looksLikeCommand(word), !names.contains(word),
      !FileSystem.exists(word)
    else { return }
    throw .unknownCommand(
      word, nearest: NameGuess.nearest(to: word, in: names), all: names)
  }

  /// Prints what an error means and ends the process with the documented code.
  private static func exit(with error: any Error) -> Never {
    if let stop = error as? ExitCode { exitProcess(stop.rawValue) }
    let isUsage = !(error is any Diagnosable)
    if isUsage, exitCode(for: error) == .success {
      do {
        try StandardStreams.print(fullMessage(for: error))
        exitProcess(0)
      } catch {
        exit(with: error)
      }
    }
    var diagnostic =
      (error as? any Diagnosable)?.diagnostic
      ?? Diagnostic(
        .usage, message(for: error), hint: helpHint())
    diagnostic.message = DataInput.told(diagnostic.message)
    StandardStreams.diagnose(diagnostic.rendered(for: .diagnostics))
    exitProcess(diagnostic.status.rawValue)
  }
}

/// The C library's `exit`, whose name the command's own functions hide.
private func exitProcess(_ code: Int32) -> Never { exit(code) }

extension ToolFacts {
  /// This program.
  static let this = ToolFacts(name: "fairer-audit", version: toolVersion)
}
