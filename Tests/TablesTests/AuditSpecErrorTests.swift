import AuditResults
import Testing

@testable import Tables

/// One mistake each, and the error that must name it.
struct AuditSpecErrorTests {
  private static func at(_ path: String, _ line: Int?) -> SpecPlace {
    SpecPlace(file: "a.yaml", path: path, line: line)
  }

  /// A spec with one feature, on line 4.
  private static func feature(_ keys: String) -> String {
    "inputs:\n  - name: x\n    features:\n      - { column: a, \(keys) }\n"
  }

  private static let feature0 = "inputs[0].features[0]"

  private static func with(_ text: String) -> String {
    text + "\n" + feature("kind: raw")
  }

  private static let kinds = FeatureKind.allCases.map(\.rawValue)

  private static let cases: [(String, SpecError)] = [
    ("", .missingKey(at("", nil), key: "inputs")),
    ("[1]", .wrongType(at("", 1), expected: .mapping, found: .list)),
    ("just text", .wrongType(at("", 1), expected: .mapping, found: .text("just text"))),
    (
      "a: [1\nb: 2", .syntax(file: "a.yaml", line: 2, problem: "did not find expected ',' or ']'")
    ),
    ("a: 1\na: 2", .syntax(file: "a.yaml", line: 1, problem: "the key a occurs twice")),
    (
      with("treshold: 0.5"),
      .unknownKey(
        at("", 1), key: "treshold", nearest: "threshold",
        known: [
          "model", "data", "label", "groups", "threshold", "output", "inputs", "predictions",
          "weight", "stratum", "cluster", "gates", "settings",
        ])
    ),
    (
      with("label: { column: y, positiv: 1 }"),
      .unknownKey(
        at("label", 1), key: "positiv", nearest: "positive",
        known: ["column", "kind", "positive", "negative", "classes"])
    ),
    (with("label: { column: y }"), .missingKey(at("label", 1), key: "positive")),
    (with("label: y"), .wrongType(at("label", 1), expected: .mapping, found: .text("y"))),
    (
      with("label: { column: y, positive: 1, negative: 1 }"),
      .invalidValue(
        at("label.negative", 1), expected: .differentFrom(key: "positive"), found: "1")
    ),
    (
      with("label: { column: [y], positive: 1 }"),
      .wrongType(at("label.column", 1), expected: .text, found: .list)
    ),
    (with("groups: sex"), .wrongType(at("groups", 1), expected: .list, found: .text("sex"))),
    (with("groups: [sex, [a]]"), .wrongType(at("groups[1]", 1), expected: .group, found: .list)),
    (
      with("groups: [sex, sex]"),
      .invalidValue(at("groups[1]", 1), expected: .distinct, found: "sex")
    ),
    (
      with("groups: [{ column: a, bins: [3, 3] }]"),
      .invalidValue(at("groups[0].bins[1]", 1), expected: .increasing, found: "3")
    ),
    (
      with("groups: [{ column: a, bins: [] }]"),
      .invalidValue(at("groups[0].bins", 1), expected: .notEmpty, found: "[]")
    ),
    (
      with("threshold: high"),
      .invalidValue(at("threshold", 1), expected: .threshold, found: "high")
    ),
    (
      with("threshold: \"0.5\""),
      .wrongType(at("threshold", 1), expected: .number, found: .text("0.5"))
    ),
    (
      with("threshold: .inf"),
      .invalidValue(at("threshold", 1), expected: .threshold, found: ".inf")
    ),
    (
      with("threshold: 1.5"),
      .invalidValue(at("threshold", 1), expected: .between(0, 1), found: "1.5")
    ),
    (
      with("output: { kind: probabilty }"),
      .invalidValue(
        at("output.kind", 1),
        expected: .oneOf(["probability", "logit", "softmax", "value"], nearest: "probability"),
        found: "probabilty")
    ),
    (with("output: { kind: softmax }"), .missingKey(at("output", 1), key: "positive_class")),
    (
      with("output: { kind: logit, positive_class: 1 }"),
      .invalidValue(
        at("output.positive_class", 1), expected: .absentUnless(key: "kind", value: "softmax"),
        found: "1")
    ),
    (
      with("data: { separator: ab }"),
      .invalidValue(at("data.separator", 1), expected: .separator, found: "ab")
    ),
    (
      with("data: { format: xlsx }"),
      .invalidValue(
        at("data.format", 1),
        expected: .oneOf(
          ["csv", "csv.gz", "tsv", "tsv.gz", "npz", "npy", "h5", "images"], nearest: nil),
        found: "xlsx")
    ),
    (
      with("data: { encoding: latin-1 }"),
      .invalidValue(
        at("data.encoding", 1), expected: .oneOf(["utf-8", "latin1"], nearest: "latin1"),
        found: "latin-1")
    ),
    (
      with("data: { decimal: \";\" }"),
      .invalidValue(
        at("data.decimal", 1), expected: .oneOf([".", ","], nearest: "."), found: ";")
    ),
    (
      with("data: { unknown_limit: 2 }"),
      .invalidValue(at("data.unknown_limit", 1), expected: .between(0, 1), found: "2")
    ),
    (
      with("label: { column: y, kind: numeric, positive: 1 }"),
      .invalidValue(
        at("label.positive", 1), expected: .absentUnless(key: "kind", value: "binary"),
        found: "1")
    ),
    (
      with("label: { column: y, positive: 1, classes: [a, b] }"),
      .invalidValue(
        at("label.classes", 1), expected: .absentUnless(key: "kind", value: "multiclass"),
        found: "[a, b]")
    ),
    (
      with("label: { column: y, kind: multiclass, classes: [a] }"),
      .invalidValue(at("label.classes", 1), expected: .atLeastTwo, found: "[a]")
    ),
    (
      with("threshold: { a: 2 }"),
      .invalidValue(at("threshold.a", 1), expected: .between(0, 1), found: "2")
    ),
    (
      with("threshold: {}"),
      .invalidValue(at("threshold", 1), expected: .notEmpty, found: "")
    ),
    (
      with("predictions: { column: a, columns: [b, c] }"),
      .invalidValue(
        at("predictions.column", 1), expected: .absentBeside("columns"), found: "a")
    ),
    (
      with("predictions: { columns: [b, c], kind: label }"),
      .invalidValue(
        at("predictions.kind", 1), expected: .oneOf(["probability", "logit"], nearest: nil),
        found: "label")
    ),
    (
      with("groups: [{ column: a, rename: { x: p, y: p } }]"),
      .invalidValue(at("groups[0].rename.y", 1), expected: .distinct, found: "p")
    ),
    (
      with("groups: [{ column: a, rename: { x: p }, merge: { q: [x, y] } }]"),
      .invalidValue(at("groups[0].merge.q", 1), expected: .distinct, found: "[x, y]")
    ),
    (
      with("groups: [{ column: a, merge: { q: [] } }]"),
      .invalidValue(at("groups[0].merge.q", 1), expected: .notEmpty, found: "[]")
    ),
    (
      "inputs: [{ name: x, shape: [2, 2], features: [{ column: a, kind: raw, columns: 3 }] }]",
      .invalidValue(at("inputs[0].shape", 1), expected: .product(3), found: "[2, 2]")
    ),
    (
      "inputs: [{ name: x, shape: [4294967296, 4294967296, 3], features: [{ column: a, kind: raw }] }]",
      .invalidValue(
        at("inputs[0].shape[0]", 1), expected: .between(1, Double(1 << 30)), found: "4294967296")
    ),
    (
      "inputs: [{ name: x, features: [{ column: a, kind: text }, { column: b, kind: raw }] }]",
      .invalidValue(at("inputs[0].features", 1), expected: .textsAlone, found: "[{…}, {…}]")
    ),
    (
      feature("kind: sequence, unit: characters, vocabulary: aba, length: 3"),
      .invalidValue(at(feature0 + ".vocabulary", 4), expected: .distinct, found: "aba")
    ),
    (
      feature("kind: sequence, unit: characters, vocabulary: ab, length: 0"),
      .invalidValue(
        at(feature0 + ".length", 4), expected: .between(1, Double(1 << 20)), found: "0")
    ),
    (
      feature("kind: sequence, unit: characters, vocabulary: ab, length: 3, separator: tab"),
      .invalidValue(
        at(feature0 + ".separator", 4), expected: .absentUnless(key: "unit", value: "tokens"),
        found: "tab")
    ),
    (
      feature("kind: onehot, vocabulary: [a], columns: 2"),
      .unknownKey(
        at(feature0, 4), key: "columns", nearest: "column",
        known: ["column", "kind", "missing", "vocabulary", "unknown"])
    ),
    (
      with("settings: { confidence: 1 }"),
      .invalidValue(at("settings.confidence", 1), expected: .within(0, 1), found: "1")
    ),
    (
      with("settings: { seed: -1 }"),
      .invalidValue(
        at("settings.seed", 1), expected: .between(0, Double(Int.max)), found: "-1")
    ),
    (
      with("settings: { blocks: 2.5 }"),
      .wrongType(at("settings.blocks", 1), expected: .wholeNumber, found: .text("2.5"))
    ),
    (
      with("settings: { within_classes: maybe }"),
      .wrongType(at("settings.within_classes", 1), expected: .flag, found: .text("maybe"))
    ),
    (
      with("settings: { influence: [tailor] }"),
      .invalidValue(
        at("settings.influence[0]", 1),
        expected: .oneOf(InfluenceKind.allCases.map(\.rawValue), nearest: "taylor"),
        found: "tailor")
    ),
    (
      with("gates: [{ metric: m, attribute: sex, limit: 1, level: fatal }]"),
      .invalidValue(
        at("gates[0].level", 1), expected: .oneOf(["off", "warn", "error"], nearest: nil),
        found: "fatal")
    ),
    ("inputs: []", .invalidValue(at("inputs", 1), expected: .notEmpty, found: "[]")),
    (
      "inputs:\n  - { name: x, features: [] }",
      .invalidValue(at("inputs[0].features", 2), expected: .notEmpty, found: "[]")
    ),
    (
      "inputs:\n  - features: [{ column: a, kind: raw }]",
      .missingKey(at("inputs[0]", 2), key: "name")
    ),
    (feature("kin: raw"), .missingKey(at(feature0, 4), key: "kind")),
    (
      feature("kind: onehott"),
      .invalidValue(
        at(feature0 + ".kind", 4), expected: .oneOf(kinds, nearest: "onehot"), found: "onehott")
    ),
    (
      feature("kind: numeric, mean: abc, std: 1"),
      .wrongType(at(feature0 + ".mean", 4), expected: .number, found: .text("abc"))
    ),
    (
      feature("kind: numeric, mean: 1, sdt: 1"),
      .unknownKey(
        at(feature0, 4), key: "sdt", nearest: "std",
        known: ["column", "kind", "missing", "mean", "std", "columns"])
    ),
    (feature("kind: numeric, mean: 1"), .missingKey(at(feature0, 4), key: "std")),
    (feature("kind: numeric, mean: , std: 1"), .emptyKey(at("\(feature0).mean", 4), key: "mean")),
    (
      feature("kind: numeric, mean: 1, std: 0"),
      .invalidValue(at(feature0 + ".std", 4), expected: .positive, found: "0")
    ),
    (
      feature("kind: minmax, min: 2, max: 2"),
      .invalidValue(
        at(feature0 + ".max", 4), expected: .greaterThan(key: "min", value: 2), found: "2")
    ),
    (
      feature("kind: onehot, vocabulary: []"),
      .invalidValue(at(feature0 + ".vocabulary", 4), expected: .notEmpty, found: "[]")
    ),
    (
      feature("kind: onehot, vocabulary: [a, b, a]"),
      .invalidValue(at(feature0 + ".vocabulary[2]", 4), expected: .distinct, found: "a")
    ),
    (
      feature("kind: onehot, vocabulary: [a, {b: 1}]"),
      .wrongType(at(feature0 + ".vocabulary[1]", 4), expected: .text, found: .mapping)
    ),
    (
      feature("kind: onehot, vocabulary: [a], unknown: zero"),
      .invalidValue(
        at(feature0 + ".unknown", 4), expected: .oneOf(["zeros", "error"], nearest: "zeros"),
        found: "zero")
    ),
    (
      feature("kind: onehot, vocabulary: [a], missing: b"),
      .invalidValue(at(feature0 + ".missing", 4), expected: .inVocabulary, found: "b")
    ),
    (
      feature("kind: index, vocabulary: [a], unknown: none"),
      .wrongType(at(feature0 + ".unknown", 4), expected: .wholeNumber, found: .text("none"))
    ),
    (
      feature("kind: bin, edges: [1, b]"),
      .wrongType(at(feature0 + ".edges[1]", 4), expected: .number, found: .text("b"))
    ),
    (
      feature("kind: raw, missing: none"),
      .wrongType(at(feature0 + ".missing", 4), expected: .number, found: .text("none"))
    ),
    ("a: &x [1]\nb: [*x, *x]", .alias(file: "a.yaml", name: "x")),
    ("a: &a [x]\n? *a\n: 1", .alias(file: "a.yaml", name: "a")),
  ]

  @Test(arguments: cases)
  func names(text: String, error: SpecError) {
    #expect(throws: error) { try AuditSpec.parse(text, path: "a.yaml") }
  }

  @Test func stopsAtDeepNesting() {
    for text in [
      String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
      String(repeating: "{a: ", count: 100_000),
    ] {
      #expect(throws: SpecError.self) { try AuditSpec.parse(text, path: "a.yaml") }
    }
  }

  @Test func ampersandsAndStarsInTextAreNoAliases() throws {
    let text = Self.with("model: { name: R&D, motto: \"*best* & *all*\" }")
    #expect(try AuditSpec.parse(text, path: "a.yaml").modelName == "R&D")
  }

  @Test func aSecondDocumentIsAnError() {
    #expect(throws: SpecError.self) {
      try AuditSpec.parse(Self.with("") + "---\na: 1\n", path: "a.yaml")
    }
  }
}
