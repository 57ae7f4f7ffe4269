/// A direction in which weights and inputs move together.
public struct Direction<E: Scalar>: Sendable {
  /// For each wanted weight its direction, of its shape; `nil` for a weight that stays.
  public var weights: [Tensor<E>?]
  /// For each input its direction, all rows; `nil` where inputs stay.
  public var inputs: [Tensor<E>]?

  /// Creates a direction.
  public init(weights: [Tensor<E>?], inputs: [Tensor<E>]? = nil) {
    self.weights = weights
    self.inputs = inputs
  }
}

/// What is computed for a block of rows besides, or instead of, the gradient of its loss.
///
/// Without a direction the result is `∇(loss + addend)`. With one it is the derivative of `∇loss`
/// along the direction, plus `∇addend`: a backward pass is linear in the gradients that it starts
/// from, so the addend rides along with a Hessian-vector product for nothing.
public struct Variation<E: Scalar>: Sendable {
  /// `Σ coefficients · value` over the block's rows.
  public struct Addend: Sendable {
    /// The value.
    public var value: ValueID
    /// Its coefficients for every row of the inputs, of the value's shape.
    public var coefficients: Tensor<E>

    /// Creates an addend.
    public init(value: ValueID, coefficients: Tensor<E>) {
      self.value = value
      self.coefficients = coefficients
    }
  }

  /// The direction along which the loss's gradient is differentiated; `nil` for the gradient itself.
  public var direction: Direction<E>?
  /// What is added.
  public var addend: Addend?
  /// The positions among the block's rows that count; `nil` for all.
  ///
  /// The others are there for what rows have in common, such as the moments of a batch normalisation by
  /// rows.
  public var counted: Range<Int>?

  /// Creates a variation.
  public init(
    direction: Direction<E>? = nil, addend: Addend? = nil, counted: Range<Int>? = nil
  ) {
    self.direction = direction
    self.addend = addend
    self.counted = counted
  }

  /// Makes the rows zero that do not count; `range` are the positions at hand.
  func counting(_ rows: Dual<E>, at range: Range<Int>) -> Dual<E> {
    guard let counted else { return rows }
    return rows.linear { tensor in
      let size = tensor.shape.dropFirst().reduce(1, *)
      var result = Tensor<E>(zeros: tensor.shape)
      for (index, position) in range.enumerated() where counted.contains(position) {
        for element in index * size..<(index + 1) * size {
          result.elements[element] = tensor.elements[element]
        }
      }
      return result
    }
  }

  /// The weights with their directions.
  func duals(of weights: [Weight<E>], wanted: [Int]) -> [Dual<E>] {
    var duals = weights.map { Dual($0.tensor) }
    guard let direction else { return duals }
    precondition(direction.weights.count == wanted.count, "one direction for each wanted weight")
    for (index, tangent) in zip(wanted, direction.weights) {
      duals[index] = Dual(duals[index].value, tangent: tangent)
    }
    return duals
  }

  /// Some rows of the inputs with their directions.
  func duals(of inputs: [any RowSource<E>], rows: [Int]) -> [Dual<E>] {
    guard let tangents = direction?.inputs else {
      return inputs.map { Dual($0.gatheringRows(rows)) }
    }
    precondition(tangents.count == inputs.count, "one direction for each input")
    return zip(inputs, tangents).map {
      Dual($0.gatheringRows(rows), tangent: $1.gatheringRows(rows))
    }
  }

  /// The gradient that the addend starts from: beside a direction it goes where tangents go.
  func seed(rows: some Collection<Int>) -> (value: ValueID, gradient: Dual<E>)? {
    guard let addend else { return nil }
    let coefficients = addend.coefficients.gatheringRows(rows)
    let gradient =
      direction == nil
      ? Dual(coefficients) : Dual(Tensor(zeros: coefficients.shape), tangent: coefficients)
    return (addend.value, gradient)
  }
}

/// A block's gradient, and what was observed on the way.
public struct ObservedGradient<E: Scalar>: Sendable {
  /// The gradient.
  public var result: BlockGradient<E>
  /// The sums over rows of each element of the observed value; empty where none was asked for.
  public var observed: [Double]
}

extension Model {
  /// The gradient of a loss for blocks of rows, each varied in its own way.
  ///
  /// `variations` holds one entry for each block, and `nil` asks for plain gradients; in place of
  /// the loss, a block with a direction reports the loss's derivative along it. The rows of the
  /// value `observed`, such as a score, are summed on the way. A `trace` records a pass without
  /// directions, and shortens a later one along directions: of the same model, loss, inputs, blocks and
  /// batch size. The other arguments are those of ``gradients(of:inputs:targets:rows:wanted:options:)``.
  public func gradients(
    of loss: Loss, inputs: [any RowSource<E>], targets: Targets<E>, rows blocks: [[Int]],
    wanted: [Int], variations: [Variation<E>]?, observing observed: ValueID? = nil,
    trace: GradientTrace<E>? = nil, options: RunOptions = RunOptions()
  ) -> [ObservedGradient<E>] {
    blockGradients(
      of: loss, inputs: inputs, targets: targets, rows: blocks, wanted: wanted,
      variations: variations, observed: observed, trace: trace, options: options
    ) { $1 }
  }
}
