import COneDNN

extension Float {
  /// Single precision, on oneDNN where it has a fast implementation.
  public static func convolve(
    _ kind: ConvolutionKind, _ shape: ConvolutionShape, _ a: [Float], _ b: [Float], bias: [Float]?
  ) -> [Float] {
    kind.checkCounts(shape, a.count, b.count, bias: bias?.count)
    let counts = kind.shapes(shape)
    guard shape.grid.batch > 0, counts.left.elementCount > 0, counts.right.elementCount > 0,
      counts.result.elementCount > 0
    else { return convolvePlainly(kind, shape, a, b, bias: bias) }
    // The number of threads is fixed when a primitive is made, and sums depend on it.
    let fast = withSingleThreadedKernels {
      ConvolutionPrimitive(kind, shape, hasBias: bias != nil)?.run(a, b, bias: bias)
    }
    return fast ?? convolvePlainly(kind, shape, a, b, bias: bias)
  }
}

extension Double {
  /// Double precision, by plain loops.
  public static func convolve(
    _ kind: ConvolutionKind, _ shape: ConvolutionShape, _ a: [Double], _ b: [Double],
    bias: [Double]?
  ) -> [Double] {
    convolvePlainly(kind, shape, a, b, bias: bias)
  }
}

/// One of oneDNN's convolutions.
///
/// It is made for each use: oneDNN keeps the code that it generated (1,024 primitives, shared by all
/// threads), so making one again takes 10 to 40 microseconds, much less than a batch.
@safe private struct ConvolutionPrimitive: ~Copyable {
  private let kind: ConvolutionKind
  private let resultCount: Int
  private let plan: UnsafeMutablePointer<conednn_convolution>

  /// `nil` where oneDNN has nothing faster than a plain loop.
  init?(_ kind: ConvolutionKind, _ shape: ConvolutionShape, hasBias: Bool) {
    let (rows, columns) = (shape.grid.rows, shape.grid.columns)
    func pair(_ path: KeyPath<WindowAxis, Int>) -> (Int64, Int64) {
      (Int64(rows[keyPath: path]), Int64(columns[keyPath: path]))
    }
    let description = conednn_convolution_shape(
      batch: Int64(shape.grid.batch), channels: Int64(shape.channels),
      filters: Int64(shape.filters), groups: Int64(shape.groups), input: pair(\.input),
      output: pair(\.output), size: pair(\.size), stride: pair(\.stride),
      dilation: pair(\.dilation), before: pair(\.before), after: pair(\.after))
    let code =
      switch kind {
      case .forward: conednn_forward
      case .pictureGradient: conednn_picture_gradient
      case .kernelGradient: conednn_kernel_gradient
      }
    guard
      let plan = unsafe conednn_convolution_create(
        Int32(code), hasBias ? 1 : 0, description)
    else { return nil }
    unsafe self.plan = plan
    self.kind = kind
    resultCount = kind.shapes(shape).result.elementCount
  }

  deinit {
    unsafe conednn_convolution_destroy(plan)
  }

  /// Runs the primitive on operands whose counts were checked.
  func run(_ a: [Float], _ b: [Float], bias: [Float]?) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: resultCount) { result, count in
      let status = unsafe a.withUnsafeBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in
          unsafe (bias ?? []).withUnsafeBufferPointer { bias in
            switch kind {
            case .forward:
              unsafe conednn_convolution_run(
                plan, a.baseAddress, b.baseAddress, bias.baseAddress, result.baseAddress)
            case .pictureGradient:
              unsafe conednn_convolution_run(
                plan, result.baseAddress, b.baseAddress, nil, a.baseAddress)
            case .kernelGradient:
              unsafe conednn_convolution_run(
                plan, a.baseAddress, result.baseAddress, nil, b.baseAddress)
            }
          }
        }
      }
      // The arguments were checked, so only running out of memory is left.
      precondition(status == 0, "a oneDNN convolution failed with status \(status)")
      count = resultCount
    }
  }
}
