import AuditResults

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// The influence of every neuron for two groups, logarithmic on both axes, which are equal.
struct InfluenceScatter {
  /// A neuron that has a place on logarithmic axes.
  struct Point: Hashable {
    var layer: Int
    var neuron: Int
    /// Decimal logarithms of the influences.
    var x: Double
    var y: Double
  }

  /// The most points that are drawn.
  static let pointLimit = 2000
  /// The most neurons that are named in the drawing.
  static let labelLimit = 10

  private static let width = SVG.width
  private static let plot = (left: 54.0, right: 345.0, top: 34.0, bottom: 325.0)

  var first: String
  var second: String
  var layers: [String]
  var points: [Point]
  /// Neurons with no influence for one of the groups.
  var zeros: Int
  /// The neurons to name: layer, index.
  var named: [(layer: Int, neuron: Int)]

  /// Collects the points of the attribute's least alike pair; `nil` where nothing has a place.
  init?(_ influence: AttributeInfluence) {
    guard let pair = influence.headline,
      let first = influence.groups.firstIndex(where: { isSame($0, pair.first) }),
      let second = influence.groups.firstIndex(where: { isSame($0, pair.second) })
    else { return nil }
    self.first = Text.name(pair.first).string
    self.second = Text.name(pair.second).string
    layers = influence.layers.map { Text.name($0.layer).string }
    points = []
    zeros = 0
    for (index, layer) in influence.layers.enumerated() {
      for (neuron, values) in zip(layer.influence[first], layer.influence[second]).enumerated() {
        guard values.0 > 0, values.1 > 0 else {
          zeros += 1
          continue
        }
        points.append(
          Point(layer: index, neuron: neuron, x: log10(values.0), y: log10(values.1)))
      }
    }
    named = influence.divergentNeurons.filter { $0.isBetween(pair.first, pair.second) }
      .prefix(Self.labelLimit)
      .compactMap { neuron in
        influence.layers.firstIndex { isSame($0.layer, neuron.layer) }.map { ($0, neuron.neuron) }
      }
    guard !points.isEmpty else { return nil }
  }

  /// The points that are drawn: the named ones, and of the others evenly many.
  var drawn: [Point] {
    guard points.count > Self.pointLimit else { return points }
    let kept = points.filter { point in
      named.contains { $0.layer == point.layer && $0.neuron == point.neuron }
    }
    let room = Self.pointLimit - kept.count
    return kept
      + (0..<room).map { points[$0 * points.count / room] }.filter { !kept.contains($0) }
  }

  /// The drawing.
  func draw() -> SVG {
    let values = points.flatMap { [$0.x, $0.y] }
    let lower = (values.min() ?? 0).rounded(.down)
    let upper = max((values.max() ?? 1).rounded(.up), lower + 1)
    let across = Axis(lower...upper, start: Self.plot.left, end: Self.plot.right)
    let up = Axis(lower...upper, start: Self.plot.bottom, end: Self.plot.top)
    let step = max(1, ((upper - lower) / 6).rounded(.up))
    let ticks = stride(from: lower, through: upper, by: step).map(\.self)
    var parts = [SVG.heading("Influence of each neuron")]
    for tick in ticks {
      let (x, y) = (across.position(tick), up.position(tick))
      parts.append(.line(x, Self.plot.top, x, Self.plot.bottom, opacity: 0.14))
      parts.append(.line(Self.plot.left, y, Self.plot.right, y, opacity: 0.14))
      let power = Numbers.power(ofTen: Int(tick))
      parts.append(.text(power, x: x, y: Self.plot.bottom + 17, anchor: "middle"))
      parts.append(.text(power, x: Self.plot.left - 7, y: y + 4, anchor: "end"))
    }
    parts.append(
      .line(
        across.position(lower), up.position(lower), across.position(upper), up.position(upper),
        opacity: 0.6))
    parts.append(
      .text(
        "equal influence", x: Self.plot.right - 44, y: Self.plot.top + 26,
        anchor: "end",
        opacity: 0.8))
    let shown = drawn
    for layer in layers.indices {
      if let path = path(shown.filter { $0.layer == layer }, layer, across, up) {
        parts.append(path)
      }
    }
    parts += names(across, up)
    parts += titles()
    let (key, height) = key(shown)
    return .drawing(
      width: Self.width, height: height,
      title: "Influence of each neuron for \(first) and for \(second)",
      description: "\(Numbers.count(shown.count).string) neurons on two logarithmic axes with the "
        + "line of equal influence. Neurons that differ most are listed in the table.",
      parts + key)
  }

  /// A layer's points as one path of dots: round and square ones tell neighbouring layers apart.
  private func path(_ points: [Point], _ layer: Int, _ across: Axis, _ up: Axis) -> SVG? {
    guard !points.isEmpty else { return nil }
    return Self.dots(points.map { (x: across.position($0.x), y: up.position($0.y)) }, layer)
  }

  private static func dots(_ points: [(x: Double, y: Double)], _ layer: Int) -> SVG {
    let colours = [Palette.blue, Palette.vermillion, Palette.green, Palette.purple]
    let isRound = layer.isMultiple(of: 2)
    return SVG(
      "path",
      [
        "d": Polyline.dots(points, length: isRound ? 0 : 4), "fill": "none",
        "stroke": colours[layer % colours.count], "stroke-width": isRound ? "5" : "4",
        "stroke-linecap": isRound ? "round" : "butt", "stroke-opacity": "0.6",
      ])
  }

  /// Rings and names of the neurons that differ most; a name without room is left out.
  private func names(_ across: Axis, _ up: Axis) -> [SVG] {
    var parts: [SVG] = []
    var boxes: [(x: ClosedRange<Double>, y: ClosedRange<Double>)] = []
    let size = SVG.textSize
    for entry in named {
      guard
        let point = points.first(where: { $0.layer == entry.layer && $0.neuron == entry.neuron })
      else { continue }
      let (x, y) = (across.position(point.x), up.position(point.y))
      parts.append(
        SVG(
          "circle",
          [
            "cx": SVG.number(x), "cy": SVG.number(y), "r": "5.5", "fill": "none",
            "stroke": "currentColor", "stroke-width": "1.2",
          ]))
      let text = fitted("\(layers[entry.layer])", width: 110, size: size) + ":\(entry.neuron)"
      let width = estimatedWidth(text, size: size)
      let places = [
        (x + 9, y + 4), (x - 9 - width, y + 4), (x - width / 2, y - 9), (x - width / 2, y + 18),
      ]
      let place = places.first { place in
        place.0 >= Self.plot.left && place.0 + width <= Self.plot.right
          && place.1 - size >= Self.plot.top && place.1 + 3 <= Self.plot.bottom
          && !boxes.contains {
            $0.x.overlaps(place.0...(place.0 + width))
              && $0.y.overlaps((place.1 - size)...(place.1 + 3))
          }
      }
      guard let place else { continue }
      boxes.append((place.0...(place.0 + width), (place.1 - size)...(place.1 + 3)))
      parts.append(.text(text, x: place.0, y: place.1, size: size))
    }
    return parts
  }

  private func titles() -> [SVG] {
    let middle = (Self.plot.top + Self.plot.bottom) / 2
    let across = fitted("influence for \(first) (log scale)", width: 290, size: SVG.textSize)
    let up = fitted("influence for \(second) (log scale)", width: 290, size: SVG.textSize)
    return [
      .text(
        across, x: (Self.plot.left + Self.plot.right) / 2, y: Self.plot.bottom + 36,
        anchor: "middle"),
      SVG(
        "g", ["transform": "rotate(-90 13 \(SVG.number(middle)))"],
        [.text(up, x: 13, y: middle, anchor: "middle")]),
    ]
  }

  private func key(_ shown: [Point]) -> ([SVG], Double) {
    var parts: [SVG] = []
    var (x, y) = (Self.plot.left, Self.plot.bottom + 58)
    for layer in layers.indices {
      guard shown.contains(where: { $0.layer == layer }) else { continue }
      let text = fitted(layers[layer], width: 200, size: SVG.textSize)
      let width = 14 + estimatedWidth(text, size: SVG.textSize)
      if x > Self.plot.left, x + width > Self.width { (x, y) = (Self.plot.left, y + 19) }
      parts.append(Self.dots([(x: x + 4, y: y)], layer))
      parts.append(.text(text, x: x + 13, y: y + 4))
      x += width + 16
    }
    return (parts, y + 12)
  }
}

/// The scatter as drawings: one or none.
func influenceScatterPanels(_ influence: AttributeInfluence) -> [SVG] {
  InfluenceScatter(influence).map { [$0.draw()] } ?? []
}
