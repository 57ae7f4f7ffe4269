/// What is done with two numbers.
enum Combination: Sendable {
  case sum
  case product
  /// 1 where the left number is at least the right one, else 0.
  case isAtLeast
  /// 1 where the left number is above the right one, else 0.
  case isAbove
  /// 1 where the numbers are equal, else 0.
  case isEqual
}

extension Tensor {
  /// Combines two tensors element by element, broadcasting as NumPy does.
  func combined(_ combination: Combination, with other: Tensor) -> Tensor {
    guard let common = shape.broadcast(with: other.shape) else {
      preconditionFailure("shapes \(shape) and \(other.shape) do not broadcast")
    }
    let walk = BroadcastWalk(common, shape, other.shape)
    return Tensor(shape: common, elements: combine(combination, walk, elements, other.elements))
  }

  /// Adds a tensor of the same shape in place.
  mutating func add(_ other: Tensor) {
    precondition(shape == other.shape, "shapes \(shape) and \(other.shape) differ")
    addElements(other.elements, to: &elements)
  }

  /// The tensor times a number.
  public func scaled(by factor: Element) -> Tensor {
    Tensor(shape: shape, elements: scale(elements, by: factor))
  }

  /// The tensor repeated along the axes that it lacks or that have extent 1.
  func broadcast(to shape: [Int]) -> Tensor {
    guard shape != self.shape else { return self }
    let walk = BroadcastWalk(shape, self.shape, shape)
    return Tensor(shape: shape, elements: expand(walk, elements))
  }

  /// The sum over the axes along which `shape` broadcasts to this tensor's shape.
  func summed(to shape: [Int]) -> Tensor {
    let walk = BroadcastWalk(self.shape, self.shape, shape)
    var sum = repeating(0 as Element, count: shape.elementCount)
    if walk.axes.count == 2, walk.axes[0].right == 1, walk.axes[1].right == 0 {
      // Rows added up: a product with a row of ones, which gemm does fastest.
      let rows = walk.axes[1].extent
      Element.multiplyAdd(
        MatrixProduct(
          rows: 1, columns: walk.axes[0].extent, inner: rows, transposeLeft: false,
          transposeRight: false),
        repeating(1 as Element, count: rows), elements, &sum)
    } else {
      reduce(walk, elements, .sum, &sum)
    }
    return Tensor(shape: shape, elements: sum)
  }

  /// The largest element along an axis, which stays with extent 1.
  func maximum(along axis: Int) -> Tensor {
    let shape = shape.replacing(axis: axis, with: 1)
    var largest = repeating(-Element.infinity, count: shape.elementCount)
    reduce(BroadcastWalk(self.shape, self.shape, shape), elements, .maximum, &largest)
    return Tensor(shape: shape, elements: largest)
  }

  /// Chooses `a` where `mask` is 1 and `b` where it is 0; all of one shape.
  static func select(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    precondition(mask.shape == a.shape && a.shape == b.shape, "shapes differ")
    return Tensor(
      shape: a.shape, elements: selectElements(mask.elements, a.elements, b.elements))
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func combine<E: Scalar>(
  _ combination: Combination, _ walk: BroadcastWalk, _ a: [E], _ b: [E]
) -> [E] {
  switch combination {
  case .sum: fill(walk, a, b) { $0 + $1 }
  case .product: fill(walk, a, b) { $0 * $1 }
  case .isAtLeast: fill(walk, a, b) { $0 >= $1 ? 1 : 0 }
  case .isAbove: fill(walk, a, b) { $0 > $1 ? 1 : 0 }
  case .isEqual: fill(walk, a, b) { $0 == $1 ? 1 : 0 }
  }
}

@inline(__always)
private func fill<E: Scalar>(
  _ walk: BroadcastWalk, _ a: [E], _ b: [E], _ function: (E, E) -> E
) -> [E] {
  var result = [E](repeating: 0, count: walk.count)
  let (left, right) = (a.span, b.span)
  var output = result.mutableSpan
  let inner = walk.axes[0]
  walk.forEachRun { start, i, j in
    if inner.left == 0 {
      let x = left[i]
      let y = right.extracting(j..<j + inner.extent)
      for index in 0..<inner.extent { output[start + index] = function(x, y[index]) }
    } else if inner.right == 0 {
      let x = left.extracting(i..<i + inner.extent)
      let y = right[j]
      for index in 0..<inner.extent { output[start + index] = function(x[index], y) }
    } else {
      let x = left.extracting(i..<i + inner.extent)
      let y = right.extracting(j..<j + inner.extent)
      for index in 0..<inner.extent { output[start + index] = function(x[index], y[index]) }
    }
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func addElements<E: Scalar>(_ x: [E], to sum: inout [E]) {
  let terms = x.span
  var sum = sum.mutableSpan
  precondition(terms.count == sum.count)
  for index in 0..<terms.count { sum[index] += terms[index] }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func scale<E: Scalar>(_ x: [E], by factor: E) -> [E] {
  var result = [E](repeating: 0, count: x.count)
  let input = x.span
  var output = result.mutableSpan
  precondition(input.count == output.count)
  for index in 0..<input.count { output[index] = input[index] * factor }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func expand<E: Scalar>(_ walk: BroadcastWalk, _ x: [E]) -> [E] {
  var result = repeating(0 as E, count: walk.count)
  let inner = walk.axes[0]
  let input = x.span
  var output = result.mutableSpan
  walk.forEachRun { k, i, _ in
    if inner.left == 0 {
      precondition(k >= 0 && k + inner.extent <= output.count)
      for index in k..<k + inner.extent { output[index] = input[i] }
    } else {
      copyRun(of: inner.extent, input, at: i, to: &output, at: k)
    }
  }
  return result
}

/// What many numbers are brought down to.
private enum Reduction {
  case sum
  case maximum
}

/// Reduces the left operand of the walk into the right one.
@specialized(where E == Float)
@specialized(where E == Double)
private func reduce<E: Scalar>(
  _ walk: BroadcastWalk, _ x: [E], _ reduction: Reduction, _ result: inout [E]
) {
  switch reduction {
  case .sum: accumulate(walk, x, &result) { $0 + $1 }
  // A NaN must win, whichever side it is on.
  case .maximum: accumulate(walk, x, &result) { $0 >= $1 || $0.isNaN ? $0 : $1 }
  }
}

@inline(__always)
private func accumulate<E: Scalar>(
  _ walk: BroadcastWalk, _ x: [E], _ result: inout [E], _ function: (E, E) -> E
) {
  let input = x.span
  var output = result.mutableSpan
  let inner = walk.axes[0]
  walk.forEachRun { _, i, j in
    let terms = input.extracting(i..<i + inner.extent)
    if inner.right == 0 {
      var sum = output[j]
      for index in 0..<inner.extent { sum = function(sum, terms[index]) }
      output[j] = sum
    } else {
      for index in 0..<inner.extent {
        output[j + index] = function(output[j + index], terms[index])
      }
    }
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func selectElements<E: Scalar>(_ mask: [E], _ a: [E], _ b: [E]) -> [E] {
  var result = [E](repeating: 0, count: mask.count)
  let (mask, a, b) = (mask.span, a.span, b.span)
  var output = result.mutableSpan
  precondition(a.count == mask.count && b.count == mask.count && output.count == mask.count)
  for index in 0..<mask.count { output[index] = mask[index] != 0 ? a[index] : b[index] }
  return result
}
