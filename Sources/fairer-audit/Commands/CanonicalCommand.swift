import FairerAudit
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
    "--model-card": true, "--pdf": true, "--paper": true, "--rows": true, "--force": false,
    "--quiet": false, "--checkpoint-every": true, "--keep-front": false, "--resume": false,
  ]

  /// Options whose value is a file that the run reads.
  static let files: Set<String> = [
    "--architecture", "--spec", "--data", "--gates", "--baseline", "--train", "--validation",
  ]

  /// Takes what decides the result out of a command line.
  ///
  /// - Parameters:
  ///   - arguments: What follows the program's name.
  ///   - model: The model's path, as it stands among them; its base name follows the command's name.
  ///     `nil` where predictions made elsewhere are audited.
  ///   - commands: The names that may stand first; without one of them it is `audit`.
  init(_ arguments: [String], model: String?, commands: [String]) {
    var rest = arguments[...]
    self.arguments = [commands.contains(rest.first ?? "") ? rest.removeFirst() : "audit"]
    if let model {
      self.arguments.append(baseName(model))
      if let place = Self.place(of: model, in: rest) { rest.remove(at: place) }
    }
    while let word = rest.first {
      rest.removeFirst()
      if word == "--" { continue }
      guard word.hasPrefix("-"), word != "-" else {
        self.arguments.append(word)
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
        self.arguments.append(Self.files.contains(name) ? baseName(value) : value)
      } else if Self.files.contains(name), let path = rest.first {
        rest.removeFirst()
        self.arguments.append(baseName(path))
      }
    }
  }

  /// Where the model's path stands: a word of its own rather than one that may be an option's value.
  private static func place(of model: String, in words: ArraySlice<String>) -> Int? {
    let places = words.indices.filter { words[$0] == model }
    return places.first { $0 == words.startIndex || !words[$0 - 1].hasPrefix("-") } ?? places.last
  }

  /// The command of this process, which reads a model.
  static func current(model: String?) -> CanonicalCommand {
    CanonicalCommand(
      Array(CommandLine.arguments.dropFirst()), model: model, commands: FairerAudit.commandNames)
  }
}
