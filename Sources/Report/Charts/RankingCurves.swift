import AuditResults

/// A group whose scores are drawn, with its style.
struct DrawnGroup {
  var group: GroupOutcome
  var scores: ScoreDistribution
  var style: GroupStyle

  var name: String { Text.name(group.name).string }

  /// The largest groups that have scores, in the order of the report's tables.
  static func all(of attribute: AttributeOutcome) -> [DrawnGroup] {
    let scored = attribute.sortedGroups.filter { $0.scores != nil }
    let sizes = scored.map(\.counts.total).sorted(by: >)
    let least = sizes.prefix(GroupStyle.limit).last ?? 0
    return scored.filter { $0.counts.total >= least }.prefix(GroupStyle.limit).enumerated()
      .compactMap { index, group in
        group.scores.map { DrawnGroup(group: group, scores: $0, style: GroupStyle(index)) }
      }
  }
}

/// The ROC and the precision-recall curve of each group, the cut-off in use marked.
func rankingPanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  let groups = DrawnGroup.all(of: attribute).compactMap { RankingCurve($0, in: result) }
  guard !groups.isEmpty else { return [] }
  let name = clean(attribute.name, limit: 40)
  let cutoff = "(mark: cut-off in use)"
  var receiver = SquarePlot(
    title: "ROC curve by \(name)", horizontal: "false-positive rate \(cutoff)",
    vertical: "true-positive rate")
  let (start, end) = (receiver.place(0, 0), receiver.place(1, 1))
  receiver.add(.line(start.x, start.y, end.x, end.y, opacity: 0.4, dashes: "3 3"))
  var precision = SquarePlot(
    title: "Precision and recall by \(name)",
    horizontal: "recall \(cutoff)",
    vertical: "precision (positive predictive value)")
  for curve in groups {
    let style = curve.group.style
    receiver.add(style.line(curve.receiver.map { receiver.place($0.x, $0.y) }))
    let points = curve.precision.map { precision.place($0.x, $0.y) }
    if points.count > 1 { precision.add(style.line(points)) }
  }
  for curve in groups {
    guard let used = curve.used else { continue }
    let place = receiver.place(used.falsePositives, used.truePositives)
    receiver.add(curve.group.style.mark(x: place.x, y: place.y))
    if let share = used.precision {
      let place = precision.place(used.truePositives, share)
      precision.add(curve.group.style.mark(x: place.x, y: place.y))
    }
  }
  let key = groups.map { (name: $0.group.name, style: $0.group.style) }
  return [
    receiver.drawing(key: key, description: groups.map(\.words).joined(separator: "; ")),
    precision.drawing(key: key, description: groups.map(\.precisionWords).joined(separator: "; ")),
  ]
}

/// The points of one group's curves.
private struct RankingCurve {
  let group: DrawnGroup
  /// From no row selected to all.
  let receiver: [(x: Double, y: Double)]
  let precision: [(x: Double, y: Double)]
  let used: (truePositives: Double, falsePositives: Double, precision: Double?)?

  /// `nil` where a label is absent, or the audit holds no curve.
  init?(_ group: DrawnGroup, in result: AuditResult) {
    let counts = group.group.counts
    guard let curve = group.scores.curve, let cutoffs = result.cutoffs, counts.positives > 0,
      counts.negatives > 0, curve.positives.count == cutoffs.count,
      curve.negatives.count == cutoffs.count
    else { return nil }
    self.group = group
    let (positives, negatives) = (Double(counts.positives), Double(counts.negatives))
    func point(_ index: Int) -> (x: Double, y: Double) {
      (Double(curve.negatives[index]) / negatives, Double(curve.positives[index]) / positives)
    }
    let descending = cutoffs.indices.reversed()
    receiver = [(0, 0)] + descending.map(point) + [(1, 1)]
    precision = descending.compactMap { index in
      let selected = curve.positives[index] + curve.negatives[index]
      guard selected > 0 else { return nil }
      return (
        Double(curve.positives[index]) / positives,
        Double(curve.positives[index]) / Double(selected)
      )
    }
    used = (
      Double(counts.truePositives) / positives, Double(counts.falsePositives) / negatives,
      counts.selected > 0 ? Double(counts.truePositives) / Double(counts.selected) : nil
    )
  }

  /// The curve in words.
  var words: String {
    let area = group.group["auc"]?.value.map { "area \(Quantity.score.string($0))" }
    let rates = used.map {
      "at the cut-off, true-positive rate \(Quantity.share.string($0.truePositives)), "
        + "false-positive rate \(Quantity.share.string($0.falsePositives))"
    }
    return "\(group.name): " + [area, rates].compactMap(\.self).joined(separator: ", ")
  }

  var precisionWords: String {
    let share = used?.precision.map { "precision \(Quantity.share.string($0)) at the cut-off" }
    return "\(group.name): \(share ?? "no row is selected at the cut-off")"
  }
}
