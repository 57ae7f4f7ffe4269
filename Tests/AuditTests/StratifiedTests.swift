import AuditResults
import Tables
import Testing

@testable import Audit

/// Groups within strata, against statsmodels.
@Suite struct StratifiedTests {
  private typealias Pair = (first: Proportion, second: Proportion)

  private func tables(_ golden: JSON) -> [Pair] {
    golden["tables"].list.map { table in
      func share(_ values: [Double]) -> Proportion {
        Proportion(count: Int(values[0]), total: Int(values[1]))
      }
      return (share(table[0].numbers), share(table[1].numbers))
    }
  }

  /// One row for each unit of the tables.
  private func outcome(_ tables: [Pair]) throws -> StratifiedOutcome {
    var (scores, groups, strata) = ([Double](), [Int32](), [Int32]())
    for (stratum, pair) in tables.enumerated() {
      for (group, share) in [pair.first, pair.second].enumerated() {
        for row in 0..<share.total {
          scores.append(row < share.count ? 0.9 : 0.1)
          groups.append(Int32(group))
          strata.append(Int32(stratum))
        }
      }
    }
    let names = tables.indices.map { "s\($0)" }
    let outcomes = Outcomes(
      scores: scores, labels: scores.map { _ in 1 }, threshold: 0.5, settings: .quick)
    let attribute = outcomes.attribute(
      Subgroups(name: "g", columns: ["g"], groups: ["a", "b"], codes: groups),
      strata: Subgroups(name: "s", columns: ["s"], groups: names, codes: strata))
    return try #require(attribute.stratified)
  }

  @Test func agreesWithStatsmodels() throws {
    for golden in try KindGoldens.cases("strata") {
      let tables = tables(golden)
      let stratified = try outcome(tables)
      let found = try #require(stratified.associations.first)
      var ratio = try #require(golden["odds_ratio"].number)
      var ends = golden["odds_ratio_interval"].numbers
      // The benchmark is the group that is selected more often; the tables have a over b.
      if found.group == "b" {
        ratio = 1 / ratio
        ends = ends.reversed().map { 1 / $0 }
      }
      #expect(agree(found.oddsRatio.value, ratio, relative: 1e-9))
      #expect(agree(found.oddsRatio.interval?.lower, ends[0], relative: 1e-9))
      #expect(agree(found.oddsRatio.interval?.upper, ends[1], relative: 1e-9))
      #expect(agree(found.test?.statistic, golden["cmh"][0].number, relative: 1e-9))
      #expect(agree(found.test?.pValue, golden["cmh"][1].number, relative: 1e-9))
      #expect(agree(found.homogeneity?.statistic, golden["breslow_day"][0].number, relative: 1e-9))
      #expect(agree(found.homogeneity?.pValue, golden["breslow_day"][1].number, relative: 1e-9))
      #expect(found.strata == tables.count)
      #expect(stratified.conditional[0].group == "a")
      #expect(
        agree(stratified.conditional[0].conditional.value, golden["cdd"].number, relative: 1e-9))
      // What one of two groups has more among the rejected, the other has less.
      #expect(
        agree(
          stratified.conditional[1].conditional.value,
          stratified.conditional[0].conditional.value.map { -$0 }, relative: 1e-9))
    }
  }

  /// Within departments nobody is treated differently, but the groups apply to different ones.
  @Test func aGapThatStrataExplainVanishes() throws {
    let tables: [Pair] = [
      (Proportion(count: 80, total: 100), Proportion(count: 8, total: 10)),
      (Proportion(count: 2, total: 10), Proportion(count: 20, total: 100)),
    ]
    let found = try outcome(tables)
    #expect(abs(found.conditional[0].unconditional.value ?? 0) > 0.4)
    #expect(abs(found.conditional[0].conditional.value ?? 1) < 1e-12)
    #expect(agree(found.associations[0].oddsRatio.value, 1, relative: 1e-12))
    #expect(found.associations[0].test?.pValue ?? 0 > 0.99)
  }

  @Test func strataThatSayNothingAreNamed() throws {
    let tables: [Pair] = [
      (Proportion(count: 5, total: 5), Proportion(count: 7, total: 7)),
      (Proportion(count: 2, total: 10), Proportion(count: 6, total: 12)),
    ]
    let found = try outcome(tables)
    #expect(found.conditional.map(\.leftOut) == [["s0"], ["s0"]])
    #expect(found.associations[0].homogeneity == nil && found.associations[0].test != nil)
    let nothing = try outcome([tables[0]])
    #expect(nothing.conditional[0].conditional.reason == .noStratum)
    #expect(nothing.associations[0].oddsRatio.reason == .noStratum)
  }

  @Test func weightsLeaveStrataUnassessed() throws {
    var rows = Rows()
    rows.add("a", tp: 5, tn: 5)
    rows.add("b", tp: 5, tn: 5)
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick,
      weights: rows.scores)
    let strata = Subgroups(
      name: "s", columns: ["s"], groups: ["s"], codes: rows.codes.map { _ in 0 })
    let found = outcomes.attribute(rows.subgroups, strata: strata).stratified
    #expect(found?.reason == .notWithWeights && found?.strata.isEmpty == true)
  }

  /// Three groups in two strata, and limits on what is measured within them.
  private func judged(_ change: (inout GateSpec) -> Void) throws -> (GateOutcome, StratifiedOutcome)
  {
    var rows = Rows()
    rows.add("a", tp: 40, tn: 60)
    rows.add("b", tp: 20, tn: 60)
    rows.add("c", tp: 15, tn: 45)
    let strata = Subgroups(
      name: "s", columns: ["s"], groups: ["x", "y"], codes: rows.codes.indices.map { Int32($0 % 2) }
    )
    var gate = GateSpec(metric: "cdd", attribute: "group", limit: 0.05)
    change(&gate)
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick)
    let gates = try outcomes.judge([gate], in: [rows.subgroups], strata: strata)
    return (
      try #require(gates.first),
      try #require(outcomes.attribute(rows.subgroups, strata: strata).stratified)
    )
  }

  @Test func disparityWithinStrataCanBeLimited() throws {
    let (gate, stratified) = try judged { _ in }
    let largest = stratified.conditional.compactMap(\.conditional.value).max()
    #expect(gate.observed.value == largest && gate.observed.value ?? 0 > 0)
    // The whole interval does not lie beyond the limit, but the groups differ.
    #expect(gate.adjustedP ?? 1 < 0.05 && gate.observed.interval?.lower ?? 1 <= 0.05)
    #expect(gate.status == .belowLimit && !gate.higherIsBetter)
    #expect(gate.test?.method == Method.cochranMantelHaenszel.rawValue)
    // Three intervals at Bonferroni's level are wider than each by itself.
    let widest = stratified.conditional.compactMap(\.conditional.interval?.upper).max()
    #expect(try #require(gate.observed.interval).upper > widest ?? 1)
    #expect(try judged { $0.limit = 0.5 }.0.status == .meetsLimit)
  }

  @Test func commonOddsRatioCanBeLimited() throws {
    let (gate, stratified) = try judged {
      $0.metric = "cmh.odds_ratio"
      $0.limit = 0.8
    }
    let smallest = stratified.associations.compactMap(\.oddsRatio.value).min()
    #expect(gate.observed.value == smallest && gate.higherIsBetter)
    // Two tests, of which the smaller p counts twice.
    let p = stratified.associations.compactMap(\.test?.pValue).min()
    #expect(agree(gate.test?.pValue, p.map { 2 * $0 }, relative: 1e-12))
    func value(against: String) throws -> Double? {
      try judged {
        $0.metric = "cmh.odds_ratio"
        $0.against = against
      }.0.observed.value
    }
    // Against b, whose odds are lowest, nobody is below.
    #expect(try value(against: "b") ?? 0 >= 1)
    let rest = try #require(try value(against: "everyone else"))
    #expect(rest < 1 && rest > smallest ?? 1)
    #expect(try value(against: "nobody") == nil)
  }

  @Test func limitsWithinStrataNeedStrata() throws {
    var rows = Rows()
    rows.add("a", tp: 5, tn: 5)
    rows.add("b", tp: 5, tn: 5)
    let gate = GateSpec(metric: "cdd", attribute: "group", limit: 0.1)
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick)
    let found = try #require(try outcomes.judge([gate], in: [rows.subgroups]).first)
    #expect(found.status == .notAssessed && found.observed.reason == .noStratum)
  }
}
