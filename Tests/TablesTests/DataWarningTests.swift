import AuditResults
import Testing

@testable import Tables

struct DataWarningTests {
  private func warnings(_ csv: String, _ spec: String) throws -> [DataWarning] {
    try readTable(csv, spec: spec).warnings
  }

  /// A spec without groups that are too small.
  private func spec(_ features: String, _ rest: String = "") -> String {
    """
    inputs: [{ name: i, features: [\(features)] }]
    settings: { minimum_group_size: 1 }
    \(rest)
    """
  }

  @Test func namesConstantFeatures() throws {
    let text = spec("{ column: a, kind: raw }, { column: b, kind: raw }")
    #expect(
      try warnings("a,b\n1,2\n1,3\n1,2\n", text) == [.constantFeature(column: "a", value: "1")])
    // One row is nothing to tell a constant by.
    #expect(try warnings("a,b\n1,2\n", text).isEmpty)
  }

  @Test func namesFeaturesThatTellTheLabel() throws {
    let text = spec(
      "{ column: a, kind: raw }, { column: b, kind: raw }, { column: c, kind: raw }",
      "label: { column: y, positive: yes }")
    let csv = "a,b,c,y\n1,1,7,yes\n0,1,8,no\n1,2,7,yes\n0,2,9,no\n"
    // b does not tell the label; c tells it, but is not told by it.
    #expect(try warnings(csv, text) == [.featureTellsLabel(column: "a", label: "y")])
  }

  @Test func namesRareLabelsAndSmallGroups() throws {
    let rows = (0..<99).map { "\($0 % 7),no,\($0 < 3 ? "s" : "t")\n" }.joined()
    let text = """
      inputs: [{ name: i, features: [{ column: x, kind: raw }] }]
      label: { column: y, positive: yes }
      groups: [{ column: g, rename: { q: r } }]
      settings: { minimum_group_size: 4 }
      """
    #expect(
      try warnings("x,y,g\n" + rows + "1,yes,\n", text) == [
        .unusedGroupValue(attribute: "g", value: "q"),
        .rareLabel(column: "y", value: "yes", rows: 1, of: 100),
        .smallGroup(attribute: "g", group: "s", rows: 3, minimum: 4),
        .unknownGroup(attribute: "g", rows: 1, of: 100),
      ])
  }

  @Test func countsUnknownValues() throws {
    #expect(
      try warnings(
        "x\na\nb\nc\nb\n", spec("{ column: x, kind: onehot, vocabulary: [a] }"))
        == [.unknownValues(column: "x", rows: 3, of: 4, values: ["b", "c"])])
  }
}
