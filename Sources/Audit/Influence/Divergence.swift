import AuditResults

/// One neuron's influence on two groups, tested for a difference.
struct NeuronTest: Sendable {
  /// Positions of the layer, the neuron and the two groups.
  var layer: Int
  var neuron: Int
  var first: Int
  var second: Int
  /// The p of no difference.
  var p: Double
  /// The binary logarithm of the ratio, with its interval.
  var logRatio: Estimate
}

extension LayerFindings {
  /// Tests every neuron with influence for every pair of groups.
  ///
  /// Influences are sums of squares, so noise adds to them, and more so in smaller groups: the test
  /// compares what is left when the jackknife's estimate of noise is taken off. `blocks` holds the
  /// number of blocks of each group.
  func neuronTests(layer position: Int, blocks: [Int], confidence: Double) -> [NeuronTest] {
    var tests: [NeuronTest] = []
    for first in blocks.indices {
      for second in blocks.indices where second > first {
        let degrees = Double(min(blocks[first], blocks[second]) - 1)
        let critical = StudentT.criticalValue(confidence: confidence, degrees: degrees)
        for neuron in 0..<layer.neurons
        where influence[first][neuron] > 0 || influence[second][neuron] > 0 {
          let sides = [first, second].map { group in
            NoisyInfluence(
              measured: influence[group][neuron], unbiased: unbiased[group][neuron],
              error: max(0, variance[group][neuron]).squareRoot(), blocks: blocks[group])
          }
          tests.append(
            NeuronTest(
              layer: position, neuron: neuron, first: first, second: second,
              p: sides[0].p(against: sides[1], degrees: degrees),
              logRatio: sides[0].logRatio(
                over: sides[1], critical: critical, confidence: confidence)))
        }
      }
    }
    return tests
  }
}

/// A neuron's influence on one group.
struct NoisyInfluence: Sendable {
  /// The influence as defined.
  var measured: Double
  /// The same without the part that is noise; may be negative.
  var unbiased: Double
  /// The standard error of `unbiased`.
  var error: Double
  /// How many blocks they are measured on; blocks are of about equal size in all groups.
  var blocks: Int

  /// The p of equal influences.
  ///
  /// Student's t of the logarithms, where the smaller influence stands above its noise. Where it does
  /// not, or is zero, of the difference; the smaller one's error is then at least what the larger
  /// one's block variance would make of it, since a group that seldom shows a neuron at work seldom
  /// shows its spread. Simulated error rates: docs/decisions/0009-influence-resampling.md.
  func p(against other: NoisyInfluence, degrees: Double) -> Double {
    let (high, low) = unbiased >= other.unbiased ? (self, other) : (other, self)
    let t: Double
    if low.unbiased > low.error {
      let (a, b) = (high.error / high.unbiased, low.error / low.unbiased)
      t = logarithm(high.unbiased / low.unbiased) / (a * a + b * b).squareRoot()
    } else {
      let expected = high.error * (Double(high.blocks) / Double(low.blocks)).squareRoot()
      let error = max(low.error, expected)
      t = (high.unbiased - low.unbiased) / (high.error * high.error + error * error).squareRoot()
    }
    return t.isFinite ? StudentT.twoSidedP(t, degrees: degrees) : 1
  }

  /// `log₂` of the measured influences' ratio.
  ///
  /// The interval is that of the ratio without noise, widened to hold the measured one; there is
  /// none where an influence does not stand above its standard error. `critical` is its half-width in
  /// standard errors.
  func logRatio(over other: NoisyInfluence, critical: Double, confidence: Double) -> Estimate {
    guard measured > 0, other.measured > 0 else { return Estimate(undefined: .zeroInfluence) }
    let value = binaryLogarithm(measured / other.measured)
    guard unbiased > error, other.unbiased > other.error, error > 0, other.error > 0 else {
      return Estimate(value)
    }
    let centre = binaryLogarithm(unbiased / other.unbiased)
    let (a, b) = (error / unbiased, other.error / other.unbiased)
    let half = critical * (a * a + b * b).squareRoot() / logarithm(2)
    return Estimate(
      value,
      interval: Interval(
        min(value, centre - half)...max(value, centre + half), confidence: confidence,
        method: .blockJackknife))
  }
}
