/// The largest element that a window covers, channel by channel: Keras's MaxPooling1D and
/// MaxPooling2D.
///
/// Of equal elements the first gets the gradient, as in TensorFlow.
public struct MaxPooling: Layer, Equatable {
  /// How the pool slides.
  public var window: Window
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates a pooling layer.
  public init(window: Window, channelsFirst: Bool = false) {
    self.window = window
    self.channelsFirst = channelsFirst
  }

  private var layout: SpatialLayout {
    SpatialLayout(axes: window.size.count, channelsFirst: channelsFirst)
  }

  /// (spatial…, channels) becomes (positions…, channels).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let (spatial, channels) = try layout.parts(ofOnly: inputs)
    return layout.shape(try window.axes(over: spatial).map(\.output), channels: channels)
  }

  private func grid(of picture: [Int]) -> WindowGrid {
    window.grid(over: layout.spatial(ofPicture: picture), batch: picture[0])
  }

  /// Picks the largest elements; which they are matters to tangents and gradients only.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let x = layout.picture(inputs[0])
    let grid = grid(of: x.shape)
    let largest = x.value.windowMaximum(grid)
    let rate = x.tangent.map { $0.gathered(x.value.windowMaxima(grid), shape: largest.shape) }
    return (layout.restored(Dual(largest, tangent: rate)), [])
  }

  /// Puts each gradient where the largest element was.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    let x = layout.picture(inputs[0])
    let indices = x.value.windowMaxima(grid(of: x.shape))
    return LayerGradients(
      inputs: [layout.restored(layout.picture(gradient).scattered(indices, shape: x.shape))])
  }
}

/// The mean of the elements that a window covers, channel by channel: Keras's AveragePooling1D and
/// AveragePooling2D.
///
/// Padding does not count.
public struct AveragePooling: Layer, Equatable {
  /// How the pool slides.
  public var window: Window
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates a pooling layer.
  public init(window: Window, channelsFirst: Bool = false) {
    self.window = window
    self.channelsFirst = channelsFirst
  }

  private var layout: SpatialLayout {
    SpatialLayout(axes: window.size.count, channelsFirst: channelsFirst)
  }

  /// (spatial…, channels) becomes (positions…, channels).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let (spatial, channels) = try layout.parts(ofOnly: inputs)
    return layout.shape(try window.axes(over: spatial).map(\.output), channels: channels)
  }

  private func grid(of picture: [Int]) -> WindowGrid {
    window.grid(over: layout.spatial(ofPicture: picture), batch: picture[0])
  }

  /// 1 over the number of elements at each position, (1, rows, columns, 1).
  private func shares<E: Scalar>(_ grid: WindowGrid) -> Dual<E> {
    var elements: [E] = []
    for row in 0..<grid.rows.output {
      for column in 0..<grid.columns.output {
        let count = grid.rows.taps(at: row).count * grid.columns.taps(at: column).count
        elements.append(1 / E(count))
      }
    }
    return Dual(Tensor(shape: [1, grid.rows.output, grid.columns.output, 1], elements: elements))
  }

  /// Sums, each divided by the number of its terms.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let x = layout.picture(inputs[0])
    let grid = grid(of: x.shape)
    return (layout.restored(x.windowSums(grid) * shares(grid)), [])
  }

  /// Gives each element its share of the gradients.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    let grid = grid(of: layout.picture(inputs[0]).shape)
    let spread = (layout.picture(gradient) * shares(grid)).spreadOverWindows(grid)
    return LayerGradients(inputs: [layout.restored(spread)])
  }
}
