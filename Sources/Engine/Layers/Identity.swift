/// Hands its input on: what dropout, noise and regularisation layers do at inference.
public struct Identity: Layer, Equatable {
  /// What the layer does in training; `nil` for nothing.
  public var noise: TrainingNoise?

  /// Whether the layer changes its input in training in a way that is not modelled here, such as
  /// turning pictures at random.
  public var augments: Bool

  /// Creates an identity.
  public init(noise: TrainingNoise? = nil, augments: Bool = false) {
    self.noise = noise
    self.augments = augments
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try onlyInput(inputs)
  }

  /// `y = x`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (inputs[0], [])
  }

  /// `∂x = g`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    LayerGradients(inputs: [wanted.inputs[0] ? gradient : nil])
  }
}
