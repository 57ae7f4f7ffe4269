/// How values between the elements of a picture are found.
public enum Interpolation: Sendable, Hashable {
  /// The nearest element's.
  case nearest
  /// On the line between the two nearest elements, pixels being areas with their value in the middle.
  case bilinear
  /// The same with each pixel's value at its first corner, as TensorFlow 1 resizes.
  case bilinearByCorners
  /// On the cubic curve by the four nearest elements along an axis, less those beyond the border, with
  /// distances rounded to 1/1024: TensorFlow's.
  case bicubic
}

/// A finer picture of the same: Keras's UpSampling1D and UpSampling2D.
public struct UpSampling: Layer, Equatable {
  /// By how much each spatial extent grows.
  public var factors: [Int]
  /// What lies between the elements.
  public var interpolation: Interpolation
  /// Whether the channels come before the spatial axes.
  public var channelsFirst: Bool

  /// Creates an up-sampling layer.
  ///
  /// - Precondition: There are one or two factors, all positive.
  public init(
    factors: [Int], interpolation: Interpolation = .nearest, channelsFirst: Bool = false
  ) {
    precondition(
      (1...2).contains(factors.count) && factors.allSatisfy { $0 > 0 }, "factors \(factors)")
    self.factors = factors
    self.interpolation = interpolation
    self.channelsFirst = channelsFirst
  }

  private var layout: SpatialLayout {
    SpatialLayout(axes: factors.count, channelsFirst: channelsFirst)
  }

  /// Spatial extents times their factors.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let (spatial, channels) = try layout.parts(ofOnly: inputs)
    return layout.shape(zip(spatial, factors).map { $0 * $1 }, channels: channels)
  }

  /// Stretches one axis after the other.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let output = zip(layout.spatialAxes, factors).reduce(inputs[0]) { x, step in
      let (axis, factor) = step
      switch interpolation {
      case .nearest:
        let fine = split(x.shape, axis: axis, factor: 1)
        return x.reshaped(to: fine).broadcast(to: fine.replacing(axis: axis + 1, with: factor))
          .reshaped(to: x.shape.replacing(axis: axis, with: x.shape[axis] * factor))
      case .bilinear, .bilinearByCorners, .bicubic:
        return x.mixed(blend(x.shape[axis], factor), axis: axis)
      }
    }
    return (output, [])
  }

  /// Adds up what each element was stretched to.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    let result = zip(layout.spatialAxes, factors).reduce(gradient) { g, step in
      let (axis, factor) = step
      let extent = g.shape[axis] / factor
      switch interpolation {
      case .nearest:
        let fine = split(
          g.shape.replacing(axis: axis, with: extent), axis: axis, factor: factor)
        return g.reshaped(to: fine).summed(along: axis + 1)
          .reshaped(to: g.shape.replacing(axis: axis, with: extent))
      case .bilinear, .bilinearByCorners, .bicubic:
        return g.mixed(blend(extent, factor), axis: axis, transposed: true)
      }
    }
    return LayerGradients(inputs: [result])
  }

  /// The shape with an axis put in after another.
  private func split(_ shape: [Int], axis: Int, factor: Int) -> [Int] {
    shape[...axis] + [factor] + shape[(axis + 1)...]
  }

  /// How much of each element (rows) goes into each new one (columns).
  private func blend<E: Scalar>(_ extent: Int, _ factor: Int) -> Dual<E> {
    var matrix = Tensor<E>(zeros: [extent, extent * factor])
    for position in 0..<extent * factor {
      let place =
        interpolation == .bilinearByCorners
        ? Double(position) / Double(factor) : (Double(position) + 0.5) / Double(factor) - 0.5
      for (element, share) in interpolation == .bicubic ? curve(place, extent) : line(place, extent)
      {
        matrix.elements[element * extent * factor + position] += E(share)
      }
    }
    return Dual(matrix)
  }

  /// How much of which elements makes a value between them, on the line between the nearest two.
  private func line(_ place: Double, _ extent: Int) -> [(element: Int, share: Double)] {
    let place = max(0, place)
    let lower = min(Int(place), extent - 1)
    let share = place - Double(lower)
    return [(lower, 1 - share), (min(lower + 1, extent - 1), share)]
  }

  /// The same by the cubic curve of Keys, with -1/2 as the slope's factor.
  private func curve(_ place: Double, _ extent: Int) -> [(element: Int, share: Double)] {
    let lower = Int(place.rounded(.down))
    let distance = ((place - Double(lower)) * 1024).rounded(.toNearestOrEven) / 1024
    func near(_ x: Double) -> Double { (1.5 * x - 2.5) * x * x + 1 }
    func far(_ x: Double) -> Double { ((-0.5 * x + 2.5) * x - 4) * x + 2 }
    let shares = [
      (lower - 1, far(1 + distance)), (lower, near(distance)), (lower + 1, near(1 - distance)),
      (lower + 2, far(2 - distance)),
    ].filter { (0..<extent).contains($0.0) }
    // The nearest element is always there, and its share is above the others'.
    let sum = shares.reduce(0) { $0 + $1.1 }
    return shares.map { ($0.0, $0.1 / sum) }
  }
}

extension Dual {
  /// Each line along an axis times a matrix.
  fileprivate func mixed(_ matrix: Dual, axis: Int, transposed: Bool = false) -> Dual {
    var order = Array(shape.indices)
    order.remove(at: axis)
    order.append(axis)
    var back = order
    for (position, axis) in order.enumerated() { back[axis] = position }
    return Dual.product(permuted(order), matrix, transposeRight: transposed).permuted(back)
  }
}

/// The input once for each of several steps: (features) to (steps, features).
public struct RepeatVector: Layer, Equatable {
  /// How many steps there are.
  public var count: Int

  /// Creates the layer.
  public init(count: Int) {
    self.count = count
  }

  /// (features) becomes (steps, features).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    [count] + (try onlyInput(inputs, ranks: 1...1))
  }

  /// Repeats.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let shape = inputs[0].shape
    return (
      inputs[0].reshaped(to: [shape[0], 1, shape[1]]).broadcast(to: [shape[0], count, shape[1]]),
      []
    )
  }

  /// Adds the steps' gradients up.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    LayerGradients(
      inputs: [
        wanted.inputs[0] ? gradient.summed(along: 1).reshaped(to: inputs[0].shape) : nil
      ])
  }
}
