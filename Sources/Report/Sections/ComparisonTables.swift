import AuditResults

/// All groups of an attribute compared at once, and the pairs among them that differ.
func comparisonTables(_ attribute: AttributeOutcome, in result: AuditResult) -> [Block] {
  guard let comparisons = attribute.comparisons, !comparisons.isEmpty else { return [] }
  return [.table(spreadTable(comparisons, attribute, in: result))]
    + pairBlocks(comparisons, attribute, in: result)
}

/// How far the groups lie apart beyond chance, one row a measure.
private func spreadTable(
  _ comparisons: [Comparison], _ attribute: AttributeOutcome, in result: AuditResult
) -> Table {
  Table(
    "All groups at once: \(name: attribute.name)",
    columns: [
      .left("Measure"), .right("Groups"), .right("Spread between groups \(result.bracket)"),
      .right("p that all are equal"),
    ],
    rows: comparisons.map { comparison in
      [
        Text.name(result.metricTitle(comparison.metric)), Numbers.count(comparison.groups),
        Quantity.of(metric: comparison.metric).difference.text(comparison.spread),
        comparison.global.map { Text(.plain, Numbers.probability($0.pValue)) } ?? "–",
      ]
    },
    remark: """
      Spread: the standard deviation of the groups’ true values, with the noise of sampling taken \
      off; of rates in percentage points. With few groups it is uncertain, as its interval says.
      """)
}

/// The most pairs that are listed.
private let mostPairs = 20

/// Pairs of three or more groups whose simultaneous interval does not hold zero.
private func pairBlocks(
  _ comparisons: [Comparison], _ attribute: AttributeOutcome, in result: AuditResult
) -> [Block] {
  let several = comparisons.filter { $0.comparisons > 1 }
  guard !several.isEmpty else { return [] }
  let apart = several.flatMap { comparison in
    comparison.pairs.filter { pair in
      pair.difference.interval.map { $0.lower > 0 || $0.upper < 0 } ?? false
    }.map { (metric: comparison.metric, pair: $0) }
  }
  let made = several.reduce(0) { $0 + $1.comparisons }
  guard !apart.isEmpty else {
    return [
      .paragraph(
        """
        Of \(Numbers.count(made)) comparisons of two groups of \(name: attribute.name), none has an \
        interval that leaves zero out; intervals hold for all pairs of a measure together.
        """)
    ]
  }
  let more: Text =
    apart.count > mostPairs
    ? " The first \(Numbers.count(mostPairs)) of \(Numbers.count(apart.count)) are listed; all are in the JSON."
    : ""
  let table = Table(
    "Pairs of groups that differ: \(name: attribute.name)",
    columns: [
      .left("Measure"), .left("Pair"), .right("Difference \(result.bracket)"),
      .right("p, adjusted"),
    ],
    rows: apart.prefix(mostPairs).map { metric, pair in
      [
        Text.name(result.metricTitle(metric)), "\(name: pair.first) − \(name: pair.second)",
        Quantity.of(metric: metric).difference.text(pair.difference),
        pair.adjustedP.map { Text(.plain, Numbers.probability($0)) } ?? "–",
      ]
    },
    remark: """
      Of \(Numbers.count(made)) comparisons of two groups, those whose interval does not hold zero. \
      Intervals hold for all pairs of a measure together; each p is adjusted by Holm over them.\(more)
      """)
  return [.table(table)]
}
