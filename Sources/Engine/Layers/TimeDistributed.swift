/// A layer applied to each step by itself: (steps, …) to (steps, …).
///
/// Every input has the steps as its first axis. Weights are the inner layer's.
public struct TimeDistributed: Layer {
  /// The layer that is applied.
  public var inner: any Layer

  /// Creates the wrapper.
  public init(_ inner: any Layer) {
    self.inner = inner
  }

  /// The inner layer's shape for a step, after the number of steps.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    guard let first = inputs.first else { throw .inputCount(expected: 1...Int.max, found: 0) }
    guard let steps = first.first else { throw .inputRank(expected: 1...Int.max, shape: first) }
    for shape in inputs where shape.first != steps { throw .inputsDiffer(shapes: inputs) }
    return [steps] + (try inner.outputShape(for: inputs.map { Array($0.dropFirst()) }))
  }

  /// Those of the inner layer.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    try inner.weightShapes(for: inputs.map { Array($0.dropFirst()) })
  }

  /// That of the inner layer for each step.
  public func workingSize(for inputs: [[Int]]) -> Int {
    let steps = inputs.first?.first ?? 1
    return steps * inner.workingSize(for: inputs.map { Array($0.dropFirst()) })
  }

  /// Makes steps rows, runs the inner layer, and makes rows steps again.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let (output, saved) = inner.forward(inputs.map(\.folded), weights: weights)
    let unfolded = output.reshaped(to: Array(inputs[0].shape[..<2]) + output.shape[1...])
    return (unfolded, saved)
  }

  /// The same backwards.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    var result = inner.backward(
      gradient.folded, inputs: inputs.map(\.folded), output: output.folded, saved: saved,
      weights: weights, wanted: wanted)
    for (index, input) in inputs.enumerated() {
      result.inputs[index] = result.inputs[index]?.reshaped(to: input.shape)
    }
    return result
  }
}

extension Dual {
  /// The first two axes made one.
  fileprivate var folded: Dual {
    reshaped(to: [shape[0] * shape[1]] + shape.dropFirst(2))
  }
}
