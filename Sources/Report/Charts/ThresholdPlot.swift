import AuditResults

/// Each gap and ratio of rates over all cut-offs, with its band, one drawing each.
func thresholdPanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  shownCurves(attribute, in: result).compactMap { curve in
    ThresholdPlot(curve, attribute: attribute, in: result)?.drawing
  }
}

/// A curve over cut-offs in a box.
struct ThresholdPlot {
  private static let width = SVG.width
  private static let height = 230.0

  let drawing: SVG

  /// The drawing of a curve; `nil` where it has fewer than two points.
  init?(_ curve: ThresholdCurve, attribute: AttributeOutcome, in result: AuditResult) {
    let points = curve.thresholds.indices.filter { index in
      index < curve.values.count && index < curve.lower.count && index < curve.upper.count
        && curve.thresholds[index].isFinite && curve.lower[index].isFinite
        && curve.upper[index].isFinite
    }
    guard points.count > 1 else { return nil }
    let quantity = Quantity.of(metric: curve.metric)
    let x = Axis(0...1, start: 40, end: Self.width - 10, count: 5)
    // A sum of two gaps can be 2.
    let top = points.contains { curve.upper[$0] > 1 } ? 2.0 : 1
    let y = Axis(0...top, start: Self.height - 44, end: 34, count: 4)
    func place(_ index: Int, _ value: Double) -> (x: Double, y: Double) {
      (x.position(curve.thresholds[index]), y.position(value))
    }
    // Each side by itself, so that no corner between them is cut.
    let band =
      Polyline.simplified(points.map { place($0, curve.upper[$0]) })
      + Polyline.simplified(points.reversed().map { place($0, curve.lower[$0]) })
    // The line is interrupted where the value is not defined.
    let line = points.split { !(curve.values[$0]?.isFinite ?? false) }.map { part in
      Polyline.path(part.compactMap { index in curve.values[index].map { place(index, $0) } })
    }.joined()
    let title = "\(result.metricTitle(curve.metric)) by \(clean(attribute.name, limit: 40))"
    var marks: [SVG] = [
      .heading(title)
    ]
    for tick in y.ticks {
      let at = y.position(tick)
      marks.append(.line(x.start, at, x.end, at, opacity: 0.15))
      let text =
        quantity == .gap ? Numbers.fixed(tick * 100, decimals: 0) : Numbers.fixed(tick, decimals: 1)
      marks.append(.text(text, x: x.start - 6, y: at + 4, anchor: "end"))
    }
    for tick in x.ticks {
      marks.append(
        .text(
          Numbers.fixed(tick, decimals: 1), x: x.position(tick), y: y.start + 16,
          anchor: "middle"))
    }
    marks.append(
      .text(
        "cut-off (shaded: \(result.confidence) band for all at once)", x: (x.start + x.end) / 2,
        y: Self.height - 8, anchor: "middle"))
    marks.append(
      SVG("path", ["d": Polyline.area(band), "fill": Palette.blue, "fill-opacity": "0.18"]))
    if !line.isEmpty {
      marks.append(
        SVG("path", ["d": line, "fill": "none", "stroke": Palette.blue, "stroke-width": "2"]))
    }
    let used = x.position(result.decision.threshold)
    marks.append(.line(used, y.end, used, y.start, dashes: "4 3"))
    for limit in Set(Self.limits(curve, attribute, in: result)).sorted() {
      let at = y.position(limit)
      marks.append(.line(x.start, at, x.end, at, stroke: Palette.vermillion, width: 1.5))
    }
    drawing = SVG.drawing(
      width: Self.width, height: Self.height, title: title,
      description: Self.description(curve, quantity, points, in: result), marks)
  }

  private static func limits(
    _ curve: ThresholdCurve, _ attribute: AttributeOutcome, in result: AuditResult
  ) -> [Double] {
    result.gates(of: attribute).filter { $0.metric == curve.metric && $0.against == nil }
      .map(\.limit)
  }

  private static func description(
    _ curve: ThresholdCurve, _ quantity: Quantity, _ points: [Int], in result: AuditResult
  ) -> String {
    let values = points.compactMap { curve.values[$0] }
    guard let least = values.min(), let most = values.max() else {
      return "Not defined at any cut-off."
    }
    let unit = quantity == .gap ? " percentage points" : ""
    return "Over cut-offs from 0 to 1, values from \(quantity.string(least)) to "
      + "\(quantity.string(most))\(unit); the dashed line is the cut-off in use, "
      + "\(Numbers.fixed(result.decision.threshold, decimals: 3)). The table holds the numbers."
  }
}
