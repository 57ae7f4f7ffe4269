import AuditResults

/// The network's layers in the order in which they run, coloured by their parity.
///
/// Colour says what the number beside it says: nothing is told by colour alone.
struct NetworkDrawing {
  private static let width = SVG.width
  private static let rowHeight = 42.0
  /// Where the words beside the boxes begin.
  private static let words = 136.0
  /// The most layers in one drawing, so that a page holds it whole.
  private static let layersPerPanel = 16

  private let influence: AttributeInfluence

  init(_ influence: AttributeInfluence) { self.influence = influence }

  /// One drawing per ``layersPerPanel`` layers; none where no layer has a parity.
  func panels() -> [SVG] {
    let layers = influence.layers
    guard layers.contains(where: { $0.headline != nil }) else { return [] }
    let lowest = layers.compactMap { $0.headline?.cosine.value }.min() ?? 1
    let count = (layers.count + Self.layersPerPanel - 1) / Self.layersPerPanel
    return (0..<count).map { index in
      let start = index * Self.layersPerPanel
      let part = Array(layers[start..<min(start + Self.layersPerPanel, layers.count)])
      return panel(
        part, lowest: lowest, isFirst: index == 0, isLast: index == count - 1,
        suffix: count == 1 ? "" : " (\(index + 1) of \(count))")
    }
  }

  private func panel(
    _ layers: [LayerInfluence], lowest: Double, isFirst: Bool, isLast: Bool, suffix: String
  ) -> SVG {
    let title = "The network’s layers" + suffix
    var parts = [SVG.heading(title)]
    let middle = 62.0
    var y = 36.0
    parts.append(
      .text(
        isFirst ? "input" : "…", x: middle, y: y + 4, anchor: "middle", opacity: 0.8))
    y += 12
    let most = Double(influence.layers.map(\.neurons).max() ?? 1)
    for layer in layers {
      parts.append(.line(middle, y, middle, y + 10, opacity: 0.6))
      y += 10
      let width = 36 + 86 * Self.root(Double(layer.neurons), of: most)
      parts.append(box(layer, lowest: lowest, x: middle - width / 2, y: y, width: width))
      let neurons = "\(Numbers.count(layer.neurons).string) neuron\(layer.neurons == 1 ? "" : "s")"
      let room = Self.width - Self.words - estimatedWidth(neurons, size: SVG.textSize) - 10
      parts.append(
        .text(
          fitted(Text.name(layer.layer).string, width: room, size: 13), x: Self.words, y: y + 12,
          size: 13, detail: neurons))
      parts.append(.text(words(layer), x: Self.words, y: y + 28, opacity: 0.8))
      y += Self.rowHeight - 10
    }
    parts.append(.line(middle, y, middle, y + 10, opacity: 0.6))
    parts.append(
      .text(
        isLast ? "score" : "…", x: middle, y: y + 24, anchor: "middle", opacity: 0.8))
    let (key, height) = key(y: y + 48)
    return .drawing(
      width: Self.width, height: height, title: title,
      description: layers.map { "\(Text.name($0.layer).string): \(words($0))" }
        .joined(separator: "; "), parts + key)
  }

  /// A layer's width grows with the root of its neurons.
  private static func root(_ value: Double, of most: Double) -> Double {
    most > 0 ? (value / most).squareRoot() : 0
  }

  private func words(_ layer: LayerInfluence) -> String {
    guard let pair = layer.headline, let value = pair.cosine.value else {
      return layer.neurons == 1 ? "parity not defined" : "no parity"
    }
    return (pair.alignment == .unaligned ? "unaligned, " : "")
      + "parity " + Quantity.parity.string(value, near: 1)
  }

  private func box(
    _ layer: LayerInfluence, lowest: Double, x: Double, y: Double, width: Double
  ) -> SVG {
    guard let pair = layer.headline, let value = pair.cosine.value else {
      return Self.box(x: x, y: y, width: width, colour: nil, opacity: 0)
    }
    // The least alike layer is the strongest.
    let share = lowest < 1 ? (1 - value) / (1 - lowest) : 0
    return Self.box(
      x: x, y: y, width: width,
      colour: pair.alignment == .unaligned ? Palette.vermillion : Palette.blue,
      opacity: 0.15 + 0.75 * max(0, min(1, share)))
  }

  private static func box(
    x: Double, y: Double, width: Double, colour: String?, opacity: Double
  ) -> SVG {
    SVG(
      "rect",
      [
        "x": SVG.number(x), "y": SVG.number(y), "width": SVG.number(width), "height": "32",
        "rx": "4", "fill": colour ?? "none", "fill-opacity": SVG.number(opacity),
        "stroke": colour ?? "currentColor", "stroke-width": "1.4",
        "stroke-dasharray": colour == nil ? "4 3" : "none",
      ])
  }

  private func key(y top: Double) -> ([SVG], Double) {
    let entries: [(String?, String)] = [
      (Palette.vermillion, "unaligned: below two halves of one group"),
      (Palette.blue, "within noise, or not told from it"),
      (nil, "parity not defined"),
    ]
    var parts = [
      SVG.text("The stronger the colour, the lower the parity.", x: 0, y: top)
    ]
    var y = top + 20
    for (colour, text) in entries {
      parts.append(
        SVG(
          "rect",
          [
            "x": "1", "y": SVG.number(y - 8), "width": "22", "height": "13", "rx": "3",
            "fill": colour ?? "none", "fill-opacity": "0.6", "stroke": colour ?? "currentColor",
            "stroke-dasharray": colour == nil ? "4 3" : "none",
          ]))
      parts.append(.text(text, x: 32, y: y + 3))
      y += 19
    }
    return (parts, y)
  }
}

/// The network as drawings.
func networkDrawingPanels(_ influence: AttributeInfluence) -> [SVG] {
  NetworkDrawing(influence).panels()
}
