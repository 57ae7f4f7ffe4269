import Testing

@testable import Engine

@Suite struct VariationTests {
  static let rows = 7
  static let blocks = [[0, 3, 3, 5], [6, 1]]
  static let options = RunOptions(threads: 2, batchSize: 3)
  static let loss = Loss.binaryCrossEntropy(logits: 13)
  static let targets = Targets<Double>.classes([0, 1, 1, 0, 1, 0, 0])

  /// The coefficients of the class probabilities, value 12.
  static let addend: Variation<Double>.Addend = {
    var numbers = Numbers(seed: 21)
    return Variation.Addend(value: 12, coefficients: numbers.tensor([rows, 2]))
  }()

  static func gradients(
    _ model: Model<Double>, loss: Loss = loss, targets: Targets<Double> = targets,
    inputs: [Tensor<Double>] = ModelCases.branchedInputs(rows: rows),
    variations: [Variation<Double>]? = nil, observing: ValueID? = nil,
    trace: GradientTrace<Double>? = nil
  ) -> [ObservedGradient<Double>] {
    model.gradients(
      of: loss, inputs: inputs, targets: targets, rows: blocks,
      wanted: Array(model.weights.indices), variations: variations, observing: observing,
      trace: trace, options: options)
  }

  @Test func addendIsAddedWithAndWithoutDirection() throws {
    let model = try ModelCases.branched()
    var numbers = Numbers(seed: 22)
    let directions = Self.blocks.map { _ in
      model.weights.map { numbers.tensor($0.tensor.shape) as Tensor<Double> }
    }
    let plain = Self.gradients(model)
    let sums = Self.gradients(
      model, loss: .weightedSum(12), targets: .values(Self.addend.coefficients))
    let products = Self.blocks.indices.map { block in
      model.hessianVectorProduct(
        of: Self.loss, inputs: ModelCases.branchedInputs(rows: Self.rows), targets: Self.targets,
        rows: [Self.blocks[block]], wanted: Array(model.weights.indices),
        direction: directions[block], options: Self.options)[0]
    }
    let both = Self.gradients(
      model, variations: Self.blocks.map { _ in Variation(addend: Self.addend) })
    let mixed = Self.gradients(
      model,
      variations: directions.map {
        Variation(direction: Direction(weights: $0), addend: Self.addend)
      })
    for block in Self.blocks.indices {
      for weight in model.weights.indices {
        let sum = sums[block].result.gradients[weight]
        #expect(
          both[block].result.gradients[weight].distance(
            to: plain[block].result.gradients[weight].moved(1, along: sum)) < 1e-12)
        #expect(
          mixed[block].result.gradients[weight].distance(
            to: products[block].gradients[weight].moved(1, along: sum)) < 1e-12)
      }
      #expect(both[block].result.loss == plain[block].result.loss)
    }
  }

  /// A trace of the first pass changes nothing in the second but its cost.
  @Test func tracedProductsAreTheSame() throws {
    let model = try ModelCases.branched()
    var numbers = Numbers(seed: 24)
    // Some weights stay, as biases do in an alignment.
    let directions = Self.blocks.map { _ in
      model.weights.map {
        $0.role == .bias ? nil : numbers.tensor($0.tensor.shape) as Tensor<Double>
      }
    }
    let variations = directions.map {
      Variation(direction: Direction(weights: $0), addend: Self.addend)
    }
    let trace = GradientTrace<Double>()
    let first = Self.gradients(model, observing: 12, trace: trace)
    let second = Self.gradients(model, variations: variations, observing: 12, trace: trace)
    let plain = Self.gradients(model, observing: 12)
    let untraced = Self.gradients(model, variations: variations, observing: 12)
    #expect(untraced[0].result.gradients.count { $0.elements.contains { $0 != 0 } } > 4)
    for (found, expected) in zip(first + second, plain + untraced) {
      #expect(found.observed == expected.observed)
      #expect(abs(found.result.loss - expected.result.loss) < 1e-12)
      for (found, expected) in zip(found.result.gradients, expected.result.gradients) {
        #expect(found.distance(to: expected) < 1e-12)
      }
    }
  }

  /// Moving the inputs along a direction changes a sum of scores, and its gradient, as differences
  /// say.
  @Test func inputsMoveAlongADirection() throws {
    let model = try ModelCases.branched()
    let inputs = ModelCases.branchedInputs(rows: Self.rows)
    var numbers = Numbers(seed: 23)
    let direction = inputs.map { numbers.tensor($0.shape) as Tensor<Double> }
    let ones = Targets.values(Tensor<Double>(repeating: 1, shape: [Self.rows, 1]))
    let still = model.weights.map { _ in Tensor<Double>?.none }
    let result = Self.gradients(
      model, loss: .weightedSum(14), targets: ones,
      variations: Self.blocks.map { _ in
        Variation(direction: Direction(weights: still, inputs: direction))
      })
    let step = 1e-5
    let ends = [step, -step].map { step in
      Self.gradients(
        model, loss: .weightedSum(14), targets: ones,
        inputs: zip(inputs, direction).map { $0.moved(step, along: $1) })
    }
    for block in Self.blocks.indices {
      let expected = (ends[0][block].result.loss - ends[1][block].result.loss) / (2 * step)
      #expect(abs(result[block].result.loss - expected) < 1e-8)
      #expect(abs(expected) > 1e-3)
      for weight in model.weights.indices {
        let ends = ends.map { $0[block].result.gradients[weight] }
        for (element, given) in result[block].result.gradients[weight].elements.enumerated() {
          let expected = (ends[0].elements[element] - ends[1].elements[element]) / (2 * step)
          #expect(abs(given - expected) < 1e-7)
        }
      }
    }
  }

  @Test func observedValueIsSummed() throws {
    let model = try ModelCases.branched()
    let values = model.values([12], inputs: ModelCases.branchedInputs(rows: Self.rows))[0]
    let result = Self.gradients(model, observing: 12)
    for (block, rows) in Self.blocks.enumerated() {
      for column in 0..<2 {
        let expected = rows.reduce(0) { $0 + values.elements[$1 * 2 + column] }
        #expect(abs(result[block].observed[column] - expected) < 1e-12)
      }
    }
  }
}
