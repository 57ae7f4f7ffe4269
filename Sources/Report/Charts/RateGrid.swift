import AuditResults

/// Selection rates of two attributes crossed: a cell for each pair of groups, with its rows.
struct RateGrid {
  /// A pair of groups.
  struct Cell {
    var row: Int
    var column: Int
    /// `nil` where no row holds the combination.
    var group: GroupOutcome?
  }

  let rows: [String]
  let columns: [String]
  let cells: [Cell]
  private let rowTitle: String
  private let columnTitle: String

  /// The most groups on each side; larger crossings have their table only.
  static let rowLimit = 14
  static let columnLimit = 5

  /// The grid of a crossing; `nil` where it is not of two attributes that the audit holds.
  init?(_ crossing: AttributeOutcome, in result: AuditResult) {
    guard crossing.columns.count == 2 else { return nil }
    let singles = result.singleAttributes
    let pair = singles.lazy.flatMap { first in singles.map { (first, $0) } }.first {
      first, second in
      isSame("\(first.name) × \(second.name)", crossing.name)
    }
    guard let (first, second) = pair else { return nil }
    // The side with more groups goes down the page.
    let isTurned = first.groups.count < second.groups.count
    let (down, across) = isTurned ? (second, first) : (first, second)
    guard down.groups.count <= Self.rowLimit, across.groups.count <= Self.columnLimit else {
      return nil
    }
    rows = down.groups.map(\.name)
    columns = across.groups.map(\.name)
    (rowTitle, columnTitle) = (down.name, across.name)
    var cells: [Cell] = []
    for (row, lower) in rows.enumerated() {
      for (column, upper) in columns.enumerated() {
        let name = isTurned ? "\(upper) × \(lower)" : "\(lower) × \(upper)"
        cells.append(Cell(row: row, column: column, group: crossing.group(name)))
      }
    }
    // Names that do not meet, such as those of missing values, are not drawn as empty.
    guard cells.count(where: { $0.group != nil }) == crossing.groups.count else { return nil }
    self.cells = cells
  }

  /// The drawing.
  func panel(in result: AuditResult) -> SVG {
    let (width, top, height) = (SVG.width, 64.0, 44.0)
    // Names of rows get what they need, as far as the cells can spare it.
    let widest = rows.map { estimatedWidth(Text.name($0).string, size: 12) }.max() ?? 0
    let left = min(max(widest + 12, 60), columns.count > 3 ? 106 : 150)
    let cell = (width - left) / Double(columns.count)
    let title = "Selection rate: \(clean(rowTitle, limit: 24)) by \(clean(columnTitle, limit: 24))"
    let rates = cells.compactMap { $0.group?["selection_rate"]?.value }
    let highest = max(rates.max() ?? 1, 1e-9)
    var parts = [SVG.heading(title)]
    for (index, name) in columns.enumerated() {
      parts.append(
        .text(
          fitted(Text.name(name).string, width: cell - 6, size: 12),
          x: left + (Double(index) + 0.5) * cell, y: top - 8, anchor: "middle"))
    }
    for (index, name) in rows.enumerated() {
      parts.append(
        .text(
          fitted(Text.name(name).string, width: left - 10, size: 12), x: left - 8,
          y: top + (Double(index) + 0.5) * height + 4, anchor: "end"))
    }
    for item in cells {
      let (x, y) = (left + Double(item.column) * cell, top + Double(item.row) * height)
      let rate = item.group?["selection_rate"]?.value
      let isSmall = item.group?.isSmall ?? false
      // Pale enough that text on it keeps its contrast, on white and on black.
      let shade = rate.map { 0.04 + 0.36 * $0 / highest } ?? 0
      if shade > 0 {
        parts.append(
          SVG(
            "rect",
            [
              "x": SVG.number(x + 1.5), "y": SVG.number(y + 1.5),
              "width": SVG.number(cell - 3), "height": SVG.number(height - 3),
              "fill": Palette.blue, "fill-opacity": SVG.number(shade),
            ]))
      }
      parts.append(
        SVG(
          "rect",
          [
            "x": SVG.number(x + 1.5), "y": SVG.number(y + 1.5), "width": SVG.number(cell - 3),
            "height": SVG.number(height - 3), "fill": "none", "stroke": "currentColor",
            "stroke-opacity": isSmall ? ".8" : ".25",
            "stroke-dasharray": isSmall ? "3 2" : "none",
          ]))
      let middle = x + cell / 2
      let words = rate.map { Quantity.share.string($0) } ?? "–"
      parts.append(.text(words, x: middle, y: y + 20, size: 13, anchor: "middle", isBold: true))
      let count = item.group.map {
        (cell < 60 ? "" : "n = ") + Numbers.count($0.counts.total).string
      }
      parts.append(
        .text(count ?? "no rows", x: middle, y: y + 35, anchor: "middle", opacity: 0.85))
    }
    let bottom = top + Double(rows.count) * height
    parts.append(
      .text(
        "darker: higher rate; dashed: fewer than \(result.settings.minimumGroupSize) rows",
        x: width, y: bottom + 18, anchor: "end", opacity: 0.85))
    let description = cells.map { item in
      let rate = item.group?["selection_rate"]?.value.map { Quantity.share.string($0) }
      return "\(Text.name(rows[item.row]).string), \(Text.name(columns[item.column]).string): "
        + (item.group == nil ? "no rows" : rate ?? "not defined")
    }.joined(separator: "; ")
    return .drawing(
      width: width, height: bottom + 28, title: title, description: description, parts)
  }
}

/// The grid of a crossing of two attributes, none for others.
func rateGridPanels(_ attribute: AttributeOutcome, in result: AuditResult) -> [SVG] {
  RateGrid(attribute, in: result).map { [$0.panel(in: result)] } ?? []
}
