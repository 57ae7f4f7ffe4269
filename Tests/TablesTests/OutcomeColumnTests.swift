import AuditResults
import Engine
import Foundation
import TestSupport
import Testing

@testable import Tables

/// Reads CSV text with a spec given in YAML.
func readTable(
  _ csv: String, spec text: String, predictions: String? = nil
) throws -> Dataset {
  let folder = try TemporaryFolder()
  try csv.write(toFile: folder.path("a.csv"), atomically: false, encoding: .utf8)
  if let predictions {
    try predictions.write(toFile: folder.path("p.csv"), atomically: false, encoding: .utf8)
  }
  let spec = try AuditSpec.parse(text, path: folder.path("a.yaml"))
  do throws(TableError) {
    return try Dataset.read(
      DatasetRequest(
        path: folder.path("a.csv"), spec: spec, label: spec.label, groups: spec.groups))
  } catch {
    throw Unnamed(error: error, folder: folder.url.path)
  }
}

/// Labels, predictions, weights and strata.
struct OutcomeColumnTests {
  @Test func readsClasses() throws {
    let sorted = try readTable(
      "y,p\nb,1\na,0\nc,1\na,1\n",
      spec: "label: { column: y, kind: multiclass }\npredictions: p")
    #expect(sorted.labelValues == .classes(["a", "b", "c"], codes: [1, 0, 2, 0]))
    #expect(sorted.labels == nil)
    let named = try readTable(
      "y,p\nb,1\na,0\n",
      spec: "label: { column: y, kind: multiclass, classes: [c, b, a] }\npredictions: p")
    #expect(named.labelValues == .classes(["c", "b", "a"], codes: [1, 2]))
  }

  @Test func readsNumbers() throws {
    let data = try readTable(
      "y,p\n1.5,3\n-2,7.25\n",
      spec: "label: { column: y, kind: numeric }\npredictions: { column: p, kind: value }")
    #expect(data.labelValues == .numbers([1.5, -2]))
    #expect(data.predictions == Predictions(kind: .value, columns: ["p"], values: [3, 7.25]))
    #expect(data.labels == nil && data.inputs.isEmpty)
  }

  @Test func readsPredictedLabels() throws {
    let data = try readTable(
      "y,p\nno,yes\nyes,no\n",
      spec: """
        label: { column: y, positive: yes }
        predictions: { column: p, kind: label }
        """)
    #expect(data.predictions?.values == [1, 0])
    let classes = try readTable(
      "y,p\na,c\nb,a\nc,b\n",
      spec: """
        label: { column: y, kind: multiclass }
        predictions: { column: p, kind: label }
        """)
    #expect(classes.predictions?.values == [2, 0, 1])
    // Classes are told apart by their bytes, so predictions are as well.
    let spellings = try readTable(
      "y,p\ne\u{301},\u{E9}\n\u{E9},e\u{301}\n",
      spec: """
        label: { column: y, kind: multiclass }
        predictions: { column: p, kind: label }
        """)
    #expect(spellings.labelValues == .classes(["e\u{301}", "\u{E9}"], codes: [0, 1]))
    #expect(spellings.predictions?.values == [1, 0])
  }

  @Test func readsPredictionsFromAnotherFile() throws {
    let spec = """
      label: { column: y, kind: multiclass }
      predictions: { columns: [p1, p0], kind: logit, file: p.csv }
      """
    let data = try readTable(
      "y,x\na,1\nb,2\n", spec: spec, predictions: "p0,p1\n1,2\n-3,4\n")
    #expect(
      data.predictions == Predictions(kind: .logit, columns: ["p1", "p0"], values: [2, 1, 4, -3]))
    #expect(throws: Unnamed(.predictionRows(file: "p.csv", expected: 2, found: 1))) {
      try readTable("y,x\na,1\nb,2\n", spec: spec, predictions: "p0,p1\n1,2\n")
    }
  }

  @Test func readsWeightsAndStrata() throws {
    let data = try readTable(
      "x,w,d\n1,0.5,A\n2,0,\n3,2,B\n4,1,C\n",
      spec: """
        inputs: [{ name: i, features: [{ column: x, kind: raw }] }]
        weight: w
        stratum: { column: d, merge: { rest: [B, C] } }
        """)
    #expect(data.weights == [0.5, 0, 2, 1])
    #expect(
      data.strata
        == Subgroups(
          name: "d", columns: ["d"], groups: ["A", "rest", "unknown"], unknownIndex: 2,
          codes: [0, 2, 1, 1]))
  }

  /// Rows without a value belong to no other.
  @Test func readsClusters() throws {
    let data = try readTable(
      "x,person\n1,b\n2,\n3,a\n4,b\n5,\n",
      spec: """
        inputs: [{ name: i, features: [{ column: x, kind: raw }] }]
        cluster: person
        """)
    #expect(data.clusters == Clusters(codes: [0, 2, 1, 0, 3]))
    #expect(data.selecting([3, 1]).clusters == Clusters(codes: [0, 2]))
  }

  private static let one = "inputs: [{ name: i, features: [{ column: x, kind: raw }] }]\n"

  @Test(arguments: [
    (
      "x,w\n1,-1\n", one + "weight: w",
      TableError.weight(file: "a.csv", line: 2, column: "w", found: "-1")
    ),
    (
      "x,w\n1,1e999\n", one + "weight: w",
      .weight(file: "a.csv", line: 2, column: "w", found: "1e999")
    ),
    ("x,w\n1,0\n", one + "weight: w", .allWeightsZero(file: "a.csv", column: "w")),
    (
      "x,person\n1,0\n", one + "cluster: persom",
      .missingColumn(
        file: "a.csv", column: "persom", nearest: "person", columns: ["x", "person"])
    ),
    (
      "x,w\n1,\n", one + "weight: w", .missingValue(file: "a.csv", line: 2, column: "w")
    ),
    (
      "x,p\n1,1.5\n", "predictions: p",
      .notAProbability(file: "a.csv", line: 2, column: "p", found: "1.5")
    ),
    (
      "x,p\n1,a\n", "predictions: { column: p, kind: label }",
      .predictedLabels(file: "a.csv", column: "p")
    ),
    (
      "y,p\na,a\nb,z\n",
      "label: { column: y, kind: multiclass }\npredictions: { column: p, kind: label }",
      .labelClasses(file: "a.csv", column: "p", known: ["a", "b"], found: ["z"], more: false)
    ),
    (
      "y,p\na,1\na,1\n", "label: { column: y, kind: multiclass }\npredictions: p",
      .labelClasses(file: "a.csv", column: "y", known: nil, found: ["a"], more: false)
    ),
    (
      "y,p\na,1\nc,1\n",
      "label: { column: y, kind: multiclass, classes: [a, b] }\npredictions: p",
      .labelClasses(file: "a.csv", column: "y", known: ["a", "b"], found: ["c"], more: false)
    ),
    (
      "y,p\n1,1\nx,1\n", "label: { column: y, kind: numeric }\npredictions: p",
      .notANumber(file: "a.csv", line: 3, column: "y", found: "x")
    ),
    (
      "x\n1\n", "predictions: p",
      .missingColumn(file: "a.csv", column: "p", nearest: "x", columns: ["x"])
    ),
    (
      "x\nb\na\nb\n",
      "data: { unknown_limit: 0.5 }\ninputs: [{ name: i, features: [{ column: x, kind: onehot, vocabulary: [a] }] }]",
      .tooManyUnknown(file: "a.csv", column: "x", rows: 2, of: 3, limit: 0.5, found: ["b"])
    ),
  ])
  func refuses(csv: String, spec: String, error: TableError) {
    #expect(throws: Unnamed(error)) { try readTable(csv, spec: spec) }
  }

  @Test func readsThresholds() throws {
    func threshold(_ text: String) throws -> ThresholdSpec {
      try AuditSpec.parse(Self.one + "threshold: \(text)", path: "a").threshold
    }
    #expect(try threshold("median") == .median)
    #expect(
      try threshold("{ b: 0.5, a: 1 }")
        == .perClass([.init(name: "b", threshold: 0.5), .init(name: "a", threshold: 1)]))
    #expect(try threshold("0.25").number == 0.25)
    #expect(ThresholdSpec.median.number == nil)
  }

  @Test func aDeclaredThresholdIsKnownFromTheCustomaryOne() throws {
    #expect(try !AuditSpec.parse(Self.one, path: "a").isThresholdDeclared)
    #expect(try AuditSpec.parse(Self.one + "threshold: 0.5", path: "a").isThresholdDeclared)
  }

  /// Of several classes every column of a softmax counts.
  @Test func aSoftmaxOfSeveralClassesHasNoPositiveOne() throws {
    let spec = try AuditSpec.parse(
      Self.one + "label: { column: y, kind: multiclass }\noutput: { kind: softmax }", path: "a")
    #expect(spec.output.kind == .softmax && spec.output.positiveClass == nil)
  }

  @Test func textsAreNoNumbers() throws {
    let data = try readTable(
      "a,b\nu,v\nv,\nu,w\n",
      spec: """
        inputs:
          - { name: one, features: [{ column: a, kind: text }] }
          - { name: two, features: [{ column: b, kind: text, missing: none }, { column: a, kind: text }] }
        """)
    #expect(data.inputs[0].texts == ["u", "v", "u"])
    #expect(data.inputs[0].tensor.shape == [3, 0])
    #expect(data.inputs[1].texts == ["v", "u", "none", "v", "w", "u"])
    #expect(data.features[1].missing == 1)
  }
}
