/// `scale x + offset`, with numbers that are part of the configuration.
public struct Rescaling: Layer, Equatable {
  /// The factor: one number, or one for each index of the channels' axis.
  public var scale: Tensor<Double>
  /// What is added, likewise.
  public var offset: Tensor<Double>
  /// The axis of the channels; the batch axis counts as 0.
  public var axis: Int

  /// Creates a rescaling by one factor and offset.
  public init(scale: Double, offset: Double = 0) {
    self.init(
      scale: Tensor(repeating: scale, shape: []), offset: Tensor(repeating: offset, shape: []))
  }

  /// Creates a rescaling with a factor and an offset for each channel, or one for all.
  ///
  /// - Precondition: Both have at most one axis.
  public init(scale: Tensor<Double>, offset: Tensor<Double>, axis: Int = -1) {
    precondition(scale.shape.count <= 1 && offset.shape.count <= 1, "more than one axis")
    self.scale = scale
    self.offset = offset
    self.axis = axis
  }

  private var extents: [Int] { (scale.shape + offset.shape).filter { $0 != 1 } }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    guard !extents.isEmpty else { return shape }
    let channels = shape[try axisIndex(axis, for: shape) - 1]
    for extent in extents where extent != channels {
      throw .inputsDiffer(shapes: [shape, [extent]])
    }
    return shape
  }

  /// A number for each channel, shaped to broadcast.
  private func shaped<E: Scalar>(_ numbers: Tensor<Double>, rank: Int) -> Dual<E> {
    let after = extents.isEmpty ? 0 : rank - 1 - checkedAxis(axis, rank: rank)
    return Dual(
      numbers.reshaped(to: numbers.shape + Array(repeating: 1, count: after))
        .converted(to: E.self))
  }

  /// `y = scale x + offset`.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let rank = inputs[0].shape.count
    return (inputs[0] * shaped(scale, rank: rank) + shaped(offset, rank: rank), [])
  }

  /// `∂x = scale g`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    LayerGradients(
      inputs: [wanted.inputs[0] ? gradient * shaped(scale, rank: gradient.shape.count) : nil])
  }
}
