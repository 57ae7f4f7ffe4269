/// A depthwise convolution, then a mixture of its channels at each place: Keras's SeparableConv1D and
/// SeparableConv2D.
///
/// Weights: the depthwise kernel (size…, channels, multiplier), the pointwise kernel (1…,
/// channels × multiplier, filters), then the bias (filters) if there is one.
public struct SeparableConvolution: Layer, Equatable {
  /// How many channels the output has.
  public var filters: Int
  /// How many outputs the depthwise convolution has for each channel.
  public var multiplier: Int
  /// How the depthwise kernels slide.
  public var window: Window
  /// Whether there is a bias.
  public var useBias: Bool
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates a separable convolution without activation.
  public init(
    filters: Int, multiplier: Int = 1, window: Window, useBias: Bool = true,
    channelsFirst: Bool = false
  ) {
    self.filters = filters
    self.multiplier = multiplier
    self.window = window
    self.useBias = useBias
    self.channelsFirst = channelsFirst
  }

  private var depthwise: DepthwiseConvolution {
    DepthwiseConvolution(
      multiplier: multiplier, window: window, useBias: false, channelsFirst: channelsFirst)
  }

  private var pointwise: Convolution {
    Convolution(
      filters: filters, window: Window(size: window.size.map { _ in 1 }), useBias: useBias,
      channelsFirst: channelsFirst)
  }

  /// (spatial…, channels) becomes (positions…, filters).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try pointwise.outputShape(for: [try depthwise.outputShape(for: inputs)])
  }

  /// Both kernels, and bias (filters).
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    try depthwise.weightShapes(for: inputs)
      + pointwise.weightShapes(for: [try depthwise.outputShape(for: inputs)])
  }

  /// Runs one after the other and keeps what is between them.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let middle = depthwise.forward(inputs, weights: [weights[0]]).output
    let output = pointwise.forward([middle], weights: Array(weights.dropFirst())).output
    return (output, [middle])
  }

  /// The adjoints of both, the last one first.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let isPassed = wanted.inputs[0] || wanted.weights[0]
    let last = pointwise.backward(
      gradient, inputs: saved, output: output, saved: [], weights: Array(weights.dropFirst()),
      wanted: Wanted(inputs: [isPassed], weights: Array(wanted.weights.dropFirst())))
    guard isPassed, let middle = last.inputs[0] else {
      return LayerGradients(inputs: [nil], weights: [nil] + last.weights)
    }
    let first = depthwise.backward(
      middle, inputs: inputs, output: saved[0], saved: [], weights: [weights[0]],
      wanted: Wanted(inputs: wanted.inputs, weights: [wanted.weights[0]]))
    return LayerGradients(inputs: first.inputs, weights: first.weights + last.weights)
  }
}
