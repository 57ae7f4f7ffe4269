import AuditResults
import Tables
import Testing

@testable import Audit

@Suite struct GateTests {
  private func found(
    _ estimate: Estimate, undefined: [String]? = nil, small: [String] = []
  ) -> GateMeasurement {
    GateMeasurement(
      disparity: Disparity(metric: "", estimate: estimate, undefinedGroups: undefined), rows: 400,
      smallGroups: small)
  }

  private func status(
    _ gate: GateSpec, _ found: GateMeasurement, p: Double? = nil
  ) throws -> GateOutcome.Status {
    try gate.judged(found, adjustedP: p, confidence: 0.95).status
  }

  private func interval(_ lower: Double, _ upper: Double) -> Estimate {
    Estimate(
      (lower + upper) / 2,
      interval: Interval(lower: lower, upper: upper, level: 0.95, method: "gart.nam"))
  }

  private func gate(_ metric: String, _ limit: Double) -> GateSpec {
    GateSpec(metric: metric, attribute: "sex", limit: limit)
  }

  @Test(arguments: [
    (0.8, 0.9, GateOutcome.Status.meetsLimit), (0.7, 0.9, .inconclusive),
    (0.7, 0.8, .inconclusive), (0.7, 0.79, .belowLimit),
  ])
  func ratiosHaveToStayAbove(lower: Double, upper: Double, status: GateOutcome.Status) throws {
    let outcome = try gate("dp.ratio.minmax", 0.8).judged(
      found(interval(lower, upper)), adjustedP: nil, confidence: 0.95)
    #expect(outcome.status == status && outcome.higherIsBetter)
  }

  @Test(arguments: [
    (0.0, 0.1, GateOutcome.Status.meetsLimit), (0.05, 0.2, .inconclusive),
    (0.1, 0.2, .inconclusive), (0.11, 0.2, .belowLimit),
  ])
  func gapsHaveToStayBelow(lower: Double, upper: Double, status: GateOutcome.Status) throws {
    let outcome = try gate("eo.max", 0.1).judged(
      found(interval(lower, upper)), adjustedP: nil, confidence: 0.95)
    #expect(outcome.status == status && !outcome.higherIsBetter)
  }

  @Test(arguments: [
    (0.04, GateOutcome.Status.belowLimit), (0.05, .inconclusive), (0.2, .inconclusive),
  ])
  func aValueBeyondTheLimitNeedsGroupsThatDiffer(p: Double, status: GateOutcome.Status) throws {
    #expect(
      try self.status(gate("dp.ratio.minmax", 0.8), found(interval(0.6, 0.9)), p: p) == status)
    #expect(try self.status(gate("eo.max", 0.1), found(interval(0.05, 0.3)), p: p) == status)
    // On the right side of the limit no p makes it a miss.
    let good = try self.status(gate("dp.ratio.minmax", 0.8), found(interval(0.75, 0.95)), p: p)
    #expect(good == .inconclusive)
  }

  @Test func nothingPassesByAbsence() throws {
    let eo = gate("eo.max", 0.1)
    let without = try eo.judged(
      found(interval(0, 0.05), undefined: ["Other"]), adjustedP: nil, confidence: 0.95)
    #expect(without.status == .notAssessed && without.observed.reason == .undefinedInAGroup)
    let small = try eo.judged(
      found(interval(0, 0.05), small: ["Other"]), adjustedP: nil, confidence: 0.95)
    #expect(small.status == .notAssessed && small.observed.reason == .tooFewRows)
    #expect(small.smallGroups == ["Other"])
    #expect(try status(eo, found(interval(0.2, 0.3), undefined: ["Other"])) == .belowLimit)
    #expect(try status(eo, found(interval(0.2, 0.3), small: ["Other"])) == .belowLimit)
    #expect(try status(eo, found(Estimate(0.05))) == .notAssessed)
    #expect(try status(eo, found(Estimate(undefined: .singleGroup))) == .notAssessed)
  }

  @Test func offIsNotJudged() throws {
    var eo = gate("eo.max", 0.1)
    eo.level = .off
    #expect(try status(eo, found(interval(0.2, 0.3))) == .notAssessed)
  }

  /// Rows of groups a, b and c, whose selection rates are 60/100, 30/100 and 10/20.
  private var rows: Rows {
    var rows = Rows()
    rows.add("a", tp: 40, fp: 20, tn: 30, fn: 10)
    rows.add("b", tp: 20, fp: 10, tn: 40, fn: 30)
    rows.add("c", tp: 5, fp: 5, tn: 5, fn: 5)
    return rows
  }

  private func judged(_ change: (inout GateSpec) -> Void) throws -> GateOutcome {
    var gate = GateSpec(metric: "dp.ratio.minmax", attribute: "group", limit: 0.8)
    change(&gate)
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick)
    return try #require(try outcomes.judge([gate], in: [rows.subgroups]).first)
  }

  @Test func groupsAreComparedWithWhatTheGateNames() throws {
    func value(_ against: String?) throws -> Double? {
      try judged { $0.against = against }.observed.value
    }
    #expect(try value(nil) == 0.5 && value("highest") == 0.5)
    // Against b, c is the lower of two groups above it.
    #expect(try value("b") == 1000.0 / 600)
    // b against a and c together.
    #expect(try value("everyone else") == 3600.0 / 7000)
    #expect(try judged { $0.against = "nobody" }.observed.reason == .noSuchGroup)
    #expect(try judged { $0.attribute = "race" }.observed.reason == .noSuchAttribute)
  }

  /// A ratio of exactly four fifths is not below a limit of 0.8, a difference of exactly 0.1 not above
  /// one of 0.1, however many rows say so: 0.08 / 0.1 < 0.8 and 0.8 - 0.7 > 0.1 in floating point.
  @Test(arguments: [
    ("dp.ratio.minmax", 0.8, 800, 1000), ("dp.rate_gap.maxmin", 0.1, 7000, 8000),
    ("dp.rate_gap.maxmin", 0.1, 2000, 3000),
  ])
  func limitsAreHeldAgainstExactShares(
    metric: String, limit: Double, fewer: Int, more: Int
  ) throws {
    var rows = Rows()
    rows.add("a", tp: fewer, tn: 10_000 - fewer)
    rows.add("b", tp: more, tn: 10_000 - more)
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick)
    for against in [nil, "b"] {
      var gate = GateSpec(metric: metric, attribute: "group", limit: limit)
      gate.against = against
      let outcome = try #require(try outcomes.judge([gate], in: [rows.subgroups]).first)
      #expect(outcome.observed.value == limit && outcome.status == .inconclusive)
      #expect((outcome.adjustedP ?? 1) < 0.01)
    }
    let contrast = try #require(
      outcomes.attribute(rows.subgroups).contrasts.first { $0.metric == "selection_rate" })
    #expect(limit == 0.8 ? contrast.ratio?.value == 0.8 : contrast.difference.value == -0.1)
  }

  /// Newcombe's intervals at Bonferroni's level, as the definition has them.
  @Test func differencesFromABaseAreSimultaneous() throws {
    let gate = try judged {
      $0.metric = "dp.rate_gap.maxmin"
      $0.against = "b"
    }
    let b = Proportion(count: 30, total: 100)
    let ends = [Proportion(count: 60, total: 100), Proportion(count: 10, total: 20)].map {
      magnitudes($0.difference(minus: b, confidence: 0.975))
    }
    let interval = try #require(gate.observed.interval)
    #expect(interval.lower == ends.map(\.lowerBound).max())
    #expect(interval.upper == ends.map(\.upperBound).max())
    #expect(interval.level == 0.95 && interval.method == Method.baseBox.rawValue)
    let p = [Proportion(count: 60, total: 100), Proportion(count: 10, total: 20)]
      .map { $0.test(b).pValue }
    #expect(gate.test?.pValue == 2 * min(p[0], p[1]))
  }

  @Test func smallGroupsAreNamedAndNotJudged() throws {
    let gate = try judged { $0.minimumRows = 30 }
    #expect(gate.smallGroups == ["c"] && gate.status == .belowLimit)
    #expect(try judged { $0.minimumClassRows = 11 }.smallGroups == ["c"])
    #expect(try judged { $0.minimumClassRows = 10 }.smallGroups == nil)
    let alone = try judged { $0.minimumRows = 1000 }
    #expect(alone.status == .notAssessed && alone.observed.reason == .tooFewRows)
  }

  @Test func aGateHasItsOwnConfidence() throws {
    let wide = try judged { $0.confidence = 0.999 }
    let narrow = try judged { $0.confidence = 0.5 }
    #expect(wide.observed.interval?.level == 0.999)
    let ends = (wide.observed.interval?.lower ?? 1, narrow.observed.interval?.lower ?? 0)
    #expect(ends.0 < ends.1)
  }

  @Test func pIsAdjustedOverTheGatesThatAskForIt() throws {
    var gates = ["dp.ratio.minmax", "eopp.maxmin", "eo.max"].map {
      GateSpec(metric: $0, attribute: "group", limit: 0.5)
    }
    gates.append(GateSpec(metric: "fpr.gap.maxmin", attribute: "group", limit: 0.5))
    gates[1].adjustment = .none
    gates[3].level = .off
    let outcomes = try Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick
    ).judge(gates, in: [rows.subgroups])
    let raw = outcomes.compactMap(\.test?.pValue)
    #expect(raw.count == 4 && outcomes[1].adjustedP == raw[1])
    #expect([outcomes[0].adjustedP, outcomes[2].adjustedP] == holm([raw[0], raw[2]]))
  }

  @Test func metricsOfAllPairsTakeNoBase() {
    #expect(throws: AuditError.self) {
      try judged {
        $0.metric = "abroca"
        $0.against = "a"
      }
    }
  }

  @Test func unknownMetricsAreRefused() {
    for metric in ["eo.maximum", "tpr", "parity.layer"] {
      #expect {
        try gate(metric, 0.1).limitedMetric()
      } throws: { error in
        guard case .unknownMetric(let name, let known)? = error as? AuditError else { return false }
        return name == metric && known.contains("eo.max") && !known.contains("tpr")
      }
    }
  }
}

extension GateSpec {
  /// Judges what was measured, for the metric of a label of two values.
  fileprivate func judged(
    _ found: GateMeasurement, adjustedP: Double?, confidence: Double
  ) throws -> GateOutcome {
    judged(found, metric: try limitedMetric(), adjustedP: adjustedP, confidence: confidence)
  }
}
