import Testing

@testable import Engine

/// The end of a network in one go: single precision, in vectors, against double precision by loops.
@Suite struct DenseEndTests {
  private func wave(_ count: Int, _ start: Double) -> [Double] {
    (0..<count).map { index in
      let number = 0.7 * (Double(index) + 40 * start + 1)
      return (number * number).truncatingRemainder(dividingBy: 1.9) - 0.95
    }
  }

  private func sums(
    hidden: Int, units: Int, inputs: Int, replaced: Int, floor: Double, spoiling place: Int? = nil
  ) -> (single: [Float], double: [Double]) {
    let rows: [Int32] = [3, 0, 4, 4, 1]
    let end = DenseEnd<Double>(
      hidden: hidden, floor: floor, kernel: wave(units * hidden, 1), bias: wave(units, 2))
    var change = DenseChange<Double>(
      values: wave(5 * hidden, 3), rows: rows, changes: wave(rows.count * inputs, 4),
      kernel: wave(inputs * hidden, 5),
      places: (0..<replaced).map { Int32(hidden - 1 - 2 * $0) }, constants: wave(replaced, 6))
    if let place { change.values[3 * hidden + place] = .infinity }
    let single = Float.endSums(
      DenseEnd<Float>(
        hidden: hidden, floor: Float(floor), kernel: end.kernel.map(Float.init),
        bias: end.bias.map(Float.init)),
      DenseChange<Float>(
        values: change.values.map(Float.init), rows: rows, changes: change.changes.map(Float.init),
        kernel: change.kernel.map(Float.init), places: change.places,
        constants: change.constants.map(Float.init)))
    return (single, Double.endSums(end, change))
  }

  @Test(arguments: [1, 5, 16, 17, 64, 65, 200], [0, 1, 3, 10])
  func vectorsAgreeWithLoops(hidden: Int, inputs: Int) {
    for units in 1...4 {
      for replaced in [0, 1, 2] where 2 * replaced <= hidden + 1 {
        for floor in [0, -Double.infinity] {
          let (single, double) = sums(
            hidden: hidden, units: units, inputs: inputs, replaced: replaced, floor: floor)
          #expect(single.count == 5 * units)
          for (a, b) in zip(single, double) {
            #expect(abs(Double(a) - b) <= 1e-5 * max(1, abs(b)))
          }
        }
      }
    }
  }

  /// An infinite unit that is replaced leaves no trace, and one that is not does.
  @Test func infinityIsReplaced() {
    let clean = sums(hidden: 40, units: 1, inputs: 2, replaced: 1, floor: 0)
    let replaced = sums(hidden: 40, units: 1, inputs: 2, replaced: 1, floor: 0, spoiling: 39)
    #expect(zip(replaced.single, clean.double).allSatisfy { abs(Double($0) - $1) <= 1e-5 })
    #expect(replaced.double == clean.double)
    let spoilt = sums(hidden: 40, units: 1, inputs: 2, replaced: 1, floor: 0, spoiling: 38)
    #expect(!spoilt.single[0].isFinite && spoilt.single[1].isFinite)
  }
}
