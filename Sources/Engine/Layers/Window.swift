/// What lies around a picture that a window slides over.
public enum Padding: Sendable, Hashable {
  /// Nothing: the window stays within the picture.
  case valid
  /// As many zeros as let the window take `ceil(extent / stride)` positions, an odd one at the end.
  case same
  /// Zeros before the first element, so that no position looks ahead of itself.
  case causal
}

/// A window that slides over one or two spatial axes: a kernel's or a pool's.
public struct Window: Sendable, Hashable {
  /// How many taps it has along each axis.
  public var size: [Int]
  /// How far it moves along each axis.
  public var strides: [Int]
  /// How far apart its taps are; 1 where they are adjacent.
  public var dilation: [Int]
  /// What lies around the picture.
  public var padding: Padding

  /// Creates a window; strides and dilation are 1 where they are not given.
  ///
  /// - Precondition: There are one or two axes, and all numbers are positive.
  public init(
    size: [Int], strides: [Int]? = nil, dilation: [Int]? = nil, padding: Padding = .valid
  ) {
    let ones = size.map { _ in 1 }
    self.size = size
    self.strides = strides ?? ones
    self.dilation = dilation ?? ones
    self.padding = padding
    precondition(
      (1...2).contains(size.count) && self.strides.count == size.count
        && self.dilation.count == size.count
        && (size + self.strides + self.dilation).allSatisfy { $0 > 0 },
      "a window of size \(size), strides \(self.strides), dilation \(self.dilation)")
  }

  /// How many elements the window spans along an axis.
  func span(_ axis: Int) -> Int { (size[axis] - 1) * dilation[axis] + 1 }

  /// How the window slides over a picture.
  ///
  /// - Throws: ``ShapeError/windowTooLarge(spans:shape:)`` where it does not fit even once.
  func axes(over spatial: [Int]) throws(ShapeError) -> [WindowAxis] {
    var result: [WindowAxis] = []
    for (axis, extent) in spatial.enumerated() {
      guard let slide = slide(axis, over: extent) else {
        throw .windowTooLarge(spans: size.indices.map(span), shape: spatial)
      }
      result.append(slide)
    }
    return result
  }

  /// The same for pictures of which ``Model/add(_:name:inputs:weights:)`` has checked the shape.
  func grid(over spatial: [Int], batch: Int) -> WindowGrid {
    let axes = spatial.enumerated().map { axis, extent in
      guard let slide = slide(axis, over: extent) else {
        preconditionFailure("\(self) does not fit a picture of \(spatial)")
      }
      return slide
    }
    return WindowGrid(batch: batch, axes: axes)
  }

  private func slide(_ axis: Int, over extent: Int) -> WindowAxis? {
    let (span, stride) = (span(axis), strides[axis])
    let output: Int
    var before = 0
    switch padding {
    case .valid:
      guard extent >= span else { return nil }
      output = (extent - span) / stride + 1
    case .same:
      guard extent > 0 else { return nil }
      output = (extent - 1) / stride + 1
      before = max(0, (output - 1) * stride + span - extent) / 2
    case .causal:
      guard extent > 0 else { return nil }
      output = (extent - 1) / stride + 1
      before = span - 1
    }
    return WindowAxis(
      input: extent, output: output, size: size[axis], stride: stride, dilation: dilation[axis],
      before: before)
  }
}

extension WindowGrid {
  /// A grid from one or two axes; a single one is that of the columns.
  init(batch: Int, axes: [WindowAxis]) {
    self.init(
      batch: batch, rows: axes.count == 2 ? axes[0] : .single, columns: axes[axes.count - 1])
  }
}

/// How tensors of one or two spatial axes and channels are laid out.
struct SpatialLayout: Sendable, Hashable {
  /// How many spatial axes there are: 1 or 2.
  var axes: Int
  /// Whether the channels come before the spatial axes rather than after them.
  var channelsFirst: Bool

  /// Takes a shape without the batch axis apart.
  ///
  /// - Throws: ``ShapeError/inputRank(expected:shape:)`` where it has another number of axes.
  func parts(of shape: [Int]) throws(ShapeError) -> (spatial: [Int], channels: Int) {
    guard shape.count == axes + 1 else {
      throw .inputRank(expected: axes + 1...axes + 1, shape: shape)
    }
    return channelsFirst
      ? (Array(shape.dropFirst()), shape[0]) : (Array(shape.dropLast()), shape[axes])
  }

  /// Takes the shape of an only input apart.
  func parts(ofOnly inputs: [[Int]]) throws(ShapeError) -> (spatial: [Int], channels: Int) {
    try parts(of: onlyInput(inputs, ranks: axes + 1...axes + 1))
  }

  /// Puts a shape together.
  func shape(_ spatial: [Int], channels: Int) -> [Int] {
    channelsFirst ? [channels] + spatial : spatial + [channels]
  }

  /// The spatial axes of a tensor that has a batch axis.
  var spatialAxes: [Int] { Array(channelsFirst ? 2..<axes + 2 : 1..<axes + 1) }

  /// The tensor as pictures: (batch, rows, columns, channels); a single spatial axis is the columns.
  func picture<E: Scalar>(_ x: Dual<E>) -> Dual<E> {
    var last = x
    if channelsFirst { last = x.permuted([0] + Array(2..<axes + 2) + [1]) }
    let shape = last.shape
    return axes == 2 ? last : last.reshaped(to: [shape[0], 1, shape[1], shape[2]])
  }

  /// Pictures in this layout: the inverse of ``picture(_:)``.
  func restored<E: Scalar>(_ picture: Dual<E>) -> Dual<E> {
    let shape = picture.shape
    let last = axes == 2 ? picture : picture.reshaped(to: [shape[0], shape[2], shape[3]])
    return channelsFirst ? last.permuted([0, axes + 1] + Array(1..<axes + 1)) : last
  }

  /// The spatial extents of pictures.
  func spatial(ofPicture shape: [Int]) -> [Int] { Array(shape[(3 - axes)..<3]) }
}
