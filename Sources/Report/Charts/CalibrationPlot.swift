import AuditResults

/// What scores promise against what labels show, one drawing per group.
func calibrationPanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  DrawnGroup.all(of: attribute).compactMap { calibrationPanel($0, in: result) }
}

private func calibrationPanel(_ group: DrawnGroup, in result: AuditResult) -> SVG? {
  let bins = group.scores.bins.filter { $0.rows > 0 && $0.positives.value != nil }
  guard !bins.isEmpty else { return nil }
  let name = fitted(group.name, width: 230, size: SVG.headingSize, isBold: true)
  var plot = SquarePlot(
    title: "Calibration: \(name)", horizontal: "mean score of the rows in a bin",
    vertical: "share with a positive label, \(result.confidence) interval", height: 200)
  let (start, end) = (plot.place(0, 0), plot.place(1, 1))
  plot.add(.line(start.x, start.y, end.x, end.y, opacity: 0.4, dashes: "3 3"))
  for bin in bins {
    guard let value = bin.positives.value, let mean = bin.meanScore else { continue }
    let place = plot.place(mean, value)
    if let interval = bin.positives.interval {
      plot.add(
        .line(
          place.x, plot.y.position(interval.lower), place.x, plot.y.position(interval.upper),
          stroke: Palette.blue, width: 1.6))
    }
    plot.add(
      bin.rows < result.settings.minimumGroupSize
        ? SVG(
          "circle",
          [
            "cx": SVG.number(place.x), "cy": SVG.number(place.y), "r": "4", "fill": "none",
            "class": "hollow", "stroke": Palette.blue, "stroke-width": "1.8",
          ])
        : SVG(
          "circle",
          ["cx": SVG.number(place.x), "cy": SVG.number(place.y), "r": "4.4", "fill": Palette.blue]))
  }
  let description =
    bins.compactMap { bin in
      bin.meanScore.map { mean in
        "score \(Quantity.score.string(mean)): \(bin.positives.value.map { Quantity.share.string($0) } ?? "")"
      }
    }.joined(separator: "; ")
  return plot.drawing(key: [], description: "\(group.name). \(description)")
}

/// How the scores of each group spread: the share of its rows in each part of the scale.
func scoreDistributionPanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  let groups = DrawnGroup.all(of: attribute).filter { $0.scores.bins.contains { $0.rows > 0 } }
  guard !groups.isEmpty else { return [] }
  let (left, right, row) = (12.0, 348.0, 66.0)
  let title = "Scores by \(clean(attribute.name, limit: 40))"
  let axis = Axis(0...1, start: left, end: right, count: 5)
  let shares = groups.map { group in
    group.scores.bins.map { Double($0.rows) / Double(max(1, group.group.counts.total)) }
  }
  let highest = max(shares.flatMap(\.self).max() ?? 1, 0.01)
  var parts = [SVG.heading(title)]
  let top = 30.0
  let bottom = top + Double(groups.count) * row
  for tick in axis.ticks {
    let at = axis.position(tick)
    parts.append(.line(at, top, at, bottom, opacity: 0.12))
    parts.append(
      .text(Numbers.fixed(tick, decimals: 1), x: at, y: bottom + 16, anchor: "middle"))
  }
  for (index, group) in groups.enumerated() {
    let base = top + Double(index + 1) * row - 4
    parts.append(
      .text(
        fitted(group.name, width: 240, size: 13), x: left, y: base - row + 18, size: 13,
        detail: "n = \(Numbers.count(group.group.counts.total).string)"))
    for (bin, share) in zip(group.scores.bins, shares[index]) where share > 0 {
      let (from, to) = (axis.position(bin.lower), axis.position(bin.upper))
      let height = max(share / highest * (row - 26), 0.8)
      parts.append(
        SVG(
          "rect",
          [
            "x": SVG.number(from + 0.8), "y": SVG.number(base - height),
            "width": SVG.number(max(to - from - 1.6, 0.5)), "height": SVG.number(height),
            "fill": Palette.blue, "fill-opacity": "0.55",
          ]))
    }
    parts.append(.line(left, base, right, base, opacity: 0.6))
    if let mean = group.group["mean_score"]?.value {
      let at = axis.position(mean)
      parts.append(
        SVG(
          "path",
          [
            "d": "M\(SVG.number(at)) \(SVG.number(base))l-5 -8h10Z", "fill": Palette.vermillion,
          ]))
    }
  }
  let used = axis.position(result.decision.threshold)
  parts.append(.line(used, top, used, bottom, dashes: "4 3"))
  parts.append(
    .text(
      "score (dashed: cut-off in use; triangle: mean)", x: (left + right) / 2, y: bottom + 34,
      anchor: "middle"))
  parts.append(
    .text(
      "height: share of the group’s rows, up to \(Quantity.share.string(highest))",
      x: (left + right) / 2, y: bottom + 50, anchor: "middle", opacity: 0.8))
  let description = groups.map { group in
    let quantiles = group.scores.quantiles.map {
      "\(Numbers.fixed($0.share * 100, decimals: 0))% at or below \(Quantity.score.string($0.score))"
    }
    return "\(group.name): \(quantiles.joined(separator: ", "))"
  }.joined(separator: "; ")
  return [
    .drawing(height: bottom + 60, title: title, description: description, parts)
  ]
}
