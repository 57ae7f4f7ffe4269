import Archives
import ArgumentParser
import AuditResults
import Report

/// `fairer-audit render AUDIT.json`: the reports of an audit made before.
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Write report.html and report.md again from an audit.json.",
    discussion: """
      With --edition public, also an audit.json without small counts, into a folder of its own.

      EXAMPLES
        fairer-audit render model.audit/audit.json --force
        fairer-audit render audit.json -o site
        fairer-audit render audit.json --edition public -o public
        fairer-audit render audit.json --model-card README.md --pdf report.pdf
      """)

  @Argument(help: "The audit.json that an audit wrote.", completion: .file(extensions: ["json"]))
  var audit: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The output folder. Default: the JSON's.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @OptionGroup var editions: EditionOption
  @OptionGroup var extras: ExtraOutputOptions
  @OptionGroup var forcing: ForceOption

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  func run() throws {
    let formats: [ReportFormat] =
      [.html, .markdown] + (editions.edition == .public ? [.json] : [])
    let paths = formats.map { format in
      output.map { $0 + "/" + format.fileName }
        ?? FileSystem.sibling(of: audit, named: format.fileName)
    }
    try OutputFiles.check(paths + extras.paths, inputs: [audit], force: forcing.force)
    let browser = try extras.browser()
    let json = try FileBytes.all(of: audit)
    let read = try AuditFile.decode(json, from: audit)
    let isDigestRight = hasRightDigest(read, readFrom: json)
    var result = try editions.applied(to: read)
    if editions.edition == .public { result.contentDigest = try contentDigest(of: result) }
    var files = OutputFiles()
    let report = try PreparedReport(of: result, isDigestRight: isDigestRight)
    for (format, path) in zip(formats, paths) { files.add(path, try report.text(format)) }
    try extras.add(result, to: &files, browser: browser)
    try files.write(inputs: [audit], force: forcing.force)
    if !quiet {
      try StandardStreams.print(
        (paths + extras.paths).map { "wrote \($0.printable)" }.joined(separator: "\n"))
    }
  }
}
