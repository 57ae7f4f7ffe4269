import AuditResults
import Tables

extension Metric {
  /// What is measured within strata; defined here, computed with the strata.
  static let stratified: [Metric] = [
    .stratified(
      "cdd", "conditional demographic disparity",
      formula: "Σ_s n_s / n · (P(a | rejected, s) − P(a | selected, s))",
      meaning: "Share of the group among rejected rows minus that among selected rows, within each "
        + "stratum, averaged by the strata's rows; above 0 the group is rejected more than it is "
        + "selected.",
      caution: "Explains a gap away where the stratum itself carries the bias; strata in which "
        + "everybody or nobody is selected say nothing and are left out.",
      ideal: 0,
      reference: "Wachter et al. 2021, Computer Law & Security Review 41, arXiv:2005.05906",
      equivalents: [
        "SageMaker Clarify CDDPL (which counts strata that say nothing as 0)"
      ], of: .disparity),
    .stratified(
      "cmh.odds_ratio", "common odds ratio",
      formula: "Σ_s (a_s d_s / n_s) / Σ_s (b_s c_s / n_s)",
      meaning: "Odds of selection of the group over those of the benchmark, the same in every "
        + "stratum; below 1 the group is selected less often than people like it.",
      caution: "An average of unlike strata where odds ratios differ: look at the test of Breslow "
        + "and Day.",
      ideal: 1, reference: "Mantel and Haenszel, JNCI 22 (1959)",
      equivalents: ["statsmodels StratifiedTable.oddsratio_pooled"], of: .oddsRatio),
  ]

  private static func stratified(
    _ id: String, _ name: String, formula: String, meaning: String, caution: String,
    ideal: Double, reference: String, equivalents: [String], of quantity: StratifiedQuantity
  ) -> Metric {
    Metric(
      definition: MetricDefinition(
        id: id, name: name, formula: formula, meaning: meaning, caution: caution, ideal: ideal,
        direction: .ideal, reference: reference, equivalents: equivalents),
      rule: .stratified(quantity))
  }
}

/// The selected rows of every group in every stratum.
struct StratifiedCounts: Sendable {
  /// The strata's names.
  let strata: [String]
  /// The groups' names.
  let groups: [String]
  /// For each stratum and each group, rows and those selected.
  private(set) var cells: [[(rows: Int, selected: Int)]]

  /// Counts rows.
  init(_ subgroups: Subgroups, strata: Subgroups, selected: [Bool]) {
    self.strata = strata.groups
    groups = subgroups.groups
    cells = strata.groups.map { _ in subgroups.groups.map { _ in (0, 0) } }
    for row in selected.indices {
      let (stratum, group) = (Int(strata.codes[row]), Int(subgroups.codes[row]))
      cells[stratum][group].rows += 1
      if selected[row] { cells[stratum][group].selected += 1 }
    }
  }

  /// The share of a group among rejected rows, and among selected rows, of a stratum, or of all for
  /// `nil`; `nil` where there are no rejected or no selected rows.
  private func shares(
    of group: Int, in stratum: Int?
  ) -> (rejected: Proportion, selected: Proportion, rows: Int)? {
    let chosen = stratum.map { [$0] } ?? Array(strata.indices)
    var (rejected, selected, allRejected, allSelected) = (0, 0, 0, 0)
    for index in chosen {
      for (position, cell) in cells[index].enumerated() {
        allSelected += cell.selected
        allRejected += cell.rows - cell.selected
        if position == group {
          selected += cell.selected
          rejected += cell.rows - cell.selected
        }
      }
    }
    guard allRejected > 0, allSelected > 0 else { return nil }
    return (
      Proportion(count: rejected, total: allRejected),
      Proportion(count: selected, total: allSelected), allRejected + allSelected
    )
  }

  /// Demographic disparity of a group, with and without regard to strata.
  func conditional(_ group: Int, confidence: Double) -> StratifiedOutcome.Conditional {
    let whole = shares(of: group, in: nil).map { shares in
      Estimate(
        shares.rejected.value - shares.selected.value,
        interval: Interval(
          shares.rejected.difference(minus: shares.selected, confidence: confidence),
          confidence: confidence, method: .miettinenNurminen))
    }
    var (sum, below, above, rows) = (0.0, 0.0, 0.0, 0)
    var leftOut: [String] = []
    for stratum in strata.indices {
      guard let found = shares(of: group, in: stratum) else {
        if cells[stratum].contains(where: { $0.rows > 0 }) { leftOut.append(strata[stratum]) }
        continue
      }
      let value = found.rejected.value - found.selected.value
      let ends = found.rejected.effective.scoreDifference(
        minus: found.selected.effective, confidence: confidence)
      let weight = Double(found.rows)
      sum += weight * value
      below += weight * weight * (value - ends.lowerBound) * (value - ends.lowerBound)
      above += weight * weight * (ends.upperBound - value) * (ends.upperBound - value)
      rows += found.rows
    }
    guard rows > 0 else {
      return .init(
        group: groups[group], unconditional: whole ?? Estimate(undefined: .noStratum),
        conditional: Estimate(undefined: .noStratum), leftOut: leftOut)
    }
    let total = Double(rows)
    let value = sum / total
    return .init(
      group: groups[group], unconditional: whole ?? Estimate(undefined: .noStratum),
      conditional: Estimate(
        value,
        interval: Interval(
          max(-1, value - below.squareRoot() / total)...min(1, value + above.squareRoot() / total),
          confidence: confidence, method: .stratifiedMover)), leftOut: leftOut)
  }

  /// A group and the benchmark, within the strata that hold rows of both.
  func association(
    _ group: Int, with reference: Int, confidence: Double
  ) -> StratifiedOutcome.Association {
    association(group, with: [reference], confidence: confidence)
  }

  /// A group and others together, within the strata that hold rows of both.
  func association(
    _ group: Int, with others: [Int], confidence: Double
  ) -> StratifiedOutcome.Association {
    let reference = others.count == 1 ? groups[others[0]] : GateSpec.everyoneElse
    let tables = strata.indices.compactMap { stratum -> (first: Proportion, second: Proportion)? in
      let a = cells[stratum][group]
      let b = others.reduce((rows: 0, selected: 0)) {
        ($0.rows + cells[stratum][$1].rows, $0.selected + cells[stratum][$1].selected)
      }
      guard a.rows > 0, b.rows > 0 else { return nil }
      return (
        Proportion(count: a.selected, total: a.rows), Proportion(count: b.selected, total: b.rows)
      )
    }
    guard let found = CochranMantelHaenszel(tables, confidence: confidence) else {
      return .init(
        group: groups[group], reference: reference,
        oddsRatio: Estimate(undefined: .noStratum), test: nil, homogeneity: nil,
        strata: tables.count)
    }
    let ratio = found.oddsRatio.map { value in
      Estimate(
        value,
        interval: found.interval.map {
          Interval($0, confidence: confidence, method: .robinsBreslowGreenland)
        })
    }
    return .init(
      group: groups[group], reference: reference,
      oddsRatio: ratio ?? Estimate(undefined: .zeroDenominator),
      test: TestResult(
        method: Method.cochranMantelHaenszel.rawValue, pValue: found.pValue,
        statistic: found.statistic, degrees: 1),
      homogeneity: found.oddsRatio.flatMap { breslowDay(tables, oddsRatio: $0) },
      strata: tables.count)
  }
}

/// The test that 2 × 2 tables share one odds ratio (Breslow and Day 1980), with Tarone's correction
/// (Biometrika 72, 1985); `nil` for fewer than two tables that tell.
///
/// Tables in which a margin is empty fit any odds ratio and are left out.
func breslowDay(
  _ tables: [(first: Proportion, second: Proportion)], oddsRatio ratio: Double
) -> TestResult? {
  var (sum, excess, variances, used) = (0.0, 0.0, 0.0, 0)
  for (first, second) in tables {
    let (n1, n2) = (Double(first.total), Double(second.total))
    let marked = Double(first.count + second.count)
    guard marked > 0, marked < n1 + n2 else { continue }
    let expected = expectedCount(n1: n1, n2: n2, marked: marked, oddsRatio: ratio)
    let parts = [expected, n1 - expected, marked - expected, n2 - marked + expected]
    guard parts.allSatisfy({ $0 > 0 }) else { continue }
    let variance = 1 / parts.reduce(0) { $0 + 1 / $1 }
    let difference = Double(first.count) - expected
    sum += difference * difference / variance
    excess += difference
    variances += variance
    used += 1
  }
  guard used > 1 else { return nil }
  let statistic = max(0, sum - excess * excess / variances)
  return TestResult(
    method: Method.breslowDay.rawValue,
    pValue: ChiSquare.upperTail(statistic, degrees: Double(used - 1)), statistic: statistic,
    degrees: Double(used - 1))
}

/// The count of the first cell that a table's margins and an odds ratio imply: the root of a
/// quadratic between the margins.
private func expectedCount(n1: Double, n2: Double, marked: Double, oddsRatio r: Double) -> Double {
  // x (n2 − marked + x) = r (n1 − x) (marked − x)
  let a = 1 - r
  let b = n2 - marked + r * (n1 + marked)
  let c = -r * n1 * marked
  guard abs(a) > 1e-12 else { return -c / b }
  let root = max(0, b * b - 4 * a * c).squareRoot()
  // b is positive, so that this form does not cancel.
  return -2 * c / (b + root)
}

extension Outcomes {
  /// Compares the groups of an attribute within strata.
  func stratified(_ subgroups: Subgroups, by strata: Subgroups) -> StratifiedOutcome {
    guard weights == nil, clusters == nil else {
      return StratifiedOutcome(
        name: strata.name, strata: [], conditional: [], associations: [],
        reason: weights == nil ? .notWithClusters : .notWithWeights)
    }
    let counts = StratifiedCounts(
      subgroups, strata: strata, selected: scores.indices.map(isSelected))
    let rates = GroupMeasurements(
      names: subgroups.groups, values: samples(of: subgroups).map { Measures.selectionRate($0) })
    var associations: [StratifiedOutcome.Association] = []
    if let reference = rates.highest {
      associations = subgroups.groups.indices.filter { $0 != reference }.map {
        counts.association($0, with: reference, confidence: settings.confidence)
      }
    }
    let tested = associations.indices.filter { associations[$0].test != nil }
    for (index, p) in zip(tested, holm(tested.compactMap { associations[$0].test?.pValue })) {
      associations[index].adjustedP = p
    }
    return StratifiedOutcome(
      name: strata.name,
      strata: counts.strata.indices.map { stratum in
        StratifiedOutcome.Stratum(
          name: counts.strata[stratum], isUnknown: stratum == strata.unknownIndex,
          cells: counts.groups.indices.map { group in
            let cell = counts.cells[stratum][group]
            return .init(group: counts.groups[group], rows: cell.rows, selected: cell.selected)
          })
      },
      conditional: subgroups.groups.indices.map {
        counts.conditional($0, confidence: settings.confidence)
      }, associations: associations)
  }
}
