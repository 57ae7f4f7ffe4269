/// An SVG element, drawn with attributes only, so that it reads without a style sheet.
struct SVG: Sendable, Hashable {
  /// What an element holds.
  enum Node: Sendable, Hashable {
    case text(String)
    case element(SVG)
  }

  var name: String
  var children: [Node]

  /// A name and its value.
  struct Attribute: Sendable, Hashable {
    var name: String
    var value: String

    init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }
  private(set) var attributes: [Attribute]

  /// How wide every drawing is: narrow enough that its text can be read on a telephone, where a
  /// drawing shrinks to the screen.
  static let width = 360.0
  /// The size of a drawing's heading.
  static let headingSize = 13.5
  /// The size of text that says no other.
  static let textSize = 12.0

  init(_ name: String, _ attributes: KeyValuePairs<String, String>, _ children: [SVG] = []) {
    self.init(name: name, attributes: attributes.map { Attribute($0.key, $0.value) }, children)
  }

  init(name: String, attributes: [Attribute], _ children: [SVG]) {
    self.name = name
    self.attributes = attributes
    self.children = children.map { .element($0) }
  }

  /// The value of an attribute.
  subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

  /// The element with some of its attributes only.
  func keeping(_ names: Set<String>) -> SVG {
    var kept = self
    kept.attributes.removeAll { !names.contains($0.name) }
    return kept
  }

  /// The text of the element and of those in it.
  var allText: String {
    children.map { child in
      switch child {
      case .text(let text): text
      case .element(let element): element.allText
      }
    }.joined(separator: " ")
  }

  /// The bold line at the top of a drawing, cut where it would not fit.
  static func heading(_ words: String) -> SVG {
    text(
      fitted(words, width: width - 2, size: headingSize, isBold: true), x: 0, y: 16,
      size: headingSize, isBold: true)
  }

  /// Text at a point, `detail` smaller after it; `anchor` is `start`, `middle` or `end`.
  static func text(
    _ text: String, x: Double, y: Double, size: Double = textSize, anchor: String = "start",
    isBold: Bool = false, opacity: Double = 1, detail: String = ""
  ) -> SVG {
    var element = SVG("text", ["x": number(x), "y": number(y)])
    if size != textSize { element.attributes.append(Attribute("font-size", number(size))) }
    if anchor != "start" { element.attributes.append(Attribute("text-anchor", anchor)) }
    if isBold { element.attributes.append(Attribute("font-weight", "600")) }
    if opacity < 1 { element.attributes.append(Attribute("fill-opacity", number(opacity))) }
    element.children = [.text(text)]
    if !detail.isEmpty {
      var second = SVG("tspan", ["dx": "8", "font-size": number(textSize), "fill-opacity": ".72"])
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
      ])
    if width != 1 { element.attributes.append(Attribute("stroke-width", number(width))) }
    if opacity < 1 { element.attributes.append(Attribute("stroke-opacity", number(opacity))) }
    if let dashes { element.attributes.append(Attribute("stroke-dasharray", dashes)) }
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
    width: Double = width, height: Double, title: String, description: String, _ children: [SVG]
  ) -> SVG {
    // A table with all the numbers follows, so a long description is cut.
    let brief =
      description.count <= 240 ? description : "\(description.prefix(200))… (see the table)"
    return SVG(
      "svg",
      [
        "role": "img", "width": number(width), "height": number(height),
        "viewBox": "0 0 \(number(width)) \(number(height))", "fill": "currentColor",
        "font-family": "sans-serif", "font-size": number(textSize),
      ],
      [words("title", title), words("desc", brief)] + SVGCompaction.compacted(children))
  }

  /// The element as markup.
  var markup: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    text += "<\(name)"
    for pair in attributes { text += " \(pair.name)=\"\(escapeMarkup(pair.value))\"" }
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
    guard scaled != scaled.rounded() else { return String(Int(scaled)) }
    // A digit before the point says nothing where it is zero.
    let text = String(scaled)
    return text.hasPrefix("0.")
      ? String(text.dropFirst()) : text.hasPrefix("-0.") ? "-" + text.dropFirst(2) : text
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
