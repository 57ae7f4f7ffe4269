/// A kernel of its own for each channel: Keras's DepthwiseConv1D and DepthwiseConv2D.
///
/// Weights: the kernel (size…, channels, multiplier), then the bias (channels × multiplier) if there
/// is one. Output `c × multiplier + m` looks at channel `c`.
public struct DepthwiseConvolution: Layer, Equatable {
  /// How many outputs each channel has.
  public var multiplier: Int
  /// How the kernels slide.
  public var window: Window
  /// Whether there is a bias.
  public var useBias: Bool
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates a depthwise convolution without activation.
  public init(
    multiplier: Int = 1, window: Window, useBias: Bool = true, channelsFirst: Bool = false
  ) {
    self.multiplier = multiplier
    self.window = window
    self.useBias = useBias
    self.channelsFirst = channelsFirst
  }

  private var layout: SpatialLayout {
    SpatialLayout(axes: window.size.count, channelsFirst: channelsFirst)
  }

  /// The convolution of as many groups as channels that this is.
  private func convolution(channels: Int) -> Convolution {
    Convolution(
      filters: channels * multiplier, window: window, groups: channels, useBias: useBias,
      channelsFirst: channelsFirst)
  }

  private func convolution<E: Scalar>(of input: Dual<E>) -> Convolution {
    convolution(channels: input.shape[channelsFirst ? 1 : input.shape.count - 1])
  }

  /// The kernel as the convolution takes it: the same elements as (size…, 1, channels × multiplier).
  private func grouped<E: Scalar>(_ weights: [Dual<E>]) -> [Dual<E>] {
    let shape = weights[0].shape
    let filters = shape.suffix(2).reduce(1, *)
    return [weights[0].reshaped(to: shape.dropLast(2) + [1, filters])] + weights.dropFirst()
  }

  /// (spatial…, channels) becomes (positions…, channels × multiplier).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let channels = try layout.parts(ofOnly: inputs).channels
    return try convolution(channels: channels).outputShape(for: inputs)
  }

  /// Kernel (size…, channels, multiplier), and bias (channels × multiplier).
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let channels = try layout.parts(ofOnly: inputs).channels
    return [window.size + [channels, multiplier]] + (useBias ? [[channels * multiplier]] : [])
  }

  /// Slides each channel's kernels over it.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    convolution(of: inputs[0]).forward(inputs, weights: grouped(weights))
  }

  /// The convolution's adjoints.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    var result = convolution(of: inputs[0]).backward(
      gradient, inputs: inputs, output: output, saved: saved, weights: grouped(weights),
      wanted: wanted)
    result.weights[0] = result.weights[0]?.reshaped(to: weights[0].shape)
    return result
  }
}
