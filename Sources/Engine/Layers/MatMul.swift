/// The products of the matrices in the last two axes, times a constant.
///
/// Inputs: (…, rows, inner), and (…, inner, columns) or its transpose; the axes before are equal.
public struct MatMul: Layer, Equatable {
  /// Whether the right matrices are stored as (columns, inner).
  public var transposeRight: Bool
  /// What the product is multiplied by.
  public var factor: Double

  /// Creates the layer.
  public init(transposeRight: Bool = false, factor: Double = 1) {
    self.transposeRight = transposeRight
    self.factor = factor
  }

  /// (…, rows, columns).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    guard inputs.count == 2 else { throw .inputCount(expected: 2...2, found: inputs.count) }
    let (left, right) = (inputs[0], inputs[1])
    for shape in inputs where shape.count < 2 {
      throw .inputRank(expected: 2...Int.max, shape: shape)
    }
    let matrix = Array(right.suffix(2))
    guard left.count == right.count, left.dropLast(2) == right.dropLast(2),
      left.last == matrix[transposeRight ? 1 : 0]
    else { throw .inputsDiffer(shapes: inputs) }
    return left.dropLast() + [matrix[transposeRight ? 0 : 1]]
  }

  /// `y = factor · a b`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let product = Dual.batchProduct(inputs[0], inputs[1], transposeRight: transposeRight)
    return (factor == 1 ? product : product.scaled(by: E(factor)), [])
  }

  /// `∂a = g bᵀ`, `∂b = aᵀ g`, times the constant.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let (a, b) = (inputs[0], inputs[1])
    let g = factor == 1 ? gradient : gradient.scaled(by: E(factor))
    var result = LayerGradients<E>(inputs: [nil, nil])
    if wanted.inputs[0] {
      result.inputs[0] = .batchProduct(g, b, transposeRight: !transposeRight)
    }
    if wanted.inputs[1] {
      result.inputs[1] =
        transposeRight
        ? .batchProduct(g, a, transposeLeft: true) : .batchProduct(a, g, transposeLeft: true)
    }
    return result
  }
}

/// The input times one trained number.
///
/// Weights: the number, of shape ().
public struct Scale: Layer, Equatable {
  /// Creates the layer.
  public init() {}

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try onlyInput(inputs)
  }

  /// One number.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] { [[]] }

  /// `y = w x`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (inputs[0] * weights[0], [])
  }

  /// `∂x = w g`, `∂w = Σ g x`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    LayerGradients(
      inputs: [wanted.inputs[0] ? gradient * weights[0] : nil],
      weights: [wanted.weights[0] ? (gradient * inputs[0]).summed(to: []) : nil])
  }
}
