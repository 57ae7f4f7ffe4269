import Archives
import ArgumentParser
import AuditResults
import FairerAudit
import Foundation
import Report
import Tables

/// `fairer-audit verify AUDIT.json`: whether an audit says what its files give.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check an audit.json: hash its files again, run it again, compare every number.",
    discussion: """
      Files are looked for beside the audit, one folder up, in the working folder and where the run found them; options name \
      them otherwise. Ends with code 5 and a list where something differs. How a model was fine-tuned is not run again; the \
      audit of its result is.

      EXAMPLES
        fairer-audit verify model.audit/audit.json
        fairer-audit verify audit.json --data rows.csv --tolerance 1e-5
      """)

  @Argument(help: "The audit.json that an audit wrote.", completion: .file(extensions: ["json"]))
  var audit: String

  @Option(help: ArgumentHelp("The checkpoint.", valueName: "file"), completion: .file())
  var model: String?

  @Option(help: ArgumentHelp("The audit spec.", valueName: "file"), completion: .file())
  var spec: String?

  @Option(help: ArgumentHelp("The data.", valueName: "file"), completion: .file())
  var data: String?

  @Option(help: ArgumentHelp("The file of limits.", valueName: "file"), completion: .file())
  var gates: String?

  @Option(help: ArgumentHelp("The earlier audit.", valueName: "json"), completion: .file())
  var baseline: String?

  @Option(
    help: ArgumentHelp("The architecture of files that hold weights only.", valueName: "json"),
    completion: .file())
  var architecture: String?

  @Option(
    help: ArgumentHelp(
      "How far numbers may differ, relative to the larger; counts may not differ.",
      valueName: "number"))
  var tolerance: Double = 1e-6

  @Option(help: ArgumentHelp("How many threads to use. Default: all cores.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Print nothing but errors and differences.")
  var quiet = false

  /// The most differences that are printed.
  private static let listed = 50

  func run() throws {
    guard tolerance >= 0, tolerance < 1 else {
      throw UsageError.option(
        name: "--tolerance", expected: "0 to 1, without 1", found: "\(tolerance)")
    }
    let recorded = try AuditFile.read(audit)
    var differences: [ValueDifference] = []
    let digest = try contentDigest(of: recorded)
    if let stated = recorded.contentDigest, stated != digest {
      differences.append(
        ValueDifference(path: "contentDigest", recorded: stated, found: "\(digest) of the content"))
    }
    let plan = try VerificationPlan(recorded, options: self)
    for (path, stated, file) in plan.files {
      let found = try fileFacts(file)
      if found.sha256 != stated.sha256 {
        differences.append(
          ValueDifference(path: "\(path).sha256", recorded: stated.sha256, found: found.sha256))
      }
    }
    var values = ValueDifferences()
    if differences.isEmpty {
      values = try valueDifferences(
        from: recorded, to: try plan.audited(threads: threads, quiet: quiet), tolerance: tolerance)
      differences = values.differences
    }
    guard differences.isEmpty else {
      let lines = differences.prefix(Self.listed).map {
        "\($0.path): recorded \($0.recorded), found \($0.found)".printable
      }
      let rest = differences.count - lines.count
      try StandardStreams.print(
        (lines + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n"))
      throw VerifyError.differs(file: audit, count: differences.count)
    }
    if !quiet { try StandardStreams.print(summary(recorded, plan, values).joined(separator: "\n")) }
  }

  private func summary(
    _ recorded: AuditResult, _ plan: VerificationPlan, _ values: ValueDifferences
  ) -> [String] {
    var lines = plan.files.map { path, facts, _ in
      "\(path): \(facts.name) has the recorded SHA-256".printable
    }
    lines.append(
      recorded.contentDigest == nil
        ? "the audit holds no content digest" : "the content has the recorded digest")
    let equal =
      values.equalNumbers == values.numbers
      ? "all equal to the last bit"
      : "\(Numbers.count(values.equalNumbers)) equal to the last bit, the others within \(values.largestDeviation)"
    lines.append("\(Numbers.count(values.numbers)) numbers compared: \(equal)")
    if recorded.fineTuning != nil { lines.append("the training itself was not run again") }
    if recorded.tool.version != toolVersion {
      lines.append(
        "made by version \(recorded.tool.version), verified by \(toolVersion)".printable)
    }
    lines.append("verified: the audit says what its files give")
    return lines
  }
}
