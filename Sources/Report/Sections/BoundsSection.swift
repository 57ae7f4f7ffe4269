import AuditResults

extension AuditResult {
  /// The attributes, and those of each class, with bounds; the class's name, if any.
  fileprivate var bounded: [(className: String?, attribute: AttributeOutcome, [UnknownBounds])] {
    let all =
      attributes.map { (String?.none, $0) }
      + (classes ?? []).flatMap { outcome in
        outcome.attributes.map { (Optional(outcome.name), $0) }
      }
    return all.compactMap { name, attribute in
      attribute.bounds.flatMap { $0.isEmpty ? nil : (name, attribute, $0) }
    }
  }
}

/// How gaps and ratios could come out, had the rows without a value been known.
@Sendable func boundsBlocks(_ result: AuditResult) -> [Block] {
  guard !result.bounded.isEmpty else {
    let isComplete = result.attributes.allSatisfy { !$0.groups.contains(where: \.isUnknown) }
    return [
      .paragraph(
        isComplete
          ? "Does not apply: every row has a value of every attribute."
          : """
          Does not apply: some rows lack an attribute, but fewer than two groups are known, or no gap \
          can be bounded.
          """)
    ]
  }
  return [
    .paragraph(
      """
      Rows without a value belong to some group. The best and the worst case are the least and the \
      largest difference between the known groups that any assignment of these rows to them gives. \
      They are no intervals: chance in drawing rows comes on top.
      """)
  ]
    + result.bounded.map { name, attribute, bounds in
      .table(table(bounds, of: attribute, className: name, in: result))
    }
}

private func table(
  _ bounds: [UnknownBounds], of attribute: AttributeOutcome, className: String?,
  in result: AuditResult
) -> Table {
  let ofClass: Text = className.map { ", class \(name: $0)" } ?? ""
  let isExact = bounds.allSatisfy { $0.best == $0.bestLimit }
  let rows = bounds.first?.rows ?? 0
  return Table(
    "Rows without a value dealt to the known groups: \(name: attribute.name)\(ofClass)",
    columns: [
      .left("Measure"), .right("Known groups alone \(result.bracket)"), .right("Best case"),
      .right("Worst case"), .left("Unit"),
    ],
    rows: bounds.map { bound in
      let quantity = Quantity.of(metric: bound.metric)
      let limit = Text(.plain, quantity.string(bound.bestLimit))
      let best = Text(.plain, quantity.string(bound.best))
      return [
        "\(Text.name(result.metricTitle(bound.metric))) \(Text.code(bound.metric))",
        quantity.text(bound.known),
        best == limit ? best : "\(best) (none beyond \(limit))",
        Text(.plain, quantity.string(bound.worst)), Text(.plain, quantity.unitWords),
      ]
    },
    remark: """
      \(Numbers.count(rows)) row\(rows == 1 ? "" : "s") without a value. The worst case is exact\
      \(isExact ? ", and so is the best." : """
        ; the best is one that an assignment of whole rows gives, and where it is not proven to be the \
        least, the limit that none can pass stands beside it.
        """)
      """)
}
