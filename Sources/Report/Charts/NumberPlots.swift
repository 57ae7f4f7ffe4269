import AuditResults

/// Mean predictions of an attribute's groups, the highest first.
func numberMeanPanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  plot(
    attribute, in: result, metric: "mean_prediction", lead: "mean_prediction",
    title: "Mean prediction by \(clean(attribute.name, limit: 40))",
    axis: "mean prediction, in the label’s unit", benchmark: attribute.reference,
    benchmarkWords: "highest mean")
}

/// Errors and explained variance of an attribute's groups.
func numberErrorPanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  [
    ("mae", "Mean absolute error", "mean absolute error, in the label’s unit"),
    ("bias", "Mean error", "prediction minus label on average"),
    ("r2", "R² within the group", "share of the labels’ variance that is explained"),
  ].flatMap { metric, title, axis in
    plot(
      attribute, in: result, metric: metric, lead: "mean_prediction", title: title, axis: axis,
      benchmark: nil, benchmarkWords: "")
  }
}

/// Accuracy over all classes of an attribute's groups.
func classAccuracyPanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  plot(
    attribute, in: result, metric: "multiclass.accuracy", lead: "multiclass.accuracy",
    title: "Accuracy by \(clean(attribute.name, limit: 40))",
    axis: "assigned to their class, % of the group", benchmark: attribute.reference,
    benchmarkWords: "highest accuracy")
}

private func plot(
  _ attribute: AttributeOutcome, in result: AuditResult, metric: String, lead: String,
  title: String, axis: String, benchmark: String?, benchmarkWords: String
) -> [SVG] {
  let groups = attribute.groupsByLead(lead)
  let quantity = Quantity.of(metric: metric)
  let ends = groups.compactMap { $0[metric] }.flatMap { estimate in
    [estimate.value, estimate.interval?.lower, estimate.interval?.upper].compactMap(\.self)
  }.filter(\.isFinite)
  guard let least = ends.min(), let most = ends.max() else { return [] }
  let domain: ClosedRange<Double>
  if quantity == .share {
    domain = 0...1
  } else {
    // Errors are read from zero; means lie anywhere.
    let isError = metric != "mean_prediction"
    let (low, high) = isError ? (min(0, least), max(0, most)) : (least, most)
    // Equal numbers, as of a model that predicts the same for all, need an axis of their size.
    let span = high > low ? high - low : max(abs(high), 1)
    let step = Axis.step(span: span, count: 5)
    guard step.isFinite, step > 0, (high - low) / step < 100 else { return [] }
    domain =
      (low / step).rounded(.down) * step...max(
        (high / step).rounded(.up), (low / step).rounded(.down) + 1) * step
  }
  let rows = groups.map { group -> DotPlot.Row in
    let estimate = group[metric] ?? Estimate(undefined: .notApplicable)
    let isBenchmark = benchmark != nil && isSame(group.name, benchmark)
    return DotPlot.Row(
      label: Text.name(group.name).string, detail: "n = \(Numbers.count(group.rows).string)",
      estimate: estimate,
      value: estimate.value.map { quantity.string($0) } ?? Text.undefined(estimate.reason).string,
      marker: .of(isBenchmark: isBenchmark, isSmall: group.isSmall))
  }
  return DotPlot(
    title: title, description: rows.map { "\($0.label): \($0.value)" }.joined(separator: "; "),
    axisTitle: axis, domain: domain,
    tickText: {
      quantity == .share ? Numbers.fixed($0 * 100, decimals: 0) + "%" : quantity.tick($0)
    },
    rows: rows,
    key: DotPlot.Key(
      dot: "estimate and \(result.confidence) interval", benchmark: benchmarkWords,
      small: "fewer than \(result.settings.minimumGroupSize) rows")
  ).panels()
}
