import AuditResults
import Engine
import Tables
import Testing

@testable import Audit

@Suite struct ScoreSourceTests {
  private func model(_ function: Function?, columns: Int = 1, outputs: Int = 1) throws
    -> Model<Float>
  {
    var model = Model<Float>()
    let input = model.addInput(name: "x", shape: [columns])
    var value = try model.add(Identity(), name: "top", inputs: [input])
    if let function {
      value = try model.add(Activation(function), name: "top", inputs: [value])
    }
    for index in 0..<outputs { model.addOutput(name: "out\(index)", value: value) }
    return model
  }

  @Test func theLastLayerDecides() throws {
    let sigmoid = try ScoreSource(model: model(.sigmoid), spec: OutputSpec())
    #expect(sigmoid.kind == .probability && sigmoid.loss == .binaryCrossEntropy(logits: 1))
    let softmax = try ScoreSource(
      model: model(.softmax(), columns: 2), spec: OutputSpec(positiveClass: 1))
    #expect(softmax.kind == .softmax && softmax.loss == .categoricalCrossEntropy(logits: 1))
    let logit = try ScoreSource(model: model(nil), spec: OutputSpec(kind: .logit))
    #expect(logit.kind == .logit && logit.loss == .binaryCrossEntropy(logits: 0))
    let plain = try ScoreSource(model: model(nil), spec: OutputSpec(kind: .probability))
    #expect(plain.loss == .binaryCrossEntropyOfProbabilities(0))
  }

  @Test func scoresAreTheChosenColumn() throws {
    let softmax = try ScoreSource(
      model: model(.softmax(), columns: 2), spec: OutputSpec(positiveClass: 0))
    let values = Tensor<Float>(shape: [2, 2], elements: [0.25, 0.75, 1, 0])
    #expect(try softmax.scores(in: values) == [0.25, 1])
    guard case .classes(let classes) = softmax.targets([1, 0]) else {
      Issue.record("no classes")
      return
    }
    #expect(classes == [0, 1])
  }

  @Test func logitsBecomeProbabilities() throws {
    let logit = try ScoreSource(model: model(nil), spec: OutputSpec(kind: .logit))
    let scores = try logit.scores(in: Tensor(shape: [3, 1], elements: [0, -1000, 2]))
    #expect(
      scores[0] == 0.5 && scores[1] == 0 && agree(scores[2], 0.8807970779778823, relative: 1e-15))
  }

  @Test func badScoresAreNamedByTheirRow() throws {
    let plain = try ScoreSource(model: model(nil), spec: OutputSpec(kind: .probability))
    func scores(_ values: [Float]) throws -> [Double] {
      try plain.scores(in: Tensor(shape: [values.count, 1], elements: values))
    }
    #expect(throws: AuditError.nonFiniteScore(row: 1)) { try scores([0.5, .nan, .infinity]) }
    #expect(throws: AuditError.scoreOutOfRange(row: 2, score: 1.5)) { try scores([0, 1, 1.5]) }
    let logit = try ScoreSource(model: model(nil), spec: OutputSpec(kind: .logit))
    #expect(throws: AuditError.nonFiniteScore(row: 0)) {
      try logit.scores(in: Tensor(shape: [1, 1], elements: [.infinity]))
    }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    func source(_ model: Model<Float>, _ spec: OutputSpec) throws {
      _ = try ScoreSource(model: model, spec: spec)
    }
    #expect(throws: AuditError.unknownOutput("y", known: ["out0"])) {
      try source(model(.sigmoid), OutputSpec(name: "y"))
    }
    #expect(throws: AuditError.ambiguousOutput(known: ["out0", "out1"])) {
      try source(model(.sigmoid, outputs: 2), OutputSpec())
    }
    #expect(throws: AuditError.scoreKindNeeded(output: "out0")) {
      try source(model(nil), OutputSpec())
    }
    #expect(
      throws: AuditError.scoreKindMismatch(output: "out0", declared: "logit", layer: "sigmoid")
    ) { try source(model(.sigmoid), OutputSpec(kind: .logit)) }
    #expect(throws: AuditError.outputWidth(output: "out0", expected: 1, found: 3)) {
      try source(model(.sigmoid, columns: 3), OutputSpec())
    }
    #expect(throws: AuditError.outputWidth(output: "out0", expected: 2, found: 3)) {
      try source(model(.softmax(), columns: 3), OutputSpec(positiveClass: 0))
    }
    #expect(throws: AuditError.positiveClassNeeded(output: "out0", columns: 2)) {
      try source(model(.softmax(), columns: 2), OutputSpec())
    }
    #expect(throws: AuditError.positiveClassOutOfRange(2, columns: 2)) {
      try source(model(.softmax(), columns: 2), OutputSpec(positiveClass: 2))
    }
  }
}
