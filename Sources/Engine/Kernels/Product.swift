extension Tensor {
  /// The product of two matrices, added to `start` where there is one.
  ///
  /// Axes before the last count as one, so that (batch, time, in) times (in, out) is
  /// (batch, time, out).
  /// - Precondition: The inner extents agree.
  static func product(
    _ a: Tensor, _ b: Tensor, transposeLeft: Bool = false, transposeRight: Bool = false,
    addingTo start: Tensor? = nil
  ) -> Tensor {
    guard let aColumns = a.shape.last, let bColumns = b.shape.last else {
      preconditionFailure("a matrix product of single numbers")
    }
    let aRows = a.shape.dropLast().reduce(1, *)
    let bRows = b.shape.dropLast().reduce(1, *)
    let rows = transposeLeft ? aColumns : aRows
    let columns = transposeRight ? bRows : bColumns
    let inner = transposeLeft ? aRows : aColumns
    precondition(
      inner == (transposeRight ? bColumns : bRows),
      "a matrix product of shapes \(a.shape) and \(b.shape)")
    let shape = transposeLeft ? [rows, columns] : a.shape.dropLast() + [columns]
    let product = MatrixProduct(
      rows: rows, columns: columns, inner: inner, transposeLeft: transposeLeft,
      transposeRight: transposeRight)
    guard var result = start else {
      return Tensor(shape: shape, elements: Element.multiply(product, a.elements, b.elements))
    }
    precondition(result.shape == shape, "a start of another shape")
    Element.multiplyAdd(product, a.elements, b.elements, &result.elements)
    return result
  }
}
