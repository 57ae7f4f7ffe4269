/// A kernel slid over one or two spatial axes: Keras's Conv1D and Conv2D.
///
/// `y[p, f] = b[f] + Σ_t Σ_c x[p s + t d - before, c] w[t, c, f]`
///
/// Weights: the kernel (size…, channels / groups, filters), then the bias (filters) if there is one.
public struct Convolution: Layer, Equatable {
  /// How many channels the output has.
  public var filters: Int
  /// How the kernel slides.
  public var window: Window
  /// Into how many groups channels and filters are cut.
  public var groups: Int
  /// Whether there is a bias.
  public var useBias: Bool
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates a convolution without activation.
  public init(
    filters: Int, window: Window, groups: Int = 1, useBias: Bool = true,
    channelsFirst: Bool = false
  ) {
    self.filters = filters
    self.window = window
    self.groups = groups
    self.useBias = useBias
    self.channelsFirst = channelsFirst
  }

  private var layout: SpatialLayout {
    SpatialLayout(axes: window.size.count, channelsFirst: channelsFirst)
  }

  /// (spatial…, channels) becomes (positions…, filters).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let (spatial, channels) = try layout.parts(ofOnly: inputs)
    guard channels % groups == 0, filters % groups == 0 else {
      throw .groups(groups, channels: channels, filters: filters)
    }
    return layout.shape(try window.axes(over: spatial).map(\.output), channels: filters)
  }

  /// Kernel (size…, channels / groups, filters), and bias (filters).
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let channels = try layout.parts(ofOnly: inputs).channels
    return [window.size + [channels / groups, filters]] + (useBias ? [[filters]] : [])
  }

  private func shape(of picture: [Int]) -> ConvolutionShape {
    ConvolutionShape(
      grid: window.grid(over: layout.spatial(ofPicture: picture), batch: picture[0]),
      channels: picture[3], filters: filters, groups: groups)
  }

  /// Slides the kernel and adds the bias.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let x = layout.picture(inputs[0])
    let shape = shape(of: x.shape)
    let y = Dual.convolution(
      .forward, shape, x, weights[0].reshaped(to: shape.kernelShape),
      bias: useBias ? weights[1] : nil)
    return (layout.restored(y), [])
  }

  /// The tangent of the convolution.
  public func resumed<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>], value: Tensor<E>
  ) -> Dual<E>? {
    let x = layout.picture(inputs[0])
    let shape = shape(of: x.shape)
    return layout.restored(
      Dual.convolution(
        .forward, shape, x, weights[0].reshaped(to: shape.kernelShape),
        bias: useBias ? weights[1] : nil, value: layout.picture(Dual(value)).value))
  }

  /// The convolution's adjoints; `∂b = Σ g`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let (x, g) = (layout.picture(inputs[0]), layout.picture(gradient))
    let shape = shape(of: x.shape)
    var result = LayerGradients<E>(inputs: [nil], weights: weights.map { _ in nil })
    if wanted.inputs[0] {
      let kernel = weights[0].reshaped(to: shape.kernelShape)
      result.inputs[0] = layout.restored(
        .convolution(
          .pictureGradient, shape, g, kernel, tangentSuffices: wanted.inputTangentsSuffice))
    }
    if wanted.weights[0] {
      result.weights[0] = Dual.convolution(
        .kernelGradient, shape, x, g, tangentSuffices: wanted.tangentsSuffice
      )
      .reshaped(to: weights[0].shape)
    }
    if useBias, wanted.weights[1] { result.weights[1] = g.summed(to: [filters]) }
    return result
  }
}
