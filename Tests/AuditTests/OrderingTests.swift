import Testing

@testable import Audit

@Suite struct OrderingTests {
  private static let extremes: [Double] = [
    0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, -1e300, 1,
  ]

  private func numbers(_ count: Int, _ kind: Int) -> [Double] {
    var random = RandomSource(seed: UInt64(count + kind))
    return (0..<count).map { _ in
      let number = Double(random.below(1 << 40)) / Double(1 << 39) - 1
      return switch kind {
      case 0: number
      case 1: Double(Float(number.magnitude))
      case 2: Double(random.below(7)) - 3
      default: Self.extremes[random.below(Self.extremes.count)]
      }
    }
  }

  @Test(arguments: [0, 1, 2, 128, 129, 1000, 5000], [0, 1, 2, 3])
  func agreesWithSorting(count: Int, kind: Int) {
    let values = numbers(count, kind)
    #expect(ascending(values) == values.sorted())
    let order = ascendingOrder(values)
    // The standard library's sort is stable as well.
    #expect(order == values.indices.sorted { values[$0] < values[$1] })
  }
}
