import AuditResults
import Engine
import Tables
import Testing

@testable import Audit

@Suite struct CounterfactualStudyTests {
  /// Two numbers and a one-hot group: logit = x + 2 · isB − 1, through a layer that passes all on.
  private func request() throws -> AuditRequest {
    let codes: [Int32] = [0, 0, 0, 1, 1, 2]
    let x: [Float] = [0.5, -0.5, 3, 0.5, -3, 0]
    let numbers = zip(x, codes).flatMap { value, code -> [Float] in [value, code == 1 ? 1 : 0] }
    let model = try Networks.dense(
      [2, 2, 1], kernels: [[1, 0, 0, 2], [1, 1]], biases: [[0, 0], [-1]], function: .linear)
    let dataset = Dataset(
      rows: 6,
      inputs: [Dataset.Input(name: "x", tensor: Tensor(shape: [6, 2], elements: numbers))],
      labels: [0, 1, 0, 1, 0, 1], positiveLabel: "1", negativeLabel: "0",
      subgroups: [
        Subgroups(
          name: "g", columns: ["g"], groups: ["a", "b", "unknown"], unknownIndex: 2, codes: codes)
      ], features: [])
    return AuditRequest(
      tool: ToolFacts(name: "t", version: "0"), model: model, modelFacts: .none, dataset: dataset,
      dataFacts: .none, labelColumn: "y", settings: .quick)
  }

  private func flipped(_ request: AuditRequest, to group: Int) throws -> FlippedRows {
    var tensor = request.dataset.inputs[0].tensor
    for row in 0..<6 { tensor.elements[row * 2 + 1] = group == 1 ? 1 : 0 }
    return FlippedRows(inputs: [tensor], output: try #require(request.model).predict([tensor])[0])
  }

  @Test func flipsGoEachWay() throws {
    let request = try request()
    let study = try #require(try CounterfactualStudy(request))
    let attribute = request.dataset.subgroups[0]
    let found = try study.compare(
      attribute, values: ["A", "B", nil], columns: ["g"], isInput: true
    ) { try flipped(request, to: $0) }
    #expect(found.flips.map { "\($0.from)\($0.to)\($0.value)" } == ["abB", "baA"])
    // As b: logits of -0.5, -1.5 and 2 become 1.5, 0.5 and 4.
    let up = found.flips[0]
    #expect(up.becomesSelected.numerator == 2 && up.becomesSelected.denominator == 3)
    #expect(up.becomesRefused.numerator == 0)
    let change = [(-0.5, 1.5), (-1.5, 0.5), (2, 4)].reduce(0.0) {
      $0 + (logistic($1.1) - logistic($1.0)) / 3
    }
    #expect(abs((up.scoreChange.value ?? 0) - change) < 1e-6)
    #expect(up.scoreChange.interval?.method == "hall")
    // As a: logits of 1.5 and -2 become -0.5 and -4.
    #expect(found.flips[1].becomesRefused.numerator == 1)
    #expect(found.flips[1].becomesSelected.numerator == 0)
    // The first layer's values (x, 0) become (x, 2): two over |x|.
    #expect(found.layers == ["dense_0", "dense_1"] && up.firstLayer == "dense_0")
    #expect(abs(up.distances[0] - (2 / 0.5 + 2 / 0.5 + 2 / 3.0) / 3) < 1e-6)
  }

  @Test func oneGroupWithAValueIsNoComparison() throws {
    let request = try request()
    let found = try #require(try CounterfactualStudy(request)).compare(
      request.dataset.subgroups[0], values: ["A", nil, nil], columns: ["g"], isInput: true
    ) { try flipped(request, to: $0) }
    #expect(found.absence == .singleGroup && found.flips.isEmpty)
  }

  /// A layer that the change does not reach has no distance.
  @Test func layersBesideTheChangeStayWhereTheyAre() throws {
    var request = try request()
    var model = Model<Float>()
    let x = model.addInput(name: "x", shape: [1])
    let g = model.addInput(name: "g", shape: [1])
    func dense(_ name: String, _ value: ValueID, _ weight: Float, width: Int = 1) throws -> ValueID
    {
      try model.add(
        Dense(units: 1), name: name, inputs: [value],
        weights: [
          model.addWeight(
            Weight(
              path: "\(name)/k",
              tensor: Tensor(shape: [width, 1], elements: Array(repeating: weight, count: width)),
              role: .kernel(.last))),
          model.addWeight(
            Weight(path: "\(name)/b", tensor: Tensor(shape: [1], elements: [0]), role: .bias)),
        ])
    }
    let first = try dense("of x", x, 1)
    let second = try dense("of g", g, 1)
    let both = try model.add(Concatenate(), name: "both", inputs: [first, second])
    let logit = try dense("score", both, 1, width: 2)
    model.addOutput(
      name: "score", value: try model.add(Activation(.sigmoid), name: "score", inputs: [logit]))
    let tensor = request.dataset.inputs[0].tensor
    func column(_ index: Int) -> Tensor<Float> {
      Tensor(shape: [6, 1], elements: (0..<6).map { tensor.elements[$0 * 2 + index] })
    }
    request.model = model
    request.dataset.inputs = [
      Dataset.Input(name: "x", tensor: column(0)), Dataset.Input(name: "g", tensor: column(1)),
    ]
    let found = try #require(try CounterfactualStudy(request)).compare(
      request.dataset.subgroups[0], values: ["A", "B", nil], columns: ["g"], isInput: true
    ) { group in
      let inputs = [
        column(0), Tensor(shape: [6, 1], elements: [Float](repeating: Float(group), count: 6)),
      ]
      return FlippedRows(inputs: inputs, output: model.predict(inputs)[0])
    }
    #expect(found.layers == ["of x", "of g", "both", "score"])
    #expect(found.flips[0].distances[0] == 0 && found.flips[0].firstLayer == "of g")
  }
}
