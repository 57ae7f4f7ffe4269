import Testing

@testable import Engine

/// All channels in one go against one at a time.
@Suite struct ChannelSweepTests {
  private let rows = 40
  private let channels = 33
  private let hidden = 57

  private func numbers<E: Scalar>(_ count: Int, seed: Int) -> [E] {
    (0..<count).map { index in
      E((Double(index + seed) * 0.754_877 + Double(seed)).truncatingRemainder(dividingBy: 1) - 0.5)
    }
  }

  /// Shares of units that a change switches: few, as in a trained network, and many.
  @Test(arguments: [0.05, 3.0])
  func switchesAreCounted(size: Double) {
    let kernel: [Double] = numbers(channels * hidden, seed: 1).map { $0 * size }
    let second: [Double] = numbers(hidden, seed: 2)
    let source: [Double] = numbers(rows * channels, seed: 3)
    let value: [Double] = numbers(rows * hidden, seed: 4)
    let constants: [Double] = numbers(channels, seed: 5)
    let tail = DenseTail(
      kernel: kernel, hidden: hidden, second: .init(isRectified: true, kernel: second))
    let found = tail.changes(
      to: constants, source: source, value: value, slopes: tail.slopes(value: value))[0]
    var switches = 0
    for row in 0..<rows {
      for channel in 0..<channels {
        let shift = constants[channel] - source[row * channels + channel]
        var change = 0.0
        for unit in 0..<hidden {
          let before = value[row * hidden + unit]
          let after = before + shift * kernel[channel * hidden + unit]
          switches += (before > 0) != (after > 0) ? 1 : 0
          change += (max(after, 0) - max(before, 0)) * second[unit]
        }
        #expect(abs(found[row * channels + channel] - change) <= 1e-12)
      }
    }
    let share = Double(switches) / Double(rows * channels * hidden)
    #expect(size < 1 ? share > 0.001 && share < 0.05 : share > 0.2, "\(share)")
  }

  /// Numbers that are none stay in their row and stop nothing.
  @Test(arguments: [Float.infinity, -.infinity, .nan, 1e38, .leastNonzeroMagnitude])
  func extremesAreCarried(extreme: Float) {
    let kernel: [Float] = numbers(channels * hidden, seed: 1)
    let second: [Float] = numbers(hidden, seed: 2)
    let constants: [Float] = numbers(channels, seed: 5)
    var source: [Float] = numbers(rows * channels, seed: 3)
    var value: [Float] = numbers(rows * hidden, seed: 4)
    let tail = DenseTail(
      kernel: kernel, hidden: hidden, second: .init(isRectified: true, kernel: second))
    func changes() -> [Float] {
      tail.changes(
        to: constants, source: source, value: value, slopes: tail.slopes(value: value))[0]
    }
    let before = changes()
    source[3] = extreme
    value[5] = extreme
    let after = changes()
    #expect(after.dropFirst(channels) == before.dropFirst(channels))
  }

  /// Vectors of any number of channels and units, full ones and what is left, against plain loops.
  @Test(arguments: [1, 15, 16, 31, 64, 65, 130], [1, 16, 17, 70])
  func vectorsAgreeWithPlainLoops(channels: Int, hidden: Int) {
    let rows = 67  // more than are gone through at a time
    let kernel: [Float] = numbers(channels * hidden, seed: 1).map { $0 * 2 }
    let weights: [Float] = numbers(hidden, seed: 2)
    let value: [Float] = numbers(rows * hidden, seed: 4)
    let shifts: [Float] = numbers(rows * channels, seed: 5)
    var found = [Float](repeating: 0.25, count: shifts.count)
    var expected = [Double](repeating: 0.25, count: shifts.count)
    Float.addSwitches(
      of: SwitchingLayer(kernel: kernel, hidden: hidden), weights: weights, value: value,
      shifts: shifts, to: &found)
    Double.addSwitches(
      of: SwitchingLayer(kernel: kernel.map(Double.init), hidden: hidden),
      weights: weights.map(Double.init), value: value.map(Double.init),
      shifts: shifts.map(Double.init), to: &expected)
    let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
    #expect(worst < 2e-6)
    #expect(expected.contains { $0 != 0.25 })
  }
}
