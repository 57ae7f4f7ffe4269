import Archives
import ArgumentParser
import Audit
import AuditResults
import FairerAudit
import Report
import Tables

/// Declared limits, and what they make of a run.
struct GateOptions: ParsableArguments {
  /// What gates that are inconclusive or not assessed do to the exit code.
  enum Inconclusive: String, ExpressibleByArgument, CaseIterable {
    case error, warn
  }

  @Option(
    help: ArgumentHelp(
      "A file of limits, in the form of the spec's section 'gates', in addition to it.",
      valueName: "file"),
    completion: .file())
  var gates: String?

  @Option(
    help: ArgumentHelp(
      "Whether limits that the data cannot decide end the run with code 3: error or warn.",
      valueName: "level"))
  var inconclusive: Inconclusive = .error

  @Option(
    help: ArgumentHelp(
      "An audit.json of an earlier model: only limits that are not met and got worse fail.",
      valueName: "json"),
    completion: .file(extensions: ["json"]))
  var baseline: String?

  @Flag(
    help: "Keep in audit.json which rows were selected, so that a later --baseline can pair rows.")
  var keepDecisions = false

  @Option(
    help: ArgumentHelp(
      "Add a rule's tables and cross-walk: nyc-ll144, ugesp or eu-ai-act-annex-iv.",
      valueName: "name"),
    completion: .list(Profiles.all.map(\.id)))
  var profile: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Print the audit in the terms of another tool: fairlearn, aif360 or fairer.",
      valueName: "tool"),
    completion: .list(ForeignTool.allCases.map(\.rawValue)))
  var terms: String?

  @Option(
    help: ArgumentHelp("Also write the limits' results as JUnit XML.", valueName: "file"),
    completion: .file())
  var junit: String?

  @Option(
    help: ArgumentHelp("Also write limits that are not met as SARIF 2.1.0.", valueName: "file"),
    completion: .file())
  var sarif: String?

  @Option(
    help: ArgumentHelp("Also write a short Markdown page for a build step.", valueName: "file"),
    completion: .file())
  var summary: String?

  @Option(
    help: ArgumentHelp("Also write an unsigned in-toto test-result statement.", valueName: "file"),
    completion: .file())
  var attestation: String?

  /// The tool in whose terms the audit is printed; `nil` for the table of this one.
  func foreignTool() throws(UsageError) -> ForeignTool? {
    guard let terms else { return nil }
    guard let tool = ForeignTool(rawValue: terms) else {
      throw .option(
        name: "--as", expected: ForeignTool.allCases.map(\.rawValue).joined(separator: ", "),
        found: terms)
    }
    return tool
  }

  /// The chosen profile; `nil` where none is.
  func chosenProfile() throws(UsageError) -> Profile? {
    guard let profile else { return nil }
    guard let known = Profiles.named(profile) else {
      throw .option(
        name: "--profile", expected: Profiles.all.map(\.id).joined(separator: ", "), found: profile)
    }
    return known
  }

  /// The files that are read for gates.
  var inputs: [String] { [gates, baseline].compactMap(\.self) }

  /// The files that are written on request.
  var outputs: [(format: GateFormat, path: String)] {
    GateFormat.allCases.compactMap { format in
      let path =
        switch format {
        case .junit: junit
        case .sarif: sarif
        case .summary: summary
        case .attestation: attestation
        }
      return path.map { (format, $0) }
    }
  }

  /// The earlier audit and its file.
  func earlierAudit() throws -> (result: AuditResult, file: FileFacts)? {
    guard let baseline else { return nil }
    return (try AuditFile.read(baseline), try fileFacts(baseline))
  }

  /// The spec's gates and those of the file.
  func gates(_ spec: AuditSpec) throws(SpecError) -> [GateSpec] {
    guard let gates else { return spec.gates }
    return try GateSpec.joined(spec.gates, adding: try GateSpec.read(path: gates))
  }

  /// Records in a result where its gates come from and how they decide.
  func complete(_ result: inout AuditResult) throws {
    result.profile = try chosenProfile()
    if inconclusive == .warn { result.inconclusiveIsTolerated = true }
    guard let gates else { return }
    result.gateFile = try fileFacts(gates)
    let ids = Set(try GateSpec.read(path: gates).map(\.id))
    for index in result.gates.indices where result.gates[index].id.map(ids.contains) == true {
      result.gates[index].isFromGateFile = true
    }
  }

  /// What the gates make of the run.
  static func status(of result: AuditResult) -> ExitStatus {
    let verdicts = result.gates.map { result.verdict($0) }
    if verdicts.contains(.failed) { return .belowLimit }
    return verdicts.contains(.open) || verdicts.contains(.notAssessed) ? .inconclusive : .success
  }

  /// What whoever declared the gates should look at again.
  static func warnings(_ result: AuditResult, on day: String) -> [String] {
    var warnings = result.gates.filter { $0.level != .off && $0.isExpired(on: day) }.map { gate in
      "gate '\(gate.id ?? gate.metric)' expired on \(gate.expiry ?? ""); it still counts, and "
        + (gate.owner.map { "\($0) should" } ?? "its owner should") + " confirm or change it"
    }
    if let profile = result.profile, profile.isStale(on: day) {
      warnings.append(
        "profile '\(profile.id)' is as of \(profile.asOf), more than \(Profile.staleDays) days ago; "
          + "rules change")
    }
    switch result.baseline?.pairing {
    case .noDecisions:
      warnings.append(
        "the baseline kept no decisions (--keep-decisions), so its rows are not paired with these")
    case .otherRows:
      warnings.append("the baseline is of other rows or labels, so rows are not paired")
    case .paired, nil: break
    }
    for change in result.baseline?.limitChanges ?? [] {
      switch change.kind {
      case .loosened: warnings.append("gate '\(change.gate)' is looser than in the baseline")
      case .removed:
        warnings.append("gate '\(change.gate)' of the baseline is not declared any more")
      case .same, .tightened, .altered, .added: break
      }
    }
    return warnings
  }
}
