/// How a group is told apart from others in one drawing: by colour, dashes and the shape of its mark.
struct GroupStyle: Sendable, Hashable {
  var colour: String
  var dashes: String?
  private var shape: Int

  /// The most groups that one drawing tells apart.
  static let limit = 8

  private static let colours = [Palette.blue, Palette.vermillion, Palette.green, Palette.purple]
  private static let patterns: [String?] = [nil, "7 3", "2 2.5", "9 3 2 3"]

  /// The style of the group at a position, below ``limit``.
  init(_ index: Int) {
    colour = Self.colours[index % 4]
    dashes = Self.patterns[(index + index / 4) % 4]
    shape = index % 4
  }

  /// The mark at a point.
  func mark(x: Double, y: Double, size: Double = 5) -> SVG {
    let n = SVG.number
    let path: String
    switch shape {
    case 0:
      return SVG("circle", ["cx": n(x), "cy": n(y), "r": n(size), "fill": colour])
    case 1:
      path = "M\(n(x - size)) \(n(y - size))H\(n(x + size))V\(n(y + size))H\(n(x - size))Z"
    case 2:
      path = "M\(n(x)) \(n(y - size))L\(n(x + size)) \(n(y + size))H\(n(x - size))Z"
    default:
      path =
        "M\(n(x)) \(n(y - size - 1))L\(n(x + size + 1)) \(n(y))L\(n(x)) \(n(y + size + 1))"
        + "L\(n(x - size - 1)) \(n(y))Z"
    }
    return SVG("path", ["d": path, "fill": colour])
  }

  /// A line through points, in the group's colour and dashes.
  func line(_ points: [(x: Double, y: Double)]) -> SVG {
    let path = Polyline.path(points)
    guard let dashes else {
      return SVG(
        "path",
        ["d": path, "fill": "none", "stroke": colour, "stroke-width": "2"])
    }
    return SVG(
      "path",
      [
        "d": path, "fill": "none", "stroke": colour, "stroke-width": "2",
        "stroke-dasharray": dashes,
      ])
  }
}

/// A box in which both axes run from 0 to 100 per cent, with a key under it.
struct SquarePlot {
  private static let (left, right, top) = (40.0, 341.0, 48.0)

  let x: Axis
  let y: Axis
  private(set) var parts: [SVG]
  private let title: String
  private let bottom: Double

  /// An empty box.
  init(title: String, horizontal: String, vertical: String, height: Double = 260) {
    self.title = title
    bottom = Self.top + height
    x = Axis(0...1, start: Self.left, end: Self.right, count: 5)
    y = Axis(0...1, start: bottom, end: Self.top, count: 5)
    parts = [.heading(title)]
    for tick in x.ticks {
      let at = x.position(tick)
      parts.append(.line(at, Self.top, at, bottom, opacity: 0.12))
      parts.append(
        .text(Self.percent(tick), x: at, y: bottom + 16, anchor: "middle"))
    }
    for tick in y.ticks {
      let at = y.position(tick)
      parts.append(.line(Self.left, at, Self.right, at, opacity: 0.12))
      parts.append(
        .text(Self.percent(tick), x: Self.left - 6, y: at + 4, anchor: "end"))
    }
    parts.append(.line(Self.left, bottom, Self.right, bottom, opacity: 0.6))
    parts.append(.line(Self.left, Self.top, Self.left, bottom, opacity: 0.6))
    parts.append(
      .text(horizontal, x: (Self.left + Self.right) / 2, y: bottom + 34, anchor: "middle"))
    parts.append(.text(vertical, x: 0, y: Self.top - 12, opacity: 0.8))
  }

  private static func percent(_ value: Double) -> String {
    Numbers.fixed(value * 100, decimals: 0) + "%"
  }

  /// Adds something to the box.
  mutating func add(_ part: SVG) { parts.append(part) }

  /// The place of a point.
  func place(_ across: Double, _ up: Double) -> (x: Double, y: Double) {
    (x.position(across), y.position(up))
  }

  /// The drawing, its key below the box.
  func drawing(key: [(name: String, style: GroupStyle)], description: String) -> SVG {
    var parts = parts
    var (at, line) = (0.0, bottom + 56)
    for (name, style) in key {
      let label = fitted(name, width: SVG.width - 50, size: 12)
      let width = 42 + estimatedWidth(label, size: 12) + 14
      if at > 0, at + width > SVG.width { (at, line) = (0, line + 19) }
      parts.append(style.line([(at, line), (at + 32, line)]))
      parts.append(style.mark(x: at + 16, y: line, size: 4))
      parts.append(.text(label, x: at + 40, y: line + 4))
      at += width
    }
    return .drawing(
      height: key.isEmpty ? bottom + 42 : line + 14, title: title, description: description, parts)
  }
}
