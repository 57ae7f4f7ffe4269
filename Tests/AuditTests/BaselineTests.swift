import AuditResults
import Tables
import Testing

@testable import Audit

@Suite struct BaselineTests {
  @Test(arguments: [0, 1, 3, 4, 5, 8, 9])
  func decisionsArePackedAndUnpacked(count: Int) {
    let decisions = (0..<count).map { $0 % 3 == 0 || $0 == 7 }
    #expect(RowDecisions(decisions).decisions == decisions)
  }

  @Test func damagedDecisionsAreNone() {
    var packed = RowDecisions([true, false, true, true, true])
    #expect(packed.selected == "b8")
    packed.selected = "b"
    #expect(packed.decisions == nil)
    packed.selected = "bg"
    #expect(packed.decisions == nil)
    packed.rows = -1
    #expect(packed.decisions == nil)
  }

  @Test func everyPairedMetricCanBeLimited() {
    for id in pairedRows.keys { #expect(Metric.named(id)?.isDisparity == true, "\(id)") }
  }

  /// Two groups of 100; the first `a` of a are selected, the first `b` of b.
  private func outcomes(selectedOfB b: Int, ofA a: Int = 60) -> (Outcomes, Subgroups) {
    var rows = Rows()
    for (name, selected) in [("a", a), ("b", b)] {
      let code = Int32(rows.names.count)
      rows.names.append(name)
      for row in 0..<100 {
        rows.scores.append(row < selected ? 0.75 : 0.25)
        rows.labels.append(row % 2 == 0 ? 1 : 0)
        rows.codes.append(code)
      }
    }
    return (
      Outcomes(scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick),
      rows.subgroups
    )
  }

  private func file(_ hash: String) -> FileFacts { FileFacts(name: "f", bytes: 1, sha256: hash) }

  private func audit(
    selectedOfB b: Int, ofA a: Int = 60, gates: [GateSpec], keepsDecisions: Bool,
    data: String = "data"
  ) throws -> AuditResult {
    let (outcomes, subgroups) = outcomes(selectedOfB: b, ofA: a)
    var result = AuditResult(
      tool: ToolFacts(name: "t", version: "1"),
      model: ModelFacts(
        name: "m", statements: [], file: file("model"), format: "f", kerasVersion: nil,
        backend: nil, layers: []),
      data: DataFacts(file: file(data), spec: nil, statements: [], rows: 200, features: []),
      decision: DecisionFacts(
        labelColumn: "y", positiveLabel: "1", negativeLabel: "0", threshold: 0.5, output: "o",
        scoreKind: .probability),
      settings: .quick, overall: outcomes.overall(), attributes: [outcomes.attribute(subgroups)],
      influence: [], gates: try outcomes.judge(gates, in: [subgroups]), definitions: [],
      methods: [])
    if keepsDecisions { result.decisions = RowDecisions(outcomes.scores.map { $0 >= 0.5 }) }
    return result
  }

  private func compared(
    now b: Int, ofA a: Int = 60, with baseline: AuditResult, gates: [GateSpec],
    data: String = "data"
  ) throws -> (AuditResult, BaselineFacts.Pairing) {
    var result = try audit(selectedOfB: b, ofA: a, gates: gates, keepsDecisions: false, data: data)
    let (outcomes, subgroups) = outcomes(selectedOfB: b, ofA: a)
    let comparison = BaselineComparison(
      baseline, data: result.data, label: ("y", "1"), labels: outcomes.labels,
      selected: outcomes.scores.map { $0 >= 0.5 }, attributes: [subgroups], confidence: 0.95)
    comparison.complete(&result.gates)
    return (result, comparison.pairing)
  }

  private let gates = [GateSpec(metric: "dp.ratio.minmax", attribute: "group", limit: 0.8)]

  @Test func theSameDecisionsAreNoRegression() throws {
    let old = try audit(selectedOfB: 30, gates: gates, keepsDecisions: true)
    let (result, pairing) = try compared(now: 30, with: old, gates: gates)
    #expect(pairing == .paired && result.gates[0].status == .belowLimit)
    let moved = try #require(result.gates[0].regression)
    #expect(moved.change == 0 && !moved.isWorse && moved.test?.pValue == 1)
    #expect(result.verdict(result.gates[0]) == .warned)
  }

  /// Eight rows of b lost, none gained: only two of the 2⁸ ways to deal them move the ratio as far.
  @Test func pairedRowsShowWhatUnpairedOnesDoNot() throws {
    let old = try audit(selectedOfB: 30, gates: gates, keepsDecisions: true)
    let (result, _) = try compared(now: 22, with: old, gates: gates)
    let moved = try #require(result.gates[0].regression)
    #expect(moved.groups.map(\.lost) == [0, 8] && moved.groups.map(\.gained) == [0, 0])
    #expect(moved.groups[0].pValue == 1 && abs(moved.groups[1].pValue - 2.0 / 256) < 1e-15)
    let test = try #require(moved.test)
    #expect(test.method == "paired.swap" && test.replicates == 10_000 && moved.isWorse)
    #expect(abs(test.pValue - 2.0 / 256) < 4 * (2.0 / 256 / 10_000).squareRoot())
    #expect(abs((test.statistic ?? 0) - (22.0 / 60 - 0.5)) < 1e-12)
    #expect(result.verdict(result.gates[0]) == .failed)

    var bare = old
    bare.decisions = nil
    let (unpaired, pairing) = try compared(now: 22, with: bare, gates: gates)
    #expect(pairing == .noDecisions && unpaired.gates[0].regression?.isWorse == false)
    #expect(unpaired.gates[0].regression?.test?.method == Method.waldTest.rawValue)
    #expect(unpaired.verdict(unpaired.gates[0]) == .warned)
  }

  @Test func aBetterModelDoesNotFailBelowItsLimit() throws {
    let old = try audit(selectedOfB: 20, gates: gates, keepsDecisions: true)
    let (result, _) = try compared(now: 32, with: old, gates: gates)
    let moved = try #require(result.gates[0].regression)
    #expect((moved.change ?? 0) > 0 && !moved.isWorse && moved.adjustedP ?? 1 < 0.05)
    #expect(result.gates[0].status == .belowLimit)
    #expect(result.verdict(result.gates[0]) == .warned)
  }

  /// Every group gains: decisions changed for sure, and the gap did not by more than chance.
  @Test func groupsThatMoveAlikeAreNoRegression() throws {
    let gap = [GateSpec(metric: "dp.rate_gap.maxmin", attribute: "group", limit: 0.1)]
    let old = try audit(selectedOfB: 30, gates: gap, keepsDecisions: true)
    let (result, _) = try compared(now: 45, ofA: 76, with: old, gates: gap)
    let moved = try #require(result.gates[0].regression)
    #expect(moved.groups.allSatisfy { $0.pValue < 0.001 } && (moved.change ?? 0) > 0)
    #expect((moved.adjustedP ?? 0) > 0.5 && !moved.isWorse)
    #expect(result.verdict(result.gates[0]) == .warned)
  }

  /// Every metric that decisions decide is paired, and its change is that of its values.
  @Test func everyMetricOfDecisionsIsPaired() throws {
    for metric in Metric.table(for: .binary) where metric.canBeLimited {
      if case .stratified = metric.rule { continue }
      let againsts = metric.canTakeBase ? [nil, "a", "everyone else"] : [nil]
      for against in againsts {
        var gate = GateSpec(metric: metric.id, attribute: "group", limit: 0.5)
        gate.against = against
        let old = try audit(selectedOfB: 30, gates: [gate], keepsDecisions: true)
        let (result, _) = try compared(now: 40, with: old, gates: [gate])
        let moved = try #require(result.gates[0].regression)
        let isPaired = moved.test?.method == "paired.swap"
        #expect(isPaired == metric.isOfDecisions, "\(metric.id)")
        if isPaired {
          #expect(
            agree(moved.test?.statistic, moved.change, relative: 1e-9, absolute: 1e-12),
            "\(metric.id) against \(against ?? "all")")
        }
      }
    }
  }

  @Test func changedLimitsAreTold() throws {
    func gate(_ id: String, _ limit: Double, _ level: GateOutcome.Level = .error) -> GateSpec {
      GateSpec(id: id, metric: "dp.ratio.minmax", attribute: "group", limit: limit, level: level)
    }
    let old = try audit(
      selectedOfB: 30,
      gates: [
        gate("same", 0.8), gate("lower", 0.8), gate("higher", 0.8), gate("weaker", 0.8),
        gate("gone", 0.8), gate("both", 0.8, .warn), gate("small", 0.8),
      ], keepsDecisions: true)
    var small = gate("small", 0.8)
    small.minimumRows = 20
    let now = try audit(
      selectedOfB: 30,
      gates: [
        gate("same", 0.8), gate("lower", 0.7), gate("higher", 0.9), gate("weaker", 0.8, .warn),
        gate("both", 0.7), gate("new", 0.8), small,
      ], keepsDecisions: false)
    let comparison = BaselineComparison(
      old, data: now.data, label: ("y", "1"), labels: [], selected: [], attributes: [],
      confidence: 0.95)
    let changes = comparison.limitChanges(now.gates)
    #expect(changes.map(\.gate) == ["gone", "lower", "higher", "weaker", "both", "new", "small"])
    #expect(
      changes.map(\.kind) == [
        .removed, .loosened, .tightened, .loosened, .loosened, .added, .altered,
      ])
    // Of a gap, more is looser.
    func side(_ limit: Double) -> GateOutcome {
      GateOutcome(
        metric: "eo.max", attribute: "a", limit: limit, higherIsBetter: false, level: .error,
        observed: Estimate(0.1), status: .inconclusive)
    }
    #expect(LimitChange(before: side(0.1), after: side(0.2)).kind == .loosened)
    #expect(LimitChange(before: side(0.2), after: side(0.1)).kind == .tightened)
    // Judged by narrower intervals, a limit decides something else.
    func judged(_ level: Double) -> GateOutcome {
      var gate = side(0.1)
      gate.observed.interval = Interval(lower: 0, upper: 0.2, level: level, method: "m")
      return gate
    }
    #expect(LimitChange(before: judged(0.95), after: judged(0.5)).kind == .altered)
    #expect(LimitChange(before: judged(0.95), after: judged(0.95)).kind == .same)
  }

  @Test func aLimitThatIsStillMetDoesNotFail() throws {
    let loose = [GateSpec(metric: "dp.ratio.minmax", attribute: "group", limit: 0.1)]
    let old = try audit(selectedOfB: 50, gates: loose, keepsDecisions: true)
    let (result, _) = try compared(now: 30, with: old, gates: loose)
    #expect(result.gates[0].regression?.isWorse == true)
    #expect(result.verdict(result.gates[0]) == .passed)
  }

  @Test func otherDataAreNotPaired() throws {
    let old = try audit(selectedOfB: 30, gates: gates, keepsDecisions: true)
    let (result, pairing) = try compared(now: 22, with: old, gates: gates, data: "other")
    #expect(pairing == .otherRows && result.gates[0].regression?.groups.isEmpty == true)
  }

  @Test func aGateTheBaselineDoesNotKnowIsJudgedByItsLimit() throws {
    let old = try audit(selectedOfB: 30, gates: gates, keepsDecisions: true)
    var special = gates
    special[0].minimumRows = 10
    special[0].id = "new"
    let (result, _) = try compared(now: 30, with: old, gates: special)
    #expect(result.gates[0].regression == nil)
    #expect(result.verdict(result.gates[0]) == .failed)
  }

  /// The error of a difference of independent estimates, from statsmodels-like Wald arithmetic.
  @Test func unpairedGapsAreComparedByTheirIntervals() throws {
    let gap = [GateSpec(metric: "dp.rate_gap.maxmin", attribute: "group", limit: 0.01)]
    var old = try audit(selectedOfB: 58, gates: gap, keepsDecisions: false)
    old.gates[0].observed = Estimate(
      0.02, interval: Interval(lower: 0, upper: 0.1, level: 0.95, method: "miettinen.nurminen"))
    let (result, _) = try compared(now: 20, with: old, gates: gap)
    let moved = try #require(result.gates[0].regression)
    let now = try #require(result.gates[0].observed.interval)
    let arm = max(0.4 - now.lower, now.upper - 0.4)
    let z = 1.959963984540054 * 0.38 / (arm * arm + 0.08 * 0.08).squareRoot()
    #expect(abs((moved.test?.statistic ?? 0) - z) < 1e-9 && moved.isWorse)
  }
}
