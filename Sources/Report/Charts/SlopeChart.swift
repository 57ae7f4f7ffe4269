import AuditResults

/// The most groups that are drawn, those with the most rows.
private let slopeLimit = 12

/// A group's rate before and after.
struct SlopeLine {
  var name: String
  var rows: Int
  var before: Double
  var after: Double

  /// The line of a group; `nil` without two values.
  init?(name: String, rows: Int, _ change: MetricChange?) {
    guard let before = change?.before, let after = change?.after else { return nil }
    self.name = name
    self.rows = rows
    self.before = before
    self.after = after
  }
}

/// Selection rates by an attribute, a line for each group; none without lines.
func slopePanels(attribute: String, _ lines: [SlopeLine]) -> [SVG] {
  let rows = lines.enumerated().sorted {
    $0.element.rows == $1.element.rows
      ? $0.offset < $1.offset : $0.element.rows > $1.element.rows
  }.map(\.element).prefix(slopeLimit)
  guard !rows.isEmpty else { return [] }
  let (width, top, bottom) = (SVG.width, 52.0, 300.0)
  let (left, right) = (56.0, 196.0)
  let highest = rows.map { max($0.before, $0.after) }.max() ?? 1
  let axis = Axis(0...max(highest * 1.08, 0.01), start: bottom, end: top)
  let title = "Selection rate by \(clean(attribute, limit: 40))"
  var parts = [SVG.heading(title)]
  for (x, label) in [(left, "before"), (right, "after")] {
    parts.append(.line(x, top - 8, x, bottom, opacity: 0.4))
    parts.append(.text(label, x: x, y: top - 14, anchor: "middle"))
  }
  let names = rows.map { Text.name($0.name).string }
  let starts = spread(rows.map { axis.position($0.before) }, within: top...bottom)
  let ends = spread(rows.map { axis.position($0.after) }, within: top...bottom)
  for (index, row) in rows.enumerated() {
    let (y1, y2) = (axis.position(row.before), axis.position(row.after))
    let fell = row.after < row.before
    parts.append(
      .line(
        left, y1, right, y2, stroke: fell ? Palette.vermillion : Palette.blue, width: 1.8,
        dashes: fell ? "6 3" : nil))
    for (x, y) in [(left, y1), (right, y2)] {
      parts.append(
        SVG(
          "circle",
          [
            "cx": SVG.number(x), "cy": SVG.number(y), "r": "3.5",
            "fill": fell ? Palette.vermillion : Palette.blue,
          ]))
    }
    let before = Quantity.share.string(row.before)
    parts.append(.text(before, x: left - 9, y: starts[index] + 4, anchor: "end"))
    let after = Quantity.share.string(row.after)
    let rest = width - right - 14 - estimatedWidth(after + "  ", size: SVG.textSize)
    parts.append(
      .text(
        "\(after)  \(fitted(names[index], width: rest, size: SVG.textSize))", x: right + 10,
        y: ends[index] + 4))
  }
  parts.append(
    .text(
      "solid: the rate rose or stayed; dashed: it fell", x: 0, y: bottom + 24, opacity: 0.8))
  let description = zip(names, rows).map { name, row in
    "\(name): \(Quantity.share.string(row.before)) to \(Quantity.share.string(row.after))"
  }.joined(separator: "; ")
  return [
    .drawing(
      width: width, height: bottom + 36, title: title, description: description, parts)
  ]
}

/// Positions moved apart so that labels do not cover each other, in the same order.
private func spread(_ positions: [Double], within range: ClosedRange<Double>) -> [Double] {
  let gap = min(15, (range.upperBound - range.lowerBound) / Double(max(1, positions.count)))
  let order = positions.indices.sorted { positions[$0] < positions[$1] }
  var result = positions
  var next = range.lowerBound
  for index in order {
    result[index] = max(positions[index], next)
    next = result[index] + gap
  }
  var last = range.upperBound
  for index in order.reversed() {
    result[index] = min(result[index], last)
    last = result[index] - gap
  }
  return result
}
