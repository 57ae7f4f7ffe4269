import AuditResults

extension AuditResult {
  /// Whether the audit names strata.
  var hasStrata: Bool {
    (attributes + (classes ?? []).flatMap(\.attributes)).contains { $0.stratified != nil }
  }
}

/// The groups compared among rows that are alike in what the strata tell.
@Sendable func strataBlocks(_ result: AuditResult) -> [Block] {
  let plain = result.attributes.filter { $0.stratified != nil }.map { (String?.none, $0) }
  let ofClasses = (result.classes ?? []).flatMap { outcome in
    outcome.attributes.filter { $0.stratified != nil }.map { (Optional(outcome.name), $0) }
  }
  guard let name = (plain + ofClasses).first?.1.stratified?.name else {
    return [.paragraph("Does not apply: the audit spec names no stratum.")]
  }
  return [
    .paragraph(
      """
      Selection within the groups of \(name: name). A gap that vanishes within strata is explained by \
      them, and explained does not mean justified: where people are kept out of a stratum, the \
      comparison within it hides that.
      """)
  ] + (plain + ofClasses).flatMap { blocks($1, className: $0, in: result) }
}

private func blocks(
  _ attribute: AttributeOutcome, className: String?, in result: AuditResult
) -> [Block] {
  guard let stratified = attribute.stratified else { return [] }
  let title: Text =
    className.map { "\(name: attribute.name), class \(name: $0)" } ?? Text.name(attribute.name)
  let heading = Block.heading(level: 3, title)
  if let reason = stratified.reason {
    return [heading, .paragraph("Not assessed: \(Text(.plain, reason.words)).")]
  }
  var blocks = [heading, Block.table(disparityTable(stratified, title, in: result))]
  if !stratified.associations.isEmpty {
    blocks.append(.table(associationTable(stratified, title, in: result)))
  }
  blocks.append(.table(rateTable(stratified, title)))
  return blocks
}

private func disparityTable(
  _ stratified: StratifiedOutcome, _ title: Text, in result: AuditResult
) -> Table {
  let leftOut = stratified.conditional.first?.leftOut ?? []
  let names = leftOut.prefix(12).map { Text.name($0) }.joined(", ")
  return Table(
    "Demographic disparity: \(title)",
    columns: [
      .left("Group"), .right("All rows, percentage points \(result.bracket)"),
      .right("Within \(name: stratified.name), percentage points \(result.bracket)"),
    ],
    rows: stratified.conditional.map { found in
      [
        Text.name(found.group), Quantity.gap.text(found.unconditional),
        Quantity.gap.text(found.conditional),
      ]
    },
    remark: """
      The group’s share among rejected rows minus its share among selected rows; above 0 it is \
      rejected more than it is selected. Within strata: the mean over strata, weighted by their \
      rows.\(leftOut.isEmpty ? "" : """
         Left out, for every or no row is selected: \(names)\
        \(leftOut.count > 12 ? " and \(Numbers.count(leftOut.count - 12)) more" : "").
        """)
      """)
}

private func associationTable(
  _ stratified: StratifiedOutcome, _ title: Text, in result: AuditResult
) -> Table {
  Table(
    "Odds of selection within strata: \(title)",
    columns: [
      .left("Group"), .left("Benchmark"), .right("Strata with both"),
      .right("Common odds ratio \(result.bracket)"), .right("p (Cochran-Mantel-Haenszel)"),
      .right("p, adjusted (Holm)"), .right("p (equal odds ratios)"),
    ],
    rows: stratified.associations.map { found in
      [
        Text.name(found.group), Text.name(found.reference), Numbers.count(found.strata),
        Quantity.ratio.text(found.oddsRatio), probability(found.test?.pValue),
        probability(found.adjustedP), probability(found.homogeneity?.pValue),
      ]
    },
    remark: """
      An odds ratio below 1 means that the group is selected less often than the benchmark’s rows of \
      the same stratum. A small p for equal odds ratios says that strata differ, so that one common \
      ratio is an average over unlike ones.
      """)
}

private func probability(_ value: Double?) -> Text {
  value.map { Text(.plain, Numbers.probability($0)) } ?? "–"
}

/// The most strata that are listed.
private let strataLimit = 40
/// The most groups that stand side by side.
private let groupLimit = 6

private func rateTable(_ stratified: StratifiedOutcome, _ title: Text) -> Table {
  let groups = stratified.strata.first?.cells.prefix(groupLimit).map(\.group) ?? []
  let shown = stratified.strata.prefix(strataLimit)
  let rest = stratified.strata.count - shown.count
  let others = (stratified.strata.first?.cells.count ?? 0) - groups.count
  var remarks: [Text] = ["Selected of all rows, and the selection rate."]
  if rest > 0 {
    remarks.append("\(Numbers.count(rest)) more strata are in the JSON.")
  }
  if others > 0 { remarks.append("\(Numbers.count(others)) more groups are in the JSON.") }
  return Table(
    "Selection in each stratum: \(title)",
    columns: [.left("\(name: stratified.name)")] + groups.map { .right("\(name: $0)") },
    rows: shown.map { stratum in
      [Text.name(stratum.name)]
        + stratum.cells.prefix(groupLimit).map { cell in
          guard cell.rows > 0 else { return .muted("no rows") }
          let rate = Quantity.share.string(Double(cell.selected) / Double(cell.rows))
          return
            "\(Numbers.count(cell.selected)) of \(Numbers.count(cell.rows)), \(Text(.plain, rate))"
        }
    }, remark: remarks.joined(" "))
}
