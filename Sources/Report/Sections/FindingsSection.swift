import AuditResults

/// The findings that matter most, and with equal weight what they do not show.
@Sendable func findingsBlocks(_ result: AuditResult) -> [Block] {
  let all = findings(result)
  let shown = all.prefix(findingLimit).map(\.text)
  let rest = all.count - shown.count
  var items = Array(shown)
  if items.isEmpty {
    items = ["No two groups could be compared: see \(Text.link(.data))."]
  }
  var blocks: [Block] = [
    .pair([
      .init(title: "What the audit found", items: items),
      .init(title: "What this does not show", items: notShown(result)),
    ])
  ]
  if rest > 0 {
    blocks.append(
      .paragraph(
        """
        The \(Numbers.count(shown.count)) findings with most weight are listed; \
        \(Numbers.count(rest)) more \(rest == 1 ? "is" : "are") in the sections below.
        """))
  }
  return blocks
}

/// The most findings that are listed.
private let findingLimit = 5

/// A sentence and how much it weighs: limits that are missed first, then the size of the gap.
private struct Finding {
  var weight: Double
  var text: Text
}

private func findings(_ result: AuditResult) -> [Finding] {
  let all =
    result.gates.compactMap { gateFinding($0, in: result) }
    + result.attributes.flatMap { attribute in
      guard result.labelKind == .binary else {
        return differenceFindings(attribute, in: result).map { Finding(weight: $0, text: $1) }
      }
      return [
        selectionFinding(attribute, in: result), smallFinding(attribute),
        gapFinding(attribute, "tpr", in: result), gapFinding(attribute, "fpr", in: result),
      ].compactMap(\.self)
    } + changeFindings(result).map { Finding(weight: $0.weight, text: $0.text) }
    + result.influence.compactMap { networkFinding($0) }
  return all.enumerated().sorted { left, right in
    left.element.weight == right.element.weight
      ? left.offset < right.offset : left.element.weight > right.element.weight
  }.map(\.element)
}

private func gateFinding(_ gate: GateOutcome, in result: AuditResult) -> Finding? {
  let quantity = Quantity.of(metric: gate.metric)
  let ofClass: Text = gate.ofClass.map { " of class \(name: $0)" } ?? ""
  let name: Text = "\(Text.name(result.metricName(gate.metric)))\(ofClass)"
  let limit = Text(.plain, quantity.withUnit(gate.limit))
  let observed = quantity.text(gate.observed, near: gate.limit)
  let bound: Text = gate.higherIsBetter ? "at least" : "at most"
  let weight = gate.level == .error ? 10.0 : 9.0
  if gate.level == .off { return nil }
  switch gate.status {
  case .meetsLimit: return nil
  case .belowLimit:
    return Finding(
      weight: weight,
      text: """
        \(gate.status.text) \(Text.title(gate.attribute)) The \(name) is \(observed); the declared \
        limit is \(bound) \(limit).
        """)
  case .inconclusive:
    return Finding(
      weight: weight - 4,
      text: """
        \(gate.status.text) \(Text.title(gate.attribute)) The \(name) is \(observed), an interval \
        that holds the declared limit of \(bound) \(limit). The data cannot tell the sides apart.\
        \(gate.power?.sentence(of: quantity, from: "the limit") ?? "")
        """)
  case .notAssessed:
    return Finding(
      weight: weight - 5,
      text: """
        \(gate.status.text) \(Text.title(gate.attribute)) The \(name) has no value or no interval \
        here (\(observed)).
        """)
  }
}

/// That the lowest ratio belongs to a group too small to conclude from.
private func smallFinding(_ attribute: AttributeOutcome) -> Finding? {
  guard let worst = attribute.worstContrast, let interval = worst.ratio?.interval,
    let group = attribute.group(worst.group), group.isSmall
  else { return nil }
  return Finding(
    weight: 0.1,
    text: """
      \(Text.title(attribute.name)) Group \(name: worst.group) has only \
      \(Numbers.count(group.rows)) row\(group.rows == 1 ? "" : "s"). The data cannot \
      separate a ratio of \
      \(Text(.plain, Quantity.ratio.string(interval.lower))) from \
      \(Text(.plain, Quantity.ratio.string(interval.upper))), so no conclusion is drawn.
      """)
}

/// One sentence or two on the group with the lowest selection rate among those that are not small.
private func selectionFinding(_ attribute: AttributeOutcome, in result: AuditResult) -> Finding? {
  guard let worst = attribute.worstContrast(includingSmall: false), let ratio = worst.ratio,
    let value = ratio.value, let group = attribute.group(worst.group),
    let reference = attribute.group(worst.reference),
    let rate = group["selection_rate"]?.value, let highest = reference["selection_rate"]?.value
  else { return nil }
  let interval = ratio.interval
  let isClear = interval.map { $0.upper < 1 } ?? false
  // Counts of rows do not heed weights, and the rates do.
  let shortfall =
    result.decision.weightColumn == nil
    ? highest * Double(group.rows) - Double(group.counts.selected) : 0
  let text: Text = """
    \(Text.title(attribute.name)) Group \(name: worst.group) was selected \(Text(.strong, Quantity.share.string(rate))) \
    of the time and group \(name: worst.reference) \(Text(.strong, Quantity.share.string(highest))). The \
    first rate is \(Text(.strong, Quantity.ratio.string(value))) of the second\(words(interval, around: value, in: result)).
    """
  guard isClear else {
    return Finding(
      weight: 0.2 * (1 - value),
      text: """
        \(text) The data cannot separate this from equal rates.\
        \(worst.power?.sentence(of: .gap, from: "equal rates") ?? "")
        """)
  }
  let isPlural = shortfall >= 1.5
  let addition: Text =
    shortfall >= 0.5
    ? """
     At the higher rate, about \(Numbers.count(Int(min(shortfall, 1e15).rounded()))) more \
    row\(isPlural ? "s" : "") of group \(name: worst.group) would have been selected.
    """ : ""
  return Finding(weight: 1 + (1 - value), text: "\(text)\(addition)")
}

private func words(_ interval: Interval?, around value: Double, in result: AuditResult) -> Text {
  guard let interval else { return "" }
  let (lower, upper) = Quantity.ratio.ends(of: interval, around: value)
  return Text(.plain, " (\(result.confidence) interval \(lower) to \(upper))")
}

/// The largest gap of an error rate between two groups whose intervals do not overlap.
private func gapFinding(
  _ attribute: AttributeOutcome, _ metric: String, in result: AuditResult
) -> Finding? {
  let groups = attribute.groups.filter { $0[metric]?.value != nil && !$0.isSmall }
  func value(_ group: GroupOutcome) -> Double { group[metric]?.value ?? 0 }
  guard let low = groups.min(by: { value($0) < value($1) }),
    let high = groups.max(by: { value($0) < value($1) }), value(high) > value(low)
  else { return nil }
  let gap = value(high) - value(low)
  let isClear =
    (low[metric]?.interval?.upper).map { upper in
      (high[metric]?.interval?.lower).map { $0 > upper } ?? false
    } ?? false
  let condition: Text =
    metric == "tpr"
    ? "Among rows with the label \(name: result.decision.positiveLabel)"
    : "Among rows with the label \(name: result.decision.negativeLabel)"
  let power =
    attribute.contrast(metric, of: low.name)?.power
    ?? attribute.contrast(metric, of: high.name)?.power
  let open: Text =
    "; their intervals overlap.\(power?.sentence(of: .gap, from: "equal rates") ?? "")"
  return Finding(
    weight: isClear ? 1 + gap : 0.2 * gap,
    text: """
      \(Text.title(attribute.name)) \(condition), the model selected \
      \(Text(.strong, Quantity.share.string(value(low)))) of group \(name: low.name) and \
      \(Text(.strong, Quantity.share.string(value(high)))) of group \(name: high.name), a gap of \
      \(Text(.plain, Quantity.gap.string(gap))) percentage points\(isClear ? "." : open)
      """)
}

/// The layer that two groups use most differently, where that goes beyond both yardsticks.
private func networkFinding(_ influence: AttributeInfluence) -> Finding? {
  let found = influence.layers.compactMap { layer -> (layer: String, pair: PairParity, Double)? in
    guard let pair = layer.headline, let parity = pair.cosine.value, let null = pair.null,
      let ceiling = pair.ceiling, parity < min(null.lower, ceiling.lower)
    else { return nil }
    return (layer.layer, pair, parity)
  }
  guard let (layer, pair, parity) = found.min(by: { $0.2 < $1.2 }), let ceiling = pair.ceiling,
    let null = pair.null
  else { return nil }
  return Finding(
    weight: 0.9 + 0.1 * (1 - parity),
    text: """
      \(Text.title(influence.attribute)) Inside the network, layer \(name: layer) leans on its neurons \
      in other proportions for group \(name: pair.first) than for group \(name: pair.second): their \
      parity is \(Text(.strong, Quantity.parity.string(parity))), where groups drawn at random give \
      \(words(null)) and two halves of one group \(words(ceiling)).
      """)
}

private func words(_ band: Band) -> Text {
  Text(.plain, "\(Quantity.parity.string(band.lower)) to \(Quantity.parity.string(band.upper))")
}

func notShown(_ result: AuditResult) -> [Text] {
  let unknown = result.attributes.filter { $0.columns.count < 2 }
    .compactMap { attribute in attribute.groups.first(where: \.isUnknown).map { (attribute, $0) } }
  let missing = unknown.map { attribute, group in
    "\(Numbers.count(group.rows)) \(group.rows == 1 ? "row" : "rows") without \(name: attribute.name)"
      as Text
  }
  return [
    """
    \(Text.strong("Causes.")) Every figure is an association in one data set; none says why groups \
    differ.
    """,
    """
    \(Text.strong("Other data.")) The model may behave differently on other people, in another \
    period or after retraining.
    """,
    """
    \(Text.strong("Whether the labels are right.")) Error rates take \(name: result.decision.labelColumn) \
    as the truth; where it carries past bias, so do they.
    """,
    missing.isEmpty
      ? """
      \(Text.strong("Groups that were not audited.")) Nothing is said about attributes that were not \
      named, or about people who are not in the data.
      """
      : """
      \(Text.strong("Groups that were not audited.")) Nothing is said about people who are not in \
      the data. The data holds \(missing.joined(", ")), who count as a group of their own.
      """,
    """
    \(Text.strong("A legal conclusion.")) No limit is built in, and meeting a declared one answers \
    no legal test.
    """,
  ]
}
