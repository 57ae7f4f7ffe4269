/// The largest element of each channel: Keras's GlobalMaxPooling1D and GlobalMaxPooling2D.
///
/// Equal elements share the gradient evenly, as TensorFlow's maximum does.
public struct GlobalMaxPooling: Layer, Equatable {
  /// How many spatial axes there are: 1 or 2.
  public var axes: Int
  /// Whether the spatial axes stay, with extent 1.
  public var keepDimensions: Bool
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates a pooling layer.
  public init(axes: Int, keepDimensions: Bool = false, channelsFirst: Bool = false) {
    self.axes = axes
    self.keepDimensions = keepDimensions
    self.channelsFirst = channelsFirst
  }

  private var layout: SpatialLayout { SpatialLayout(axes: axes, channelsFirst: channelsFirst) }

  /// (spatial…, channels) becomes (channels), or (1…, channels).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    layout.pooledShape(try layout.parts(ofOnly: inputs), keeping: keepDimensions)
  }

  /// 1 over the number of elements that are the largest, at each of these, and 0 at others; and the
  /// largest elements.
  private func shares<E: Scalar>(_ x: Tensor<E>) -> (shares: Dual<E>, largest: Tensor<E>) {
    var largest = x
    for axis in layout.spatialAxes { largest = largest.maximum(along: axis) }
    let chosen = Dual(x.combined(.isAtLeast, with: largest))
    return (chosen * chosen.summed(to: largest.shape).map(.reciprocal), largest)
  }

  /// Takes the maximum over the spatial axes.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let x = inputs[0]
    let (shares, largest) = shares(x.value)
    let rate = x.tangent.map { (Dual($0) * shares).summed(to: largest.shape).value }
    return (layout.pooled(Dual(largest, tangent: rate), keeping: keepDimensions), [])
  }

  /// Shares each gradient out among the largest elements.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    let (shares, largest) = shares(inputs[0].value)
    return LayerGradients(inputs: [shares * gradient.reshaped(to: largest.shape)])
  }
}

/// The mean of each channel: Keras's GlobalAveragePooling1D and GlobalAveragePooling2D.
///
/// With one spatial axis there may be a second input (steps), by which steps are weighed: a mask of
/// ones and zeros. Where all are zero, the mean is NaN, as in Keras.
public struct GlobalAveragePooling: Layer, Equatable {
  /// How many spatial axes there are: 1 or 2.
  public var axes: Int
  /// Whether the spatial axes stay, with extent 1.
  public var keepDimensions: Bool
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates a pooling layer.
  public init(axes: Int, keepDimensions: Bool = false, channelsFirst: Bool = false) {
    self.axes = axes
    self.keepDimensions = keepDimensions
    self.channelsFirst = channelsFirst
  }

  private var layout: SpatialLayout { SpatialLayout(axes: axes, channelsFirst: channelsFirst) }

  /// (spatial…, channels) becomes (channels), or (1…, channels).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    guard let first = inputs.first, inputs.count == 1 || (inputs.count == 2 && axes == 1) else {
      throw .inputCount(expected: 1...(axes == 1 ? 2 : 1), found: inputs.count)
    }
    let parts = try layout.parts(of: first)
    if inputs.count == 2, inputs[1] != parts.spatial { throw .inputsDiffer(shapes: inputs) }
    return layout.pooledShape(parts, keeping: keepDimensions)
  }

  /// What the mean is made of.
  private struct Terms<E: Scalar> {
    /// What each place is multiplied by.
    var mask: Dual<E>
    /// 1 over the sum of the mask.
    var share: Dual<E>
    /// The shape of the sums.
    var shape: [Int]
  }

  private func terms<E: Scalar>(_ inputs: [Dual<E>]) -> Terms<E> {
    let shape = inputs[0].shape
    let ones = layout.spatialAxes.reduce(shape) { $0.replacing(axis: $1, with: 1) }
    guard inputs.count == 2 else {
      let count = layout.spatialAxes.reduce(1) { $0 * shape[$1] }
      return Terms(mask: .constant(1), share: .constant(1 / Double(count)), shape: ones)
    }
    let mask = inputs[1].reshaped(
      to: channelsFirst ? [shape[0], 1, shape[2]] : [shape[0], shape[1], 1])
    let share = mask.summed(to: [shape[0], 1, 1]).map(.reciprocal)
    return Terms(mask: mask, share: share, shape: ones)
  }

  /// Takes the mean over the spatial axes.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let terms = terms(inputs)
    let weighed = inputs.count == 2 ? inputs[0] * terms.mask : inputs[0]
    let mean = weighed.summed(to: terms.shape) * terms.share
    return (layout.pooled(mean, keeping: keepDimensions), [])
  }

  /// `∂x = g m / Σ m`; for a mask `∂m = Σ g (x - y) / Σ m`.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let terms = terms(inputs)
    let shared = gradient.reshaped(to: terms.shape) * terms.share
    var result = LayerGradients<E>(inputs: inputs.map { _ in nil })
    if wanted.inputs[0] {
      result.inputs[0] =
        inputs.count == 2 ? shared * terms.mask : shared.broadcast(to: inputs[0].shape)
    }
    if inputs.count == 2, wanted.inputs[1] {
      let distance = inputs[0] - output.reshaped(to: terms.shape)
      result.inputs[1] = (shared * distance).summed(to: terms.mask.shape)
        .reshaped(to: inputs[1].shape)
    }
    return result
  }
}

extension SpatialLayout {
  /// The shape that is left when the spatial axes are gone, or have extent 1.
  func pooledShape(_ parts: (spatial: [Int], channels: Int), keeping: Bool) -> [Int] {
    keeping ? shape(parts.spatial.map { _ in 1 }, channels: parts.channels) : [parts.channels]
  }

  /// The tensor, whose spatial axes have extent 1, with or without them.
  func pooled<E: Scalar>(_ x: Dual<E>, keeping: Bool) -> Dual<E> {
    keeping ? x : x.reshaped(to: [x.shape[0], x.shape[channelsFirst ? 1 : axes + 1]])
  }
}
