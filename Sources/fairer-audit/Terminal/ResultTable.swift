import AuditResults

/// An audit's result in short, as the terminal shows it.
struct ResultTable {
  private static let headlines: [LabelKind: [String]] = [
    .binary: ["dp.rate_gap.maxmin", "dp.ratio.minmax", "eopp.maxmin", "eo.max"],
    .multiclass: [
      "multiclass.accuracy.gap.maxmin", "multiclass.dp.gap.max", "multiclass.dp.ratio.min",
      "multiclass.tpr.gap.max",
    ],
    .numeric: [
      "mean_prediction.gap.maxmin", "mae.gap.maxmin", "rmse.gap.maxmin", "r2.gap.maxmin",
    ],
  ]
  /// The columns of each group, and whether they are shares.
  private static let columns: [LabelKind: [(title: String, metric: String, isShare: Bool)]] = [
    .binary: [
      ("base rate", "base_rate", true), ("selected", "selection_rate", true), ("TPR", "tpr", true),
      ("FPR", "fpr", true), ("accuracy", "accuracy", true),
    ],
    .multiclass: [
      ("accuracy", "multiclass.accuracy", true), ("recall", "multiclass.recall_macro", true),
      ("precision", "multiclass.precision_macro", true), ("F1", "multiclass.f1_macro", false),
    ],
    .numeric: [
      ("mean label", "mean_label", false), ("mean prediction", "mean_prediction", false),
      ("bias", "bias", false), ("MAE", "mae", false), ("RMSE", "rmse", false), ("R²", "r2", false),
    ],
  ]

  private var kind: LabelKind { result.decision.labelKind ?? .binary }

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
      lines += disparities(attribute) + classes(attribute) + conditions(attribute)
      if let influence = result.influence.first(where: { $0.attribute == attribute.name }) {
        lines += parities(influence)
      }
    }
    if !result.gates.isEmpty { lines += [""] + gates }
    return lines
  }

  private func groups(_ attribute: AttributeOutcome) -> [String] {
    let columns = Self.columns[kind] ?? []
    let isWeighted = result.decision.weightColumn != nil
    var table = TextTable(
      [("group", .left), ("n", .right)] + (isWeighted ? [("n eff.", .right)] : [])
        + columns.map { ($0.title, .right) })
    for group in attribute.groups + [result.overall] {
      table.add(
        [group.name + (group.isSmall ? " (small)" : ""), Numbers.count(group.rows)]
          + (isWeighted ? [group.weight.map { Numbers.fixed($0.effectiveRows, 1) } ?? "–"] : [])
          + columns.map { column in
            group[column.metric]?.value.map {
              column.isShare ? Numbers.percent($0) : Numbers.fixed($0, 3)
            } ?? "–"
          })
    }
    return table.lines
  }

  private func disparities(_ attribute: AttributeOutcome) -> [String] {
    var table = TextTable([("disparity", .left), ("value", .right), ("interval", .left)])
    for metric in Self.headlines[kind] ?? [] {
      guard let disparity = attribute[disparity: metric] else { continue }
      table.add([name(metric), value(disparity.estimate), interval(disparity.estimate)])
    }
    return [""] + table.lines
  }

  /// The classes whose assignment differs most between groups.
  private func classes(_ attribute: AttributeOutcome) -> [String] {
    guard let classes = result.classes else { return [] }
    var table = TextTable([
      ("class", .left), ("n", .right), ("rate gap", .right), ("interval", .left),
      ("ratio", .right), ("recall gap", .right),
    ])
    for outcome in classes.prefix(Self.listedClasses) {
      guard let found = outcome.attributes.first(where: { $0.name == attribute.name }) else {
        continue
      }
      let gap = found[disparity: "dp.rate_gap.maxmin"]?.estimate
      table.add([
        outcome.name, Numbers.count(outcome.overall.counts.positives), gap.map { value($0) } ?? "–",
        gap.map { interval($0) } ?? "",
        found[disparity: "dp.ratio.minmax"].map { value($0.estimate) } ?? "–",
        found[disparity: "eopp.maxmin"].map { value($0.estimate) } ?? "–",
      ])
    }
    let rest = classes.count - Self.listedClasses
    return [""] + table.lines + (rest > 0 ? ["\(rest) more classes are in the report"] : [])
  }

  private static let listedClasses = 12

  /// What strata and rows without a group make of the gaps.
  private func conditions(_ attribute: AttributeOutcome) -> [String] {
    var lines: [String] = []
    if let stratified = attribute.stratified, stratified.reason == nil {
      var table = TextTable([
        ("within \(stratified.name)", .left), ("CDD", .right), ("interval", .left),
        ("odds ratio", .right), ("interval", .left), ("p (CMH)", .right),
      ])
      for found in stratified.conditional {
        let odds = stratified.associations.first { $0.group == found.group }
        table.add([
          found.group, value(found.conditional), interval(found.conditional),
          odds.map { value($0.oddsRatio) } ?? "benchmark",
          odds.map { interval($0.oddsRatio) } ?? "",
          odds?.adjustedP.map { Numbers.fixed($0, 3) } ?? "",
        ])
      }
      lines += [""] + table.lines
    }
    if let bounds = attribute.bounds, !bounds.isEmpty {
      var table = TextTable([
        ("unknown rows dealt to groups", .left), ("known", .right), ("best", .right),
        ("worst", .right),
      ])
      for bound in bounds where Self.headlines[kind]?.contains(bound.metric) == true {
        table.add([
          name(bound.metric), value(bound.known), Numbers.fixed(bound.best, 3),
          Numbers.fixed(bound.worst, 3),
        ])
      }
      lines += [""] + table.lines
    }
    return lines
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
    // Where an earlier audit was given, a missed limit fails only if it got worse.
    let hasBaseline = result.gates.contains { $0.regression != nil }
    var table = TextTable(
      [
        ("gate", .left), ("attribute", .left), ("metric", .left), ("limit", .right),
        ("value", .right), ("interval", .left), ("level", .left),
      ] + (hasBaseline ? [("since baseline", .left)] : []))
    for gate in result.gates {
      let decimals = decimals(of: gate)
      table.add(
        [
          gate.level == .off ? "off" : Self.word(gate.status), gate.attribute,
          name(gate.metric) + (gate.ofClass.map { " of \($0)" } ?? ""),
          (gate.higherIsBetter ? "≥ " : "≤ ") + Numbers.fixed(gate.limit, decimals),
          value(gate.observed, decimals), interval(gate.observed, decimals), gate.level.rawValue,
        ] + (hasBaseline ? [gate.regression.map { $0.isWorse ? "worse" : "not worse" } ?? "–"] : [])
      )
    }
    return table.lines
  }

  /// Decimals by which a limit is what was declared, and what differs from it looks different.
  private func decimals(of gate: GateOutcome) -> Int {
    let limit = gate.limit
    let numbers = [
      gate.observed.value, gate.observed.interval?.lower, gate.observed.interval?.upper,
    ].compactMap(\.self)
    return (3...9).first { decimals in
      let text = Numbers.fixed(limit, decimals)
      return Double(text) == limit
        && numbers.allSatisfy { $0 == limit || Numbers.fixed($0, decimals) != text }
    } ?? 9
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

  private func value(_ estimate: Estimate, _ decimals: Int = 3) -> String {
    estimate.value.map { Numbers.fixed($0, decimals) } ?? "–"
  }

  private func interval(_ estimate: Estimate, _ decimals: Int = 3) -> String {
    guard let interval = estimate.interval else { return "" }
    return
      "[\(Numbers.fixed(interval.lower, decimals)), \(Numbers.fixed(interval.upper, decimals))]"
  }
}
