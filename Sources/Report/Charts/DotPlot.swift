import AuditResults

/// Rows of dots with intervals on one axis, each row labelled above its line, values at the right.
struct DotPlot: Sendable {
  /// What a dot stands for, told by shape as well as by place.
  enum Marker: Sendable, Hashable, CaseIterable {
    case ordinary
    /// The group that the others are compared with.
    case benchmark
    /// A group below the declared minimum size.
    case small
    /// Both at once.
    case smallBenchmark

    /// The mark of a group.
    static func of(isBenchmark: Bool, isSmall: Bool) -> Marker {
      isBenchmark ? (isSmall ? .smallBenchmark : .benchmark) : isSmall ? .small : .ordinary
    }
  }

  /// A stretch of the axis drawn behind a row's dot.
  struct Stretch: Sendable {
    enum Style: Sendable, Hashable, CaseIterable { case filled, outlined }

    var range: ClosedRange<Double>
    var style: Style
  }

  struct Row: Sendable {
    var label: String
    var detail: String
    var estimate: Estimate
    /// The number as the tables print it.
    var value: String
    var marker: Marker = .ordinary
    var stretches: [Stretch] = []
  }

  /// A line across all rows.
  struct Line: Sendable {
    var value: Double
    var label: String
    var isLimit: Bool
  }

  var title: String
  var description: String
  var axisTitle: String
  var domain: ClosedRange<Double>
  var tickText: @Sendable (Double) -> String
  var rows: [Row]
  var lines: [Line] = []
  /// Whether room for the labels of lines is kept, so that drawings side by side line up.
  var hasLineRoom = false
  /// What each kind of mark means, in the order of the key; only marks in use are explained.
  var key: Key

  struct Key: Sendable {
    var dot: String
    var benchmark = ""
    var small = ""
    var filled = ""
    var outlined = ""
  }

  /// The most rows in one drawing, so that a page holds it whole.
  static let rowsPerPanel = 18

  private static let width = SVG.width
  private static let left = 12.0
  private static let right = 295.0
  private static let rowHeight = 40.0

  /// One drawing per ``rowsPerPanel`` rows, all on the same axis.
  func panels() -> [SVG] {
    let count = max(1, (rows.count + Self.rowsPerPanel - 1) / Self.rowsPerPanel)
    return (0..<count).map { index in
      let start = index * Self.rowsPerPanel
      let part = rows[start..<min(start + Self.rowsPerPanel, rows.count)]
      return panel(Array(part), suffix: count == 1 ? "" : " (\(index + 1) of \(count))")
    }
  }

  private func panel(_ rows: [Row], suffix: String) -> SVG {
    let axis = Axis(domain, start: Self.left, end: Self.right)
    let shown = lines.filter { domain.contains($0.value) }
    let top = shown.isEmpty && !hasLineRoom ? 34.0 : 52.0
    let bottom = top + Double(rows.count) * Self.rowHeight
    var parts = [SVG.heading(title + suffix)]
    parts += axis.ticks.map {
      .line(axis.position($0), top, axis.position($0), bottom + 4, opacity: 0.14)
    }
    parts += shown.map { line in
      .line(
        axis.position(line.value), top - 4, axis.position(line.value), bottom,
        stroke: line.isLimit ? Palette.vermillion : "currentColor", width: line.isLimit ? 1.6 : 1,
        opacity: line.isLimit ? 1 : 0.6, dashes: line.isLimit ? "5 3" : nil)
    }
    parts += lineLabels(shown, axis: axis, y: top - 9)
    for (index, row) in rows.enumerated() {
      parts += draw(row, axis: axis, y: top + Double(index) * Self.rowHeight)
    }
    parts.append(.line(Self.left, bottom, Self.right, bottom, opacity: 0.6))
    parts += axis.ticks.map { tick in
      let words = tickText(tick)
      // A long number at the end of the axis moves into the drawing.
      let half = estimatedWidth(words, size: SVG.textSize) / 2
      let x = min(max(axis.position(tick), half), Self.width - half)
      return .text(words, x: x, y: bottom + 17, anchor: "middle")
    }
    // Under the axis, or where it is longer than that under the drawing.
    let isLong = estimatedWidth(axisTitle, size: SVG.textSize) > Self.right - Self.left
    parts.append(
      .text(
        axisTitle, x: isLong ? Self.width / 2 : (Self.left + Self.right) / 2, y: bottom + 35,
        anchor: "middle"))
    let (keyParts, height) = drawKey(rows, y: bottom + 57)
    return .drawing(
      width: Self.width, height: height, title: title + suffix, description: description,
      parts + keyParts)
  }

  /// Labels of lines, from left to right, none over another.
  private func lineLabels(_ lines: [Line], axis: Axis, y: Double) -> [SVG] {
    var end = 0.0
    return lines.sorted { $0.value < $1.value }.compactMap { line in
      let width = estimatedWidth(line.label, size: SVG.textSize)
      let start = min(max(axis.position(line.value) - width / 2, 0, end + 6), Self.width - width)
      guard start >= end else { return nil }
      end = start + width
      return .text(line.label, x: start, y: y)
    }
  }

  /// Whether a label and its detail fit side by side without being cut.
  static func hasRoom(for detail: String, beside label: String) -> Bool {
    estimatedWidth(label, size: labelSize) + estimatedWidth(detail, size: SVG.textSize)
      <= width - left - detailGap
  }

  private static let labelSize = 13.0
  private static let detailGap = 10.0

  private func draw(_ row: Row, axis: Axis, y top: Double) -> [SVG] {
    let y = top + 28
    // The label keeps some room, however long the detail is.
    let detail = fitted(row.detail, width: Self.width - Self.left - 50, size: SVG.textSize)
    let detailWidth = estimatedWidth(detail, size: SVG.textSize)
    let label = fitted(
      row.label, width: Self.width - Self.left - detailWidth - Self.detailGap,
      size: Self.labelSize)
    var parts = row.stretches.map { draw($0, axis: axis, y: y) }
    parts.append(
      .text(label, x: Self.left, y: top + 14, size: Self.labelSize, detail: detail))
    guard let value = row.estimate.value else {
      parts.append(.text(row.value, x: Self.left, y: y + 4, opacity: 0.8))
      return parts
    }
    parts.append(.line(Self.left, y, Self.right, y, opacity: 0.14))
    if let interval = row.estimate.interval {
      parts += whisker(interval, axis: axis, y: y)
    }
    if domain.contains(value) {
      parts.append(mark(row.marker, x: axis.position(value), y: y))
    }
    parts.append(
      .text(row.value, x: Self.width, y: y + 4.5, size: 13, anchor: "end", isBold: true))
    return parts
  }

  /// The interval, with an arrow head where it leaves the axis.
  private func whisker(_ interval: Interval, axis: Axis, y: Double) -> [SVG] {
    let (from, to) = (axis.position(interval.lower), axis.position(interval.upper))
    var parts = [SVG.line(from, y, to, y, stroke: Palette.blue, width: 2.4)]
    for (value, x, direction) in [(interval.lower, from, -1.0), (interval.upper, to, 1.0)] {
      if domain.contains(value) {
        parts.append(.line(x, y - 7, x, y + 7, stroke: Palette.blue, width: 1.4))
      } else {
        parts.append(
          SVG(
            "path",
            [
              "d": Self.path([(x + direction * 7, y), (x, y - 4.5), (x, y + 4.5)]),
              "fill": Palette.blue,
            ]))
      }
    }
    return parts
  }

  private func draw(_ stretch: Stretch, axis: Axis, y: Double) -> SVG {
    let start = axis.position(stretch.range.lowerBound)
    let width = max(axis.position(stretch.range.upperBound) - start, 1.5)
    return Self.box(stretch.style, x: start, y: y, width: width)
  }

  private static func box(_ style: Stretch.Style, x: Double, y: Double, width: Double) -> SVG {
    let height = style == .filled ? 16.0 : 10.0
    let common: KeyValuePairs<String, String> =
      switch style {
      case .filled:
        [
          "x": SVG.number(x), "y": SVG.number(y - height / 2), "width": SVG.number(width),
          "height": SVG.number(height), "fill": "currentColor", "fill-opacity": "0.2",
        ]
      case .outlined:
        [
          "x": SVG.number(x), "y": SVG.number(y - height / 2), "width": SVG.number(width),
          "height": SVG.number(height), "fill": "none", "stroke": Palette.green,
          "stroke-width": "1.6",
        ]
      }
    return SVG("rect", common)
  }

  private func mark(_ marker: Marker, x: Double, y: Double) -> SVG {
    switch marker {
    case .ordinary:
      SVG("circle", ["cx": SVG.number(x), "cy": SVG.number(y), "r": "4.6", "fill": Palette.blue])
    case .benchmark:
      SVG(
        "path",
        [
          "d": Self.path([(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)]), "fill": Palette.blue,
        ])
    case .smallBenchmark:
      SVG(
        "path",
        [
          "d": Self.path([(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)]), "fill": "none",
          "class": "hollow", "stroke": Palette.blue, "stroke-width": "2",
        ])
    case .small:
      SVG(
        "circle",
        [
          "cx": SVG.number(x), "cy": SVG.number(y), "r": "4.4", "fill": "none", "class": "hollow",
          "stroke": Palette.blue, "stroke-width": "2",
        ])
    }
  }

  private static func path(_ points: [(Double, Double)]) -> String {
    "M" + points.map { "\(SVG.number($0.0)) \(SVG.number($0.1))" }.joined(separator: "L") + "Z"
  }

  /// The key under the axis; only what the rows use.
  ///
  /// Returns the drawing's height as well.
  private func drawKey(_ rows: [Row], y top: Double) -> ([SVG], Double) {
    let markers = Set(rows.filter { $0.estimate.value != nil }.map(\.marker))
    let styles = Set(rows.flatMap(\.stretches).map(\.style))
    var items: [(text: String, width: Double, draw: (Double, Double) -> [SVG])] = []
    if !markers.isEmpty {
      items.append(
        (
          key.dot, 30,
          { x, y in
            [
              .line(x, y, x + 24, y, stroke: Palette.blue, width: 2.4),
              .line(x, y - 6, x, y + 6, stroke: Palette.blue, width: 1.4),
              .line(x + 24, y - 6, x + 24, y + 6, stroke: Palette.blue, width: 1.4),
              mark(.ordinary, x: x + 12, y: y),
            ]
          }
        ))
    }
    if markers.contains(.benchmark) || markers.contains(.smallBenchmark) {
      items.append((key.benchmark, 20, { x, y in [mark(.benchmark, x: x + 7, y: y)] }))
    }
    if markers.contains(.small) || markers.contains(.smallBenchmark) {
      items.append((key.small, 18, { x, y in [mark(.small, x: x + 6, y: y)] }))
    }
    if styles.contains(.filled) {
      items.append((key.filled, 30, { x, y in [Self.box(.filled, x: x, y: y, width: 24)] }))
    }
    if styles.contains(.outlined) {
      items.append((key.outlined, 30, { x, y in [Self.box(.outlined, x: x, y: y, width: 24)] }))
    }
    var parts: [SVG] = []
    var (x, y) = (Self.left, top)
    for item in items {
      let width = item.width + estimatedWidth(item.text, size: SVG.textSize)
      if x > Self.left, x + width > Self.width { (x, y) = (Self.left, y + 19) }
      parts += item.draw(x, y)
      parts.append(.text(item.text, x: x + item.width, y: y + 4))
      x += width + 16
    }
    return (parts, items.isEmpty ? top - 10 : y + 12)
  }
}
