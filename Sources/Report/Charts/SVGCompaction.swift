/// Draws the same with fewer and shorter elements.
///
/// A report holds dozens of drawings; most of their bytes would be the attributes of grid lines, dots
/// and labels that look alike. Those become one path, or stand in one group. The order in which things
/// cover each other stays: an element joins earlier ones of its look only where nothing between them
/// touches it.
struct SVGCompaction {
  /// A rectangle that an element keeps within; `nil` where that is not known.
  fileprivate struct Box {
    var x: ClosedRange<Double>
    var y: ClosedRange<Double>

    func touches(_ other: Box) -> Bool { x.overlaps(other.x) && y.overlaps(other.y) }
  }

  /// What an element is made of, and how it can be joined with others.
  fileprivate enum Form: Hashable {
    /// Subpaths that are stroked; any may lie in one path.
    case strokes
    /// Subpaths that are filled; those that do not touch may lie in one path.
    case areas
    /// Filled discs, which can be the round ends of strokes without length.
    case discs
    /// Text, which can stand in a group.
    case text
    /// Anything else, left as it is.
    case other
  }

  /// Elements of one look that are drawn together.
  fileprivate struct Layer {
    var form: Form
    /// Attributes that all members share.
    var look: [SVG.Attribute]
    var members: [SVG]
    var path: String
    var boxes: [Box?]

    func touches(_ box: Box?) -> Bool {
      guard let box else { return true }
      return boxes.contains { $0.map(box.touches) ?? true }
    }
  }

  private var layers: [Layer] = []

  /// The elements in few.
  ///
  /// - Complexity: O(n²) for n elements.
  static func compacted(_ elements: [SVG]) -> [SVG] {
    var compaction = SVGCompaction()
    for element in elements { compaction.add(element) }
    return compaction.layers.map(\.element)
  }

  private mutating func add(_ element: SVG) {
    let layer = Self.layer(of: element)
    let box = layer.boxes[0]
    for index in layers.indices.reversed() where layer.form != .other {
      let isSame = layers[index].form == layer.form && layers[index].look == layer.look
      // Areas that overlap would add up or cut holes into each other.
      if isSame, layer.form == .strokes || layer.form == .text || !layers[index].touches(box) {
        layers[index].members.append(element)
        layers[index].path += layer.path
        layers[index].boxes.append(box)
        return
      }
      if layers[index].touches(box) { break }
    }
    layers.append(layer)
  }

  private static func layer(of element: SVG) -> Layer {
    func layer(_ form: Form, without geometry: Set<String>, path: String, _ box: Box?) -> Layer {
      Layer(
        form: form, look: element.attributes.filter { !geometry.contains($0.name) },
        members: [element], path: path, boxes: [box])
    }
    func value(_ name: String) -> Double { element[name].flatMap(Double.init) ?? 0 }
    func box(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ margin: Double) -> Box {
      Box(
        x: min(x1, x2) - margin...max(x1, x2) + margin,
        y: min(y1, y2) - margin...max(y1, y2) + margin)
    }
    let halfStroke = element["stroke"] == nil ? 0 : max(value("stroke-width"), 1) / 2 + 0.5
    switch element.name {
    case "line":
      let ends = (value("x1"), value("y1"), value("x2"), value("y2"))
      let n = SVG.number
      let end =
        ends.1 == ends.3
        ? "H\(n(ends.2))" : ends.0 == ends.2 ? "V\(n(ends.3))" : "L\(n(ends.2)) \(n(ends.3))"
      return layer(
        .strokes, without: ["x1", "y1", "x2", "y2"], path: "M\(n(ends.0)) \(n(ends.1))\(end)",
        box(ends.0, ends.1, ends.2, ends.3, halfStroke))
    case "circle" where element.attributes.count == 4 && element["fill"] != nil:
      let (x, y) = (value("cx"), value("cy"))
      return layer(
        .discs, without: ["cx", "cy"], path: "M\(SVG.number(x)) \(SVG.number(y))h0",
        box(x, y, x, y, value("r")))
    case "rect" where element["rx"] == nil:
      let (x, y, width, height) = (value("x"), value("y"), value("width"), value("height"))
      let n = SVG.number
      return layer(
        .areas, without: ["x", "y", "width", "height"],
        path: "M\(n(x)) \(n(y))h\(n(width))v\(n(height))h\(n(-width))z",
        box(x, y, x + width, y + height, halfStroke))
    case "path":
      let path = element["d"] ?? ""
      let bounds = Self.corners(of: path).map {
        box($0.x.lowerBound, $0.y.lowerBound, $0.x.upperBound, $0.y.upperBound, halfStroke)
      }
      return layer(
        element["fill"] == "none" ? .strokes : .areas, without: ["d"], path: path, bounds)
    case "text":
      let size = element["font-size"].flatMap(Double.init) ?? SVG.textSize
      let (x, y) = (value("x"), value("y"))
      let isBold = element["font-weight"] != nil
      let width = estimatedWidth(element.allText, size: size, isBold: isBold) + 8
      let start =
        switch element["text-anchor"] {
        case "middle": x - width / 2
        case "end": x - width
        default: x
        }
      return layer(
        .text, without: ["x", "y"], path: "", box(start, y - size, start + width, y + size * 0.3, 2)
      )
    default: return layer(.other, without: [], path: "", nil)
    }
  }

  /// The rectangle around a path of absolute moves and lines; `nil` for other paths.
  private static func corners(of path: String) -> Box? {
    var numbers: [Double] = []
    var digits = ""
    for character in path {
      switch character {
      case "M", "L", "Z", " ":
        if !digits.isEmpty { numbers.append(Double(digits) ?? .nan) }
        digits = ""
      case "0"..."9", ".", "-": digits.append(character)
      default: return nil
      }
    }
    if !digits.isEmpty { numbers.append(Double(digits) ?? .nan) }
    let xs = numbers.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    let ys = numbers.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
    guard numbers.allSatisfy(\.isFinite), let left = xs.min(), let right = xs.max(),
      let top = ys.min(), let bottom = ys.max()
    else { return nil }
    return Box(x: left...right, y: top...bottom)
  }
}

extension SVGCompaction.Layer {
  /// The layer as one element.
  fileprivate var element: SVG {
    guard members.count > 1 || form == .strokes && members[0].name == "line" else {
      return members[0]
    }
    switch form {
    case .strokes, .areas: return path(look)
    case .discs:
      guard members.count > 2, let fill = members[0]["fill"],
        let radius = members[0]["r"].flatMap(Double.init)
      else { return SVG(name: "g", attributes: [], members) }
      return path([
        SVG.Attribute("stroke", fill), SVG.Attribute("stroke-width", SVG.number(radius * 2)),
        SVG.Attribute("stroke-linecap", "round"),
      ])
    case .text:
      return SVG(
        name: "g", attributes: look,
        members.map { $0.keeping(["x", "y"]) })
    case .other: return members[0]
    }
  }

  private func path(_ look: [SVG.Attribute]) -> SVG {
    SVG(name: "path", attributes: [SVG.Attribute("d", path)] + look, [])
  }
}
