extension Tensor {
  /// The rows of a table (rows, width) at indices, side by side; NaN where there is no such row.
  func lookedUp(_ indices: [Int?]) -> [Element] {
    precondition(shape.count == 2, "a table of shape \(shape)")
    return lookUpRows(elements, indices, width: shape[1])
  }

  /// The adjoint of ``lookedUp(_:)``: the sum of the rows of each index, of the table's shape.
  ///
  /// Rows are added in order; those without a place in the table are left out.
  func addedToRows(_ indices: [Int?], of shape: [Int]) -> Tensor {
    precondition(
      shape.count == 2 && elements.count == indices.count * shape[1], "a table of shape \(shape)")
    return Tensor(
      shape: shape, elements: addRows(elements, indices, rows: shape[0], width: shape[1]))
  }

  /// The elements as row indices of a table, cut towards zero as Keras casts them; `nil` where there
  /// is no such row.
  func rowIndices(of rows: Int) -> [Int?] {
    wholeNumbers(elements).map { index in
      index.flatMap { $0 >= 0 && $0 < rows ? $0 : nil }
    }
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func lookUpRows<E: Scalar>(_ table: [E], _ indices: [Int?], width: Int) -> [E] {
  var result: [E] = []
  result.reserveCapacity(indices.count * width)
  for index in indices {
    if let index {
      result.append(contentsOf: table[index * width..<(index + 1) * width])
    } else {
      result.append(contentsOf: repeatElement(.nan, count: width))
    }
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func addRows<E: Scalar>(_ x: [E], _ indices: [Int?], rows: Int, width: Int) -> [E] {
  var result = repeating(0 as E, count: rows * width)
  let terms = x.span
  var sums = result.mutableSpan
  for (position, index) in indices.enumerated() {
    guard let index else { continue }
    for column in 0..<width { sums[index * width + column] += terms[position * width + column] }
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func wholeNumbers<E: Scalar>(_ x: [E]) -> [Int?] {
  x.map { Int(exactly: $0.rounded(.towardZero)) }
}
