import AuditResults
import Engine
import Tables
import Testing

@testable import Audit

/// Whole audits of labels of every kind, with a model and with predictions made elsewhere.
@Suite struct KindAuditTests {
  private static let file = FileFacts(name: "f", bytes: 1, sha256: "00")

  private func dataset(_ labels: LabelValues, rows: Int) -> Dataset {
    var dataset = Dataset(
      rows: rows, inputs: [], labels: nil, positiveLabel: "", negativeLabel: "",
      subgroups: [
        Subgroups(
          name: "g", columns: ["g"], groups: ["a", "b"], codes: (0..<rows).map { Int32($0 % 2) })
      ], features: [])
    dataset.labelValues = labels
    if case .binary = labels { (dataset.positiveLabel, dataset.negativeLabel) = ("yes", "no") }
    return dataset
  }

  private func request(
    _ dataset: Dataset, model: Model<Float>? = nil, gates: [GateSpec] = []
  ) -> AuditRequest {
    var settings = SettingsFacts.quick
    (settings.permutations, settings.splitHalves, settings.blocks) = (20, 20, 8)
    return AuditRequest(
      tool: ToolFacts(name: "fairer-audit", version: "0"), model: model,
      modelFacts: ModelFacts(
        name: "m", statements: [], file: Self.file, format: "f", kerasVersion: nil, backend: nil,
        layers: []),
      dataset: dataset,
      dataFacts: DataFacts(
        file: Self.file, spec: nil, statements: [], rows: dataset.rows, features: []),
      labelColumn: "y", gates: gates, settings: settings)
  }

  private func numbers(_ count: Int, seed: UInt64 = 3) -> [Double] {
    var random = RandomSource(seed: seed, purpose: "kinds")
    return (0..<count).map { _ in Double(random.next() >> 11) / Double(1 << 53) + 1e-9 }
  }

  @Test func probabilitiesMadeElsewhereAreAuditedAsAModelsWouldBe() throws {
    let rows = 120
    let scores = numbers(rows)
    var data = dataset(.binary(numbers(rows, seed: 4).map { $0 < 0.5 ? 1 : 0 }), rows: rows)
    data.predictions = Predictions(kind: .probability, columns: ["p"], values: scores)
    let result = try audit(request(data))
    #expect(result.influence.isEmpty && result.decision.scoreKind == .probability)
    #expect(result.overall.counts.selected == scores.count { $0 >= 0.5 })
    #expect(result.attributes[0].thresholds != nil)
    // Logits of the same probabilities give the same decisions.
    data.predictions = Predictions(
      kind: .logit, columns: ["p"], values: scores.map { logarithm($0 / (1 - $0)) })
    let logits = try audit(request(data))
    #expect(logits.overall.counts == result.overall.counts)
    // Labels give the same rates and no scores.
    data.predictions = Predictions(
      kind: .label, columns: ["p"], values: scores.map { $0 >= 0.5 ? 1 : 0 })
    let labels = try audit(request(data))
    #expect(labels.overall.counts == result.overall.counts && labels.decision.rule == .prediction)
    #expect(labels.overall["auc"]?.reason == .noScores && labels.overall.scores == nil)
    #expect(labels.overall["ll144.scoring_rate"]?.reason == .noScores)
    #expect(labels.overall["mcc"] == result.overall["mcc"])
    let disparities = labels.attributes[0].disparities
    #expect(disparities.first { $0.metric == "abroca" }?.estimate.reason == .noScores)
    #expect(disparities.first { $0.metric == "dp.score_gap" }?.estimate.reason == .noScores)
    #expect(labels.attributes[0].thresholds == nil)
  }

  @Test func theMedianSelectsTheRowsAboveIt() throws {
    var data = dataset(.binary([1, 0, 1, 0, 1, 0, 1]), rows: 7)
    data.predictions = Predictions(
      kind: .probability, columns: ["p"], values: [0.1, 0.4, 0.4, 0.4, 0.6, 0.9, 0.2])
    var request = request(data)
    request.thresholdSpec = .median
    let result = try audit(request)
    #expect(result.decision.rule == .median && result.overall.counts.selected == 2)
    #expect(
      result.overall["selection_rate"]?.value == result.overall["ll144.scoring_rate"]?.value)
  }

  @Test func aModelOfSeveralClasses() throws {
    let rows = 90
    let classes = ["x", "y", "z"]
    let codes = numbers(rows).map { Int32($0 * 3) }
    var data = dataset(.classes(classes, codes: codes), rows: rows)
    let inputs = numbers(rows * 4, seed: 8).map { Float($0 * 2 - 1) }
    data.inputs = [.init(name: "x", tensor: Tensor(shape: [rows, 4], elements: inputs))]
    let model = try Networks.classes(3, inputs: 4)
    let gates = [
      GateSpec(metric: "multiclass.accuracy.gap.maxmin", attribute: "g", limit: 0.9),
      {
        var gate = GateSpec(metric: "dp.ratio.minmax", attribute: "g", limit: 0.1)
        gate.ofClass = "y"
        return gate
      }(),
    ]
    let result = try audit(request(data, model: model, gates: gates))
    #expect(result.decision.labelKind == .multiclass && result.decision.rule == .largestScore)
    #expect(result.decision.classes == classes && result.overall.rows == rows)
    #expect(result.classes?.map(\.name) == classes)
    let selected = (result.classes ?? []).reduce(0) { $0 + $1.overall.counts.selected }
    #expect(selected == rows)
    // The outputs' own largest column decides.
    let outputs = model.predict([data.inputs[0].tensor])[0].elements
    let correct = codes.indices.count { row in
      let part = outputs[row * 3..<row * 3 + 3]
      return part.firstIndex(of: part.max() ?? 0) == row * 3 + Int(codes[row])
    }
    #expect(result.overall["multiclass.accuracy"]?.numerator == correct)
    #expect(result.influence.map(\.attribute) == ["g"] && !result.influence[0].layers.isEmpty)
    #expect(result.gates.map(\.ofClass) == [nil, "y"])
    #expect(result.gates.allSatisfy { $0.observed.value != nil })
    let known = Set(result.definitions.map(\.id))
    for attribute in result.attributes + (result.classes ?? []).flatMap(\.attributes) {
      #expect(known.isSuperset(of: attribute.disparities.map(\.metric)))
    }
  }

  @Test func aModelOfNumbers() throws {
    let rows = 80
    let inputs = numbers(rows * 4, seed: 8).map { Float($0 * 2 - 1) }
    let model = try Networks.number(inputs: 4)
    let outputs = model.predict([Tensor(shape: [rows, 4], elements: inputs)])[0].elements
    var data = dataset(.numbers(outputs.map { Double($0) + 1 }), rows: rows)
    data.inputs = [.init(name: "x", tensor: Tensor(shape: [rows, 4], elements: inputs))]
    let result = try audit(request(data, model: model))
    #expect(result.decision.labelKind == .numeric && result.decision.scoreKind == .value)
    #expect(agree(result.overall["bias"]?.value, -1, relative: 1e-6))
    #expect(agree(result.overall["mae"]?.value, 1, relative: 1e-6))
    // The gradient of the squared error is that of labels one above: influence is not zero.
    #expect(
      result.influence[0].layers.contains { $0.influence.flatMap(\.self).contains { $0 > 0 } })
    #expect(result.classes == nil && result.attributes[0].bounds == nil)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    var numeric = dataset(.numbers([1, 2, 3, 4]), rows: 4)
    numeric.predictions = Predictions(kind: .probability, columns: ["p"], values: [0, 0, 1, 1])
    #expect(throws: AuditError.predictionMismatch("probability", columns: 1, label: .numeric)) {
      try audit(request(numeric))
    }
    numeric.predictions = Predictions(kind: .value, columns: ["p"], values: [0, 0, 1, 1])
    var declared = request(numeric)
    declared.isThresholdDeclared = true
    #expect(throws: AuditError.thresholdMismatch(.number, of: .label(.numeric))) {
      try audit(declared)
    }
    declared = request(
      numeric, gates: [GateSpec(metric: "dp.ratio.minmax", attribute: "g", limit: 0.8)])
    #expect {
      try audit(declared)
    } throws: { error in
      guard case .unknownMetric("dp.ratio.minmax", let known)? = error as? AuditError else {
        return false
      }
      return known.contains("mae.gap.maxmin")
    }
    #expect(throws: AuditError.noModel) {
      try audit(request(dataset(.binary([0, 1]), rows: 2)))
    }
    var classes = dataset(.classes(["x", "y"], codes: [0, 1, 0, 1]), rows: 4)
    classes.predictions = Predictions(
      kind: .probability, columns: ["p", "q"], values: [0, 1, 1, 0, 0, 1, 1, 0])
    var named = request(classes)
    named.thresholdSpec = .perClass([ClassThreshold(name: "x", threshold: 0.5)])
    #expect(throws: AuditError.thresholdClasses(["x"], known: ["x", "y"])) { try audit(named) }
    var gate = GateSpec(metric: "dp.ratio.minmax", attribute: "g", limit: 0.8)
    gate.ofClass = "w"
    #expect(throws: AuditError.unknownClass("w", known: ["x", "y"])) {
      try audit(request(classes, gates: [gate]))
    }
  }
}
