import AuditResults

/// Selection rates of an attribute's groups, the highest first.
func selectionRatePanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  let groups = attribute.sortedGroups
  guard groups.contains(where: { $0["selection_rate"]?.value != nil }) else { return [] }
  let highest = groups.compactMap { $0["selection_rate"].map(\.upperEnd) }.max() ?? 1
  return DotPlot(
    title: "Selection rate by \(clean(attribute.name, limit: 40))",
    description: summary(groups, metric: "selection_rate"),
    axisTitle: "selected rows, % of the group", domain: 0...Axis.roundedUp(highest, atMost: 1),
    tickText: percentTick,
    rows: groups.map { row($0, metric: "selection_rate", benchmark: attribute.reference) },
    hasLineRoom: true, key: key(result)
  ).panels()
}

/// Each group's selection rate over the highest, with the limits that are declared for it.
func impactRatioPanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  let groups = attribute.sortedGroups
  let ratios = groups.compactMap { attribute.impactRatio(of: $0.name) }
  guard ratios.contains(where: { $0.value != nil }) else { return [] }
  let limits = result.gates(of: attribute).filter { $0.metric.hasPrefix("dp.ratio") }
  let reach = max(ratios.map(\.upperEnd).max() ?? 1, limits.map(\.limit).max() ?? 1, 1.05)
  let rows = groups.map { group -> DotPlot.Row in
    let isBenchmark = isSame(group.name, attribute.reference)
    let estimate =
      isBenchmark ? Estimate(1) : attribute.impactRatio(of: group.name) ?? .init(undefined: .noRows)
    return DotPlot.Row(
      label: label(group.name), detail: size(group), estimate: estimate,
      value: estimate.value.map { Quantity.ratio.string($0, near: limits.first?.limit) }
        ?? Text.undefined(estimate.reason).string,
      marker: .of(isBenchmark: isBenchmark, isSmall: group.isSmall))
  }
  var lines = [DotPlot.Line(value: 1, label: "equal rates", isLimit: false)]
  lines += Set(limits.map(\.limit)).sorted().map {
    DotPlot.Line(value: $0, label: "limit \(Quantity.ratio.string($0))", isLimit: true)
  }
  return DotPlot(
    title: "Impact ratio by \(clean(attribute.name, limit: 40))",
    description: "Selection rate of each group over the highest. "
      + rows.map { "\($0.label): \($0.value)" }.joined(separator: "; "),
    axisTitle: "selection rate ÷ highest selection rate",
    domain: 0...Axis.roundedUp(reach, atMost: 2),
    tickText: { Numbers.fixed($0, decimals: 1) }, rows: rows, lines: lines, key: key(result)
  ).panels()
}

/// The error rates that the small multiples draw, in order.
let drawnErrorRates = ["tpr", "fpr", "ppv", "accuracy"]

/// Error rates of an attribute's groups: one drawing per rate, all from 0 to 100 per cent, the
/// groups in the order of their selection rates.
func errorRatePanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  let groups = attribute.sortedGroups
  return drawnErrorRates.filter { metric in groups.contains { $0[metric]?.value != nil } }
    .flatMap { metric in
      DotPlot(
        title: errorTitle(metric), description: summary(groups, metric: metric),
        axisTitle: errorAxis(metric), domain: 0...1, tickText: percentTick,
        rows: groups.map { row($0, metric: metric, benchmark: nil) }, key: key(result)
      ).panels()
    }
}

private func errorTitle(_ metric: String) -> String {
  switch metric {
  case "tpr": "True-positive rate (TPR)"
  case "fpr": "False-positive rate (FPR)"
  case "ppv": "Positive predictive value (PPV)"
  default: "Accuracy"
  }
}

private func errorAxis(_ metric: String) -> String {
  switch metric {
  case "tpr": "selected, % of the rows with a positive label"
  case "fpr": "selected, % of the rows with a negative label"
  case "ppv": "positive label, % of the selected rows"
  default: "decision equals label, % of all rows"
  }
}

private func row(_ group: GroupOutcome, metric: String, benchmark: String?) -> DotPlot.Row {
  let estimate = group[metric] ?? Estimate(undefined: .notApplicable)
  let isBenchmark = benchmark != nil && isSame(group.name, benchmark)
  return DotPlot.Row(
    label: label(group.name), detail: size(group), estimate: estimate,
    value: estimate.value.map { Quantity.share.string($0) }
      ?? Text.undefined(estimate.reason).string,
    marker: .of(isBenchmark: isBenchmark, isSmall: group.isSmall))
}

private func label(_ name: String) -> String { Text.name(name).string }

private func size(_ group: GroupOutcome) -> String {
  "n = \(Numbers.count(group.rows).string)"
}

private func key(_ result: AuditResult) -> DotPlot.Key {
  DotPlot.Key(
    dot: "estimate and \(result.confidence) interval", benchmark: "highest rate",
    small: "fewer than \(result.settings.minimumGroupSize) rows")
}

private func summary(_ groups: [GroupOutcome], metric: String) -> String {
  groups.map { group in
    let estimate = group[metric]
    let value = estimate?.value.map { Quantity.share.string($0) } ?? "not defined"
    return "\(label(group.name)): \(value)"
  }.joined(separator: "; ")
}

private let percentTick: @Sendable (Double) -> String = {
  Numbers.fixed($0 * 100, decimals: abs($0 * 100 - ($0 * 100).rounded()) < 1e-6 ? 0 : 1) + "%"
}

extension Estimate {
  /// The largest value that a drawing of the estimate must reach.
  var upperEnd: Double { max(value ?? 0, interval?.upper ?? 0) }
}
