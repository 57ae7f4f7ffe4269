import AuditResults

/// Outcomes and errors of groups that several columns make together.
@Sendable func intersectionsBlocks(_ result: AuditResult) -> [Block] {
  let attributes = result.intersections
  guard !attributes.isEmpty else {
    return [.paragraph("Does not apply: no intersection of attributes was audited.")]
  }
  return attributes.flatMap { attribute in
    // Rows that lack one of the attributes are of no combination.
    let held = attribute.groups.filter { !$0.isUnknown }
    let small = held.filter(\.isSmall)
    let planned = held.count + attribute.emptyGroups.count
    var blocks = outcomeBlocks(attribute, in: result)
    blocks.insert(
      .paragraph(
        """
        \(Numbers.count(planned, "combination")): \(Numbers.count(held.count - small.count)) \
        of at least \(Numbers.count(result.settings.minimumGroupSize)) rows, \
        \(Numbers.count(small.count)) smaller, \(Numbers.count(attribute.emptyGroups.count)) without \
        any row.
        """), at: 1)
    if !small.isEmpty { blocks.append(.paragraph(list("Small groups", small.map(\.name)))) }
    if !attribute.emptyGroups.isEmpty {
      blocks.append(.paragraph(list("Combinations without rows", attribute.emptyGroups)))
    }
    return blocks + errorBlocks(attribute, in: result).dropFirst()
  }
}

/// The most names in one sentence.
private let nameLimit = 40

private func list(_ title: String, _ names: [String]) -> Text {
  let shown = names.prefix(nameLimit).map { Text.name($0) }.joined(", ")
  let rest = names.count - min(names.count, nameLimit)
  return
    "\(Text.strong(title + ":")) \(shown)\(rest > 0 ? " and \(Numbers.count(rest)) more" : "")."
}
