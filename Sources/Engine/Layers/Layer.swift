/// One kind of operation of a network, without its weights.
///
/// A layer computes outputs and gradients out of ``Dual``'s operations only; that makes its
/// gradients' own derivatives exact with no further code. Tensors hold the batch as their first
/// axis; the shapes asked for here are without it.
public protocol Layer: Sendable {
  /// The shape of the output.
  ///
  /// - Throws: What keeps the layer from taking inputs of these shapes.
  func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int]

  /// The shape of each weight, in the order in which the layer takes them.
  func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]]

  /// How many numbers the layer holds for each row while it computes, beside inputs and output.
  func workingSize(for inputs: [[Int]]) -> Int

  /// Computes the output, and whatever else ``backward(_:inputs:output:saved:weights:wanted:)``
  /// will need.
  func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>])

  /// The output where its value is known: its tangent has to be found only.
  ///
  /// `nil`, which is what layers answer by default, where ``forward(_:weights:)`` has to run.
  func resumed<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>], value: Tensor<E>
  ) -> Dual<E>?

  /// Turns the gradient with respect to the output into those with respect to inputs and weights.
  func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E>
}

extension Layer {
  /// No weights: what most layers have.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] { [] }

  /// `nil`: the whole output is computed.
  public func resumed<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>], value: Tensor<E>
  ) -> Dual<E>? { nil }

  /// None worth counting.
  public func workingSize(for inputs: [[Int]]) -> Int { 0 }
}

/// Which gradients a layer shall compute.
public struct Wanted: Sendable, Equatable {
  /// One flag for each input.
  public var inputs: [Bool]
  /// One flag for each weight.
  public var weights: [Bool]
  /// Whether only the tangents of the weights' gradients are read: layers may save the work on their
  /// values.
  public var tangentsSuffice: Bool
  /// Whether that holds for the inputs' gradients as well.
  public var inputTangentsSuffice: Bool

  /// Creates a selection.
  public init(
    inputs: [Bool], weights: [Bool], tangentsSuffice: Bool = false,
    inputTangentsSuffice: Bool = false
  ) {
    self.inputs = inputs
    self.weights = weights
    self.tangentsSuffice = tangentsSuffice
    self.inputTangentsSuffice = inputTangentsSuffice
  }
}

/// The gradients that a layer computed; `nil` where not wanted.
public struct LayerGradients<E: Scalar>: Sendable {
  /// One gradient for each input, of that input's shape.
  public var inputs: [Dual<E>?]
  /// One gradient for each weight, of that weight's shape, summed over the batch.
  public var weights: [Dual<E>?]

  /// Creates gradients.
  public init(inputs: [Dual<E>?], weights: [Dual<E>?] = []) {
    self.inputs = inputs
    self.weights = weights
  }
}

/// The only input's shape.
func onlyInput(_ inputs: [[Int]], ranks: ClosedRange<Int> = 0...Int.max) throws(ShapeError) -> [Int]
{
  guard let input = inputs.first, inputs.count == 1 else {
    throw .inputCount(expected: 1...1, found: inputs.count)
  }
  guard ranks.contains(input.count) else { throw .inputRank(expected: ranks, shape: input) }
  return input
}
