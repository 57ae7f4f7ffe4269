/// The adjoint of a convolution, with a bias: Keras's Conv1DTranspose and Conv2DTranspose.
///
/// Weights: the kernel (size…, filters, channels), then the bias (filters) if there is one. A neuron's
/// weights lie along the last axis but one.
public struct TransposedConvolution: Layer, Equatable {
  /// How many channels the output has.
  public var filters: Int
  /// How the kernel slides over the output.
  public var window: Window
  /// How many elements are added at the end of each axis; `nil` stands for Keras's choice.
  public var outputPadding: [Int]?
  /// Whether there is a bias.
  public var useBias: Bool
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates a transposed convolution without activation.
  ///
  /// - Precondition: The padding is not causal.
  public init(
    filters: Int, window: Window, outputPadding: [Int]? = nil, useBias: Bool = true,
    channelsFirst: Bool = false
  ) {
    precondition(
      window.padding != .causal && outputPadding?.count ?? window.size.count == window.size.count,
      "\(window) with output padding \(outputPadding ?? [])")
    self.filters = filters
    self.window = window
    self.outputPadding = outputPadding
    self.useBias = useBias
    self.channelsFirst = channelsFirst
  }

  private var layout: SpatialLayout {
    SpatialLayout(axes: window.size.count, channelsFirst: channelsFirst)
  }

  /// The extents of the output (`compute_conv_transpose_output_shape` of Keras).
  private func extents(for spatial: [Int]) -> [Int] {
    spatial.enumerated().map { axis, extent in
      let (span, stride) = (window.span(axis), window.strides[axis])
      let added = outputPadding?[axis]
      return switch window.padding {
      case .same:
        added.map { (extent - 1) * stride + span % 2 + $0 } ?? extent * stride
      default: (extent - 1) * stride + span + (added ?? max(0, stride - span))
      }
    }
  }

  /// (spatial…, channels) becomes a larger (spatial…, filters), over which the convolution that this
  /// is the adjoint of gives the input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let (spatial, _) = try layout.parts(ofOnly: inputs)
    let extents = extents(for: spatial)
    guard extents.allSatisfy({ $0 > 0 }),
      try window.axes(over: extents).map(\.output) == spatial
    else { throw .outputPadding(outputPadding ?? [], strides: window.strides) }
    return layout.shape(extents, channels: filters)
  }

  /// Kernel (size…, filters, channels), and bias (filters).
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let channels = try layout.parts(ofOnly: inputs).channels
    return [window.size + [filters, channels]] + (useBias ? [[filters]] : [])
  }

  /// The convolution from the output to the input.
  private func shape(of picture: [Int]) -> ConvolutionShape {
    ConvolutionShape(
      grid: window.grid(
        over: extents(for: layout.spatial(ofPicture: picture)), batch: picture[0]),
      channels: filters, filters: picture[3])
  }

  /// Spreads each input over the places that the kernel would look at, and adds the bias.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let x = layout.picture(inputs[0])
    let shape = shape(of: x.shape)
    let y = Dual.convolution(
      .pictureGradient, shape, x, weights[0].reshaped(to: shape.kernelShape))
    return (layout.restored(useBias ? y + weights[1] : y), [])
  }

  /// The convolution itself for the input, and its adjoint for the kernel; `∂b = Σ g`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let (x, g) = (layout.picture(inputs[0]), layout.picture(gradient))
    let shape = shape(of: x.shape)
    var result = LayerGradients<E>(inputs: [nil], weights: weights.map { _ in nil })
    if wanted.inputs[0] {
      let kernel = weights[0].reshaped(to: shape.kernelShape)
      result.inputs[0] = layout.restored(.convolution(.forward, shape, g, kernel))
    }
    if wanted.weights[0] {
      result.weights[0] = Dual.convolution(.kernelGradient, shape, g, x)
        .reshaped(to: weights[0].shape)
    }
    if useBias, wanted.weights[1] { result.weights[1] = g.summed(to: [filters]) }
    return result
  }
}
