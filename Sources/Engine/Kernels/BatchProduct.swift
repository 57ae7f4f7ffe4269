extension Tensor {
  /// The products of the matrices in the last two axes, for each index of the axes before.
  ///
  /// - Precondition: Both have the same axes before the last two, and the inner extents agree.
  static func batchProduct(
    _ a: Tensor, _ b: Tensor, transposeLeft: Bool = false, transposeRight: Bool = false
  ) -> Tensor {
    let depth = a.shape.count - 2
    precondition(
      depth >= 0 && b.shape.count == depth + 2 && a.shape[..<depth] == b.shape[..<depth],
      "products of matrices of shapes \(a.shape) and \(b.shape)")
    let (left, right) = (Array(a.shape[depth...]), Array(b.shape[depth...]))
    let product = MatrixProduct(
      rows: left[transposeLeft ? 1 : 0], columns: right[transposeRight ? 0 : 1],
      inner: left[transposeLeft ? 0 : 1], transposeLeft: transposeLeft,
      transposeRight: transposeRight)
    precondition(
      product.inner == right[transposeRight ? 1 : 0],
      "products of matrices of shapes \(a.shape) and \(b.shape)")
    return Tensor(
      shape: a.shape[..<depth] + [product.rows, product.columns],
      elements: multiplyEach(
        product, count: a.shape[..<depth].reduce(1, *), a.elements, b.elements))
  }
}

/// One product after the other; each takes the next matrices of `a` and `b`.
@specialized(where E == Float)
@specialized(where E == Double)
private func multiplyEach<E: Scalar>(
  _ product: MatrixProduct, count: Int, _ a: [E], _ b: [E]
) -> [E] {
  let (left, right) = (product.rows * product.inner, product.inner * product.columns)
  var result: [E] = []
  result.reserveCapacity(count * product.rows * product.columns)
  for index in 0..<count {
    result.append(
      contentsOf: E.multiply(
        product, Array(a[index * left..<(index + 1) * left]),
        Array(b[index * right..<(index + 1) * right])))
  }
  return result
}
