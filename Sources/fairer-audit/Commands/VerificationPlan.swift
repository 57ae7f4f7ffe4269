import Archives
import AuditResults
import Foundation
import Report
import Tables

/// How an audit is made again: the files that it names, and the command.
struct VerificationPlan {
  /// Where the audit names a file, what it says of it, and where the file is.
  private(set) var files: [(path: String, recorded: FileFacts, file: String)] = []
  private var command: [String] = ["audit"]

  /// Finds the files and puts the command together.
  ///
  /// - Throws: ``VerifyError`` where the audit cannot be made again.
  init(_ recorded: AuditResult, options: Verify) throws {
    guard let arguments = recorded.command, let name = arguments.first else {
      throw VerifyError.noCommand(file: options.audit)
    }
    let evidence = EvidenceFiles(audit: options.audit, run: recorded.run)
    // Predictions made elsewhere may come without a model.
    if Self.namesModel(arguments) {
      let facts = recorded.model.file
      let model =
        try options.model ?? evidence.find("model", facts.name, sha256: facts.sha256)
      files.append(("model.file", facts, model))
      command.append(model)
    }
    switch name {
    case "audit":
      break
    case "finetune":
      let test = recorded.fineTuning?.rows.first { $0.role == .test }
      guard test?.digest == nil else { throw VerifyError.dealtRows(file: options.audit) }
    default:
      throw VerifyError.otherCommand(file: options.audit, command: name)
    }

    var spec: String?
    if let facts = recorded.data.spec {
      let path = try options.spec ?? evidence.find("spec", facts.name, sha256: facts.sha256)
      files.append(("data.spec", facts, path))
      command += ["--spec", path]
      spec = path
    }
    let named = Self.value(of: "--data", in: arguments)
    let ofSpec = named == nil ? try spec.flatMap { try AuditSpec.read(path: $0).data.test } : nil
    let data: String
    if let given = options.data {
      data = given
    } else if let ofSpec, FileSystem.exists(ofSpec) {
      data = ofSpec
    } else {
      data = try evidence.find(
        "data", recorded.data.file.name, sha256: recorded.data.file.sha256)
    }
    files.append(("data.file", recorded.data.file, data))
    if data != ofSpec { command += ["--data", data] }
    for (option, given, facts, path) in [
      ("--gates", options.gates, recorded.gateFile, "gateFile"),
      ("--baseline", options.baseline, recorded.baseline?.file, "baseline.file"),
    ] {
      guard let facts else { continue }
      let file =
        try given
        ?? evidence.find(
          String(option.dropFirst(2)), facts.name, sha256: facts.sha256)
      files.append((path, facts, file))
      command += [option, file]
    }
    if let name = Self.value(of: "--architecture", in: arguments) {
      let file = try options.architecture ?? evidence.find("architecture", name, sha256: nil)
      command += ["--architecture", file]
    }
    command += name == "audit" ? Self.rest(of: arguments) : Self.settings(of: recorded, arguments)
  }

  /// Whether a model follows the command's name.
  private static func namesModel(_ arguments: [String]) -> Bool {
    arguments.dropFirst().first.map { !$0.hasPrefix("-") } ?? false
  }

  /// The value that follows an option.
  private static func value(of option: String, in arguments: [String]) -> String? {
    guard let index = arguments.firstIndex(of: option) else { return nil }
    return arguments.dropFirst(index + 1).first
  }

  /// Everything but the command, the model and the files that stand for themselves.
  private static func rest(of arguments: [String]) -> [String] {
    var rest = arguments.dropFirst(namesModel(arguments) ? 2 : 1)
    var kept: [String] = []
    while let word = rest.first {
      rest.removeFirst()
      if CanonicalCommand.files.contains(word) {
        rest = rest.dropFirst()
      } else {
        kept.append(word)
      }
    }
    return kept
  }

  /// What decides the audit of a fine-tuned model.
  private static func settings(of recorded: AuditResult, _ arguments: [String]) -> [String] {
    var settings = ["--seed", "\(recorded.settings.seed)"]
    for option in ["--groups", "--label", "--positive", "--threshold"] {
      if let value = value(of: option, in: arguments) { settings += [option, value] }
    }
    let columns = Set(recorded.attributes.filter { $0.columns.count < 2 }.map(\.name)).count
    if columns > 1 { settings += ["--intersections", "\(columns)"] }
    return settings
  }

  /// Runs the audit again in a process and a folder of its own.
  ///
  /// The same program by the same way in: what is compared is what a user would get.
  func audited(threads: Int?, quiet: Bool) throws -> AuditResult {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "fairer-audit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(filePath: ReaderProcess.executable)
    process.arguments =
      command + ["-o", folder.path, "--format", "json"]
      + (threads.map { ["--threads", "\($0)"] } ?? []) + (quiet ? ["--quiet"] : [])
    process.standardOutput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw VerifyError.notStarted(reason: error.localizedDescription)
    }
    process.waitUntilExit()
    let status = process.terminationStatus
    // Limits that are missed or open end a run with 1 or 3; its audit is whole.
    guard process.terminationReason == .exit, [0, 1, 3].contains(status) else {
      throw VerifyError.failed(status: status)
    }
    return try decodeAuditResult(
      try FileBytes.all(of: folder.appending(path: ReportFormat.json.fileName).path))
  }
}
