import AuditResults
import Tables
import Testing

@testable import Audit

@Suite struct GateTests {
  private func attribute(_ estimate: Estimate, metric: String, undefined: [String]? = nil)
    -> AttributeOutcome
  {
    AttributeOutcome(
      name: "sex", columns: ["sex"], groups: [], reference: nil, contrasts: [],
      disparities: [Disparity(metric: metric, estimate: estimate, undefinedGroups: undefined)])
  }

  private func interval(_ lower: Double, _ upper: Double) -> Estimate {
    Estimate(
      (lower + upper) / 2,
      interval: Interval(lower: lower, upper: upper, level: 0.95, method: "katz"))
  }

  private func gate(_ metric: String, _ limit: Double) -> GateSpec {
    GateSpec(metric: metric, attribute: "sex", limit: limit)
  }

  @Test(arguments: [
    (0.8, 0.9, GateOutcome.Status.meetsLimit), (0.7, 0.9, .inconclusive),
    (0.7, 0.8, .inconclusive), (0.7, 0.79, .belowLimit),
  ])
  func ratiosHaveToStayAbove(lower: Double, upper: Double, status: GateOutcome.Status) throws {
    let outcome = try gate("dp.ratio.minmax", 0.8).outcome(
      in: [attribute(interval(lower, upper), metric: "dp.ratio.minmax")])
    #expect(outcome.status == status && outcome.higherIsBetter)
  }

  @Test(arguments: [
    (0.0, 0.1, GateOutcome.Status.meetsLimit), (0.05, 0.2, .inconclusive),
    (0.1, 0.2, .inconclusive), (0.11, 0.2, .belowLimit),
  ])
  func gapsHaveToStayBelow(lower: Double, upper: Double, status: GateOutcome.Status) throws {
    let outcome = try gate("eo.max", 0.1).outcome(
      in: [attribute(interval(lower, upper), metric: "eo.max")])
    #expect(outcome.status == status && !outcome.higherIsBetter)
  }

  @Test func nothingPassesByAbsence() throws {
    let without = attribute(interval(0, 0.05), metric: "eo.max", undefined: ["Other"])
    let outcome = try gate("eo.max", 0.1).outcome(in: [without])
    #expect(outcome.status == .notAssessed && outcome.observed.reason == .undefinedInAGroup)
    let missed = attribute(interval(0.2, 0.3), metric: "eo.max", undefined: ["Other"])
    #expect(try gate("eo.max", 0.1).outcome(in: [missed]).status == .belowLimit)
    #expect(try gate("eo.max", 0.1).outcome(in: []).status == .notAssessed)
    let bare = attribute(Estimate(0.05), metric: "eo.max")
    #expect(try gate("eo.max", 0.1).outcome(in: [bare]).status == .notAssessed)
  }

  @Test func unknownMetricsAreRefused() {
    for metric in ["eo.maximum", "tpr", "parity.layer"] {
      #expect {
        try gate(metric, 0.1).outcome(in: [])
      } throws: { error in
        guard case .unknownMetric(let name, let known)? = error as? AuditError else { return false }
        return name == metric && known.contains("eo.max") && !known.contains("tpr")
      }
    }
  }
}
