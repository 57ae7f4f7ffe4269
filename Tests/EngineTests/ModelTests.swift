import Testing

@testable import Engine

@Suite struct ModelTests {
  @Test(arguments: [1, 2, 5, 64, 300])
  func batchesGiveTheSameOutputs(_ batchSize: Int) throws {
    let model = try ModelCases.branched()
    let inputs = ModelCases.branchedInputs(rows: 61)
    let whole = model.predict(inputs, options: RunOptions(threads: 1, batchSize: 61))
    let result = model.predict(inputs, options: RunOptions(threads: 2, batchSize: batchSize))
    #expect(result.map(\.shape) == [[61, 2], [61, 1]])
    #expect(result == whole)
  }

  /// Few rows of a model with much arithmetic for each weight are work for several cores; others stay
  /// together, since going through the weights once more would cost as much.
  @Test(arguments: [(positions: 200, rows: 64, batch: 8), (1, 64, 64), (200, 3, 1), (200, 1, 1)])
  func fewRowsOfLargeModelsAreCut(_ test: (positions: Int, rows: Int, batch: Int)) throws {
    var model = Model<Float>()
    let input = model.addInput(name: "x", shape: [test.positions, 1000])
    let kernel = model.addWeight(
      Weight(path: "dense/kernel", tensor: Tensor(zeros: [1000, 1000]), role: .kernel(.last)))
    let value = try model.add(
      Dense(units: 1000, useBias: false), name: "dense", inputs: [input], weights: [kernel])
    model.addOutput(name: "dense", value: value)
    let size = model.batchSize(for: test.rows, keepingAllValues: false)
    #expect(min(size, test.rows) == test.batch)
  }

  /// Gradient sums are rounded once per batch size, outputs and sums never by threads.
  @Test func threadsChangeNoBit() throws {
    let model = try ModelCases.mlp([24, 40, 40, 1]).converted(to: Float.self)
    var numbers = Numbers(seed: 8)
    let rows = 500
    let inputs: [Tensor<Float>] = [numbers.tensor([rows, 24])]
    let targets = Targets.values(ModelCases.labels(rows: rows).converted(to: Float.self))
    let blocks = [Array(0..<7), Array(7..<300), Array(300..<500), [], [3]]
    func run(_ threads: Int) -> ([Tensor<Float>], [BlockGradient<Float>], [BlockGradient<Float>]) {
      let options = RunOptions(threads: threads, batchSize: 32)
      let wanted = Array(model.weights.indices)
      return (
        model.predict(inputs, options: options),
        model.gradients(
          of: .binaryCrossEntropy(logits: 5), inputs: inputs, targets: targets, rows: blocks,
          wanted: wanted, options: options),
        model.hessianVectorProduct(
          of: .binaryCrossEntropy(logits: 5), inputs: inputs, targets: targets, rows: blocks,
          wanted: wanted, direction: model.weights.map(\.tensor), options: options)
      )
    }
    let one = run(1)
    #expect(one.1[1].gradients[0].elements.contains { $0 != 0 })
    for threads in [2, 3, 8] {
      for _ in 0..<3 {
        let many = run(threads)
        #expect(many.0 == one.0)
        for (a, b) in zip(many.1 + many.2, one.1 + one.2) {
          #expect(a.loss == b.loss && a.gradients == b.gradients)
        }
      }
    }
  }

  @Test func singlePrecisionGradientsAgree() throws {
    let exact = try ModelCases.mlp([24, 40, 40, 1])
    let single = exact.converted(to: Float.self)
    // The exact model has the single one's weights: rounding inside the computation is what counts.
    let reference = single.converted(to: Double.self)
    var numbers = Numbers(seed: 8)
    let rows = 700
    let inputs: Tensor<Float> = numbers.tensor([rows, 24])
    let labels = ModelCases.labels(rows: rows)
    let wanted = Array(exact.weights.indices)
    let a = single.gradients(
      of: .binaryCrossEntropy(logits: 5), inputs: [inputs],
      targets: .values(labels.converted(to: Float.self)), rows: [Array(0..<rows)], wanted: wanted)
    let b = reference.gradients(
      of: .binaryCrossEntropy(logits: 5), inputs: [inputs.converted(to: Double.self)],
      targets: .values(labels), rows: [Array(0..<rows)], wanted: wanted)
    #expect(abs(a[0].loss - b[0].loss) < 1e-6 * b[0].loss)
    for (a, b) in zip(a[0].gradients, b[0].gradients) {
      #expect(a.converted(to: Double.self).distance(to: b) < 1e-6)
    }
  }

  @Test func anyValueCanBeAskedFor() throws {
    let model = try ModelCases.branched()
    let inputs = ModelCases.branchedInputs(rows: 5)
    let values = model.values([0, 13, 14, 13], inputs: inputs, options: RunOptions(batchSize: 2))
    #expect(values[0] == inputs[0])
    #expect(values[1] == values[3])
    #expect(values[2] == values[1].mapped(.activation(.sigmoid), .value))
    #expect(values[2] == model.predict(inputs)[1])
  }

  /// Prediction lets go of a value after its last use, and of nothing earlier.
  @Test func valuesAreLetGo() throws {
    let model = try ModelCases.branched()
    let kept = model.outputs.map(\.value)
    let nodes = model.nodesNeeded(for: kept)
    let pass = model.forward(
      ModelCases.branchedInputs(rows: 2).map { Dual($0) },
      weights: model.weights.map { Dual($0.tensor) }, nodes: nodes,
      lastUses: model.lastUses(of: kept, among: nodes))
    #expect(pass.values.indices.filter { pass.values[$0] != nil } == kept.sorted())
    // Without the side output, its two nodes are not run at all.
    #expect(model.nodesNeeded(for: [12]) == Array(0..<11))
  }

  @Test func noRows() throws {
    let model = try ModelCases.branched()
    let result = model.predict([Tensor(zeros: [0, 3]), Tensor(zeros: [0, 2, 3])])
    #expect(result == [Tensor(zeros: [0, 2]), Tensor(zeros: [0, 1])])
  }

  @Test func facts() throws {
    let model = try ModelCases.branched()
    #expect(model.parameterCount == 12 + 4 + 16 + 8 + 24 + 2 + 4 + 1)
    #expect(model.kernels.map(\.node) == ["shared", "head", "side"])
    #expect(
      model.kernels.map { model.weights[$0.weight].path } == [
        "shared/kernel", "head/kernel", "side/kernel",
      ])
    #expect(model.shape(of: 1) == [2, 3])
    #expect(model.shape(of: 10) == [12])
    #expect(model.node(of: 1) == nil)
    #expect(model.node(of: 2)?.name == "shared")
  }

  @Test func heads() throws {
    var model = try ModelCases.branched()
    #expect(model.head(ofOutput: 0) == .softmax(logits: 11))
    #expect(model.head(ofOutput: 1) == .sigmoid(logits: 13))
    let passed = try model.add(Identity(), name: "dropout", inputs: [14])
    let linear = try model.add(Activation(.linear), name: "linear", inputs: [passed])
    let hard = try model.add(Activation(.hardSigmoid), name: "hard", inputs: [13])
    let axis = try model.add(Activation(.softmax(axis: 1)), name: "softmax", inputs: [5])
    for value in [linear, hard, 13, 0, axis] { model.addOutput(name: "more", value: value) }
    #expect(model.head(ofOutput: 2) == .sigmoid(logits: 13))
    #expect(model.head(ofOutput: 3) == .linear(hard))
    #expect(model.head(ofOutput: 4) == .linear(13))
    #expect(model.head(ofOutput: 5) == .linear(0))
    #expect(model.head(ofOutput: 6) == .linear(axis))
  }

  @Test func misfitsAreRefused() throws {
    var model = Model<Float>()
    let x = model.addInput(name: "x", shape: [3])
    let kernel = model.addWeight(
      Weight(path: "d/kernel", tensor: Tensor(zeros: [4, 2]), role: .kernel(.last)))
    let bias = model.addWeight(Weight(path: "d/bias", tensor: Tensor(zeros: [2]), role: .bias))
    #expect(throws: ShapeError.weightShape(path: "d/kernel", expected: [3, 2], found: [4, 2])) {
      try model.add(Dense(units: 2), name: "d", inputs: [x], weights: [kernel, bias])
    }
    #expect(throws: ShapeError.weightCount(expected: 2, found: 1)) {
      try model.add(Dense(units: 2), name: "d", inputs: [x], weights: [kernel])
    }
    #expect(throws: ShapeError.inputCount(expected: 1...1, found: 2)) {
      try model.add(Dense(units: 2), name: "d", inputs: [x, x], weights: [kernel, bias])
    }
    #expect(throws: ShapeError.axisOutOfRange(axis: 2, shape: [3])) {
      try model.add(Activation(.softmax(axis: 2)), name: "s", inputs: [x])
    }
    #expect(throws: ShapeError.axisOutOfRange(axis: 0, shape: [3])) {
      try model.add(BatchNormalization(axis: 0), name: "b", inputs: [x])
    }
    #expect(throws: ShapeError.notReshapable(shape: [3], target: [2, -1])) {
      try model.add(Reshape(target: [2, -1]), name: "r", inputs: [x])
    }
    #expect(throws: ShapeError.notReshapable(shape: [3], target: [-1, -1])) {
      try model.add(Reshape(target: [-1, -1]), name: "r", inputs: [x])
    }
    #expect(throws: ShapeError.notAPermutation(axes: [0], shape: [3])) {
      try model.add(Permute(axes: [0]), name: "p", inputs: [x])
    }
    #expect(throws: ShapeError.inputRank(expected: 1...Int.max, shape: [])) {
      try Dense(units: 2).outputShape(for: [[]])
    }
    #expect(throws: ShapeError.inputsDiffer(shapes: [[3], [2]])) {
      try Add().outputShape(for: [[3], [2]])
    }
    #expect(model.nodes.isEmpty)
    #expect(throws: ShapeError.inputCount(expected: 1...1, found: 0)) {
      try model.check(inputs: [])
    }
    #expect(throws: ShapeError.inputsDiffer(shapes: [[3], [4]])) {
      try model.check(inputs: [Tensor(zeros: [7, 4])])
    }
    try model.check(inputs: [Tensor(zeros: [7, 3])])
  }

  @Test func misuseStops() async {
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>(shape: [2], elements: [1]) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(zeros: [2, 3]).gatheringRows([2])
    }
    await #expect(processExitsWith: .failure) {
      _ = try ModelCases.mlp([3, 1]).predict([Tensor(zeros: [7, 4])])
    }
    await #expect(processExitsWith: .failure) { _ = RunOptions(threads: 0) }
  }

  @Test func neurons() {
    #expect(Neurons.last.count(in: [5, 3]) == 3)
    #expect((0..<6).map { Neurons.last.index(of: $0, in: [2, 3]) } == [0, 1, 2, 0, 1, 2])
    #expect(Neurons.lastTwo.count(in: [3, 3, 4, 2]) == 8)
    #expect(Neurons.lastTwo.index(of: 8 + 3, in: [3, 3, 4, 2]) == 3)
    // Columns of gate 0: 0, 1; of gate 1: 2, 3.
    let gated = Neurons.gated(units: 2, gates: 2)
    #expect(gated.count(in: [3, 4]) == 2)
    #expect((0..<8).map { gated.index(of: $0, in: [2, 4]) } == [0, 1, 0, 1, 0, 1, 0, 1])
  }
}
