import AuditResults

/// A comparison in short, as the terminal shows it.
struct ComparisonTable {
  private static let headlines = [
    "dp.rate_gap.maxmin", "dp.ratio.minmax", "eopp.maxmin", "eo.max",
  ]

  let comparison: AuditComparison

  init(_ comparison: AuditComparison) { self.comparison = comparison }

  /// The lines: how rows go together, then one block for each attribute.
  var lines: [String] {
    let pairing =
      switch comparison.pairing {
      case .paired: "same rows, paired"
      case .noDecisions: "same rows, not paired: no decisions were kept"
      case .otherRows: "other rows or labels: unrelated samples"
      }
    var lines = [
      "\(comparison.before.model.name) to \(comparison.after.model.name): \(pairing)".printable
    ]
    for attribute in comparison.attributes {
      lines += ["", attribute.name.printable] + block(attribute)
    }
    return lines
  }

  private func block(_ attribute: ComparedAttribute) -> [String] {
    var table = TextTable([
      ("measure", .left), ("before", .right), ("after", .right), ("change", .right),
      ("interval", .left),
    ])
    for group in attribute.groups {
      guard let change = group.metrics.first(where: { $0.metric == "selection_rate" }) else {
        continue
      }
      add("selected, \(group.name)", change, to: &table)
    }
    for metric in Self.headlines {
      guard let change = attribute.disparities.first(where: { $0.metric == metric }) else {
        continue
      }
      let name = comparison.definitions.first { $0.id == metric }?.name ?? metric
      add(name, change, to: &table)
    }
    return table.lines
  }

  private func add(_ name: String, _ change: MetricChange, to table: inout TextTable) {
    func number(_ value: Double?) -> String { value.map { Numbers.fixed($0, 3) } ?? "–" }
    let interval = change.change.interval.map { "[\(number($0.lower)), \(number($0.upper))]" }
    table.add([
      name, number(change.before), number(change.after), number(change.change.value),
      interval ?? "–",
    ])
  }
}
