import Testing

@testable import Engine

/// A loss on the branched model, with its targets for seven rows.
struct LossCase: Sendable, CustomTestStringConvertible {
  var loss: Loss
  var targets: Targets<Double>
  var testDescription: String { "\(loss)" }

  static let rows = 7

  /// Values of ``ModelCases/branched(seed:)``: 11 are logits of two classes, 12 their softmax,
  /// 13 a logit, 14 its sigmoid.
  static let all: [LossCase] = {
    var numbers = Numbers(seed: 11)
    return [
      LossCase(
        loss: .binaryCrossEntropy(logits: 13), targets: .values(numbers.tensor([7, 1], in: 0...1))),
      LossCase(
        loss: .binaryCrossEntropy(logits: 13), targets: .classes([0, 1, 1, 0, 1, 0, 0])),
      LossCase(
        loss: .binaryCrossEntropy(logits: 11), targets: .values(numbers.tensor([7, 2], in: 0...1))),
      LossCase(
        loss: .binaryCrossEntropyOfProbabilities(14),
        targets: .values(numbers.tensor([7], in: 0...1))),
      LossCase(
        loss: .categoricalCrossEntropy(logits: 11), targets: .classes([0, 1, 1, 0, 1, 0, 0])),
      LossCase(
        loss: .categoricalCrossEntropy(logits: 11),
        targets: .values(numbers.tensor([7, 2], in: 0...1))),
      LossCase(loss: .meanSquaredError(12), targets: .values(numbers.tensor([7, 2]))),
      LossCase(loss: .weightedSum(12), targets: .values(numbers.tensor([7, 2]))),
    ]
  }()
}

@Suite struct GradientTests {
  static let rows = LossCase.rows
  /// A row may count twice, and not every row must count.
  static let blocks = [[0, 3, 3, 5], [6], [1, 2, 4, 0, 6]]

  /// Adds up the blocks.
  static func sums(_ blocks: [BlockGradient<Double>]) -> (loss: Double, gradients: [Tensor<Double>])
  {
    var total = blocks[0].gradients
    for block in blocks.dropFirst() {
      total = zip(total, block.gradients).map { $0.moved(1, along: $1) }
    }
    return (blocks.reduce(0) { $0 + $1.loss }, total)
  }

  static func gradient(
    _ model: Model<Double>, _ lossCase: LossCase, wanted: [Int]
  ) -> (loss: Double, gradients: [Tensor<Double>]) {
    sums(
      model.gradients(
        of: lossCase.loss, inputs: ModelCases.branchedInputs(rows: rows),
        targets: lossCase.targets, rows: blocks, wanted: wanted,
        options: RunOptions(threads: 1, batchSize: 3)))
  }

  @Test(arguments: LossCase.all)
  func gradientsEqualDifferences(_ lossCase: LossCase) throws {
    let model = try ModelCases.branched()
    let wanted = Array(model.weights.indices)
    let result = Self.gradient(model, lossCase, wanted: wanted)
    let step = 1e-5
    for (weight, gradient) in zip(wanted, result.gradients) {
      var expected = Tensor<Double>(zeros: gradient.shape)
      for element in gradient.elements.indices {
        let losses = [step, -step].map { step in
          var moved = model
          var tensor = model.weights[weight].tensor
          tensor.elements[element] += step
          moved.setWeight(weight, to: tensor)
          return Self.gradient(moved, lossCase, wanted: []).loss
        }
        expected.elements[element] = (losses[0] - losses[1]) / (2 * step)
      }
      let largest = expected.elements.reduce(0) { max($0, abs($1)) }
      let difference = gradient.moved(-1, along: expected).elements.reduce(0) { max($0, abs($1)) }
      #expect(difference <= 1e-8 + 1e-7 * largest, "\(model.weights[weight].path)")
    }
  }

  @Test(arguments: LossCase.all)
  func hessianVectorProductsEqualDifferences(_ lossCase: LossCase) throws {
    let model = try ModelCases.branched()
    let wanted = Array(model.weights.indices)
    var numbers = Numbers(seed: 3)
    let direction: [Tensor<Double>] = wanted.map {
      numbers.tensor(model.weights[$0].tensor.shape, in: -1...1)
    }
    let blocks = model.hessianVectorProduct(
      of: lossCase.loss, inputs: ModelCases.branchedInputs(rows: Self.rows),
      targets: lossCase.targets, rows: Self.blocks, wanted: wanted, direction: direction,
      options: RunOptions(threads: 2, batchSize: 2))
    let result = Self.sums(blocks)
    let step = 1e-5
    let ends = [step, -step].map { step in
      var moved = model
      for (weight, direction) in zip(wanted, direction) {
        moved.setWeight(weight, to: model.weights[weight].tensor.moved(step, along: direction))
      }
      return Self.gradient(moved, lossCase, wanted: wanted)
    }
    #expect(abs(result.loss - (ends[0].loss - ends[1].loss) / (2 * step)) < 1e-7)
    let scale = result.gradients.flatMap(\.elements).reduce(0) { max($0, abs($1)) }
    for (index, product) in result.gradients.enumerated() {
      let expected = zip(ends[0].gradients[index].elements, ends[1].gradients[index].elements)
        .map { ($0 - $1) / (2 * step) }
      for (given, expected) in zip(product.elements, expected) {
        #expect(abs(given - expected) < 1e-8 * max(1, scale), "\(model.weights[index].path)")
      }
    }
  }

  @Test(arguments: LossCase.all)
  func hessianIsSymmetric(_ lossCase: LossCase) throws {
    let model = try ModelCases.branched()
    let wanted = Array(model.weights.indices)
    var numbers = Numbers(seed: 4)
    let directions: [[Tensor<Double>]] = (0..<2).map { _ in
      wanted.map { numbers.tensor(model.weights[$0].tensor.shape) }
    }
    let products = directions.map { direction in
      Self.sums(
        model.hessianVectorProduct(
          of: lossCase.loss, inputs: ModelCases.branchedInputs(rows: Self.rows),
          targets: lossCase.targets, rows: Self.blocks, wanted: wanted, direction: direction)
      ).gradients
    }
    let left = zip(directions[0], products[1]).reduce(0) { $0 + dot($1.0, $1.1) }
    let right = zip(directions[1], products[0]).reduce(0) { $0 + dot($1.0, $1.1) }
    #expect(abs(left) > 1e-3)
    #expect(abs(left - right) < 1e-12 * max(1, abs(left)))
  }

  /// The squared error of a linear model is a quadratic: H = 2 Σ x xᵀ wherever the weights are,
  /// and its third derivative is zero.
  @Test func hessianOfLeastSquares() throws {
    var model = Model<Double>()
    let x = model.addInput(name: "x", shape: [2])
    let kernel = model.addWeight(
      Weight(path: "k", tensor: Tensor(shape: [2, 1], elements: [0.3, -2]), role: .kernel(.last)))
    let y = try model.add(
      Dense(units: 1, useBias: false), name: "d", inputs: [x], weights: [kernel])
    for shift in [0.0, 5] {
      model.setWeight(kernel, to: Tensor(shape: [2, 1], elements: [0.3 + shift, -2]))
      let product = model.hessianVectorProduct(
        of: .meanSquaredError(y), inputs: [Tensor(shape: [2, 2], elements: [1, 2, 3, -1])],
        targets: .values(Tensor(shape: [2], elements: [1, 0])), rows: [[0, 1]], wanted: [kernel],
        direction: [Tensor(shape: [2, 1], elements: [1, 10])])
      // H = 2 Σ x xᵀ = 2 [[10, -1], [-1, 5]]
      #expect(product[0].gradients[0].elements == [0, 98])
    }
  }

  /// Along one layer's weights a ReLU network is piecewise linear, so the loss's curvature comes
  /// from the loss alone, and vanishes where its own second derivative does.
  @Test func hessianIsZeroBehindDeadUnits() throws {
    var model = try ModelCases.mlp([3, 4, 1])
    // A bias this low keeps every unit of the hidden layer at 0.
    model.setWeight(1, to: Tensor(repeating: -1000, shape: [4]))
    var numbers = Numbers(seed: 2)
    let product = model.hessianVectorProduct(
      of: .binaryCrossEntropy(logits: 3), inputs: [numbers.tensor([5, 3])],
      targets: .classes([0, 1, 0, 1, 1]), rows: [Array(0..<5)], wanted: [0, 1, 2],
      direction: [numbers.tensor([3, 4]), numbers.tensor([4]), numbers.tensor([4, 1])])
    for gradient in product[0].gradients { #expect(gradient.elements.allSatisfy { $0 == 0 }) }
  }

  @Test func unusedWeightHasZeroGradient() throws {
    let model = try ModelCases.branched()
    // The side head does not influence the class logits.
    let side = model.weights.indices.filter { model.weights[$0].path.hasPrefix("side") }
    let result = Self.gradient(
      model,
      LossCase(
        loss: .categoricalCrossEntropy(logits: 11), targets: .classes([0, 1, 1, 0, 1, 0, 0])),
      wanted: side)
    #expect(result.gradients.map(\.shape) == [[4, 1], [1]])
    #expect(result.gradients.allSatisfy { $0.elements.allSatisfy { $0 == 0 } })
  }

  @Test func emptyBlockIsZero() throws {
    let model = try ModelCases.branched()
    let result = model.gradients(
      of: .meanSquaredError(12), inputs: ModelCases.branchedInputs(rows: 2),
      targets: .values(Tensor(zeros: [2, 2])), rows: [[], [1]], wanted: [0])
    #expect(result[0].rows == 0 && result[0].loss == 0)
    #expect(result[0].gradients[0] == Tensor(zeros: [3, 4]))
    #expect(result[1].rows == 1 && result[1].gradients[0] != Tensor(zeros: [3, 4]))
  }
}
