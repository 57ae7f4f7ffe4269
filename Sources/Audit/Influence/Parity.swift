import AuditResults

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension ParityDraws {
  /// The parity of two sides with its interval, null and ceiling.
  func parity(
    first: String, second: String, spearman: Double?, confidence: Double
  ) -> PairParity {
    let null = Band(exchanged, level: confidence)
    let p: Double? =
      exchanged.isEmpty
      ? nil : Double(1 + exchanged.count { $0 <= value }) / Double(1 + exchanged.count)
    let interval = interval(confidence: confidence, p: p)
    let ceiling = Band(halved, level: confidence)
    return PairParity(
      first: first, second: second, cosine: Estimate(value, interval: interval),
      spearman: spearman, ceiling: ceiling, null: null, pValue: p,
      alignment: Alignment(value, ceiling: ceiling, p: p, confidence: confidence))
  }

  /// The block-jackknife interval.
  ///
  /// Worked out on the scale of the angle, where parities near 1 have room, as the hull of Student
  /// intervals around the parity and around its bias-corrected value: noise lowers a parity, and
  /// correcting for it adds noise. It reaches up to 1 where the permutation test finds no difference
  /// between the groups, which is what a parity of 1 looks like in a sample. Simulated coverage: see
  /// docs/decisions/0009-influence-resampling.md.
  private func interval(confidence: Double, p: Double?) -> Interval? {
    let (a, b) = (withoutFirst.count, withoutSecond.count)
    guard a > 1, b > 1 else { return nil }
    func angle(_ cosine: Double) -> Double { acos(max(-1, min(1, cosine))) }
    func spread(_ values: [Double]) -> (mean: Double, variance: Double) {
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (mean, squares * (count - 1) / count)
    }
    let (left, right) = (spread(withoutFirst.map(angle)), spread(withoutSecond.map(angle)))
    let centre = angle(value)
    let bias =
      Double(a - 1) * (left.mean - centre) + Double(b - 1) * (right.mean - centre)
    let half =
      StudentT.criticalValue(confidence: confidence, degrees: Double(min(a, b) - 1))
      * (left.variance + right.variance).squareRoot()
    let (low, high) = (min(centre, centre - bias) - half, max(centre, centre - bias) + half)
    func parity(_ angle: Double) -> Double { cos(max(0, min(Double.pi / 2, angle))) }
    let isIndistinct = p.map { $0 > 1 - confidence } ?? false
    return Interval(
      min(value, parity(high))...(isIndistinct ? 1 : max(value, parity(low))),
      confidence: confidence, method: .blockJackknife)
  }
}

extension Alignment {
  /// Compares a parity with its yardsticks.
  ///
  /// Unaligned is only what lies below the halves of one group. Those have fewer rows than the
  /// groups and hence more noise, so this errs on the side of noise; where groups were shuffled,
  /// that has to tell them apart as well.
  init(_ value: Double, ceiling: Band?, p: Double?, confidence: Double) {
    guard let ceiling else {
      self = .notAssessed
      return
    }
    let isTold = p.map { $0 <= 1 - confidence } ?? true
    self = value < ceiling.lower && isTold ? .unaligned : .withinNoise
  }
}

extension Band {
  /// The middle of simulated values; `nil` where there are none.
  init?(_ values: [Double], level: Double) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    self.init(
      lower: quantile((1 - level) / 2, ofSorted: sorted), median: quantile(0.5, ofSorted: sorted),
      upper: quantile((1 + level) / 2, ofSorted: sorted), level: level, replicates: values.count)
  }
}
