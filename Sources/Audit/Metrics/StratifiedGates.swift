import AuditResults
import Tables

extension StratifiedCounts {
  /// What a limit on a number within strata is held against, and the test that there is nothing to it.
  ///
  /// Of disparities the largest of any group; of odds ratios the smallest of any group over its base,
  /// which is the group that is selected most often unless the gate names another. Each interval is at
  /// Bonferroni's level, and carried over to the extreme; p is the smallest of the groups' tests
  /// (Cochran, Mantel and Haenszel) times their number.
  func limited(
    _ quantity: Metric.StratifiedQuantity, among groups: [Int], against base: String?,
    metric: String, confidence: Double
  ) -> (Disparity, TestResult?) {
    func undefined(_ reason: UndefinedReason) -> (Disparity, TestResult?) {
      (Disparity(metric: metric, estimate: Estimate(undefined: reason)), nil)
    }
    guard groups.count > 1 else { return undefined(.singleGroup) }
    switch quantity {
    case .disparity:
      // Two groups are one comparison, seen from both sides.
      let level = 1 - (1 - confidence) / Double(groups.count > 2 ? groups.count : 1)
      return worst(
        groups.map { group in
          (
            names: (group: self.groups[group], base: nil),
            estimate: conditional(group, confidence: level).conditional,
            test: association(group, with: others(than: group), confidence: level).test
          )
        }, isLower: false, metric: metric, confidence: confidence)
    case .oddsRatio:
      let reference: Int?
      switch base {
      case nil: reference = groups.max { rate($0) < rate($1) }
      case GateSpec.everyoneElse: reference = nil
      case let name?:
        guard let index = groups.first(where: { self.groups[$0] == name }) else {
          return undefined(self.groups.contains(name) ? .tooFewRows : .noSuchGroup)
        }
        reference = index
      }
      let compared = groups.filter { $0 != reference }
      let level = 1 - (1 - confidence) / Double(compared.count)
      return worst(
        compared.map { group in
          let found = association(
            group, with: reference.map { [$0] } ?? others(than: group), confidence: level)
          let name = reference.map { self.groups[$0] } ?? GateSpec.everyoneElse
          return (
            names: (group: self.groups[group], base: name), estimate: found.oddsRatio,
            test: found.test
          )
        }, isLower: true, metric: metric, confidence: confidence)
    }
  }

  private func others(than group: Int) -> [Int] { groups.indices.filter { $0 != group } }

  private func rate(_ group: Int) -> Double {
    let (rows, selected) = cells.reduce((0, 0)) {
      ($0.0 + $1[group].rows, $0.1 + $1[group].selected)
    }
    return rows > 0 ? Double(selected) / Double(rows) : 0
  }

  private typealias Compared = (
    names: (group: String, base: String?), estimate: Estimate, test: TestResult?
  )

  /// The extreme of several numbers.
  private func worst(
    _ found: [Compared], isLower: Bool, metric: String, confidence: Double
  ) -> (Disparity, TestResult?) {
    let defined = found.filter { $0.estimate.value != nil }
    let missing = found.filter { $0.estimate.value == nil }.map(\.names.group)
    func isWorse(_ x: Compared, _ y: Compared) -> Bool {
      let (x, y) = (x.estimate.value ?? 0, y.estimate.value ?? 0)
      return isLower ? x < y : x > y
    }
    guard let extreme = defined.min(by: isWorse) else {
      let reason = found.first?.estimate.reason ?? .noStratum
      return (Disparity(metric: metric, estimate: Estimate(undefined: reason)), nil)
    }
    let intervals = defined.compactMap(\.estimate.interval)
    let pick: ([Double]) -> Double? = { isLower ? $0.min() : $0.max() }
    var interval: Interval?
    if intervals.count == defined.count, let lower = pick(intervals.map(\.lower)),
      let upper = pick(intervals.map(\.upper))
    {
      interval = Interval(
        lower: lower, upper: upper, level: confidence,
        method: intervals.count == 1 ? intervals[0].method : Method.baseBox.rawValue)
    }
    var disparity = Disparity(
      metric: metric, estimate: Estimate(extreme.estimate.value ?? 0, interval: interval))
    // A group that is rejected more than selected is the worse off.
    disparity.lowest = extreme.names.group
    disparity.highest = extreme.names.base
    disparity.undefinedGroups = missing.isEmpty ? nil : missing
    let tests = defined.compactMap(\.test)
    guard var test = tests.min(by: { $0.pValue < $1.pValue }) else { return (disparity, nil) }
    // Two groups' tests against each other are one.
    test.pValue = min(1, test.pValue * Double(groups.count == 2 ? 1 : tests.count))
    return (disparity, test)
  }
}
