import AuditResults

extension AuditComparison {
  /// The nominal coverage of intervals, such as `95%`.
  var coverage: String { Numbers.coverage(confidence) }

  /// The coverage as columns with intervals announce it, such as `[95%]`.
  var bracket: Text { Text(.interval, "[\(coverage)]") }

  /// The name of a metric, or its id where the comparison does not define it.
  func name(of metric: String) -> String {
    clean(definitions.first { $0.id == metric }?.name ?? metric)
  }

  /// The name of a metric as it begins a title or a row.
  func title(of metric: String) -> String {
    guard definitions.contains(where: { $0.id == metric }) else { return clean(metric) }
    let words = name(of: metric)
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// The tables of what changed.
  var tables: PairedTables { PairedTables(bracket: bracket, title: title(of:)) }

  /// How rows go together, in a sentence.
  var pairingSentence: Text {
    switch pairing {
    case .paired:
      """
      Both audits are of the same \(Numbers.count(after.rows)) rows in the same order, so changes of \
      decisions are measured row by row.
      """
    case .noDecisions:
      """
      Both audits are of the same data file, but rows cannot be paired, because decisions were not \
      kept (\(Text.code("--keep-decisions"))). Intervals treat the two as unrelated samples and are \
      wider than they need to be.
      """
    case .otherRows:
      """
      The audits are of different rows or labels. Intervals treat them as unrelated samples; what \
      changed may lie in the data, not in the model.
      """
    }
  }
}

extension AuditComparison.Caveat {
  /// What the reader must know.
  var sentence: Text {
    switch self {
    case .otherData: "The data files differ."
    case .otherLabel: "The label or its favourable value differs, so error rates mean other things."
    case .otherThreshold: "The cut-offs differ: changes are those of model and cut-off together."
    case .otherConfidence:
      "The audits’ intervals have different confidence; changes that would need both have none."
    case .otherProgram: "Different versions of the program made the audits."
    case .noDecisions: "One audit or both kept no decisions, so rows are not paired."
    case .sameModel: "Both audits are of the same model file."
    }
  }
}
