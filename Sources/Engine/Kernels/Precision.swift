extension Tensor {
  /// Adds each element to a sum in double precision.
  func add(to sums: inout [Double]) {
    addElements(elements, to: &sums)
  }

  /// Creates a tensor of sums, each rounded to nearest.
  init(shape: [Int], roundingOff sums: [Double]) {
    self.init(shape: shape, elements: round(sums))
  }

  /// The sum of all elements, in double precision.
  var preciseSum: Double { sum(elements) }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func addElements<E: Scalar>(_ x: [E], to sums: inout [Double]) {
  let terms = x.span
  var output = sums.mutableSpan
  precondition(terms.count == output.count)
  for index in 0..<terms.count { output[index] += Double(terms[index]) }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func round<E: Scalar>(_ sums: [Double]) -> [E] {
  var result = [E](repeating: 0, count: sums.count)
  let input = sums.span
  var output = result.mutableSpan
  precondition(input.count == output.count)
  for index in 0..<input.count { output[index] = E(input[index]) }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func sum<E: Scalar>(_ x: [E]) -> Double {
  var sum = 0.0
  for element in x { sum += Double(element) }
  return sum
}

/// Each element in another type, rounded to nearest.
@specialized(where E == Float, T == Double)
@specialized(where E == Double, T == Float)
func convertElements<E: Scalar, T: Scalar>(_ x: [E]) -> [T] {
  var result = [T](repeating: 0, count: x.count)
  let input = x.span
  var output = result.mutableSpan
  precondition(input.count == output.count)
  for index in 0..<input.count { output[index] = T(input[index]) }
  return result
}
