/// All axes but the batch made one.
public struct Flatten: Layer, Equatable {
  /// Whether the input holds channels as its first axis; Keras then moves them last before it
  /// flattens (`data_format="channels_first"`).
  public var channelsFirst: Bool

  /// Creates a flatten layer.
  public init(channelsFirst: Bool = false) {
    self.channelsFirst = channelsFirst
  }

  /// One axis of as many elements.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    [try onlyInput(inputs).elementCount]
  }

  /// Reads the elements in row-major order, channels last.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let x = inputs[0]
    let ordered = moves(x.shape.count) ? x.permuted(channelsLast(x.shape.count)) : x
    return (ordered.reshaped(to: [x.shape[0], x.value.rowSize]), [])
  }

  /// Puts the gradient back into the input's shape.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    let shape = inputs[0].shape
    guard moves(shape.count) else {
      return LayerGradients(inputs: [gradient.reshaped(to: shape)])
    }
    let axes = channelsLast(shape.count)
    return LayerGradients(
      inputs: [gradient.reshaped(to: axes.map { shape[$0] }).permuted(inverse(of: axes))])
  }

  private func moves(_ rank: Int) -> Bool { channelsFirst && rank > 2 }
  private func channelsLast(_ rank: Int) -> [Int] { [0] + (2..<rank) + [1] }
}

/// The same elements in another shape.
public struct Reshape: Layer, Equatable {
  /// The target shape without the batch; one -1 stands for whatever is left.
  public var target: [Int]

  /// Creates a reshape layer.
  public init(target: [Int]) {
    self.target = target
  }

  /// The target with -1 worked out.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    let known = target.filter { $0 != -1 }
    let product = known.elementCount
    let isOpen = known.count == target.count - 1
    guard known.allSatisfy({ $0 >= 0 }), known.count >= target.count - 1,
      isOpen ? product > 0 && shape.elementCount % product == 0 : product == shape.elementCount
    else { throw .notReshapable(shape: shape, target: target) }
    return target.map { $0 == -1 ? shape.elementCount / product : $0 }
  }

  /// Keeps the elements' row-major order.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let x = inputs[0]
    let product = target.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
    let shape = target.map { $0 == -1 ? x.value.rowSize / product : $0 }
    return (x.reshaped(to: [x.shape[0]] + shape), [])
  }

  /// Puts the gradient back into the input's shape.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    LayerGradients(inputs: [wanted.inputs[0] ? gradient.reshaped(to: inputs[0].shape) : nil])
  }
}

/// The axes in another order.
public struct Permute: Layer, Equatable {
  /// For each axis of the output its axis of the input, counted from 1 as Keras does: the batch
  /// stays first.
  public var axes: [Int]

  /// Creates a permutation.
  public init(axes: [Int]) {
    self.axes = axes
  }

  /// The input's extents in the new order.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    guard axes.sorted() == Array(1..<shape.count + 1) else {
      throw .notAPermutation(axes: axes, shape: shape)
    }
    return axes.map { shape[$0 - 1] }
  }

  /// Moves the axes.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (inputs[0].permuted([0] + axes), [])
  }

  /// Moves the axes back.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    LayerGradients(
      inputs: [wanted.inputs[0] ? gradient.permuted(inverse(of: [0] + axes)) : nil])
  }
}

/// The permutation that undoes another.
private func inverse(of axes: [Int]) -> [Int] {
  var result = axes
  for (position, axis) in axes.enumerated() { result[axis] = position }
  return result
}
