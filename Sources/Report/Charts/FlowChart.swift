import AuditResults

/// Whose decision changed: for each group, the selected before flow to the selected after.
struct FlowChart: Sendable {
  /// One group's decisions before and after.
  struct Row: Sendable {
    var name: String
    var rows: Int
    var selectedBefore: Int
    var gained: Int
    var lost: Int

    var selectedAfter: Int { selectedBefore - lost + gained }

    /// The row of a group; `nil` where its counts contradict each other or it has no rows.
    init?(name: String, rows: Int, rate: Double?, gained: Int, lost: Int) {
      guard let rate, rows > 0, rows <= countLimit, (0...1).contains(rate) else { return nil }
      self.name = name
      self.rows = rows
      selectedBefore = Int((rate * Double(rows)).rounded())
      self.gained = gained
      self.lost = lost
      guard (0...selectedBefore).contains(lost), (0...rows - selectedBefore).contains(gained) else {
        return nil
      }
    }
  }

  var attribute: String
  var rows: [Row]

  /// The most groups that are drawn, those with the most rows.
  static let rowLimit = 8

  private static let width = SVG.width
  private static let rowHeight = 96.0
  private static let (left, right) = (60.0, 262.0)
  private static let bar = 10.0

  /// The drawing, none without rows.
  func panels() -> [SVG] {
    let shown = rows.enumerated().sorted {
      $0.element.rows == $1.element.rows
        ? $0.offset < $1.offset : $0.element.rows > $1.element.rows
    }.map(\.element).prefix(Self.rowLimit)
    guard !shown.isEmpty else { return [] }
    let title = "Whose decision changed, by \(clean(attribute, limit: 40))"
    var parts: [SVG] = [
      .heading(title),
      .text("before", x: Self.left, y: 38, anchor: "middle"),
      .text("after", x: Self.right, y: 38, anchor: "middle"),
    ]
    for (index, row) in shown.enumerated() {
      parts += draw(row, top: 46 + Double(index) * Self.rowHeight)
    }
    let bottom = 46 + Double(shown.count) * Self.rowHeight
    parts += key(y: bottom + 12)
    return [
      .drawing(
        width: Self.width, height: bottom + 44, title: title,
        description: shown.map(Self.sentence).joined(separator: "; "), parts)
    ]
  }

  private static func sentence(_ row: Row) -> String {
    "\(Text.name(row.name).string): \(count(row.selectedBefore)) of \(count(row.rows)) selected before, "
      + "\(count(row.selectedAfter)) after; \(count(row.gained)) gained, \(count(row.lost)) lost"
  }

  private static func count(_ value: Int) -> String { Numbers.count(value).string }

  private func draw(_ row: Row, top: Double) -> [SVG] {
    let name = fitted(Text.name(row.name).string, width: Self.width - 90, size: 13)
    var parts: [SVG] = [
      .text(name, x: 0, y: top + 14, size: 13, detail: "n = \(Self.count(row.rows))")
    ]
    let (start, height) = (top + 24, 58.0)
    let scale = height / Double(row.rows)
    func y(_ rows: Int) -> Double { start + Double(rows) * scale }
    let kept = row.selectedBefore - row.lost
    // Left, from the top: kept, lost, gained, never; right: kept, gained, lost, never.
    func ribbon(
      _ rows: Int, from: Int, to: Int, fill: String, opacity: String
    ) -> SVG? {
      guard rows > 0 else { return nil }
      let thickness = max(Double(rows) * scale, 0.8)
      let (x1, x2) = (Self.left + Self.bar / 2, Self.right - Self.bar / 2)
      let middle = (x1 + x2) / 2
      let n = SVG.number
      let (a, b) = (y(from), y(to))
      return SVG(
        "path",
        [
          "d": "M\(n(x1)) \(n(a))C\(n(middle)) \(n(a)) \(n(middle)) \(n(b)) \(n(x2)) \(n(b))"
            + "V\(n(b + thickness))C\(n(middle)) \(n(b + thickness)) \(n(middle)) "
            + "\(n(a + thickness)) \(n(x1)) \(n(a + thickness))Z",
          "fill": fill, "fill-opacity": opacity,
        ])
    }
    parts += [
      ribbon(kept, from: 0, to: 0, fill: Palette.blue, opacity: "0.22"),
      ribbon(
        row.rows - row.selectedBefore - row.gained, from: row.selectedBefore + row.gained,
        to: kept + row.gained + row.lost, fill: "currentColor", opacity: "0.09"),
      ribbon(
        row.lost, from: kept, to: kept + row.gained, fill: Palette.vermillion, opacity: "0.85"),
      ribbon(row.gained, from: row.selectedBefore, to: kept, fill: Palette.green, opacity: "0.85"),
    ].compactMap(\.self)
    for (x, selected) in [(Self.left, row.selectedBefore), (Self.right, row.selectedAfter)] {
      parts.append(
        SVG(
          "rect",
          [
            "x": SVG.number(x - Self.bar / 2), "y": SVG.number(start),
            "width": SVG.number(Self.bar), "height": SVG.number(height), "fill": "none",
            "stroke": "currentColor", "stroke-opacity": "0.5",
          ]))
      guard selected > 0 else { continue }
      parts.append(
        SVG(
          "rect",
          [
            "x": SVG.number(x - Self.bar / 2), "y": SVG.number(start),
            "width": SVG.number(Self.bar), "height": SVG.number(max(Double(selected) * scale, 1)),
            "fill": Palette.blue,
          ]))
    }
    let share = { (count: Int) in Quantity.share.string(Double(count) / Double(row.rows)) }
    parts += [
      .text(share(row.selectedBefore), x: Self.left - 12, y: start + 13, anchor: "end"),
      .text(share(row.selectedAfter), x: Self.right + 12, y: start + 13),
      .text("\(Self.count(row.gained)) gained", x: Self.right + 12, y: start + 31),
      .text("\(Self.count(row.lost)) lost", x: Self.right + 12, y: start + 47),
    ]
    return parts
  }

  private func key(y: Double) -> [SVG] {
    let items = [
      ("selected in both", Palette.blue, "0.22"), ("gained", Palette.green, "0.85"),
      ("lost", Palette.vermillion, "0.85"),
    ]
    var x = 0.0
    return items.flatMap { text, fill, opacity -> [SVG] in
      defer { x += 26 + estimatedWidth(text, size: SVG.textSize) + 10 }
      return [
        SVG(
          "rect",
          [
            "x": SVG.number(x), "y": SVG.number(y), "width": "18", "height": "10", "fill": fill,
            "fill-opacity": opacity,
          ]),
        .text(text, x: x + 24, y: y + 9.5),
      ]
    }
  }
}
