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
    let found = tail.changes(to: constants, source: source, value: value)[0]
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
    let before = tail.changes(to: constants, source: source, value: value)[0]
    source[3] = extreme
    value[5] = extreme
    let after = tail.changes(to: constants, source: source, value: value)[0]
    #expect(after.dropFirst(channels) == before.dropFirst(channels))
  }
}
