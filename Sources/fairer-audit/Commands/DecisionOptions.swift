import ArgumentParser
import Tables

/// What is compared, and from which score on a row is selected.
struct DecisionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The group columns, separated by commas. Default: the spec's.", valueName: "columns"))
  var groups: String?

  @Option(help: ArgumentHelp("The label's column. Default: the spec's.", valueName: "column"))
  var label: String?

  @Option(
    help: ArgumentHelp("The label's favourable value. Default: the spec's.", valueName: "value"))
  var positive: String?

  @Option(
    help: ArgumentHelp(
      "Rows with at least this score are selected; 'median', in an audit, selects those above the median of all scores. Default: the spec's.",
      valueName: "score"))
  var threshold: String?

  /// The attributes that the option names, else the spec's.
  func chosenGroups(
    _ spec: AuditSpec, label: LabelSpec
  ) throws(UsageError) -> [GroupSpec] {
    let chosen = groups.map { spec.groups(named: Self.names($0)) } ?? spec.groups
    guard !chosen.isEmpty else { throw .noGroups(spec: spec.path) }
    if let group = chosen.first(where: { $0.column == label.column && $0.bins == nil }) {
      throw .labelAsGroup(group: group.name, column: label.column)
    }
    return chosen
  }

  /// The thresholds that the option names, else the spec's, and whether they were asked for.
  func chosenThresholds(
    _ spec: AuditSpec
  ) throws(UsageError) -> (spec: ThresholdSpec, isDeclared: Bool) {
    guard let threshold else { return (spec.threshold, spec.isThresholdDeclared) }
    if threshold == "median" { return (.median, true) }
    return (.number(try Self.score(threshold, expected: "0 to 1, or median")), true)
  }

  /// The one number that the option names, else the spec's.
  func chosenThreshold(_ spec: AuditSpec) throws(UsageError) -> Double {
    guard let threshold else {
      guard let number = spec.threshold.number else { throw .threshold(spec: spec.path) }
      return number
    }
    return try Self.score(threshold, expected: "0 to 1")
  }

  private static func score(_ text: String, expected: String) throws(UsageError) -> Double {
    guard let score = Double(text), (0...1).contains(score) else {
      throw .option(name: "--threshold", expected: expected, found: text)
    }
    return score
  }

  /// The spec's label, changed as the options say.
  func chosenLabel(_ spec: AuditSpec) throws(UsageError) -> LabelSpec {
    var chosen = spec.label
    if let label, label != chosen?.column {
      guard let positive else {
        throw .combination(
          "--label \(label) names another column than the spec, and no positive value",
          remedy: "give --positive VALUE too")
      }
      chosen = LabelSpec(column: label, positive: positive)
    }
    guard var chosen else { throw .noLabel(spec: spec.path) }
    if let positive, positive != chosen.positive {
      chosen = LabelSpec(
        column: chosen.column, positive: positive,
        negative: chosen.negative == positive ? chosen.positive : chosen.negative)
    }
    return chosen
  }

  /// The names in a list separated by commas.
  static func names(_ list: String) -> [String] {
    list.split(separator: ",").map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}
