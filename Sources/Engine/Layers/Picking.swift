/// The input with an axis read from its end.
public struct Reverse: Layer, Equatable {
  /// The axis; the batch axis counts as 0.
  public var axis: Int

  /// Creates the layer.
  public init(axis: Int = 1) {
    self.axis = axis
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    _ = try axisIndex(axis, for: shape)
    return shape
  }

  private func reversed<E: Scalar>(_ x: Dual<E>) -> Dual<E> {
    let axis = checkedAxis(axis, rank: x.shape.count)
    return x.picked(axis: axis, (0..<x.shape[axis]).reversed())
  }

  /// Reverses the axis.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (reversed(inputs[0]), [])
  }

  /// Reverses the gradient.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    LayerGradients(inputs: [wanted.inputs[0] ? reversed(gradient) : nil])
  }
}

/// Consecutive entries of an axis.
public struct Slice: Layer, Equatable {
  /// The axis; the batch axis counts as 0.
  public var axis: Int
  /// The entries that are kept.
  public var range: Range<Int>

  /// Creates the layer.
  public init(axis: Int, range: Range<Int>) {
    self.axis = axis
    self.range = range
  }

  /// The input's shape, with the axis as long as the range.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    let index = try axisIndex(axis, for: shape) - 1
    guard range.lowerBound >= 0, range.upperBound <= shape[index] else {
      throw .windowTooLarge(spans: [range.upperBound], shape: shape)
    }
    return shape.replacing(axis: index, with: range.count)
  }

  /// Cuts the entries out.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (inputs[0].slice(axis: checkedAxis(axis, rank: inputs[0].shape.count), range), [])
  }

  /// Puts zeros in place of the entries that were left out.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    let shape = inputs[0].shape
    let axis = checkedAxis(axis, rank: shape.count)
    return LayerGradients(
      inputs: [
        gradient.padded(
          axis: axis, before: range.lowerBound, after: shape[axis] - range.upperBound)
      ])
  }
}

/// Each entry of an axis several times in a row.
public struct Repeat: Layer, Equatable {
  /// The axis; the batch axis counts as 0.
  public var axis: Int
  /// How often each entry comes.
  public var count: Int

  /// Creates the layer.
  ///
  /// - Precondition: The count is positive.
  public init(axis: Int, count: Int) {
    precondition(count > 0, "\(count) repetitions")
    self.axis = axis
    self.count = count
  }

  /// The input's shape, with a longer axis.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    let index = try axisIndex(axis, for: shape) - 1
    return shape.replacing(axis: index, with: shape[index] * count)
  }

  /// Repeats.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let axis = checkedAxis(axis, rank: inputs[0].shape.count)
    let indices = (0..<inputs[0].shape[axis] * count).map { $0 / count }
    return (inputs[0].picked(axis: axis, indices), [])
  }

  /// Adds the repetitions' gradients up.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    var shape = inputs[0].shape
    let axis = checkedAxis(axis, rank: shape.count)
    shape.insert(count, at: axis + 1)
    return LayerGradients(
      inputs: [
        gradient.reshaped(to: shape).summed(along: axis + 1).reshaped(to: inputs[0].shape)
      ])
  }
}
