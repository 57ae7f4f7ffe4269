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

  private func maxima<E: Scalar>(of picture: Dual<E>) -> (indices: [Int], shape: [Int]) {
    let shape = picture.shape
    let grid = window.grid(over: layout.spatial(ofPicture: shape), batch: shape[0])
    return (
      picture.value.windowMaxima(grid),
      [shape[0], grid.rows.output, grid.columns.output, shape[3]]
    )
  }

  /// Picks the largest elements.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let x = layout.picture(inputs[0])
    let (indices, shape) = maxima(of: x)
    return (layout.restored(x.gathered(indices, shape: shape)), [])
  }

  /// Puts each gradient where the largest element was.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    let x = layout.picture(inputs[0])
    let spread = layout.picture(gradient).scattered(maxima(of: x).indices, shape: x.shape)
    return LayerGradients(inputs: [layout.restored(spread)])
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
