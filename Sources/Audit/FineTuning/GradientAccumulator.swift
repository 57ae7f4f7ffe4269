import Engine

/// Sums of multiples of gradients, one for each wanted weight.
struct GradientAccumulator<E: Scalar>: Sendable {
  /// The sums.
  private(set) var tensors: [Tensor<E>]
  private var isTouched: [Bool]

  /// Starts from zero.
  init(_ model: Model<E>, _ wanted: [Int]) {
    tensors = wanted.map { Tensor(zeros: model.weights[$0].tensor.shape) }
    isTouched = wanted.map { _ in false }
  }

  /// Starts from a gradient.
  init(_ tensors: [Tensor<E>]) {
    self.tensors = tensors
    isTouched = tensors.map { _ in true }
  }

  /// The sums, `nil` where nothing was added.
  var touched: [Tensor<E>?] { zip(tensors, isTouched).map { $1 ? $0 : nil } }

  /// Adds a multiple of a gradient.
  mutating func add(_ gradient: [Tensor<E>], times factor: Double) {
    for (index, tensor) in gradient.enumerated() { add(tensor, times: factor, to: index) }
  }

  /// Adds a multiple of one weight's gradient.
  mutating func add(_ tensor: Tensor<E>, times factor: Double, to index: Int) {
    accumulate(tensor.elements, times: E(factor), to: &tensors[index].elements)
    isTouched[index] = true
  }
}

/// `a x + b y` of two tensors of one shape.
func combination<E: Scalar>(_ x: Tensor<E>, times a: E, _ y: Tensor<E>, times b: E) -> Tensor<E> {
  var result = Tensor<E>(zeros: x.shape)
  accumulate(x.elements, times: a, to: &result.elements)
  accumulate(y.elements, times: b, to: &result.elements)
  return result
}

/// Adds a multiple of `x` to a sum.
@specialized(where E == Float)
@specialized(where E == Double)
func accumulate<E: Scalar>(_ x: [E], times factor: E, to sum: inout [E]) {
  let terms = x.span
  var sum = sum.mutableSpan
  precondition(terms.count == sum.count)
  for index in 0..<terms.count { sum[index] += factor * terms[index] }
}
