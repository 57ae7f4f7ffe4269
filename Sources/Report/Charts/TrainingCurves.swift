import AuditResults

/// Quality and gap of every epoch on the validation rows; none for a single epoch.
func trainingCurvePanels(_ tuning: FineTuningFacts) -> [SVG] {
  guard tuning.epochs.count > 1 else { return [] }
  let epochs = tuning.epochs
  let isRanked = epochs.allSatisfy { $0.validation.averagePrecision != nil }
  return [
    panel(
      title: isRanked ? "Average precision" : "Accuracy", tuning,
      values: epochs.map {
        isRanked ? $0.validation.averagePrecision ?? 0 : $0.validation.accuracy
      }, bands: []),
    panel(
      title: "Gap of mean scores", tuning, values: epochs.map { $0.validation.gap.value ?? 0 },
      bands: epochs.map { epoch in
        epoch.validation.gap.interval.map { $0.lower...$0.upper }
      }),
  ]
}

private func panel(
  title: String, _ tuning: FineTuningFacts, values: [Double], bands: [ClosedRange<Double>?]
) -> SVG {
  let (top, bottom, left, right) = (34.0, 210.0, 50.0, 350.0)
  let numbers = tuning.epochs.map { Double($0.number) }
  let all = values + bands.compactMap(\.self).flatMap { [$0.lowerBound, $0.upperBound] }
  let (low, high) = (all.min() ?? 0, all.max() ?? 1)
  let margin = max((high - low) * 0.08, 0.0005)
  let up = Axis(low - margin...high + margin, start: bottom, end: top, count: 5)
  let across = Axis((numbers.first ?? 0)...(numbers.last ?? 1), start: left, end: right, count: 8)
  let step = Axis.step(span: high - low + 2 * margin, count: 5)
  let decimals = Axis.decimals(step: step)
  var parts = [SVG.heading(title)]
  for tick in up.ticks {
    parts.append(.line(left, up.position(tick), right, up.position(tick), opacity: 0.14))
    parts.append(
      .text(
        Numbers.fixed(tick, decimals: decimals), x: left - 6, y: up.position(tick) + 4,
        anchor: "end"))
  }
  for tick in across.ticks where tick == tick.rounded() {
    parts.append(
      .text(
        Numbers.fixed(tick, decimals: 0), x: across.position(tick), y: bottom + 17,
        anchor: "middle"))
  }
  parts.append(.text("epoch", x: (left + right) / 2, y: bottom + 35, anchor: "middle"))
  for (index, band) in bands.enumerated() {
    guard let band else { continue }
    let x = across.position(numbers[index])
    parts.append(
      .line(x, up.position(band.lowerBound), x, up.position(band.upperBound), opacity: 0.45))
  }
  let points = zip(numbers, values).map { (x: across.position($0), y: up.position($1)) }
  parts.append(
    SVG(
      "path",
      [
        "d": Polyline.path(points), "fill": "none", "stroke": Palette.blue, "stroke-width": "1.6",
      ]))
  for (index, epoch) in tuning.epochs.enumerated() where epoch.number == tuning.keptEpoch {
    parts.append(
      SVG(
        "circle",
        [
          "cx": SVG.number(across.position(numbers[index])),
          "cy": SVG.number(up.position(values[index])), "r": "5", "fill": Palette.blue,
        ]))
  }
  let description = zip(tuning.epochs, values).prefix(100).map { epoch, value in
    "\(epoch.number): \(Numbers.fixed(value, decimals: 4))"
  }.joined(separator: "; ")
  return .drawing(
    height: bottom + 44, title: title, description: description, parts)
}
