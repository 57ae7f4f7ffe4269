import AuditResults

/// What the rows are, how many each group has, and what the model could not read.
@Sendable func dataBlocks(_ result: AuditResult) -> [Block] {
  var blocks: [Block] = [
    .facts(
      [
        .init(
          term: "File",
          text: """
            \(name: result.data.file.name), \(Text(.plain, Numbers.bytes(result.data.file.bytes))), \
            \(Numbers.count(result.data.rows, "row"))
            """)
      ] + statements(result.data.statements, expected: ["source", "period", "split", "collection"]))
  ]
  blocks += result.attributes.map { .table(groupTable($0, in: result)) }
  if result.data.features.isEmpty {
    blocks.append(.paragraph("Feature coverage: no table of features was read."))
  } else {
    blocks += featureBlocks(result.data.features)
  }
  return blocks
}

private func groupTable(_ attribute: AttributeOutcome, in result: AuditResult) -> Table {
  let total = result.data.rows
  let isBinary = result.labelKind == .binary
  let isWeighted = result.decision.weightColumn != nil
  let isClustered = result.decision.clusterColumn != nil
  let hasUnknown = attribute.groups.contains(where: \.isUnknown)
  var remarks: [Text] = []
  if attribute.groups.contains(where: \.isSmall) {
    remarks.append(
      "Small: fewer than \(Numbers.count(result.settings.minimumGroupSize)) rows.")
  }
  if !hasUnknown { remarks.append("No row lacks this attribute.") }
  return Table(
    "Rows per group: \(name: attribute.name)",
    columns: [.left("Group"), .right("Rows"), .right("% of all")]
      + (isBinary
        ? [
          .right("Positive"), .right("Negative"), .right("Base rate \(result.bracket)"),
        ] : [])
      + (isWeighted ? [.right("Weight, % of all"), .right("Effective rows")] : [])
      + (isClustered ? [.right("Clusters")] : []),
    rows: attribute.groups.map { group in
      let share = total > 0 ? Double(group.rows) / Double(total) : 0
      return [
        "\(group.label)\(marks(group))", Numbers.count(group.rows),
        Text(.plain, Quantity.share.string(share)),
      ]
        + (isBinary
          ? [
            Numbers.count(group.counts.positives), Numbers.count(group.counts.negatives),
            Quantity.share.text(group["base_rate"]),
          ] : []) + (isWeighted ? weightCells(group, in: result) : [])
        + (isClustered ? [group.clusters.map { Numbers.count($0) } ?? "–"] : [])
    }, remark: remarks.isEmpty ? nil : remarks.joined(" "))
}

/// The group's share of all weight, and how many rows of one weight would tell as much.
private func weightCells(_ group: GroupOutcome, in result: AuditResult) -> [Text] {
  guard let weight = group.weight, let total = result.overall.weight?.total, total > 0 else {
    return ["–", "–"]
  }
  return [
    Text(.plain, Quantity.share.string(weight.total / total)),
    Text(.plain, Numbers.fixed(weight.effectiveRows, decimals: 1)),
  ]
}

/// What sets a group apart, for its row header.
func marks(_ group: GroupOutcome) -> Text {
  let name = group.name.lowercased()
  let saysUnknown = name.contains("missing") || name.contains("unknown")
  let words = [
    group.isUnknown && !saysUnknown ? "missing value" : nil, group.isSmall ? "small" : nil,
  ].compactMap(\.self)
  return words.isEmpty ? "" : .muted(" (\(words.joined(separator: ", ")))")
}

/// The most features that are listed.
private let featureLimit = 60

private func featureBlocks(_ features: [DataFacts.Feature]) -> [Block] {
  let gaps = features.filter { $0.missing > 0 || $0.unknown > 0 }
  let sentence: Text =
    gaps.isEmpty
    ? "No cell is empty and no value is unknown to the model."
    : """
    In \(Numbers.count(gaps.count)) of \(Numbers.count(features.count)) features some cells are \
    empty or hold a value that the model does not know.
    """
  let shown = features.prefix(featureLimit)
  let table = Table(
    "Feature coverage",
    columns: [
      .left("Column"), .left("Encoding"), .left("Input"), .right("Width"), .right("Missing"),
      .right("Unknown"), .left("Most frequent unknown values"),
    ],
    rows: shown.map { feature in
      [
        Text.name(feature.column), Text.name(feature.kind), Text.name(feature.input),
        Numbers.count(feature.width), Numbers.count(feature.missing),
        Numbers.count(feature.unknown), values(feature),
      ]
    },
    remark: features.count > shown.count
      ? "The first \(Numbers.count(shown.count)) of \(Numbers.count(features.count)) features."
      : nil)
  return [.paragraph(sentence), .table(table)]
}

private func values(_ feature: DataFacts.Feature) -> Text {
  guard !feature.unknownValues.isEmpty else { return "–" }
  return feature.unknownValues.prefix(3).map { value in
    "\(Text.name(value.value, limit: 40)) (\(Numbers.count(value.rows)))" as Text
  }.joined(", ")
}
