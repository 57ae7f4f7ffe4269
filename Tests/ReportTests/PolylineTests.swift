import Testing

@testable import Report

struct PolylineTests {
  /// A rough line of many points.
  private static let rough: [(x: Double, y: Double)] = {
    var random = Sequence64(state: 5)
    return (0..<300).map { (x: Double($0) * 1.1 + 40, y: 150 + 60 * random.next()) }
  }()

  /// The points of a path of one move and relative lines.
  private func points(_ path: String) throws -> [(x: Double, y: Double)] {
    var numbers: [Double] = []
    var digits = ""
    func end() throws {
      if !digits.isEmpty { numbers.append(try #require(Double(digits))) }
      digits = ""
    }
    for character in path {
      if "Mlmhz ".contains(character) {
        try end()
      } else {
        if character == "-" { try end() }
        digits.append(character)
      }
    }
    try end()
    #expect(numbers.count.isMultiple(of: 2))
    var last = (x: 0.0, y: 0.0)
    return stride(from: 0, to: numbers.count, by: 2).map { index in
      last = (last.x + numbers[index], last.y + numbers[index + 1])
      return last
    }
  }

  private func distance(
    _ point: (x: Double, y: Double), _ line: [(x: Double, y: Double)]
  ) -> Double {
    zip(line, line.dropFirst()).map { start, end in
      let (dx, dy) = (end.x - start.x, end.y - start.y)
      let length = dx * dx + dy * dy
      let share =
        length > 0
        ? min(max(((point.x - start.x) * dx + (point.y - start.y) * dy) / length, 0), 1) : 0
      let (x, y) = (start.x + share * dx - point.x, start.y + share * dy - point.y)
      return (x * x + y * y).squareRoot()
    }.min() ?? .infinity
  }

  @Test func passesEveryPoint() throws {
    let line = try points(Polyline.path(Self.rough))
    #expect(line.count <= Self.rough.count)
    for point in Self.rough { #expect(distance(point, line) < 0.35) }
  }

  @Test func leavesOutWhatALinePassesAnyway() {
    let straight = (0...100).map { (x: Double($0), y: Double($0) * 2) }
    #expect(Polyline.path(straight) == "M0 0l100 200")
    #expect(Polyline.path([(1, 2)]) == "M1 2l0 0")
    #expect(Polyline.area([(0, 0), (10, 0), (10, -5.25)]) == "M0 0l10 0 0-5.3z")
  }

  @Test func drawsEveryDotOnce() throws {
    var random = Sequence64(state: 9)
    let places = (0..<500).map { _ in (x: 300 * random.next(), y: 300 * random.next()) }
    let path = Polyline.dots(places + places)
    #expect(path.count(where: { $0 == "h" }) <= 500 && !path.isEmpty)
    let dots = try points(path.replacing("h0", with: ""))
    for place in places {
      #expect(dots.contains { abs($0.x - place.x) <= 0.26 && abs($0.y - place.y) <= 0.26 })
    }
  }

  /// Squares begin half their length before their middle, one after the other.
  @Test func drawsSquaresAsStrokesWithALength() {
    #expect(Polyline.dots([(x: 10, y: 5), (x: 30, y: 2.5)], length: 4) == "M8 5h4m16-2.5h4")
    #expect(Polyline.dots([(x: 10, y: 5), (x: 30, y: 2.5)]) == "M10 5h0m20-2.5h0")
  }
}
