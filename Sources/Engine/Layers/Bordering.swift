/// Zeros around the spatial axes: Keras's ZeroPadding1D and ZeroPadding2D.
public struct ZeroPadding: Layer, Equatable {
  /// How many zeros come before and after each spatial axis.
  public var amounts: [Border]
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates a padding layer.
  public init(_ amounts: [Border], channelsFirst: Bool = false) {
    self.amounts = amounts
    self.channelsFirst = channelsFirst
  }

  private var layout: SpatialLayout {
    SpatialLayout(axes: amounts.count, channelsFirst: channelsFirst)
  }

  /// Each spatial axis grows.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let (spatial, channels) = try layout.parts(ofOnly: inputs)
    return layout.shape(zip(spatial, amounts).map { $0 + $1.before + $1.after }, channels: channels)
  }

  /// Puts zeros around.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (inputs[0].padded(amounts, axes: layout.spatialAxes), [])
  }

  /// Cuts the zeros' gradients off.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    LayerGradients(
      inputs: [wanted.inputs[0] ? gradient.cropped(amounts, axes: layout.spatialAxes) : nil])
  }
}

/// The spatial axes without their ends: Keras's Cropping1D and Cropping2D.
public struct Cropping: Layer, Equatable {
  /// How many elements are cut off before and after each spatial axis.
  public var amounts: [Border]
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates a cropping layer.
  public init(_ amounts: [Border], channelsFirst: Bool = false) {
    self.amounts = amounts
    self.channelsFirst = channelsFirst
  }

  private var layout: SpatialLayout {
    SpatialLayout(axes: amounts.count, channelsFirst: channelsFirst)
  }

  /// Each spatial axis shrinks; something must be left of it.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let (spatial, channels) = try layout.parts(ofOnly: inputs)
    let extents = zip(spatial, amounts).map { $0 - $1.before - $1.after }
    guard extents.allSatisfy({ $0 > 0 }) else {
      throw .windowTooLarge(spans: amounts.map { $0.before + $0.after + 1 }, shape: spatial)
    }
    return layout.shape(extents, channels: channels)
  }

  /// Cuts the ends off.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    (inputs[0].cropped(amounts, axes: layout.spatialAxes), [])
  }

  /// What was cut off has no gradient.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    LayerGradients(
      inputs: [wanted.inputs[0] ? gradient.padded(amounts, axes: layout.spatialAxes) : nil])
  }
}

/// How much is put on or cut off at the two ends of an axis.
public struct Border: Sendable, Hashable {
  /// Before the first element.
  public var before: Int
  /// After the last one.
  public var after: Int

  /// Creates a border.
  ///
  /// - Precondition: Neither is negative.
  public init(before: Int, after: Int) {
    precondition(before >= 0 && after >= 0, "a border of \(before) and \(after)")
    self.before = before
    self.after = after
  }
}

extension Dual {
  fileprivate func padded(_ amounts: [Border], axes: [Int]) -> Dual {
    zip(axes, amounts).reduce(self) {
      $0.padded(axis: $1.0, before: $1.1.before, after: $1.1.after)
    }
  }

  fileprivate func cropped(_ amounts: [Border], axes: [Int]) -> Dual {
    zip(axes, amounts).reduce(self) { dual, step in
      let (axis, border) = step
      return dual.slice(axis: axis, border.before..<dual.shape[axis] - border.after)
    }
  }
}
