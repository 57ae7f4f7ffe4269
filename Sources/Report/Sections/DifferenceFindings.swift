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
    let verdict: Text = isClear ? "." : "; the data cannot separate this from no difference."
    let size: Text =
      "\(quantity.text(disparity.estimate))\(Text(.plain, quantity.suffix))\(verdict)"
    let ends = ends(of: disparity, attribute, in: result)
    return (
      isClear ? 1 + min(1, relative(value, metric, attribute)) : 0.2,
      ends.map { "\(Text.title(attribute.name)) \(sentence(metric, $0)) \(size)" }
        ?? "\(Text.title(attribute.name)) \(Text.name(result.metricTitle(metric))): \(size)"
    )
  }
}

/// The two groups that decide a difference, their values, and the class that is looked at.
private struct Ends {
  var low: Text
  var high: Text
  var lowValue: Text
  var highValue: Text
  var className: Text
}

/// The ends of a difference, where it is one of a single metric or of a single class.
private func ends(
  of disparity: Disparity, _ attribute: AttributeOutcome, in result: AuditResult
) -> Ends? {
  let place = place(of: disparity, attribute, in: result)
  guard let place, let low = place.disparity.lowest, let high = place.disparity.highest,
    let first = place.attribute.group(low)?[place.metric]?.value,
    let second = place.attribute.group(high)?[place.metric]?.value
  else { return nil }
  let quantity = Quantity.of(metric: place.metric)
  return Ends(
    low: Text.name(low), high: Text.name(high), lowValue: .strong(quantity.string(first)),
    highValue: .strong(quantity.string(second)), className: Text.name(place.className ?? ""))
}

/// Where the values stand that a difference is of: with all rows, or with the class that decides it.
private func place(
  of disparity: Disparity, _ attribute: AttributeOutcome, in result: AuditResult
) -> (attribute: AttributeOutcome, disparity: Disparity, metric: String, className: String?)? {
  let suffix = ".gap.maxmin"
  if disparity.metric.hasSuffix(suffix) {
    return (attribute, disparity, String(disparity.metric.dropLast(suffix.count)), nil)
  }
  let sources = [
    "multiclass.dp.gap.max": (gap: "dp.rate_gap.maxmin", metric: "selection_rate"),
    "multiclass.tpr.gap.max": (gap: "eopp.maxmin", metric: "tpr"),
  ]
  guard let source = sources[disparity.metric] else { return nil }
  return (result.classes ?? []).compactMap { outcome in
    outcome.attributes.first { isSame($0.name, attribute.name) }.flatMap { found in
      found[disparity: source.gap].map { (found, $0, source.metric, outcome.name) }
    }
  }.max { ($0.1.estimate.value ?? -1) < ($1.1.estimate.value ?? -1) }
}

/// What the two groups' values are, as the beginning of a sentence that ends with their difference.
private func sentence(_ metric: String, _ ends: Ends) -> Text {
  let (low, high) = (ends.low, ends.high)
  let (first, second) = (ends.lowValue, ends.highValue)
  return switch metric {
  case "multiclass.accuracy.gap.maxmin":
    """
    \(first) of group \(low) and \(second) of group \(high) were assigned to their own class \
    (accuracy), a difference of
    """
  case "multiclass.dp.gap.max":
    """
    \(first) of group \(low) and \(second) of group \(high) were assigned to class \
    \(ends.className), whatever their label: the largest such difference of any class,
    """
  case "multiclass.tpr.gap.max":
    """
    Among rows with the label \(ends.className), \(first) of group \(low) and \(second) of group \
    \(high) were assigned to it (recall): the largest such difference of any class,
    """
  case "mean_prediction.gap.maxmin":
    """
    The mean prediction is \(first) for group \(low) and \(second) for group \(high), a difference of
    """
  case "mae.gap.maxmin":
    """
    Predictions miss the label by \(first) on average in group \(low) and by \(second) in group \
    \(high) (mean absolute error), a difference of
    """
  default:
    """
    R², the part of the label’s variation that predictions explain, is \(first) in group \(low) and \
    \(second) in group \(high), a difference of
    """
  }
}

/// The size of a difference beside that of the values, in [0, 1].
private func relative(_ value: Double, _ metric: String, _ attribute: AttributeOutcome) -> Double {
  guard Quantity.of(metric: metric) == .number else { return abs(value) }
  let base = metric.replacing(".gap.maxmin", with: "")
  let largest = attribute.groups.compactMap { $0[base]?.value }.map { abs($0) }.max() ?? 0
  return largest > 0 ? min(1, abs(value) / largest) : 0
}
