import Testing

@testable import Engine

/// The end of a network in one go: single precision, in vectors, against double precision by loops.
@Suite struct DenseEndTests {
  /// More than go through the loop together, and some left over.
  private let rows = 8

  private func wave(_ count: Int, _ start: Double) -> [Double] {
    (0..<count).map { index in
      let number = 0.7 * (Double(index) + 40 * start + 1)
      return (number * number).truncatingRemainder(dividingBy: 1.9) - 0.95
    }
  }

  private func sums(
    hidden: Int, units: Int, inputs: Int, replaced: Int, floor: Double, spoiling place: Int? = nil
  ) -> (single: [Float], double: [Double]) {
    let end = DenseEnd<Double>(
      floor: floor, kernel: PaddedRows(wave(units * hidden, 1), width: hidden), bias: wave(units, 2)
    )
    var values = wave(rows * hidden, 3)
    if let place { values[3 * hidden + place] = .infinity }
    let kernel = wave((inputs + 2) * hidden, 5)
    let change = DenseChange<Double>(
      changes: wave(rows * inputs, 4),
      // Any of the layer's inputs in any order.
      channels: (0..<inputs).map { Int32((3 * $0 + 1) % (inputs + 2)) },
      places: (0..<replaced).map { Int32(hidden - 1 - 2 * $0) }, constants: wave(replaced, 6))
    let single = Float.endSums(
      DenseEnd<Float>(
        floor: Float(floor),
        kernel: PaddedRows(wave(units * hidden, 1).map(Float.init), width: hidden),
        bias: end.bias.map(Float.init)),
      DenseValue(
        values: values.map(Float.init), kernel: PaddedRows(kernel.map(Float.init), width: hidden)),
      DenseChange<Float>(
        changes: change.changes.map(Float.init), channels: change.channels, places: change.places,
        constants: change.constants.map(Float.init)))
    let double = Double.endSums(
      end, DenseValue(values: values, kernel: PaddedRows(kernel, width: hidden)), change)
    return (single, double)
  }

  @Test(arguments: [1, 5, 16, 17, 64, 65, 200], [0, 1, 3, 9])
  func vectorsAgreeWithLoops(hidden: Int, inputs: Int) {
    for units in 1...4 {
      for replaced in [0, 1, 2] where 2 * replaced <= hidden + 1 {
        for floor in [0, -Double.infinity] {
          let (single, double) = sums(
            hidden: hidden, units: units, inputs: inputs, replaced: replaced, floor: floor)
          #expect(single.count == rows * units)
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
    #expect(!spoilt.single[3].isFinite && spoilt.single[4].isFinite)
  }
}
