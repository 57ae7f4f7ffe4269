import AuditResults

/// What becomes of outcomes as more neurons are taken out: one drawing for each followed metric.
///
/// A random band stands behind each line, since taking out any neurons changes something.
struct AblationCurve {
  /// The metrics that are drawn, where they were followed: the gap that is to be closed comes first.
  private static let others = ["accuracy", "average_precision"]

  /// The metrics that are drawn.
  static func metrics(_ check: CausalCheck) -> [String] { [check.gap] + others }

  private static let plot = (left: 50.0, right: 350.0, top: 38.0, bottom: 218.0)

  private let check: CausalCheck
  private let result: AuditResult

  init(_ check: CausalCheck, in result: AuditResult) {
    self.check = check
    self.result = result
  }

  /// One drawing for each metric.
  func panels() -> [SVG] { Self.metrics(check).compactMap(panel) }

  /// A replacement's line.
  private struct Line {
    var replacement: CausalCheck.Replacement
    var points: [(count: Int, change: CausalCheck.Change)]
  }

  private func panel(_ metric: String) -> SVG? {
    let lines = CausalCheck.Replacement.allCases.compactMap { replacement -> Line? in
      let points = check.steps.filter { $0.replacement == replacement }.compactMap { step in
        step.changes.first { $0.metric == metric }.map { (step.count, $0) }
      }
      return points.isEmpty ? nil : Line(replacement: replacement, points: points)
    }
    guard let first = lines.first, let before = first.points.first?.change.before else {
      return nil
    }
    let counts = Set(lines.flatMap { $0.points.map(\.count) }).sorted()
    let quantity = Quantity.of(metric: metric)
    // A gap is never below zero, so no interval of it is drawn there.
    let least = quantity == .gap ? 0 : -Double.infinity
    let ends = lines.flatMap { line in
      line.points.flatMap { point -> [Double] in
        let change = point.change
        return [change.after, before + (change.change.interval?.lower ?? 0)]
          + [before + (change.change.interval?.upper ?? 0)]
          + [change.random?.lower, change.random?.upper].compactMap { $0.map { before + $0 } }
      }
    }.map { max($0, least) }
    let (low, high) = (min(before, ends.min() ?? before), max(before, ends.max() ?? before))
    let step = Axis.step(span: max(high - low, 1e-6), count: 5)
    let domain =
      (low / step).rounded(.down) * step...max((high / step).rounded(.up) * step, low + step)
    let up = Axis(domain, start: Self.plot.bottom, end: Self.plot.top, count: 5)
    func across(_ count: Int) -> Double {
      let place = count == 0 ? 0 : (counts.firstIndex(of: count) ?? 0) + 1
      return Self.plot.left + 14
        + (Self.plot.right - Self.plot.left - 28) * Double(place) / Double(max(1, counts.count))
    }
    let title = result.metricTitle(metric)
    var parts = [
      SVG.heading(title)
    ]
    for tick in up.ticks {
      let y = up.position(tick)
      parts.append(.line(Self.plot.left, y, Self.plot.right, y, opacity: 0.14))
      parts.append(
        .text(
          quantity.axisText(tick, step: step), x: Self.plot.left - 7, y: y + 4,
          anchor: "end"))
    }
    for count in [0] + counts {
      parts.append(
        .text("\(count)", x: across(count), y: Self.plot.bottom + 17, anchor: "middle"))
    }
    parts.append(
      .line(Self.plot.left, Self.plot.bottom, Self.plot.right, Self.plot.bottom, opacity: 0.6))
    parts.append(
      .text(
        "neurons taken out, the most divergent first",
        x: (Self.plot.left + Self.plot.right) / 2, y: Self.plot.bottom + 36, anchor: "middle"))
    parts += lines.compactMap { band($0, before: before, across, up) }
    for line in lines {
      parts += draw(line, before: before, hasIntervals: line.replacement == first.replacement) {
        (across($0), up.position($1))
      }
    }
    let (key, height) = key(lines.map(\.replacement), y: Self.plot.bottom + 57)
    return .drawing(
      height: height, title: "\(title) as neurons are taken out",
      description: lines.map { line in
        "\(line.replacement.words): "
          + line.points.map { "\($0.count) neurons, \(quantity.string($0.change.after))" }
          .joined(separator: "; ")
      }.joined(separator: ". "), parts + key)
  }

  private func band(
    _ line: Line, before: Double, _ across: (Int) -> Double, _ up: Axis
  ) -> SVG? {
    let bands = line.points.compactMap { point in point.change.random.map { (point.count, $0) } }
    guard !bands.isEmpty else { return nil }
    let start = "\(SVG.number(across(0))) \(SVG.number(up.position(before)))"
    let upper = bands.map {
      "\(SVG.number(across($0.0))) \(SVG.number(up.position(before + $0.1.upper)))"
    }
    let lower = bands.reversed().map {
      "\(SVG.number(across($0.0))) \(SVG.number(up.position(before + $0.1.lower)))"
    }
    return SVG(
      "path",
      [
        "d": "M" + ([start] + upper + lower).joined(separator: "L") + "Z",
        "fill": line.replacement.colour, "fill-opacity": "0.16",
      ])
  }

  private func draw(
    _ line: Line, before: Double, hasIntervals: Bool, place: (Int, Double) -> (x: Double, y: Double)
  ) -> [SVG] {
    let colour = line.replacement.colour
    let points = [place(0, before)] + line.points.map { place($0.count, $0.change.after) }
    let path = points.map { "\(SVG.number($0.x)) \(SVG.number($0.y))" }.joined(separator: "L")
    var parts: [SVG] = []
    if hasIntervals {
      for point in line.points {
        guard let interval = point.change.change.interval else { continue }
        let (low, high) = (
          place(point.count, before + interval.lower), place(point.count, before + interval.upper)
        )
        parts.append(.line(low.x, low.y, high.x, high.y, stroke: colour, width: 2))
      }
    }
    parts.append(
      SVG(
        "path",
        [
          "d": "M" + path, "fill": "none", "stroke": colour, "stroke-width": "1.8",
          "stroke-dasharray": line.replacement == .zero ? "none" : "5 3",
        ]))
    return parts + points.map { line.replacement.mark(x: $0.x, y: $0.y) }
  }

  private func key(
    _ replacements: [CausalCheck.Replacement], y top: Double
  ) -> ([SVG], Double) {
    var parts: [SVG] = []
    var y = top
    for replacement in replacements {
      parts.append(replacement.mark(x: 14, y: y))
      parts.append(
        .text(
          replacement == replacements.first
            ? "\(replacement.words), with \(result.confidence) interval" : replacement.words,
          x: 28, y: y + 4))
      y += 19
    }
    for (index, replacement) in replacements.enumerated() {
      parts.append(
        SVG(
          "rect",
          [
            "x": SVG.number(6 + 8 * Double(index)), "y": SVG.number(y - 7),
            "width": "8", "height": "14", "fill": replacement.colour, "fill-opacity": "0.3",
          ]))
    }
    parts.append(
      .text(
        "as many random neurons of the same layers", x: 28, y: y + 4))
    return (parts, y + 12)
  }
}

extension Quantity {
  /// A tick's text.
  fileprivate func axisText(_ value: Double, step: Double) -> String {
    let factor = self == .share || self == .gap ? 100.0 : 1
    let size = step * factor * (1 + 1e-9)
    let decimals = size >= 1 ? 0 : size >= 0.1 ? 1 : size >= 0.01 ? 2 : size >= 0.001 ? 3 : 4
    return Numbers.fixed(value * factor, decimals: decimals)
      + (self == .share ? "%" : "")
  }
}

extension CausalCheck.Replacement {
  /// What is done, as a key says it.
  var words: String {
    switch self {
    case .zero: "weights and bias at zero"
    case .mean: "activation at its mean"
    }
  }

  fileprivate var colour: String { self == .zero ? Palette.blue : Palette.vermillion }

  fileprivate func mark(x: Double, y: Double) -> SVG {
    switch self {
    case .zero:
      SVG("circle", ["cx": SVG.number(x), "cy": SVG.number(y), "r": "4", "fill": colour])
    case .mean:
      SVG(
        "rect",
        [
          "x": SVG.number(x - 3.5), "y": SVG.number(y - 3.5), "width": "7", "height": "7",
          "fill": colour,
        ])
    }
  }
}

/// The ablation curve as drawings; none where nothing was taken out.
func ablationCurvePanels(_ influence: AttributeInfluence, in result: AuditResult) -> [SVG] {
  influence.causal.map { AblationCurve($0, in: result).panels() } ?? []
}
