import AuditResults

extension Metric {
  /// Compares every group with the reference, for metrics that are compared.
  ///
  /// Each interval stands for itself: of twenty 95 % intervals, one is expected to miss.
  func contrasts(
    names: [String], samples: [Sample], reference: Int, confidence: Double
  ) -> [Contrast] {
    guard case .group(let measure, let kind) = rule, kind != .none else { return [] }
    let base = measure(samples[reference])
    return names.indices.filter { $0 != reference }.map { index in
      let value = measure(samples[index])
      return Contrast(
        metric: id, group: names[index], reference: names[reference],
        difference: difference(value, base, confidence: confidence),
        ratio: kind == .differenceAndRatio ? ratio(value, base, confidence: confidence) : nil)
    }
  }

  private func difference(
    _ value: Measurement, _ base: Measurement, confidence: Double
  ) -> Estimate {
    guard let x = value.value, let y = base.value else {
      return Estimate(undefined: value.reason ?? .undefinedInAGroup)
    }
    let interval = value.difference(minus: base, confidence: confidence)
    return Estimate(
      x - y,
      interval: interval.map { Interval($0.ends, confidence: confidence, method: $0.method) })
  }

  private func ratio(_ value: Measurement, _ base: Measurement, confidence: Double) -> Estimate {
    guard let x = value.value, let y = base.value else {
      return Estimate(undefined: value.reason ?? .undefinedInAGroup)
    }
    guard y > 0 else { return Estimate(undefined: .zeroDenominator) }
    let interval = value.ratio(over: base, confidence: confidence)
    return Estimate(
      x / y,
      interval: interval.map { Interval($0.ends, confidence: confidence, method: $0.method) })
  }
}
