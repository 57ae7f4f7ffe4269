import Archives
import ArgumentParser
import Audit
import AuditResults
import FairerAudit
import Report

/// `fairer-audit compare A.json B.json`: what changed from one audit to another.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Hold two audits against each other, row by row where they are of the same rows.",
    discussion: """
      Writes comparison.html, comparison.md and comparison.json. Rows are paired where both audits are of the same data file \
      and label and were made with --keep-decisions; otherwise intervals treat them as unrelated samples.

      EXAMPLES
        fairer-audit compare old.audit/audit.json new.audit/audit.json
        fairer-audit compare old.json new.json -o review --format html
      """)

  @Argument(help: "The first audit.json.", completion: .file(extensions: ["json"]))
  var before: String

  @Argument(help: "The second audit.json.", completion: .file(extensions: ["json"]))
  var after: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The output folder. Default: the second audit's.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The formats to write: html, md, json, separated by commas.", valueName: "formats"))
  var format: String = "html,md,json"

  @OptionGroup var forcing: ForceOption

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  func run() throws {
    let formats = try chosenFormats(ComparisonFormat.self, named: format)
    let paths = formats.map { format in
      output.map { $0 + "/" + format.fileName }
        ?? FileSystem.sibling(of: after, named: format.fileName)
    }
    let inputs = [before, after]
    try OutputFiles.check(paths, inputs: inputs, force: forcing.force)
    let audits = try inputs.map { path in
      (result: try AuditFile.read(path), file: try fileFacts(path))
    }
    var comparison = compare(
      audits[0], with: audits[1], tool: .this)
    comparison.contentDigest = try contentDigest(of: comparison)
    var files = OutputFiles()
    for (format, path) in zip(formats, paths) { files.add(path, try format.render(comparison)) }
    try files.write(inputs: inputs, force: forcing.force)
    if !quiet {
      try StandardStreams.print(
        (ComparisonTable(comparison).lines + [""] + paths.map { "wrote \($0.printable)" })
          .joined(separator: "\n"))
    }
  }
}
