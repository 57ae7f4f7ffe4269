import AuditResults
import Testing

@testable import Tables

@Suite struct GateSpecTests {
  private let text = """
    gates:
      - id: hiring
        metric: dp.ratio.minmax
        attribute: sex
        against: everyone else
        limit: 0.8
        level: warn
        minimum_n: 50
        minimum_positives: 10
        confidence: 0.9
        adjustment: none
        rationale: "policy: 7"
        owner: Risk
        expiry: 2028-02-29
      - { metric: eo.max, attribute: sex, limit: 0.1 }
      - { metric: eo.max, attribute: sex, limit: 0.2, level: off }
      - { metric: eo.max, attribute: sex, against: Male, limit: 0.2 }
    """

  @Test func readsTheClass() throws {
    let gates = try GateSpec.parse(
      "- { metric: eo.max, attribute: sex, class: b, limit: 0.1 }", path: "limits.yaml")
    #expect(gates[0].ofClass == "b" && gates[0].id == "sex.eo.max of b")
  }

  @Test func readsEveryKey() throws {
    let gates = try GateSpec.parse(text, path: "limits.yaml")
    var first = GateSpec(
      id: "hiring", metric: "dp.ratio.minmax", attribute: "sex", against: "everyone else",
      limit: 0.8, level: .warn, rationale: "policy: 7")
    first.minimumRows = 50
    first.minimumClassRows = 10
    first.confidence = 0.9
    first.adjustment = .none
    first.owner = "Risk"
    first.expiry = "2028-02-29"
    first.place = SpecPlace(file: "limits.yaml", path: "gates[0]", line: 2)
    #expect(gates[0] == first)
    #expect(
      gates.map(\.id) == ["hiring", "sex.eo.max", "sex.eo.max-2", "sex.eo.max against Male"])
    #expect(gates[1].level == .error && gates[1].adjustment == .holm)
    #expect(gates[2].level == .off)
  }

  @Test func readsAListAndJSON() throws {
    let list = "- { metric: eo.max, attribute: sex, limit: 0.1 }"
    #expect(try GateSpec.parse(list, path: "a").map(\.metric) == ["eo.max"])
    let json = #"[{"metric": "eo.max", "attribute": "sex", "limit": 0.1}]"#
    #expect(try GateSpec.parse(json, path: "a").map(\.limit) == [0.1])
  }

  @Test(arguments: [
    "2027-02-29", "2027-13-01", "2027-00-10", "27-01-01", "2027-1-1", "2027-01-32", "soon",
    "2100-02-29", "+027-01-01",
  ])
  func refusesDaysThatAreNone(day: String) {
    let text = "- { metric: eo.max, attribute: sex, limit: 0.1, expiry: \(day) }"
    #expect {
      try GateSpec.parse(text, path: "a")
    } throws: { error in
      guard case .invalidValue(let place, .day, day)? = error as? SpecError else { return false }
      return place.path == "[0].expiry"
    }
  }

  @Test(arguments: [
    "", "gates: []", "[]", "limits: []", "- { metric: a, attribute: b, limit: x }",
    "- { metric: a, attribute: b, limit: 1, minimum_n: 0 }",
    "- { metric: a, attribute: b, limit: 1, confidence: 1 }",
    "- { metric: a, attribute: b, limit: 1, adjustment: fdr }",
    "- { metric: a, attribute: b, limit: 1, until: 2027-01-01 }",
    "[{ id: x, metric: a, attribute: b, limit: 1 }, { id: x, metric: c, attribute: b, limit: 1 }]",
  ])
  func refuses(text: String) {
    #expect(throws: SpecError.self) { try GateSpec.parse(text, path: "a") }
  }

  @Test func idsOfSpecAndFileMustDiffer() throws {
    let gates = try GateSpec.parse(text, path: "a")
    #expect(throws: SpecError.self) { try GateSpec.joined(gates, adding: [gates[1]]) }
    let other = [GateSpec(metric: "m", attribute: "a", limit: 1)]
    #expect(try GateSpec.joined(gates, adding: other).count == 5)
  }
}
