/// The extents of a convolution of pictures (batch, rows, columns, channels) with a kernel (rows,
/// columns, channels / groups, filters).
///
/// The channels and the filters are cut into as many groups; a group's filters look at its channels
/// only.
public struct ConvolutionShape: Sendable, Hashable {
  /// How the kernel slides.
  public var grid: WindowGrid
  /// How many numbers the picture has at each place.
  public var channels: Int
  /// How many numbers the output has at each position.
  public var filters: Int
  /// How many groups there are.
  public var groups: Int

  /// Creates a shape.
  ///
  /// - Precondition: The groups divide channels and filters.
  public init(grid: WindowGrid, channels: Int, filters: Int, groups: Int = 1) {
    precondition(
      groups > 0 && channels % groups == 0 && filters % groups == 0,
      "\(groups) groups of \(channels) channels and \(filters) filters")
    self.grid = grid
    self.channels = channels
    self.filters = filters
    self.groups = groups
  }

  /// The extents (batch, rows, columns, channels).
  var pictureShape: [Int] { [grid.batch, grid.rows.input, grid.columns.input, channels] }
  /// The extents (rows, columns, channels / groups, filters).
  var kernelShape: [Int] { [grid.rows.size, grid.columns.size, channels / groups, filters] }
  /// The extents (batch, rows, columns, filters).
  var outputShape: [Int] { [grid.batch, grid.rows.output, grid.columns.output, filters] }
}

/// A convolution and its two adjoints: each is linear in both of its operands, and the derivatives of
/// one are the others, so the three are closed under differentiation.
public enum ConvolutionKind: Sendable, Hashable, CaseIterable {
  /// The picture and the kernel give the output.
  case forward
  /// The output's gradient and the kernel give the picture's gradient.
  case pictureGradient
  /// The picture and the output's gradient give the kernel's gradient, summed over the batch.
  case kernelGradient
}

extension ConvolutionKind {
  /// The shapes of the operands and of the result.
  func shapes(_ shape: ConvolutionShape) -> (left: [Int], right: [Int], result: [Int]) {
    switch self {
    case .forward: (shape.pictureShape, shape.kernelShape, shape.outputShape)
    case .pictureGradient: (shape.outputShape, shape.kernelShape, shape.pictureShape)
    case .kernelGradient: (shape.pictureShape, shape.outputShape, shape.kernelShape)
    }
  }

  /// Stops where operands do not have the elements that the shape says: the C functions trust their
  /// caller.
  func checkCounts(_ shape: ConvolutionShape, _ left: Int, _ right: Int, bias: Int?) {
    let shapes = shapes(shape)
    precondition(
      left == shapes.left.elementCount && right == shapes.right.elementCount
        && (bias == nil || (self == .forward && bias == shape.filters)),
      "\(self) of \(left) and \(right) elements for \(shape)")
  }
}

extension Tensor {
  /// A convolution or one of its adjoints.
  static func convolution(
    _ kind: ConvolutionKind, _ shape: ConvolutionShape, _ a: Tensor, _ b: Tensor,
    bias: Tensor? = nil
  ) -> Tensor {
    Tensor(
      shape: kind.shapes(shape).result,
      elements: Element.convolve(kind, shape, a.elements, b.elements, bias: bias?.elements))
  }
}

/// A convolution or one of its adjoints by plain loops that run along the filters.
@specialized(where E == Float)
@specialized(where E == Double)
func convolvePlainly<E: Scalar>(
  _ kind: ConvolutionKind, _ shape: ConvolutionShape, _ a: [E], _ b: [E], bias: [E]?
) -> [E] {
  kind.checkCounts(shape, a.count, b.count, bias: bias?.count)
  var result = repeating(0 as E, count: kind.shapes(shape).result.elementCount)
  if let bias {
    result.removeAll(keepingCapacity: true)
    for _ in 0..<shape.grid.targets { result.append(contentsOf: bias) }
  }
  let (channels, filters) = (shape.channels, shape.filters)
  let (depth, width) = (channels / shape.groups, filters / shape.groups)
  let (left, right) = (a.span, b.span)
  var sums = result.mutableSpan
  switch kind {
  case .forward:
    shape.grid.forEachTap { source, tap, target in
      for channel in 0..<channels {
        let (group, member) = channel.quotientAndRemainder(dividingBy: depth)
        let factor = left[source * channels + channel]
        let start = target * filters + group * width
        let weights = right.extracting(
          (tap * depth + member) * filters + group * width..<(tap * depth + member) * filters
            + (group + 1) * width)
        for filter in 0..<width { sums[start + filter] += factor * weights[filter] }
      }
    }
  case .pictureGradient:
    shape.grid.forEachTap { source, tap, target in
      for channel in 0..<channels {
        let (group, member) = channel.quotientAndRemainder(dividingBy: depth)
        let first = (tap * depth + member) * filters + group * width
        let weights = right.extracting(first..<first + width)
        let start = target * filters + group * width
        let gradient = left.extracting(start..<start + width)
        var sum: E = 0
        for filter in 0..<width { sum += gradient[filter] * weights[filter] }
        sums[source * channels + channel] += sum
      }
    }
  case .kernelGradient:
    shape.grid.forEachTap { source, tap, target in
      for channel in 0..<channels {
        let (group, member) = channel.quotientAndRemainder(dividingBy: depth)
        let factor = left[source * channels + channel]
        let first = (tap * depth + member) * filters + group * width
        let start = target * filters + group * width
        let gradient = right.extracting(start..<start + width)
        for filter in 0..<width { sums[first + filter] += factor * gradient[filter] }
      }
    }
  }
  return result
}
