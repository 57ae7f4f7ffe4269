import AuditResults

/// An audit's result in short, as the terminal shows it.
struct ResultTable {
  private static let headlines = [
    "dp.rate_gap.maxmin", "dp.ratio.minmax", "eopp.maxmin", "eo.max",
  ]

  let result: AuditResult
  let terminal: Terminal

  init(_ result: AuditResult, terminal: Terminal = .output) {
    self.result = result
    self.terminal = terminal
  }

  /// The lines: one block for each attribute, then the gates.
  var lines: [String] {
    var lines = [
      "\(result.model.name): \(Numbers.count(result.data.rows)) rows of \(result.data.file.name)"
        .printable
    ]
    for attribute in result.attributes {
      lines += ["", terminal.styled(attribute.name.printable, .bold)] + groups(attribute)
      lines += disparities(attribute)
      if let influence = result.influence.first(where: { $0.attribute == attribute.name }) {
        lines += parities(influence)
      }
    }
    if !result.gates.isEmpty { lines += [""] + gates }
    return lines
  }

  private func groups(_ attribute: AttributeOutcome) -> [String] {
    var table = TextTable([
      ("group", .left), ("n", .right), ("base rate", .right), ("selected", .right),
      ("TPR", .right), ("FPR", .right), ("accuracy", .right),
    ])
    let metrics = ["base_rate", "selection_rate", "tpr", "fpr", "accuracy"]
    for group in attribute.groups + [result.overall] {
      table.add(
        [group.name + (group.isSmall ? " (small)" : ""), Numbers.count(group.counts.total)]
          + metrics.map { metric in
            group[metric]?.value.map(Numbers.percent) ?? "–"
          })
    }
    return table.lines
  }

  private func disparities(_ attribute: AttributeOutcome) -> [String] {
    var table = TextTable([("disparity", .left), ("value", .right), ("interval", .left)])
    for metric in Self.headlines {
      guard let disparity = attribute[disparity: metric] else { continue }
      table.add([name(metric), value(disparity.estimate), interval(disparity.estimate)])
    }
    return [""] + table.lines
  }

  private func parities(_ influence: AttributeInfluence) -> [String] {
    var table = TextTable([
      ("layer", .left), ("parity", .right), ("interval", .left), ("p", .right), ("groups", .left),
    ])
    var isEmpty = true
    for layer in influence.layers {
      guard let pair = layer.headline else { continue }
      isEmpty = false
      table.add([
        layer.layer, value(pair.cosine), interval(pair.cosine),
        pair.pValue.map { Numbers.fixed($0, 3) } ?? "–", "\(pair.first) / \(pair.second)",
      ])
    }
    return isEmpty ? [] : [""] + table.lines
  }

  private var gates: [String] {
    var table = TextTable([
      ("gate", .left), ("attribute", .left), ("metric", .left), ("limit", .right),
      ("value", .right), ("interval", .left), ("level", .left),
    ])
    for gate in result.gates {
      table.add([
        gate.level == .off ? "off" : Self.word(gate.status), gate.attribute, name(gate.metric),
        (gate.higherIsBetter ? "≥ " : "≤ ") + Numbers.fixed(gate.limit, 3), value(gate.observed),
        interval(gate.observed), gate.level.rawValue,
      ])
    }
    return table.lines
  }

  private static func word(_ status: GateOutcome.Status) -> String {
    switch status {
    case .meetsLimit: "meets limit"
    case .belowLimit: "below limit"
    case .inconclusive: "inconclusive"
    case .notAssessed: "not assessed"
    }
  }

  private func name(_ metric: String) -> String {
    result.definitions.first { $0.id == metric }?.name ?? metric
  }

  private func value(_ estimate: Estimate) -> String {
    estimate.value.map { Numbers.fixed($0, 3) } ?? "–"
  }

  private func interval(_ estimate: Estimate) -> String {
    guard let interval = estimate.interval else { return "" }
    return "[\(Numbers.fixed(interval.lower, 3)), \(Numbers.fixed(interval.upper, 3))]"
  }
}
