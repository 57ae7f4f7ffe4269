import Foundation

/// One point of a panel.
struct Point {
  var x: Double
  var y: Double
  /// Index of the series.
  var series = 0
}

/// A plot of coverage; the band from 93 to 97 % is grey.
struct Panel {
  var title: String
  var points: [Point]
  /// Joined by lines where they are in one series.
  var isLine = false
}

/// Draws panels side by side as SVG: x logarithmic, y from `low` to `high`.
struct Figure {
  var panels: [Panel]
  var xTitle: String
  var yTitle: String
  var xTicks: [Double]
  var yTicks: [Double]
  var band: ClosedRange<Double>
  var seriesNames: [String] = []
  var columns = 3
  var isLogarithmic = true

  private static let colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#555555", "#999999"]
  private static let (width, height) = (250.0, 190.0)
  private static let (left, top, right, bottom) = (48.0, 26.0, 10.0, 40.0)

  private var low: Double { yTicks[0] }
  private var high: Double { yTicks[yTicks.count - 1] }

  func svg() -> String {
    let rows = (panels.count + columns - 1) / columns
    let legend = seriesNames.isEmpty ? 0.0 : 22.0
    let (w, h) = (
      Self.width * Double(min(columns, panels.count)), Self.height * Double(rows) + legend
    )
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(format(w)) \(format(h))" \
      font-family="sans-serif" font-size="10" fill="#222">
      <rect width="100%" height="100%" fill="#fff"/>

      """
    for (index, panel) in panels.enumerated() {
      let x = Self.width * Double(index % columns)
      let y = Self.height * Double(index / columns)
      svg += "<g transform=\"translate(\(format(x)) \(format(y)))\">\n\(draw(panel))</g>\n"
    }
    for (index, name) in seriesNames.enumerated() {
      let x = 48 + Double(index) * Double((seriesNames.map(\.count).max() ?? 0) * 6 + 20)
      svg += """
        <circle cx="\(format(x))" cy="\(format(h - 12))" r="3" fill="\(Self.colours[index % 6])"/>
        <text x="\(format(x + 8))" y="\(format(h - 8.5))">\(name)</text>

        """
    }
    return svg + "</svg>\n"
  }

  private func draw(_ panel: Panel) -> String {
    let (w, h) = (Self.width - Self.left - Self.right, Self.height - Self.top - Self.bottom)
    func scaled(_ x: Double) -> Double { isLogarithmic ? log10(x) : x }
    let (first, last) = (scaled(xTicks[0]), scaled(xTicks[xTicks.count - 1]))
    func px(_ x: Double) -> Double {
      Self.left + min(1, max(0, (scaled(x) - first) / (last - first))) * w
    }
    func py(_ y: Double) -> Double { Self.top + (1 - min(1, max(0, (y - low) / (high - low)))) * h }
    var svg = """
      <text x="\(format(Self.left))" y="16" font-weight="bold">\(panel.title)</text>
      <rect x="\(format(Self.left))" y="\(format(py(band.upperBound)))" width="\(format(w))" \
      height="\(format(py(band.lowerBound) - py(band.upperBound)))" fill="#e4e4e4"/>

      """
    for y in yTicks {
      svg += """
        <path d="M\(format(Self.left)) \(format(py(y)))h\(format(w))" stroke="#ccc"/>\
        <text x="\(format(Self.left - 4))" y="\(format(py(y) + 3))" text-anchor="end">\
        \(format(100 * y))</text>

        """
    }
    for x in xTicks {
      svg += """
        <text x="\(format(px(x)))" y="\(format(Self.top + h + 13))" \
        text-anchor="\(x == xTicks[xTicks.count - 1] && x >= 1000 ? "end" : "middle")">\
        \(format(x))</text>

        """
    }
    svg += """
      <text x="\(format(Self.width / 2))" y="\(format(Self.top + h + 27))" \
      text-anchor="middle">\(xTitle)</text>
      <text transform="translate(12 \(format(Self.top + h / 2))) rotate(-90)" \
      text-anchor="middle">\(yTitle)</text>

      """
    let series = Set(panel.points.map(\.series)).sorted()
    for index in series {
      let points = panel.points.filter { $0.series == index && $0.y.isFinite }
      var places: [String] = []
      for point in points {
        let place = "\(Int(px(point.x).rounded())) \(format(py(point.y)))"
        if panel.isLine || !places.contains(place) { places.append(place) }
      }
      if panel.isLine {
        svg += """
          <path d="M\(places.joined(separator: "L"))" fill="none" \
          stroke="\(Self.colours[index % 6])"/>

          """
      }
      svg += """
        <path d="\(places.map { "M\($0)h0" }.joined())" stroke="\(Self.colours[index % 6])" \
        stroke-width="\(panel.isLine ? 5 : 3)" stroke-linecap="round"/>

        """
    }
    return svg
  }

  private func format(_ number: Double) -> String {
    let rounded = (number * 10).rounded() / 10
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
