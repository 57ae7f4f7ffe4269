import AuditResults

/// How often decisions and labels agree, per group.
@Sendable func errorsBlocks(_ result: AuditResult) -> [Block] {
  let attributes = result.singleAttributes
  guard !attributes.isEmpty else {
    return [.paragraph("Does not apply: no attribute of a single column was audited.")]
  }
  if result.labelKind == .multiclass {
    return classErrorBlocks(result, of: attributes.map(\.name))
  }
  if result.labelKind == .numeric {
    return [
      .paragraph(
        "How far predictions lie from the labels, \(name: result.decision.labelColumn), taken as the truth."
      )
    ] + attributes.flatMap { numberErrorBlocks($0, in: result) }
  }
  let reading: Text = """
    Rates take \(name: result.decision.labelColumn) as the truth. TPR: share of positive rows that \
    were selected. FPR: share of negative rows that were selected. PPV: share of \
    selected rows that are positive. Their complements (FNR = 1 − TPR, TNR = 1 − FPR, FDR = 1 − PPV, \
    FOR = 1 − NPV) are in the JSON.
    """
  return [.paragraph(reading)]
    + attributes.flatMap {
      errorBlocks($0, in: result) + scoreBlocks($0, in: result)
    }
}

/// Heading, figure and tables of one attribute's errors.
func errorBlocks(_ attribute: AttributeOutcome, in result: AuditResult) -> [Block] {
  switch result.labelKind {
  case .binary: binaryErrorBlocks(attribute, in: result)
  case .multiclass: classErrorBlocks(result, of: [attribute.name])
  case .numeric: numberErrorBlocks(attribute, in: result)
  }
}

/// The same of a label of two values; of one class among several in brief, without comparisons and
/// further measures.
func binaryErrorBlocks(
  _ attribute: AttributeOutcome, in result: AuditResult, ofClass className: String? = nil
) -> [Block] {
  // Captions tell the tables of several classes apart.
  let what: Text =
    "\(name: attribute.name)\(className.map { ", class \(name: $0)" } ?? "" as Text)"
  let rates = rateTable(attribute, of: what, in: result)
  let panels = ChartKind.errorRates.panels(attribute: attribute.name, in: result)
  var blocks: [Block] = [
    .heading(level: 3, Text.name(attribute.name)),
    .figure(
      panels,
      caption: """
        Error rates by \(what), on one common axis from 0% to 100%. Groups are in the order of \
        their selection rates in every panel.
        """,
      table: rates),
    .table(countTable(attribute, of: what)),
    .table(disparityTable(attribute, of: what, in: result)),
  ]
  if className != nil { return blocks }
  blocks += comparisonBlocks(attribute, in: result)
  return blocks + scoreTables(attribute, in: result).map { .table($0) }
}

/// Tables of what groups differ in, whatever the label.
func groupTables(_ attribute: AttributeOutcome, in result: AuditResult) -> [Block] {
  [.table(disparityTable(attribute, of: Text.name(attribute.name), in: result))]
    + comparisonBlocks(attribute, in: result)
}

private func comparisonBlocks(_ attribute: AttributeOutcome, in result: AuditResult) -> [Block] {
  var blocks: [Block] = []
  if let contrasts = contrastTable(attribute, in: result) { blocks.append(.table(contrasts)) }
  return blocks + comparisonTables(attribute, in: result)
}

/// The columns of the table of rates.
private let rateColumns: [(metric: String, title: String)] = [
  ("tpr", "TPR"), ("fpr", "FPR"), ("ppv", "PPV"), ("accuracy", "Accuracy"),
]

private func rateTable(
  _ attribute: AttributeOutcome, of what: Text, in result: AuditResult
) -> Table {
  Table(
    "Error rates: \(what)",
    columns: [.left("Group")]
      + rateColumns.map { column in
        .right("\(Text(.plain, column.title)) \(result.bracket)")
      },
    rows: (attribute.sortedGroups + [result.overall]).map { group in
      [header(group, in: result)]
        + rateColumns.map { Quantity.share.text(group[$0.metric]) }
    })
}

private func header(_ group: GroupOutcome, in result: AuditResult) -> Text {
  group == result.overall ? Text.muted("All rows") : "\(group.label)\(marks(group))"
}

private func countTable(_ attribute: AttributeOutcome, of what: Text) -> Table {
  Table(
    "Decisions against labels: \(what)",
    columns: [
      .left("Group"), .right("Rows"), .right("True positives"), .right("False positives"),
      .right("True negatives"), .right("False negatives"),
    ],
    rows: attribute.sortedGroups.map { group in
      [
        "\(group.label)\(marks(group))", Numbers.count(group.rows),
        Numbers.count(group.counts.truePositives), Numbers.count(group.counts.falsePositives),
        Numbers.count(group.counts.trueNegatives), Numbers.count(group.counts.falseNegatives),
      ]
    }, remark: "Every rate above can be recomputed from these counts.")
}

private func disparityTable(
  _ attribute: AttributeOutcome, of what: Text, in result: AuditResult
) -> Table {
  let gates = result.gates(of: attribute)
  let remarks: [Text] = ["Names, formulas and cautions: \(Text.link(.methods))."]
  return Table(
    "Disparities: \(what)",
    columns: [
      .left("Measure"), .right("Value \(result.bracket)"),
      .left("Unit"), .left("Lowest"), .left("Highest"),
    ],
    rows: attribute.disparities.map { disparity in
      let quantity = Quantity.of(metric: disparity.metric)
      return [
        "\(Text.name(result.metricTitle(disparity.metric))) \(Text.code(disparity.metric))",
        quantity.text(
          disparity.estimate, near: gates.first { $0.metric == disparity.metric }?.limit),
        Text(.plain, quantity.unitWords),
        disparity.lowest.map { Text.name($0) } ?? "–",
        disparity.highest.map { Text.name($0) } ?? "–",
      ]
    },
    remark: (remarks + leftOut(attribute.disparities)).joined(" "))
}

/// Which groups the disparities say nothing about: a gap that leaves a group out must say so.
private func leftOut(_ disparities: [Disparity]) -> [Text] {
  var kinds: [(groups: [String], metrics: [String])] = []
  for disparity in disparities {
    guard let groups = disparity.undefinedGroups else { continue }
    if let index = kinds.firstIndex(where: { $0.groups == groups }) {
      kinds[index].metrics.append(disparity.metric)
    } else {
      kinds.append((groups, [disparity.metric]))
    }
  }
  return kinds.prefix(8).map { groups, metrics in
    let names = groups.prefix(8).map { Text.name($0) }.joined(", ")
    let more: Text = groups.count > 8 ? " and \(Numbers.count(groups.count - 8)) more" : ""
    let ids = metrics.map { Text.code($0) }.joined(", ")
    return "Without \(names)\(more), where they have no value: \(ids)."
  }
}

/// Contrasts other than that of the selection rate, which the outcomes show.
private func contrastTable(_ attribute: AttributeOutcome, in result: AuditResult) -> Table? {
  let contrasts = attribute.contrasts.filter { $0.metric != "selection_rate" }
  guard let reference = contrasts.first?.reference else { return nil }
  let title: Text = result.labelKind == .binary ? "Error rates" : "Groups"
  // One benchmark for all is named once; a column would repeat it in every row.
  let isOne = contrasts.allSatisfy { isSame($0.reference, reference) }
  // A row for each group and benchmark, a column for each measure: groups are compared downwards.
  var metrics: [String] = []
  var pairs: [(group: String, reference: String)] = []
  for contrast in contrasts {
    if !metrics.contains(contrast.metric) { metrics.append(contrast.metric) }
    if !pairs.contains(where: { contrast.isOf($0) }) {
      pairs.append((contrast.group, contrast.reference))
    }
  }
  return Table(
    isOne
      ? "\(title) minus those of the benchmark, \(name: reference): \(name: attribute.name)"
      : "\(title) minus those of the benchmark: \(name: attribute.name)",
    columns: [.left("Group")] + (isOne ? [] : [.left("Benchmark")])
      + metrics.map { .right("\(Text.name(result.metricTitle($0))) \(result.bracket)") },
    rows: pairs.map { pair in
      [Text.name(pair.group)] + (isOne ? [] : [Text.name(pair.reference)])
        + metrics.map { metric in
          contrasts.first { $0.isOf(pair) && $0.metric == metric }.map(contrastCell) ?? "–"
        }
    }, remark: contrastRemark(result))
}

/// The difference, and how likely one so large is where there is none.
private func contrastCell(_ contrast: Contrast) -> Text {
  let difference = Quantity.of(metric: contrast.metric).difference.text(contrast.difference)
  guard let p = contrast.adjustedP, contrast.difference.value != nil else { return difference }
  let words = Numbers.probability(p)
  return "\(difference) \(.muted(words.first == "<" ? "p \(words)" : "p = \(words)"))"
}

private func contrastRemark(_ result: AuditResult) -> Text {
  let units: Text = "Differences of rates are in percentage points; ratios are in the JSON."
  guard let tests = result.exploratoryTests else { return units }
  return """
    \(units) Each p is that of a test of equality, adjusted by Benjamini and Hochberg over the \
    \(Numbers.count(tests)) comparisons with a benchmark in this audit.
    """
}

extension Contrast {
  fileprivate func isOf(_ pair: (group: String, reference: String)) -> Bool {
    isSame(group, pair.group) && isSame(reference, pair.reference)
  }
}

/// The most metrics that stand side by side: more would not fit on a page.
private let scoreColumns = 5

/// Rates that say nothing beyond another one, of which they are what is missing to 100%.
let complementaryRates = ["fnr", "tnr", "fdr", "for"]

/// Every metric that is neither an error rate nor shown with the outcomes: means, AUC, losses.
private func scoreTables(_ attribute: AttributeOutcome, in result: AuditResult) -> [Table] {
  let shown = Set(rateColumns.map(\.metric) + ["base_rate", "selection_rate"] + complementaryRates)
  var metrics: [String] = []
  for metric in (attribute.groups.flatMap(\.metrics) + result.overall.metrics).map(\.metric)
  where !shown.contains(metric) && !metrics.contains(metric) {
    metrics.append(metric)
  }
  let count = (metrics.count + scoreColumns - 1) / scoreColumns
  return (0..<count).map { part in
    // Parts of nearly one size, rather than a last one with a single column.
    let columns = metrics[metrics.count * part / count..<metrics.count * (part + 1) / count]
    let title: Text = "Further measures: \(name: attribute.name)"
    return Table(
      count == 1
        ? title : "\(title), part \(Numbers.count(part + 1)) of \(Numbers.count(count))",
      columns: [.left("Group")] + columns.map { .right(Text.name(result.metricTitle($0))) },
      rows: (attribute.sortedGroups + [result.overall]).map { group in
        [header(group, in: result)] + columns.map { Quantity.of(metric: $0).text(group[$0]) }
      })
  }
}
