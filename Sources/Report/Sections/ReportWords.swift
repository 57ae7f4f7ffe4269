import AuditResults

/// Sentences outside the sections that both renderings print.
enum ReportWords {
  /// What the report is about, under its title.
  static func lead(_ result: AuditResult) -> Text {
    let names = result.attributes.map { Text.name($0.name) }.joined(", ")
    guard !names.isEmpty else { return "Outcomes, errors and network influence per subgroup." }
    return "Outcomes, errors and network influence per subgroup: \(names)."
  }

  /// Who made the report, and from what.
  static func footer(_ result: AuditResult) -> Text {
    """
    Made by \(name: result.tool.name) \(name: result.tool.version) from the audit’s JSON alone. \
    Numbers are decided unrounded and printed rounded.
    """
  }
}
