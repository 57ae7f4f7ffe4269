/// An SVG element, drawn with attributes only, so that it reads without a style sheet.
struct SVG: Sendable, Hashable {
  /// What an element holds.
  enum Node: Sendable, Hashable {
    case text(String)
    case element(SVG)
  }

  var name: String
  var children: [Node]

  private struct Pair: Sendable, Hashable {
    var name: String
    var value: String
  }
  private var pairs: [Pair]

  init(_ name: String, _ attributes: KeyValuePairs<String, String>, _ children: [SVG] = []) {
    self.name = name
    self.pairs = attributes.map { Pair(name: $0.key, value: $0.value) }
    self.children = children.map { .element($0) }
  }

  /// Text at a point, `detail` smaller after it; `anchor` is `start`, `middle` or `end`.
  static func text(
    _ text: String, x: Double, y: Double, size: Double = 12, anchor: String = "start",
    isBold: Bool = false, opacity: Double = 1, detail: String = ""
  ) -> SVG {
    var element = SVG(
      "text",
      [
        "x": number(x), "y": number(y), "font-size": number(size),
      ])
    if anchor != "start" { element.pairs.append(Pair(name: "text-anchor", value: anchor)) }
    if isBold { element.pairs.append(Pair(name: "font-weight", value: "600")) }
    if opacity < 1 { element.pairs.append(Pair(name: "fill-opacity", value: number(opacity))) }
    element.children = [.text(text)]
    if !detail.isEmpty {
      var second = SVG("tspan", ["dx": "8", "font-size": "11.5", "fill-opacity": "0.72"])
      second.children = [.text(detail)]
      element.children.append(.element(second))
    }
    return element
  }

  /// A straight line.
  static func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, stroke: String = "currentColor",
    width: Double = 1, opacity: Double = 1, dashes: String? = nil
  ) -> SVG {
    var element = SVG(
      "line",
      [
        "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2), "stroke": stroke,
        "stroke-width": number(width),
      ])
    if opacity < 1 { element.pairs.append(Pair(name: "stroke-opacity", value: number(opacity))) }
    if let dashes { element.pairs.append(Pair(name: "stroke-dasharray", value: dashes)) }
    return element
  }

  /// An element that holds text and nothing else.
  static func words(_ name: String, _ text: String) -> SVG {
    var element = SVG(name, [:])
    element.children = [.text(text)]
    return element
  }

  /// A whole drawing with its name and its description for those who do not see it.
  static func drawing(
    width: Double, height: Double, title: String, description: String, _ children: [SVG]
  ) -> SVG {
    SVG(
      "svg",
      [
        "role": "img", "width": number(width), "height": number(height),
        "viewBox": "0 0 \(number(width)) \(number(height))", "fill": "currentColor",
        "font-family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
      ],
      [words("title", title), words("desc", description)] + children)
  }

  /// The element as markup.
  var markup: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    text += "<\(name)"
    for pair in pairs { text += " \(pair.name)=\"\(escapeMarkup(pair.value))\"" }
    guard !children.isEmpty else {
      text += "/>"
      return
    }
    text += ">"
    for child in children {
      switch child {
      case .text(let words): text += escapeMarkup(words)
      case .element(let element): element.write(to: &text)
      }
    }
    text += "</\(name)>"
    if name == "g" || name == "svg" || name == "text" || name == "title" || name == "desc" {
      text += "\n"
    }
  }

  /// A coordinate with at most one decimal (opacities with two).
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = (min(max(value, -1e6), 1e6) * (abs(value) < 1 ? 100 : 10)).rounded()
    let scaled = hundredths / (abs(value) < 1 ? 100 : 10)
    return scaled == scaled.rounded() ? String(Int(scaled)) : String(scaled)
  }
}

/// The colours that keep three to one against white and against near-black, and stay apart for
/// readers who confuse red and green (Okabe and Ito 2008).
enum Palette {
  static let blue = "#0072B2"
  static let vermillion = "#D55E00"
  static let green = "#009E73"
  static let purple = "#CC79A7"
}
