import Foundation

/// The part of a command line that decides what an audit finds: no output, no folders, no threads.
///
/// It stands in the result, so that whoever holds the files can run the audit again; folders are left
/// out, since they say something about the machine and nothing about the audit.
struct CanonicalCommand: Equatable {
  /// The command's name, the model and the options, without the program's name.
  var arguments: [String]

  /// Options that change where and how a run writes, each with whether it takes a value.
  private static let dropped: [String: Bool] = [
    "-o": true, "--output": true, "--format": true, "--threads": true, "--junit": true,
    "--sarif": true, "--summary": true, "--attestation": true, "--neurons": true, "--as": true,
    "--model-card": true, "--pdf": true, "--force": false, "--quiet": false,
  ]

  /// Options whose value is a file that the run reads.
  static let files: Set<String> = [
    "--architecture", "--spec", "--data", "--gates", "--baseline", "--train", "--validation",
  ]

  /// Takes what decides the result out of a command line.
  ///
  /// - Parameters:
  ///   - arguments: What follows the program's name.
  ///   - commands: The names that may stand first; without one of them it is `audit`.
  init(_ arguments: [String], commands: [String]) {
    var rest = arguments[...]
    self.arguments = [commands.contains(rest.first ?? "") ? rest.removeFirst() : "audit"]
    var isOptions = true
    while let word = rest.first {
      rest.removeFirst()
      guard isOptions, word.hasPrefix("-"), word != "-" else {
        // Of words that are no options and no option's value, only the model's path is left.
        let isValue = isOptions && self.arguments.last.map(Self.takesValue) == true
        self.arguments.append(isValue ? word : Self.baseName(word))
        continue
      }
      if word == "--" {
        isOptions = false
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      if let takesValue = Self.dropped[name] {
        if takesValue, parts.count == 1, !rest.isEmpty { rest.removeFirst() }
        continue
      }
      self.arguments.append(name)
      if parts.count == 2 {
        let value = String(parts[1])
        self.arguments.append(Self.files.contains(name) ? Self.baseName(value) : value)
      } else if Self.files.contains(name), let path = rest.first {
        rest.removeFirst()
        self.arguments.append(Self.baseName(path))
      }
    }
  }

  /// Whether an option may be followed by a value: all but the flags.
  private static func takesValue(_ word: String) -> Bool {
    word.hasPrefix("-") && !flags.contains(word)
  }

  static let flags: Set<String> = ["--keep-decisions", "--allow-nonfinite-weights"]

  private static func baseName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The command of this process.
  static var current: CanonicalCommand {
    CanonicalCommand(Array(CommandLine.arguments.dropFirst()), commands: FairerAudit.commandNames)
  }
}
