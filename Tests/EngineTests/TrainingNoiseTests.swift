import Testing

@testable import Engine

/// SplitMix64, so that draws repeat.
private struct Counter: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

@Suite struct TrainingNoiseTests {
  private static func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    return (
      mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    )
  }

  /// What is drawn has the mean and the variance that the definitions promise.
  @Test(arguments: TrainingNoise.Kind.allCases)
  func drawsHaveTheirMoments(_ kind: TrainingNoise.Kind) throws {
    let amount = 0.3
    let noise = try #require(TrainingNoise(kind, amount: amount))
    var random = Counter(state: 7)
    let (factor, addend): (Tensor<Double>?, Tensor<Double>?) = noise.draw(
      rows: 20_000, shape: [5], using: &random)
    #expect((factor != nil) == noise.hasFactor && (addend != nil) == noise.hasAddend)
    // An input of mean 0 and variance 1, as alpha dropout expects: 1 and -1 in turn.
    let count = 100_000
    let inputs = (0..<count).map { $0.isMultiple(of: 2) ? 1.0 : -1 }
    let outputs = (0..<count).map {
      (factor?.elements[$0] ?? 1) * inputs[$0] + (addend?.elements[$0] ?? 0)
    }
    let (mean, variance) = Self.moments(outputs)
    let expected =
      switch kind {
      case .dropout: 1 / (1 - amount)
      case .gaussianDropout: 1 + amount / (1 - amount)
      case .gaussianNoise: 1 + amount * amount
      case .alphaDropout: 1.0
      }
    #expect(abs(mean) < 0.02, "\(mean)")
    #expect(abs(variance - expected) < 0.03, "\(variance)")
    if kind == .dropout {
      let elements = try #require(factor).elements
      #expect(Set(elements) == [0, 1 / (1 - amount)])
      #expect(abs(Double(elements.count { $0 == 0 }) / Double(count) - amount) < 0.005)
    }
  }

  @Test func sharedAxesHaveOneDraw() throws {
    let spatial = try #require(TrainingNoise(.dropout, amount: 0.5, sharedAxes: [0, 1]))
    #expect(spatial.shape(for: [4, 5, 3]) == [1, 1, 3])
    let rows = try #require(TrainingNoise(.dropout, amount: 0.5, isSharedByRows: true))
    var random = Counter(state: 1)
    let (factor, _): (Tensor<Float>?, Tensor<Float>?) = rows.draw(
      rows: 3, shape: [8], using: &random)
    let elements = try #require(factor).elements
    #expect(elements.count == 24 && elements[..<8] == elements[8..<16])
    #expect(elements[..<8] == elements[16...] && Set(elements).count == 2)
  }

  @Test func noiseThatDoesNothingIsNone() {
    #expect(TrainingNoise(.dropout, amount: 0) == nil)
    #expect(TrainingNoise(.dropout, amount: 1) == nil)
    #expect(TrainingNoise(.gaussianNoise, amount: -1) == nil)
    #expect(TrainingNoise(.gaussianNoise, amount: .nan) == nil)
    #expect(TrainingNoise(.gaussianNoise, amount: 2) != nil)
  }
}
