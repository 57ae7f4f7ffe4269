/// Lines through many points, written in few bytes.
enum Polyline {
  /// How far, in units of the drawing, a line may pass from a point that is left out: less than can
  /// be seen.
  private static let tolerance = 0.25

  /// Path data of a line through the points.
  static func path(_ points: [(x: Double, y: Double)]) -> String { written(simplified(points)) }

  /// Path data of the area that the points enclose.
  static func area(_ points: [(x: Double, y: Double)]) -> String { written(points) + "z" }

  private static func written(_ points: [(x: Double, y: Double)]) -> String {
    var text = ""
    var last = (x: 0, y: 0)
    for (index, point) in points.enumerated() {
      let place = (x: tenths(point.x), y: tenths(point.y))
      let step = (x: place.x - last.x, y: place.y - last.y)
      if index == 0 {
        text += "M\(number(place.x))\(separated(number(place.y)))l"
      } else if step != (0, 0) {
        let across = number(step.x)
        text += (text.hasSuffix("l") ? across : separated(across)) + separated(number(step.y))
      }
      last = place
    }
    return text.hasSuffix("l") ? text + "0 0" : text
  }

  /// Path data of a dot at each point, to be stroked: with round ends without length, or with flat ends
  /// as squares of a length.
  ///
  /// Dots lie on a lattice of half units, and none is drawn twice. Square ends would not do: printers
  /// draw nothing where a stroke has square ends and no length.
  ///
  /// - Parameters:
  ///   - points: The middles of the dots.
  ///   - length: How long each stroke is; even, so that its start is on the lattice.
  /// - Returns: Path data; none without points.
  static func dots(_ points: [(x: Double, y: Double)], length: Int = 0) -> String {
    let places = Set(points.map { Place(x: halves($0.x) - length, y: halves($0.y)) }).sorted()
    var text = ""
    var last = Place(x: 0, y: 0)
    for place in places {
      let (x, y) = (number((place.x - last.x) * 5), number((place.y - last.y) * 5))
      text += (text.isEmpty ? "M" : "m") + x + separated(y) + "h\(length)"
      last = Place(x: place.x + 2 * length, y: place.y)
    }
    return text
  }

  private struct Place: Hashable, Comparable {
    var x: Int
    var y: Int

    static func < (left: Place, right: Place) -> Bool { (left.x, left.y) < (right.x, right.y) }
  }

  /// The points without those that the line passes anyway (Ramer, Douglas and Peucker).
  static func simplified(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard points.count > 2 else { return points }
    var isKept = Array(repeating: false, count: points.count)
    (isKept[0], isKept[points.count - 1]) = (true, true)
    var open = [0...(points.count - 1)]
    while let range = open.popLast() {
      let (start, end) = (points[range.lowerBound], points[range.upperBound])
      let inner = range.dropFirst().dropLast()
      let farthest = inner.map { ($0, distance(points[$0], start, end)) }.max { $0.1 < $1.1 }
      guard let (index, distance) = farthest, distance > tolerance else { continue }
      isKept[index] = true
      open.append(range.lowerBound...index)
      open.append(index...range.upperBound)
    }
    return points.indices.filter { isKept[$0] }.map { points[$0] }
  }

  /// How far a point lies from a stretch.
  private static func distance(
    _ point: (x: Double, y: Double), _ start: (x: Double, y: Double), _ end: (x: Double, y: Double)
  ) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    let share =
      length > 0
      ? min(max(((point.x - start.x) * dx + (point.y - start.y) * dy) / length, 0), 1) : 0
    let (x, y) = (point.x - start.x - share * dx, point.y - start.y - share * dy)
    return (x * x + y * y).squareRoot()
  }

  private static func tenths(_ value: Double) -> Int { Int((clamped(value) * 10).rounded()) }

  private static func halves(_ value: Double) -> Int { Int((clamped(value) * 2).rounded()) }

  private static func clamped(_ value: Double) -> Double {
    value.isFinite ? min(max(value, -1e6), 1e6) : 0
  }

  private static func number(_ tenths: Int) -> String { SVG.number(Double(tenths) / 10) }

  /// A minus sign separates as well as a space.
  private static func separated(_ number: String) -> String {
    number.hasPrefix("-") ? number : " " + number
  }
}
