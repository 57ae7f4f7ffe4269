import Archives
import AuditResults
import Engine
import Foundation
import TestSupport
import Testing

@testable import Tables

/// Reads CSV text with a spec whose features are given in YAML.
func readDataset(
  _ csv: String, features: String = "{ column: x, kind: raw, missing: 0 }", label: LabelSpec? = nil,
  groups: [GroupSpec] = [], intersections: Int = 1, data: String = "{}"
) throws -> Dataset {
  let folder = try TemporaryFolder()
  try csv.write(toFile: folder.path("a.csv"), atomically: false, encoding: .utf8)
  let spec = try AuditSpec.parse(
    "data: \(data)\ninputs: [{ name: in, features: [\(features)] }]", path: "a.yaml")
  do throws(TableError) {
    return try Dataset.read(
      DatasetRequest(
        path: folder.path("a.csv"), spec: spec, label: label, groups: groups,
        intersections: intersections))
  } catch {
    throw Unnamed(error: error, path: folder.path("a.csv"))
  }
}

/// An error whose file is called `a.csv` whatever its folder.
struct Unnamed: Error, Equatable {
  var text: String

  init(error: TableError, path: String) {
    text = "\(error)".replacing(path, with: "a.csv")
  }

  /// Files are called by their names in the folder.
  init(error: TableError, folder: String) {
    text = "\(error)".replacing(folder + "/", with: "")
  }

  init(_ error: TableError) { text = "\(error)" }
}

struct DatasetTests {
  private func encoded(_ features: String, _ csv: String, data: String = "{}") throws -> [Float] {
    try readDataset(csv, features: features, data: data).inputs[0].tensor.elements
  }

  @Test func encodesEachKind() throws {
    #expect(
      try encoded("{ column: x, kind: numeric, mean: 1, std: 4 }", "x\n3\n -1 \n1e1\n")
        == [0.5, -0.5, 2.25])
    #expect(
      try encoded("{ column: x, kind: minmax, min: 2, max: 6 }", "x\n2\n6\n10\n") == [0, 1, 2])
    #expect(
      try encoded("{ column: x, kind: onehot, vocabulary: [b, a] }", "x\na\nb\nc\nB\n")
        == [0, 1, 1, 0, 0, 0, 0, 0])
    #expect(
      try encoded(
        "{ column: x, kind: index, vocabulary: [b, a], offset: 1, unknown: -7 }", "x\na\nb\nc\n")
        == [2, 1, -7])
    #expect(
      try encoded("{ column: x, kind: label-encoded, vocabulary: [b, a] }", "x\na\nb\n") == [1, 0])
    #expect(
      try encoded("{ column: x, kind: bin, edges: [1, 2.5] }", "x\n0.9\n1\n2.5\n2.4\n-3\n")
        == [0, 1, 2, 1, 0])
    #expect(try encoded("{ column: x, kind: raw }", "x\n0.1\n-2\n") == [0.1, -2])
    #expect(try encoded("{ column: x, kind: raw-numeric }", "x\n16777217\n") == [16_777_216])
  }

  /// The quotient is taken in double precision; in single precision it would round differently.
  @Test func roundsOnce() throws {
    let found = try encoded(
      "{ column: x, kind: numeric, mean: 189445.3258610205, std: 105289.49609819723 }",
      "x\n215646\n")
    #expect(found == [Float((215646 - 189445.3258610205) / 105289.49609819723)])
    #expect(found != [(215646 - Float(189445.3258610205)) / Float(105289.49609819723)])
  }

  @Test func putsFeaturesSideBySide() throws {
    let data = try readDataset(
      "y,x\nb,3\na,4\n",
      features: """
        { column: x, kind: raw }, { column: y, kind: onehot, vocabulary: [a, b] }, { column: x, kind: raw }
        """)
    #expect(data.rows == 2)
    #expect(data.inputs[0].name == "in")
    #expect(
      data.inputs[0].tensor == Tensor(shape: [2, 4], elements: [3, 0, 1, 3, 4, 1, 0, 4]))
  }

  @Test func encodesTheSampleAsNumPyDoes() throws {
    let folder = Repository.samples.appending(path: "adult").path
    let spec = try AuditSpec.read(path: folder + "/model.audit.yaml")
    let path = try #require(spec.data.test)
    let data = try Dataset.read(
      DatasetRequest(path: path, spec: spec, label: spec.label, groups: spec.groups))
    let fixture = Repository.fixtures.appending(path: "tables/adult_inputs.npz").path
    let expected = try #require(try NPZ.read(path: fixture).first).array
    #expect(expected.shape == [256, 104])
    #expect(data.inputs[0].tensor.gatheringRows(0..<256).elements == expected.floats)
    #expect(data.rows == 9044)
    #expect(data.labels?.count { $0 == 1 } == 2261)
    #expect(data.positiveLabel == ">50K")
    #expect(data.negativeLabel == "<=50K")
    #expect(data.subgroups.map(\.groups)[0] == ["Female", "Male"])
    #expect(data.features.allSatisfy { $0.missing == 0 && $0.unknown == 0 })
  }

  @Test func countsWhatIsMissingOrUnknown() throws {
    let data = try readDataset(
      "x,y\na,1\n,\nc,2\nc,NA\nb,3\n?,4\n\u{e9}\(String(repeating: "z", count: 200)),5\n",
      features: """
        { column: x, kind: onehot, vocabulary: [a, b] }, { column: y, kind: numeric, mean: 0, std: 1, missing: 9 }
        """, data: "{ missing: [NA, \"?\"] }")
    #expect(data.inputs[0].tensor.elements.count == 7 * 3)
    #expect(
      data.features == [
        DataFacts.Feature(
          input: "in", column: "x", kind: "onehot", width: 2, missing: 2, unknown: 3,
          unknownValues: [
            DataFacts.UnknownValue(value: "c", rows: 2),
            DataFacts.UnknownValue(
              value: "\u{e9}" + String(repeating: "z", count: 79) + "…", rows: 1),
          ]),
        DataFacts.Feature(
          input: "in", column: "y", kind: "numeric", width: 1, missing: 2, unknown: 0,
          unknownValues: []),
      ])
    #expect(data.inputs[0].tensor.elements[3..<6] == [0, 0, 9])
  }

  @Test func readsMissingCategoriesAsToldOrAsUnknown() throws {
    #expect(
      try encoded("{ column: x, kind: onehot, vocabulary: [a, b], missing: b }", "x,y\n,1\na,1\n")
        == [0, 1, 1, 0])
    #expect(
      try encoded(
        "{ column: x, kind: index, vocabulary: [a], offset: 1, unknown: 0 }", "x,y\n,1\na,1\n")
        == [0, 1])
    #expect(
      try encoded("{ column: x, kind: onehot, vocabulary: [\"\", b] }", "x,y\n,1\nb,1\n")
        == [1, 0, 0, 1])
  }

  @Test func listsTenUnknownValues() throws {
    let cells = (0..<30).flatMap { value in Array(repeating: "v\(value)", count: value + 1) }
    let data = try readDataset(
      "x\na\n" + cells.joined(separator: "\n"),
      features: "{ column: x, kind: onehot, vocabulary: [a] }")
    #expect(data.features[0].unknown == 465)
    #expect(data.features[0].unknownValues.map(\.value) == (20..<30).reversed().map { "v\($0)" })
    #expect(data.features[0].unknownValues.map(\.rows) == (21...30).reversed())
  }

  @Test(arguments: [
    (
      "{ column: x, kind: numeric, mean: 0, std: 1 }", "x,y\n1,1\n,2\n",
      TableError.missingValue(file: "a.csv", line: 3, column: "x")
    ),
    (
      "{ column: x, kind: raw }", "x,y\n1,1\nabc,2\n",
      .notANumber(file: "a.csv", line: 3, column: "x", found: "abc")
    ),
    (
      "{ column: x, kind: raw }", "x\n1e39\n",
      .outOfRange(file: "a.csv", line: 2, column: "x", found: "1e39")
    ),
    (
      "{ column: x, kind: onehot, vocabulary: [a], unknown: error }", "x\na\nb\n",
      .unknownValue(file: "a.csv", line: 3, column: "x", found: "b")
    ),
    (
      "{ column: x, kind: onehot, vocabulary: [a], unknown: error }", "x,y\na,1\n,1\n",
      .missingValue(file: "a.csv", line: 3, column: "x")
    ),
    (
      "{ column: x, kind: index, vocabulary: [a] }", "x\nb\n",
      .unknownValue(file: "a.csv", line: 2, column: "x", found: "b")
    ),
    (
      "{ column: Sex, kind: raw }", "sex,race\n1,1\n",
      .missingColumn(file: "a.csv", column: "Sex", nearest: "sex", columns: ["sex", "race"])
    ),
    ("{ column: x, kind: raw }", "x\n", .noRows(file: "a.csv")),
  ])
  func refuses(features: String, csv: String, error: TableError) {
    #expect(throws: Unnamed(error)) { try readDataset(csv, features: features) }
  }

  @Test func namesAMissingFile() throws {
    let spec = try AuditSpec.parse(
      "inputs: [{ name: i, features: [{ column: x, kind: raw }] }]", path: "a")
    #expect(
      throws: TableError.unreadable(
        .unreadable(file: "/nowhere.csv", reason: "No such file or directory"))
    ) {
      try Dataset.read(
        DatasetRequest(path: "/nowhere.csv", spec: spec, label: nil, groups: []))
    }
  }
}
