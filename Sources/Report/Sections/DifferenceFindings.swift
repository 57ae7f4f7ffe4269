import AuditResults

/// What stands out between the groups of an attribute where the label has more than two values, each
/// sentence with its weight.
func differenceFindings(
  _ attribute: AttributeOutcome, in result: AuditResult
) -> [(weight: Double, text: Text)] {
  (leadingDisparities[result.labelKind] ?? []).compactMap { metric in
    guard let disparity = attribute[disparity: metric], let value = disparity.estimate.value else {
      return nil
    }
    let quantity = Quantity.of(metric: metric)
    let isClear = disparity.estimate.interval.map { $0.lower > 0 } ?? false
    let unit: Text = quantity == .gap ? " percentage points" : ""
    let extremes: Text =
      if let low = disparity.lowest, let high = disparity.highest {
        ", with \(name: low) lowest and \(name: high) highest\(ends(low, high, metric, attribute))"
      } else {
        ""
      }
    let verdict: Text =
      isClear ? "." : "; the data cannot separate this from no difference."
    return (
      isClear ? 1 + min(1, relative(value, metric, attribute)) : 0.2,
      """
      \(Text.title(attribute.name)) \(Text.name(result.metricTitle(metric))): \
      \(quantity.text(disparity.estimate))\(unit)\(extremes)\(verdict)\(ofClass(metric, attribute, in: result))
      """
    )
  }
}

/// The values of the two groups that decide a difference, where they are those of one metric.
private func ends(
  _ low: String, _ high: String, _ metric: String, _ attribute: AttributeOutcome
) -> Text {
  let suffix = ".gap.maxmin"
  guard metric.hasSuffix(suffix) else { return "" }
  let base = String(metric.dropLast(suffix.count))
  guard let first = attribute.group(low)?[base]?.value,
    let second = attribute.group(high)?[base]?.value
  else { return "" }
  let quantity = Quantity.of(metric: base)
  return Text(.plain, " (\(quantity.string(first)) and \(quantity.string(second)))")
}

/// The size of a difference beside that of the values, in [0, 1].
private func relative(_ value: Double, _ metric: String, _ attribute: AttributeOutcome) -> Double {
  guard Quantity.of(metric: metric) == .number else { return abs(value) }
  let base = metric.replacing(".gap.maxmin", with: "")
  let largest = attribute.groups.compactMap { $0[base]?.value }.map { abs($0) }.max() ?? 0
  return largest > 0 ? min(1, abs(value) / largest) : 0
}

/// Which class decides a difference that is the largest of all classes'.
private func ofClass(
  _ metric: String, _ attribute: AttributeOutcome, in result: AuditResult
) -> Text {
  let sources = [
    "multiclass.dp.gap.max": "dp.rate_gap.maxmin", "multiclass.tpr.gap.max": "eopp.maxmin",
  ]
  guard let source = sources[metric] else { return "" }
  let found = (result.classes ?? []).compactMap { outcome -> (String, Double)? in
    outcome.attributes.first { isSame($0.name, attribute.name) }?[disparity: source]?.estimate.value
      .map { (outcome.name, $0) }
  }
  guard let (name, _) = found.max(by: { $0.1 < $1.1 }) else { return "" }
  return " The class is \(name: name)."
}
