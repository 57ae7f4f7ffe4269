/// The same numbers for every row.
///
/// Inputs: any one, which only says how many rows there are. No gradient flows back.
public struct Constant: Layer, Equatable {
  /// The numbers of a row.
  public var value: Tensor<Double>

  /// Creates the layer.
  public init(_ value: Tensor<Double>) {
    self.value = value
  }

  /// The numbers' shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    _ = try onlyInput(inputs)
    return value.shape
  }

  /// Repeats the numbers.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let row = value.converted(to: E.self).reshaped(to: [1] + value.shape)
    return (Dual(row.broadcast(to: [inputs[0].shape[0]] + value.shape)), [])
  }

  /// Zeros.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    .zeros(for: inputs, wanted: wanted)
  }
}
