import AuditResults

/// What a front shows along an axis.
private struct FrontAxis {
  var name: String
  var value: @Sendable (FineTuningQuality) -> Double?
}

/// Quality against gap of every point of a series: mean over seeds, with one standard deviation.
///
/// Of the test rows where they were read, else of the validation rows. Points carry their number in
/// the table.
func frontPanels(_ series: FineTuningSeries, objective: String) -> [SVG] {
  let isByLabel = objective == "eo"
  let score = FrontAxis(
    name: isByLabel ? "gap of mean scores, summed over labels" : "gap of mean scores",
    value: { $0.gap.value })
  let rate = FrontAxis(
    name: isByLabel ? "gap of TPR plus gap of FPR" : "gap of selection rates",
    value: { isByLabel ? $0.gaps?.rateByLabel : $0.gaps?.rate })
  let precision = FrontAxis(name: "Average precision", value: \.averagePrecision)
  let accuracy = FrontAxis(name: "Accuracy", value: \.accuracy)
  return [
    frontPanel(series, precision, score), frontPanel(series, accuracy, rate),
  ].compactMap(\.self)
}

private func frontPanel(_ series: FineTuningSeries, _ up: FrontAxis, _ across: FrontAxis) -> SVG? {
  let points = series.points.enumerated().compactMap { index, point in
    let measured = point.runs.map { $0.test ?? $0.validation }
    return Spread(measured.compactMap(across.value)).flatMap { x in
      Spread(measured.compactMap(up.value)).map { (number: index + 1, point: point, x: x, y: $0) }
    }
  }
  // Sums of numbers that a file makes too large have no place.
  let spreads: [Spread] = points.map(\.x) + points.map(\.y)
  guard !points.isEmpty,
    spreads.allSatisfy({ $0.mean.isFinite && ($0.deviation ?? 0).isFinite })
  else { return nil }
  let (width, top, bottom, left, right) = (SVG.width, 34.0, 250.0, 48.0, 350.0)
  func axis(
    _ spreads: [Spread], start: Double, end: Double
  ) -> (axis: Axis, decimals: Int) {
    let low = spreads.map { $0.mean - ($0.deviation ?? 0) }.min() ?? 0
    let high = spreads.map { $0.mean + ($0.deviation ?? 0) }.max() ?? 1
    let margin = max((high - low) * 0.08, 0.0005)
    let step = Axis.step(span: high - low + 2 * margin, count: 5)
    return (
      Axis(low - margin...high + margin, start: start, end: end, count: 5),
      Axis.decimals(step: step)
    )
  }
  let (vertical, upDecimals) = axis(points.map(\.y), start: bottom, end: top)
  let (horizontal, acrossDecimals) = axis(points.map(\.x), start: left, end: right)
  var parts = [SVG.heading(up.name)]
  for tick in vertical.ticks {
    parts.append(
      .line(left, vertical.position(tick), right, vertical.position(tick), opacity: 0.14))
    parts.append(
      .text(
        Numbers.fixed(tick, decimals: upDecimals), x: left - 6, y: vertical.position(tick) + 4,
        anchor: "end"))
  }
  for tick in horizontal.ticks {
    parts.append(
      .text(
        Numbers.fixed(tick, decimals: acrossDecimals), x: horizontal.position(tick),
        y: bottom + 17, anchor: "middle"))
  }
  parts.append(
    .text(across.name, x: (left + right) / 2, y: bottom + 35, anchor: "middle"))
  for (number, point, x, y) in points {
    let (cx, cy) = (horizontal.position(x.mean), vertical.position(y.mean))
    if let deviation = x.deviation {
      parts.append(
        .line(
          horizontal.position(x.mean - deviation), cy, horizontal.position(x.mean + deviation), cy,
          opacity: 0.35))
    }
    if let deviation = y.deviation {
      parts.append(
        .line(
          cx, vertical.position(y.mean - deviation), cx, vertical.position(y.mean + deviation),
          opacity: 0.35))
    }
    let color = point.isChosen ? Palette.vermillion : Palette.blue
    parts.append(
      SVG(
        "circle",
        [
          "cx": SVG.number(cx), "cy": SVG.number(cy), "r": point.isChosen ? "6" : "4.5",
          "fill": point.isOnFront ? color : "none", "stroke": color, "stroke-width": "1.6",
        ]))
    // Beside the point, on the side where there is room.
    let isLeft = cx > right - 30
    parts.append(
      .text(
        "\(number)", x: cx + (isLeft ? -8 : 8), y: max(top, cy - 6),
        anchor: isLeft ? "end" : "start"))
  }
  let description = points.prefix(60).map {
    "\($0.number): \(Numbers.fixed($0.y.mean, decimals: 4)) at \(Numbers.fixed($0.x.mean, decimals: 4))"
  }.joined(separator: "; ")
  return .drawing(
    width: width, height: bottom + 44, title: "\(up.name) against \(across.name)",
    description: description, parts)
}
