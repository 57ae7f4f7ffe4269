import AuditResults

extension Metric {
  /// Compares every group with the reference, for metrics that are compared.
  ///
  /// Each interval stands for itself: of twenty 95 % intervals, one is expected to miss. The tests'
  /// p-values are adjusted together, all contrasts of an audit at once.
  func contrasts(
    names: [String], samples: [Sample], reference: Int, confidence: Double
  ) -> [Contrast] {
    guard case .group(let measure, let kind) = rule, kind != .none else { return [] }
    let base = measure(samples[reference])
    return names.indices.filter { $0 != reference }.map { index in
      let value = measure(samples[index])
      let difference = difference(value, base, confidence: confidence)
      let isOpen = difference.interval.map { $0.lower <= 0 && $0.upper >= 0 } ?? false
      return Contrast(
        metric: id, group: names[index], reference: names[reference], difference: difference,
        ratio: kind == .differenceAndRatio ? ratio(value, base, confidence: confidence) : nil,
        test: value.test(base), shortfall: shortfall(value, base, confidence: confidence),
        onePerson: id == "selection_rate" ? OnePersonFlip(value, base) : nil,
        power: isOpen
          ? Power(
            value, base, confidence: confidence,
            rows: samples[index].rows + samples[reference].rows) : nil)
    }
  }

  /// How many more rows of the group would count at the reference's rate, the group's size standing.
  private func shortfall(
    _ value: Measurement, _ base: Measurement, confidence: Double
  ) -> Estimate? {
    guard id == "selection_rate", let a = value.counts, let b = base.counts else { return nil }
    let rows = Double(a.total)
    let interval = base.difference(minus: value, confidence: confidence)
    // Rounded once, as all differences of shares.
    return Estimate(
      Double(b.count * a.total - a.count * b.total) / Double(b.total),
      interval: interval.map {
        Interval(
          rows * $0.ends.lowerBound...rows * $0.ends.upperBound, confidence: confidence,
          method: $0.method)
      })
  }

  private func difference(
    _ value: Measurement, _ base: Measurement, confidence: Double
  ) -> Estimate {
    guard let difference = value.minus(base) else {
      return Estimate(undefined: value.reason ?? .undefinedInAGroup)
    }
    let interval = value.difference(minus: base, confidence: confidence)
    return Estimate(
      difference,
      interval: interval.map { Interval($0.ends, confidence: confidence, method: $0.method) })
  }

  private func ratio(_ value: Measurement, _ base: Measurement, confidence: Double) -> Estimate {
    guard value.value != nil, base.value != nil else {
      return Estimate(undefined: value.reason ?? .undefinedInAGroup)
    }
    guard let ratio = value.over(base) else { return Estimate(undefined: .zeroDenominator) }
    let interval = value.ratio(over: base, confidence: confidence)
    return Estimate(
      ratio,
      interval: interval.map { Interval($0.ends, confidence: confidence, method: $0.method) })
  }
}

extension OnePersonFlip {
  /// One more selected of the group, one fewer of the reference; `nil` where that cannot be.
  init?(_ value: Measurement, _ base: Measurement) {
    guard let a = value.counts, let b = base.counts, a.count < a.total, b.count > 0
    else { return nil }
    let moved = Proportion(count: a.count + 1, total: a.total)
    let left = Proportion(count: b.count - 1, total: b.total)
    // Compared as whole numbers: 4/5 has no exact binary form.
    func isBelow(_ x: Proportion, _ fifths: Int, of y: Proportion) -> Bool {
      5 * x.count * y.total < fifths * y.count * x.total
    }
    self.init(
      ratio: left.count > 0 ? moved.value / left.value : nil,
      passesFourFifths: isBelow(a, 4, of: b) && !isBelow(moved, 4, of: left),
      reversesOrder: isBelow(a, 5, of: b) && !isBelow(moved, 5, of: left))
  }
}

extension [AttributeOutcome] {
  /// Adjusts the tests of all contrasts together, and says how many there are.
  mutating func adjustContrasts() -> Int {
    var found: [(attribute: Int, contrast: Int, p: Double)] = []
    for attribute in indices {
      for (contrast, value) in self[attribute].contrasts.enumerated() {
        if let p = value.test?.pValue { found.append((attribute, contrast, p)) }
      }
    }
    for (place, adjusted) in zip(found, benjaminiHochberg(found.map(\.p))) {
      self[place.attribute].contrasts[place.contrast].adjustedP = adjusted
    }
    return found.count
  }
}
