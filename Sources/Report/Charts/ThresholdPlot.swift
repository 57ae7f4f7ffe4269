import AuditResults

/// Each gap and ratio of rates over all cut-offs, with its band, one drawing each.
func thresholdPanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  guard let analysis = attribute.thresholds else { return [] }
  return shownCurves(attribute, in: result).compactMap { curve in
    ThresholdPlot(curve, of: analysis, attribute: attribute, in: result)?.drawing
  }
}

/// A curve over cut-offs in a box.
struct ThresholdPlot {
  private static let width = SVG.width
  private static let height = 230.0

  let drawing: SVG

  /// The drawing of a curve; `nil` where it has fewer than two points.
  init?(
    _ curve: ThresholdCurve, of analysis: ThresholdAnalysis, attribute: AttributeOutcome,
    in result: AuditResult
  ) {
    let points = curve.thresholds.indices.filter { index in
      index < curve.values.count && index < curve.lower.count && index < curve.upper.count
        && curve.thresholds[index].isFinite && curve.lower[index].isFinite
        && curve.upper[index].isFinite
    }
    guard points.count > 1 else { return nil }
    let quantity = Quantity.of(metric: curve.metric)
    let x = Axis(0...1, start: 40, end: Self.width - 10, count: 5)
    let limits = Set(Self.limits(curve, attribute, in: result)).sorted()
    // Ratios are looked at from 0 to 1; gaps are mostly small, and would lie flat on such an axis. A
    // sum of two gaps can be 2.
    let highest = (points.map { curve.upper[$0] } + limits).max() ?? 1
    let top = quantity == .gap ? Axis.roundedUp(highest, atMost: highest > 1 ? 2 : 1, count: 4) : 1
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
        quantity == .gap
        ? Numbers.fixed(tick * 100, decimals: y.ticks.count > 1 && y.ticks[1] < 0.0095 ? 1 : 0)
        : Numbers.fixed(tick, decimals: 1)
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
        quantity == .gap ? "percentage points, over cut-offs" : "ratio, over cut-offs",
        x: (x.start + x.end) / 2, y: Self.height - 8, anchor: "middle"))
    marks.append(
      SVG("path", ["d": Polyline.area(band), "fill": Palette.blue, "fill-opacity": "0.18"]))
    if !line.isEmpty {
      marks.append(
        SVG("path", ["d": line, "fill": "none", "stroke": Palette.blue, "stroke-width": "2"]))
    }
    let used = x.position(result.decision.threshold)
    marks.append(.line(used, y.end, used, y.start, dashes: Self.usedDashes))
    if let median = analysis.median {
      let at = x.position(median)
      marks.append(.line(at, y.end, at, y.start, dashes: Self.medianDashes))
    }
    for limit in limits {
      let at = y.position(limit)
      marks.append(.line(x.start, at, x.end, at, stroke: Palette.vermillion, width: 1.5))
    }
    let (key, bottom) = Self.key(
      hasMedian: analysis.median != nil, hasLimit: !limits.isEmpty, in: result)
    drawing = SVG.drawing(
      width: Self.width, height: bottom, title: title,
      description: Self.description(curve, quantity, points, in: result), marks + key)
  }

  private static let usedDashes = "5 3"
  private static let medianDashes = "1.5 3"

  /// What the drawing's lines and its shading mean.
  private enum KeyEntry {
    case band, used, median, limit

    func mark(x: Double, y: Double) -> SVG {
      let middle = x + 11
      switch self {
      case .band:
        return SVG(
          "rect",
          [
            "x": SVG.number(x), "y": SVG.number(y - 6), "width": "22", "height": "12",
            "fill": Palette.blue, "fill-opacity": "0.18",
          ])
      case .used: return .line(middle, y - 8, middle, y + 8, dashes: usedDashes)
      case .median: return .line(middle, y - 8, middle, y + 8, dashes: medianDashes)
      case .limit: return .line(x, y, x + 22, y, stroke: Palette.vermillion, width: 1.5)
      }
    }

    func words(_ result: AuditResult) -> String {
      switch self {
      case .band: "\(result.confidence) band for all cut-offs at once"
      case .used: "cut-off in use"
      case .median: "median of all scores"
      case .limit: "declared limit"
      }
    }
  }

  /// The key under the axis; the drawing's height as well.
  private static func key(
    hasMedian: Bool, hasLimit: Bool, in result: AuditResult
  ) -> ([SVG], Double) {
    var entries: [KeyEntry] = [.band, .used]
    if hasMedian { entries.append(.median) }
    if hasLimit { entries.append(.limit) }
    var parts: [SVG] = []
    let left = 40.0
    var (x, y) = (left, height + 14)
    for entry in entries {
      let words = entry.words(result)
      let entryWidth = 30 + estimatedWidth(words, size: SVG.textSize)
      if x > left, x + entryWidth > width { (x, y) = (left, y + 19) }
      parts.append(entry.mark(x: x, y: y))
      parts.append(.text(words, x: x + 30, y: y + 4))
      x += entryWidth + 14
    }
    return (parts, y + 12)
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
    return "Over cut-offs from 0 to 1, values from \(quantity.string(least)) to "
      + "\(quantity.withUnit(most)); the dashed line is the cut-off in use, "
      + "\(Numbers.fixed(result.decision.threshold, decimals: 3)). The table holds the numbers."
  }
}
