import AuditResults

/// Every metric, as docs/metrics.md tells it.
///
/// Made from the metric table; a test fails where the file differs.
public enum MetricPage {
  /// The text of docs/metrics.md.
  public static var markdown: String {
    var text = """
      # Metrics

      This file is generated from the metric table (`Metric.all`). Methods and intervals: [statistics.md](statistics.md).

      | id | name | label | better | limit can be declared | compared with a base |
      |---|---|---|---|---|---|

      """
    for metric in Metric.all {
      let definition = metric.definition
      text +=
        "| [`\(metric.id)`](#\(anchor(metric.id))) | \(definition.name) | "
        + "\(words(metric.labels)) | \(words(definition)) | "
        + "\(metric.canBeLimited ? "yes" : "") | \(metric.canTakeBase ? "yes" : "") |\n"
    }
    for metric in Metric.all {
      let definition = metric.definition
      text += """

        ## \(metric.id)

        **\(definition.name)**: `\(definition.formula)`

        \(definition.meaning)

        - When not to use it: \(definition.caution)
        - Ideal value: \(definition.ideal.map { "\($0)" } ?? "none"); \(words(definition))
        - Reference: \(definition.reference)

        """
      if !definition.equivalents.isEmpty {
        text += "- Equal to: \(definition.equivalents.joined(separator: "; "))\n"
      }
    }
    text += """

      ## In the terms of other tools

      `--as TOOL` prints an audit under these names. A number that another tool gives where it is not defined, such as 0 for
      the rate of an empty group, is printed as `undefined`.

      | tool | its name | our id | of |
      |---|---|---|---|

      """
    for tool in ForeignTool.allCases {
      for term in tool.terms {
        text +=
          "| \(tool.rawValue) | `\(term.name)` | \(term.metric.map { "`\($0)`" } ?? "rows") | "
          + "\(words(term.scope)) |\n"
      }
    }
    return text
  }

  /// GitHub's anchor of an id as a heading: without its full stops.
  private static func anchor(_ id: String) -> String { String(id.filter { $0 != "." }) }

  private static func words(_ definition: MetricDefinition) -> String {
    switch definition.direction {
    case .higher: "higher is better"
    case .lower: "lower is better"
    case .ideal: "nearer to the ideal is better"
    case .some(.none), nil: "neither good nor bad"
    }
  }

  private static func words(_ labels: LabelKind?) -> String {
    switch labels {
    case .binary: "two values"
    case .multiclass: "several classes"
    case .numeric: "numbers"
    case nil: "any"
    }
  }

  private static func words(_ scope: ForeignTool.Term.Scope) -> String {
    switch scope {
    case .group: "each group, all rows"
    case .attribute: "all groups"
    case .twoGroups: "two groups"
    case .overall: "all rows"
    }
  }
}
