import Testing

@testable import Engine

@Suite struct GradientSumTests {
  @Test func tasksCoverEachRowOnce() {
    let tasks = gradientTasks(blocks: [0, 5, 100], batchSize: 3)
    for (block, count) in [0, 5, 100].enumerated() {
      let parts = tasks.filter { $0.block == block }
      #expect(parts.flatMap(\.batches).flatMap { Array($0) } == Array(0..<count))
      #expect(parts.map(\.part) == Array(0..<parts.count))
      #expect(parts.allSatisfy { $0.parts == parts.count && $0.batches.count <= 8 })
      #expect(parts.flatMap(\.batches).allSatisfy { $0.count <= 3 && !$0.isEmpty })
    }
    #expect(tasks.map(\.block) == tasks.map(\.block).sorted())
  }

  /// In double precision, 1e16 + 1 - 1e16 depends on the order; a block may be cut by a window.
  @Test(arguments: 1...3) func partsAreAddedInOrder(_ first: Int) throws {
    let terms: [Double] = [1e16, -1e16, 1]
    let parts = terms.enumerated().map { part, term in
      var sum = GradientSum<Double>(shapes: [[1]])
      sum.add(
        Tensor<Double>(shape: [1], elements: [term]), [Tensor(shape: [1], elements: [term])])
      return (task: GradientTask(block: 4, part: part, parts: 3, batches: []), sum: sum)
    }
    let early = merged(Array(parts.prefix(first)), onto: nil)
    #expect(early.map(\.block) == [4] && early[0].isDone == (first == 3))
    let late = first == 3 ? early : merged(Array(parts.dropFirst(first)), onto: early[0].sum)
    #expect(late.map(\.block) == [4] && late[0].isDone)
    let gradients: [Tensor<Double>] = late[0].sum.rounded()
    #expect(late[0].sum.loss == 1 && gradients[0].elements == [1])
  }

  /// Whatever is kept unsummed, the result is the sum in double precision, rounded once.
  @Test(arguments: 0...4) func batchesAreSummedInDoublePrecision(_ count: Int) {
    let batches: [[Float]] = (0..<count).map { batch in
      (0..<50).map { Float(0.1) * Float($0 + 1) * (batch.isMultiple(of: 2) ? 1 : -0.9999) }
    }
    var sum = GradientSum<Float>(shapes: [[50], [2]])
    for batch in batches { sum.add(nil, [Tensor(shape: [50], elements: batch), nil]) }
    let expected = (0..<50).map { index in Float(batches.reduce(0) { $0 + Double($1[index]) }) }
    #expect(sum.rounded().map(\.elements) == [expected, [0, 0]])
  }

  @Test func transformSeesEveryBlock() throws {
    let model = try ModelCases.branched()
    let inputs = ModelCases.branchedInputs(rows: 50)
    let targets = Targets<Double>.values(Tensor(zeros: [50, 2]))
    let blocks = [Array(0..<50), [], [3]]
    let options = RunOptions(threads: 3, batchSize: 2)
    let gradients = model.gradients(
      of: .meanSquaredError(12), inputs: inputs, targets: targets, rows: blocks, wanted: [0],
      options: options)
    let sums = model.mapGradients(
      of: .meanSquaredError(12), inputs: inputs, targets: targets, rows: blocks, wanted: [0],
      options: options
    ) { block, gradient in
      (block, gradient.rows, gradient.gradients[0].elements.reduce(0, +))
    }
    #expect(sums.map(\.0) == [0, 1, 2])
    #expect(sums.map(\.1) == [50, 0, 1])
    #expect(sums.map(\.2) == gradients.map { $0.gradients[0].elements.reduce(0, +) })
  }
}
