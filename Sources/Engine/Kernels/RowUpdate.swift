extension Tensor {
  /// The tensor, a matrix with the last axis as columns, plus the outer product of `factors`, one for
  /// each of its rows, with one row of another matrix.
  consuming func adding(_ factors: [Element], timesRow row: Int, of matrix: Tensor) -> Tensor {
    let width = shape.last ?? 1
    precondition(
      matrix.shape.count == 2 && matrix.shape[1] == width && row >= 0 && row < matrix.shape[0]
        && factors.count * width == elements.count)
    var result = self
    addOuterProduct(
      factors, Array(matrix.elements[row * width..<(row + 1) * width]), to: &result.elements)
    return result
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func addOuterProduct<E: Scalar>(_ factors: [E], _ row: [E], to elements: inout [E]) {
  let width = row.count
  unsafe elements.withUnsafeMutableBufferPointer { output in
    unsafe row.withUnsafeBufferPointer { row in
      for (index, factor) in factors.enumerated() {
        let start = index * width
        for column in 0..<width {
          unsafe output[start + column] += factor * row[column]
        }
      }
    }
  }
}
