import AuditResults
import Foundation
import TestSupport
import Testing

@testable import Tables

struct AuditSpecTests {
  private let whole = """
    model: { name: Adult income, version: "1.3", approved: no, intended_use: ~ }
    data:
      test: rows/test.csv
      train: /data/train.csv
      format: csv.gz
      separator: ";"
      decimal: ","
      encoding: latin1
      missing: ["?", NA, ~]
      unknown_limit: 0.05
      about: { source: UCI }
    label: { column: income, positive: ">50K", negative: "<=50K" }
    groups: [ sex, 2024, { column: age, name: age band, bins: [25, 40, 60.5] } ]
    threshold: 0.3
    output: { name: probs, kind: softmax, positive_class: 1 }
    inputs:
      - name: features
        features:
          - { column: age, kind: numeric, mean: 38.58, std: 1.3e1, missing: 40 }
          - { column: gain, kind: minmax, min: -1, max: 99999 }
          - { column: smoker, kind: onehot, vocabulary: [No, Yes, 1, 0x1, ~, "", 'null'], missing: No }
          - { column: job, kind: index, vocabulary: [a, b], offset: 1, unknown: 0 }
          - { column: job, kind: index, vocabulary: [a, b], unknown: error }
          - { column: city, kind: label-encoded, vocabulary: [x] }
          - { column: age, kind: bin, edges: [1, 2] }
          - { column: hours, kind: raw }
          - { column: hours, kind: raw-numeric }
          - { column: flag, kind: onehot, vocabulary: [t], unknown: error }
          - { column: pixels, kind: minmax, min: 0, max: 255, columns: 12 }
          - { column: name, kind: sequence, unit: characters, vocabulary: ABÉ, length: 3, unknown: 9,
              padding: left, truncation: left, pad: -1, offset: 0 }
          - { column: title, kind: sequence, unit: tokens, vocabulary: [mr, dr], length: 2, separator: "/" }
      - { name: words, features: [{ column: city, kind: text, missing: none }] }
      - { name: image, shape: [2, 3], features: [{ column: p, kind: raw, columns: 6 }] }
    predictions: { columns: [a, b], kind: logit, file: preds.csv }
    weight: w
    cluster: person
    stratum: { column: dept, merge: { other: [a, b] } }
    gates:
      - { metric: dp.ratio.minmax, attribute: sex, limit: 0.8, level: warn, rationale: policy 7 }
      - { metric: eo.max, attribute: sex, limit: 0.1 }
    settings: { confidence: 0.9, seed: 7, minimum_group_size: 10, blocks: 64,
      bootstrap_replicates: 100, permutations: 200, split_halves: 300,
      influence: [gate, ablation.mean], within_classes: false, causal_check: true,
      accuracy_loss: 0.02 }
    """

  @Test func readsEveryKey() throws {
    let spec = try AuditSpec.parse(whole, path: "models/a.audit.yaml")
    #expect(spec.modelName == "Adult income")
    #expect(
      spec.modelStatements == [
        Statement(key: "version", text: "1.3"), Statement(key: "approved", text: "no"),
        Statement(key: "intended_use", text: "~"),
      ])
    #expect(spec.data.test == "models/rows/test.csv")
    #expect(spec.data.train == "/data/train.csv")
    #expect(spec.data.separator == UInt8(ascii: ";"))
    #expect(spec.data.format == .gzippedCSV)
    #expect(spec.data.decimal == UInt8(ascii: ","))
    #expect(spec.data.encoding == .latin1)
    #expect(spec.data.unknownLimit == 0.05)
    #expect(
      spec.predictions
        == PredictionSpec(columns: ["a", "b"], kind: .logit, file: "models/preds.csv"))
    #expect(spec.weight == "w")
    #expect(spec.cluster == "person")
    #expect(
      spec.stratum
        == GroupSpec(
          column: "dept",
          aliases: ["a", "b"].map { .init(value: $0, group: "other", isMerged: true) }))
    #expect(spec.data.missing == ["?", "NA", "~"])
    #expect(spec.data.statements == [Statement(key: "source", text: "UCI")])
    #expect(spec.label == LabelSpec(column: "income", positive: ">50K", negative: "<=50K"))
    #expect(
      spec.groups == [
        GroupSpec(column: "sex"), GroupSpec(column: "2024"),
        GroupSpec(column: "age", name: "age band", bins: [25, 40, 60.5]),
      ])
    #expect(spec.threshold == .number(0.3))
    #expect(spec.output == OutputSpec(name: "probs", kind: .softmax, positiveClass: 1))
    #expect(spec.inputs.map(\.name) == ["features", "words", "image"])
    #expect(
      spec.inputs[0].features == [
        FeatureSpec(column: "age", encoding: .numeric(mean: 38.58, std: 13), missing: "40"),
        FeatureSpec(column: "gain", encoding: .minmax(min: -1, max: 99999)),
        FeatureSpec(
          column: "smoker",
          encoding: .onehot(
            vocabulary: ["No", "Yes", "1", "0x1", "~", "", "null"], unknownIsError: false),
          missing: "No"),
        FeatureSpec(
          column: "job", encoding: .index(vocabulary: ["a", "b"], offset: 1, unknown: 0)),
        FeatureSpec(
          column: "job", encoding: .index(vocabulary: ["a", "b"], offset: 0, unknown: nil)),
        FeatureSpec(column: "city", encoding: .labelEncoded(vocabulary: ["x"], unknown: nil)),
        FeatureSpec(column: "age", encoding: .bin(edges: [1, 2])),
        FeatureSpec(column: "hours", encoding: .raw),
        FeatureSpec(column: "hours", encoding: .rawNumeric),
        FeatureSpec(column: "flag", encoding: .onehot(vocabulary: ["t"], unknownIsError: true)),
        FeatureSpec(column: "pixels", encoding: .minmax(min: 0, max: 255), columns: 12),
        FeatureSpec(
          column: "name",
          encoding: .sequence(
            SequenceSpec(
              unit: .characters, vocabulary: ["A", "B", "É"], length: 3, offset: 0, unknown: 9,
              pad: -1, padding: .left, truncation: .left))),
        FeatureSpec(
          column: "title",
          encoding: .sequence(
            SequenceSpec(
              unit: .tokens, vocabulary: ["mr", "dr"], length: 2, separator: UInt8(ascii: "/")))),
      ])
    #expect(spec.inputs[0].width == 16 + 12 + 3 + 2)
    #expect(spec.inputs[1].isText)
    #expect(spec.inputs[2].shape == [2, 3])
    #expect(
      spec.gates.map {
        var gate = $0
        gate.place = nil
        return gate
      } == [
        GateSpec(
          metric: "dp.ratio.minmax", attribute: "sex", limit: 0.8, level: .warn,
          rationale: "policy 7"),
        GateSpec(metric: "eo.max", attribute: "sex", limit: 0.1, level: .error),
      ])
    #expect(
      spec.settings
        == SettingsFacts(
          confidence: 0.9, seed: 7, minimumGroupSize: 10, blocks: 64, bootstrapReplicates: 100,
          permutations: 200, splitHalves: 300, influence: [.gate, .meanAblation],
          withinClasses: false, causalCheck: true, accuracyLoss: 0.02))
  }

  @Test func everyKindIsRead() throws {
    let spec = try AuditSpec.parse(whole, path: "a")
    let kinds = Set(spec.inputs.flatMap(\.features).map(\.encoding.kind))
    // An image is an input of its own: ImageColumnTests.
    #expect(kinds.union([.image]) == Set(FeatureKind.allCases))
  }

  @Test func readsJSON() throws {
    let spec = try AuditSpec.parse(
      #"{"inputs": [{"name": "x", "features": [{"column": "a", "kind": "raw"}]}], "threshold": 1}"#,
      path: "a.json")
    #expect(spec.inputs[0].features == [FeatureSpec(column: "a", encoding: .raw)])
    #expect(spec.threshold == .number(1))
    #expect(spec.label == nil && spec.groups.isEmpty && spec.gates.isEmpty)
    #expect(spec.settings == SettingsFacts())
  }

  @Test func choosesGroups() throws {
    let spec = try AuditSpec.parse(whole, path: "a")
    #expect(
      spec.groups(named: ["age band", "race", "race"])
        == [
          GroupSpec(column: "age", name: "age band", bins: [25, 40, 60.5]),
          GroupSpec(column: "race"),
        ])
  }

  @Test func readsTheSample() throws {
    let folder = Repository.samples.appending(path: "adult").path
    let path = try #require(AuditSpec.find(besideModel: folder + "/model.h5"))
    #expect(path == folder + "/model.audit.yaml")
    let spec = try AuditSpec.read(path: path)
    #expect(spec.inputs.map(\.width) == [104])
    #expect(spec.data.test == folder + "/adult_test.csv")
    #expect(spec.groups.map(\.name) == ["sex", "race"])
  }

  @Test(arguments: [
    ("m/model.h5", ["m/model.audit.yaml", "m/audit.yaml"]),
    ("model.keras", ["model.audit.yaml", "audit.yaml"]),
    ("/m/a.weights.h5", ["/m/a.weights.audit.yaml", "/m/a.audit.yaml", "/m/audit.yaml"]),
    ("m.d/model", ["m.d/model.audit.yaml", "m.d/audit.yaml"]),
    ("a.b.h5", ["a.b.audit.yaml", "audit.yaml"]),
  ])
  func looksBesideTheModel(model: String, candidates: [String]) {
    #expect(AuditSpec.candidates(forModel: model) == candidates)
  }

  @Test func findsNothing() throws {
    let folder = try TemporaryFolder()
    #expect(AuditSpec.find(besideModel: folder.path("model.h5")) == nil)
  }

  @Test func namesUnreadableFiles() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.yaml")
    #expect(throws: SpecError.unreadable(file: path, reason: "No such file or directory")) {
      try AuditSpec.read(path: path)
    }
    try Data([0x61, 0xff]).write(to: folder.url.appending(path: "a.yaml"))
    #expect(throws: SpecError.notText(file: path)) { try AuditSpec.read(path: path) }
    try Data(count: AuditSpec.largest + 1).write(to: folder.url.appending(path: "a.yaml"))
    #expect(throws: SpecError.tooLarge(file: path, limit: AuditSpec.largest)) {
      try AuditSpec.read(path: path)
    }
  }
}
