import AuditResults

/// What the numbers of this run cannot carry, told from the run itself.
@Sendable func limitationsBlocks(_ result: AuditResult) -> [Block] {
  let specific = [
    smallGroups(result), undefinedCells(result), unknownGroups(result), comparisons(result),
    unknownValues(result), weights(result), clusters(result), leftOut(result),
    missingStatements(result),
  ].compactMap(\.self)
  let cutOff: Text =
    result.labelKind == .binary && result.decision.rule != .prediction
    ? """
    \(Text.strong("One cut-off.")) Decisions are those at \(threshold(result)); other cut-offs give \
    other rates.
    """
    : "\(Text.strong("One rule.")) Decisions: \(decisionWords(result)). Other rules give other numbers."
  let general: [Text] = [
    """
    \(Text.strong("One data set.")) The file’s \(Numbers.count(result.data.rows)) rows are taken as a \
    sample of independent \(result.decision.clusterColumn == nil ? "people" : "clusters of rows"); \
    intervals cover chance in drawing them and nothing else.
    """,
    """
    \(Text.strong("Rows that the model knows.")) Whether the model was trained on some of these rows \
    was not checked; on rows that it knows, a model looks better than it is.
    """,
    """
    \(Text.strong("Time.")) People, data and their labels change, and with them every figure here; \
    nothing is known beyond the period of the data.
    """,
    cutOff,
    """
    \(Text.strong("Labels.")) \(name: result.decision.labelColumn) is taken as the truth. Errors in \
    it, or in how it was collected, pass into every error rate.
    """,
    """
    \(Text.strong("Statistical bias only.")) Human and societal sources of bias\
    \(result.attributes.contains { $0.proxies != nil } ? "" : ", proxies for the attributes,") and \
    causes are outside what was measured.
    """,
  ]
  return [.list(specific + general)]
}

private func smallGroups(_ result: AuditResult) -> Text? {
  let small = result.attributes.flatMap { attribute in
    attribute.groups.filter(\.isSmall).map { (attribute, $0) }
  }
  guard !small.isEmpty else { return nil }
  let names = small.prefix(12).map { attribute, group in
    "\(name: group.name) (\(name: attribute.name), \(Numbers.count(group.rows)))" as Text
  }.joined(", ")
  return """
    \(Text.strong("Small groups.")) Fewer than \(Numbers.count(result.settings.minimumGroupSize)) \
    rows: \(names)\(small.count > 12 ? " and \(Numbers.count(small.count - 12)) more" : ""). Their \
    intervals are wide and one row can turn a comparison.
    """
}

private func undefinedCells(_ result: AuditResult) -> Text? {
  let estimates = result.attributes.flatMap { attribute in
    attribute.groups.flatMap { $0.metrics.map(\.estimate) } + attribute.disparities.map(\.estimate)
  }
  let count = estimates.count { $0.value == nil }
  guard count > 0 else { return nil }
  return """
    \(Text.strong("Numbers that are not defined.")) \(Numbers.count(count)) of \
    \(Numbers.count(estimates.count)) have no value and say why; none was replaced by 0 or 1.
    """
}

private func unknownGroups(_ result: AuditResult) -> Text? {
  let unknown = result.singleAttributes.compactMap { attribute in
    attribute.groups.first(where: \.isUnknown).map { (attribute, $0.rows) }
  }
  guard !unknown.isEmpty else { return nil }
  let list = unknown.map { attribute, count in
    """
    \(name: attribute.name) \(Numbers.count(count)) \
    (\(Text(.plain, Quantity.share.string(Double(count) / Double(max(result.data.rows, 1))))))
    """ as Text
  }.joined(", ")
  return """
    \(Text.strong("Missing attribute values.")) Rows without a value: \(list). They form a group of \
    their own; were they assigned to the other groups, the gaps could be larger or smaller.
    """
}

private func comparisons(_ result: AuditResult) -> Text? {
  let count = result.attributes.reduce(0) { $0 + $1.contrasts.count }
  guard count > 1 else { return nil }
  return """
    \(Text.strong("Many comparisons.")) \(Numbers.count(count)) contrasts are listed, each with its \
    own \(Text(.plain, result.confidence)) interval; among so many, some will miss the truth.
    """
}

private func unknownValues(_ result: AuditResult) -> Text? {
  let missing = result.data.features.reduce(0) { $0 &+ max($1.missing, 0) }
  let unknown = result.data.features.reduce(0) { $0 &+ max($1.unknown, 0) }
  guard missing > 0 || unknown > 0 else { return nil }
  return """
    \(Text.strong("Inputs that the model could not read.")) \(Numbers.count(missing)) empty cells and \
    \(Numbers.count(unknown)) unknown values were encoded as the specification says.
    """
}

private func weights(_ result: AuditResult) -> Text? {
  guard let column = result.decision.weightColumn else { return nil }
  return """
    \(Text.strong("Weights.")) Rows count with \(name: column), taken as known: intervals cover chance \
    in drawing rows with unequal chances, and \
    \(result.decision.clusterColumn == nil ? "neither clusters of rows nor" : "no") error in the weights. What \
    is not assessed with weights says so. Counts of rows are unweighted.
    """
}

/// Rows that belong together, what does not heed it, and groups of few clusters.
private func clusters(_ result: AuditResult) -> Text? {
  guard let column = result.decision.clusterColumn else { return nil }
  let few = result.attributes.flatMap { attribute in
    attribute.groups.filter(\.hasFewClusters).map { (attribute, $0) }
  }
  let names = few.prefix(12).map { attribute, group in
    "\(name: group.name) (\(name: attribute.name), \(Numbers.count(group.clusters ?? 0)))" as Text
  }.joined(", ")
  let warning: Text =
    few.isEmpty
    ? ""
    : """
     Fewer than \(Numbers.count(GroupOutcome.fewestClusters)) clusters: \
    \(names)\(few.count > 12 ? " and \(Numbers.count(few.count - 12)) more" : ""); so few tell little of \
    how much clusters differ, and intervals of such groups may be too narrow.
    """
  return """
    \(Text.strong("Clusters.")) Rows with the same \(name: column) are drawn together\
    \(result.overall.clusters.map { ", \(Numbers.count($0, "cluster")) in all" } ?? "" as Text). What is not assessed with \
    clusters says so; intervals of other groups’ values, of proxies and inside the network take rows \
    for independent.\(warning)
    """
}

private func leftOut(_ result: AuditResult) -> Text? {
  let groups = result.influence.flatMap { influence in
    influence.leftOut.map { "\(name: $0) (\(name: influence.attribute))" as Text }
  }
  guard !groups.isEmpty else { return nil }
  return """
    \(Text.strong("Inside the network.")) Not examined for want of rows: \
    \(groups.prefix(12).joined(", "))\(groups.count > 12
      ? " and \(Numbers.count(groups.count - 12)) more" : "").
    """
}

private func missingStatements(_ result: AuditResult) -> Text? {
  guard !result.model.statements.contains(where: { $0.key == "intended_use" }) else { return nil }
  return """
    \(Text.strong("Intended use.")) Not provided, so nothing here says whether this data represents \
    the people whom the model will decide on.
    """
}
