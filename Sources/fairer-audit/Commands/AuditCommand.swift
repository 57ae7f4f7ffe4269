import ArgumentParser
import Audit
import AuditResults
import Engine
import Keras
import Report
import Tables

/// `fairer-audit [audit] MODEL`: the main job.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Audit a model per subgroup and write the report (the default command).",
    discussion: """
      Reads the model, the audit spec and the data; writes report.html, report.md and audit.json into MODEL-STEM.audit/.

      EXAMPLES
        fairer-audit model.h5 --groups sex
        fairer-audit model.h5 --groups sex,race --intersections 2 -o review --force
      """)

  @OptionGroup var model: ModelArgument

  @Option(
    help: ArgumentHelp(
      "The group columns, separated by commas. Default: the spec's.", valueName: "columns"))
  var groups: String?

  @Option(
    help: ArgumentHelp("Also cross the group columns, up to this many at a time.", valueName: "n"))
  var intersections: Int = 1

  @OptionGroup var source: DataOptions

  @Option(help: ArgumentHelp("The label's column. Default: the spec's.", valueName: "column"))
  var label: String?

  @Option(
    help: ArgumentHelp("The label's favourable value. Default: the spec's.", valueName: "value"))
  var positive: String?

  @Option(
    help: ArgumentHelp(
      "Rows with at least this score are selected. Default: the spec's.", valueName: "score"))
  var threshold: Double?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The output folder.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The formats to write: html, md, json, separated by commas.", valueName: "formats"))
  var format: String = "html,md,json"

  @Option(
    help: ArgumentHelp(
      "The seed of every random draw. Default: the spec's, else 0.", valueName: "n"))
  var seed: UInt64?

  @OptionGroup var forcing: ForceOption
  @OptionGroup var running: RunningOptions
}
