import AuditResults
import Foundation
import TestSupport
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

  @Test func namesAnAttributeOfOneGroup() throws {
    let text = """
      inputs: [{ name: i, features: [{ column: x, kind: raw }] }]
      groups: [g, h]
      settings: { minimum_group_size: 1 }
      """
    #expect(
      try warnings("x,g,h\n1,a,a\n2,a,b\n", text) == [.singleGroup(attribute: "g", group: "a")])
    // Without any value there is another warning.
    #expect(
      try warnings("x,g,h\n1,,a\n2,,b\n", text) == [.unknownGroup(attribute: "g", rows: 2, of: 2)])
  }

  @Test func namesColumnsFarFromTheirScale() throws {
    let features =
      "{ column: a, kind: numeric, mean: 40, std: 10 }, { column: b, kind: numeric, mean: 1, std: 2 }"
    func rows(_ count: Int, _ number: Int) -> String {
      "a,b\n" + (0..<count).map { "\(number + $0 % 3 - 1),\($0 % 3)\n" }.joined()
    }
    #expect(
      try warnings(rows(30, 90), spec(features)) == [.farFromScale(column: "a", deviations: 5)])
    #expect(
      try warnings(rows(30, -10), spec(features)) == [.farFromScale(column: "a", deviations: -5)])
    // Other people, and too few to tell.
    #expect(try warnings(rows(30, 79), spec(features)).isEmpty)
    #expect(try warnings(rows(29, 90), spec(features)).isEmpty)
  }

  @Test func refusesAColumnWithoutOneKnownValue() throws {
    let feature = "{ column: x, kind: onehot, vocabulary: [a] }"
    func rows(_ count: Int, _ last: String) -> String {
      "x\n" + String(repeating: "b\n", count: count - 1) + last + "\n"
    }
    #expect(throws: (any Error).self) { try warnings(rows(30, "b"), spec(feature)) }
    #expect(try warnings(rows(30, "a"), spec(feature)).count == 1)
    #expect(try warnings(rows(29, "c"), spec(feature)).count == 1)
    let declared = spec(feature, "data: { unknown_limit: 1 }")
    #expect(try !warnings(rows(30, "b"), declared).isEmpty)
  }

  @Test(arguments: [
    ("a.csv", [0x50, 0x4B, 3, 4], ForeignFile.archive), ("a.tsv", Array("PAR1".utf8), .parquet),
    ("a.csv", Array("%PDF-1.7".utf8), .pdf), ("a.csv", [0x89, 0x48, 0x44, 0x46], .hdf5),
  ])
  func refusesWhatIsNoTable(name: String, bytes: [UInt8], kind: ForeignFile) throws {
    let folder = try TemporaryFolder()
    try Data(bytes).write(to: folder.url.appending(path: name))
    let path = folder.path(name)
    let parsed = try AuditSpec.parse(
      spec("{ column: a, kind: raw }"), path: folder.path("s.yaml"))
    #expect(throws: TableError.foreign(file: path, kind)) {
      try Dataset.read(DatasetRequest(path: path, spec: parsed, label: nil, groups: []))
    }
  }

  @Test func countsUnknownValues() throws {
    #expect(
      try warnings(
        "x\na\nb\nc\nb\n", spec("{ column: x, kind: onehot, vocabulary: [a] }"))
        == [.unknownValues(column: "x", rows: 3, of: 4, values: ["b", "c"])])
  }
}
