/// The products of two inputs summed along an axis of each: (…, k, …) and (…, k, …) to the other axes
/// of the first, then the other axes of the second.
///
/// Two vectors give a vector of one element.
public struct Dot: Layer, Equatable {
  /// The axis of each input; the batch axis counts as 0.
  public var axes: [Int]
  /// Where set, inputs are divided by their norms along the axes first, and this is the least that
  /// a squared norm is taken for.
  public var normFloor: Double?

  /// Creates a layer for two axes.
  public init(axes: [Int], normFloor: Double? = nil) {
    precondition(axes.count == 2, "an axis for each of two inputs")
    self.axes = axes
    self.normFloor = normFloor
  }

  /// The extents that are not summed over; (1) where there are none.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    guard inputs.count == 2 else { throw .inputCount(expected: 2...2, found: inputs.count) }
    let first = try axisIndex(axes[0], for: inputs[0]) - 1
    let second = try axisIndex(axes[1], for: inputs[1]) - 1
    guard inputs[0][first] == inputs[1][second] else { throw .inputsDiffer(shapes: inputs) }
    let rest = inputs[0].removing(first) + inputs[1].removing(second)
    return rest.isEmpty ? [1] : rest
  }

  /// An input as the sum sees it.
  private struct Operand<E: Scalar> {
    /// Shape (batch, entries, k).
    var matrix: Dual<E>
    /// The matrix divided by the norms of its rows.
    var scaled: Dual<E>
    /// The squared norms minus the floor, (batch, entries, 1).
    var excess: Dual<E>?
    /// The order of axes in which the summed one is last.
    var order: [Int]
    /// The shape in that order.
    var shape: [Int]
  }

  private func operand<E: Scalar>(_ input: Dual<E>, axis: Int) -> Operand<E> {
    let axis = checkedAxis(axis, rank: input.shape.count)
    let order = Array(input.shape.indices).removing(axis) + [axis]
    let moved = input.permuted(order)
    let shape = moved.shape
    let extent = shape[shape.count - 1]
    let entries = shape.dropFirst().dropLast().reduce(1, *)
    let matrix = moved.reshaped(to: [shape[0], entries, extent])
    guard let normFloor else {
      return Operand(matrix: matrix, scaled: matrix, order: order, shape: shape)
    }
    let excess = (matrix * matrix).summed(along: 2) + constant(-normFloor)
    return Operand(
      matrix: matrix, scaled: matrix * inverseNorm(excess), excess: excess, order: order,
      shape: shape)
  }

  private func constant<E: Scalar>(_ value: Double) -> Dual<E> {
    Dual(Tensor(repeating: E(value), shape: []))
  }

  /// The larger of squared norm and floor.
  private func floored<E: Scalar>(_ excess: Dual<E>) -> Dual<E> {
    excess.map(.activation(.relu())) + constant(normFloor ?? 0)
  }

  private func inverseNorm<E: Scalar>(_ excess: Dual<E>) -> Dual<E> {
    floored(excess).map(.inverseSquareRoot(adding: 0))
  }

  /// `y_ij = Σ_k a_ik b_jk`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let a = operand(inputs[0], axis: axes[0])
    let b = operand(inputs[1], axis: axes[1])
    let products = facing(a.scaled, axis: 2) * facing(b.scaled, axis: 1)
    let rest = a.shape.dropLast() + b.shape.dropFirst().dropLast()
    return (products.summed(along: 3).reshaped(to: rest.count == 1 ? rest + [1] : Array(rest)), [])
  }

  /// The matrix with an axis of extent 1 put in: (batch, i, 1, k) or (batch, 1, j, k).
  private func facing<E: Scalar>(_ matrix: Dual<E>, axis: Int) -> Dual<E> {
    var shape = matrix.shape
    shape.insert(1, at: axis)
    return matrix.reshaped(to: shape)
  }

  /// `∂a_ik = Σ_j g_ij b_jk`, `∂b_jk = Σ_i g_ij a_ik`, then through the norms.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let a = operand(inputs[0], axis: axes[0])
    let b = operand(inputs[1], axis: axes[1])
    let g = gradient.reshaped(
      to: [gradient.shape[0], a.matrix.shape[1], b.matrix.shape[1], 1])
    var result = LayerGradients<E>(inputs: [nil, nil])
    if wanted.inputs[0] {
      let share = (g * facing(b.scaled, axis: 1)).summed(along: 2).reshaped(to: a.matrix.shape)
      result.inputs[0] = restored(throughNorm(share, of: a), like: a)
    }
    if wanted.inputs[1] {
      let share = (g * facing(a.scaled, axis: 2)).summed(along: 1).reshaped(to: b.matrix.shape)
      result.inputs[1] = restored(throughNorm(share, of: b), like: b)
    }
    return result
  }

  /// `x / ‖x‖` backwards: `g s + 2 x (Σ g x) s'`, with `s` the inverse norm.
  private func throughNorm<E: Scalar>(_ gradient: Dual<E>, of operand: Operand<E>) -> Dual<E> {
    guard let excess = operand.excess else { return gradient }
    let bySquare = (gradient * operand.matrix).summed(along: 2)
      .times(slopeOf: .inverseSquareRoot(adding: 0), at: floored(excess))
      .times(slopeOf: .activation(.relu()), at: excess)
    return gradient * inverseNorm(excess) + (operand.matrix * bySquare).scaled(by: 2)
  }

  private func restored<E: Scalar>(_ matrix: Dual<E>, like operand: Operand<E>) -> Dual<E> {
    var back = operand.order
    for (position, axis) in operand.order.enumerated() { back[axis] = position }
    return matrix.reshaped(to: operand.shape).permuted(back)
  }
}

extension [Int] {
  /// The array without the entry at an index.
  fileprivate func removing(_ index: Int) -> [Int] {
    var result = self
    result.remove(at: index)
    return result
  }
}
