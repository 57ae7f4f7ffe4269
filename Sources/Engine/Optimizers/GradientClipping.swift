/// A limit on gradients, as Keras's optimizers take it.
public enum GradientClipping: Sendable, Equatable {
  /// Each element is brought into `-limit...limit` (Keras's `clipvalue`).
  case value(Double)
  /// Each weight's gradient is shortened to this Euclidean norm (Keras's `clipnorm`).
  case norm(Double)
  /// All gradients are shortened by one factor, to this norm together (Keras's `global_clipnorm`).
  case globalNorm(Double)

  /// The factor of each gradient; for ``value(_:)``, 1.
  ///
  /// A norm that is not finite gives NaN, so that the harm is seen rather than hidden.
  func factors<E: Scalar>(for gradients: [Tensor<E>]) -> [Double] {
    func factor(_ limit: Double, _ squares: Double) -> Double {
      let norm = squares.squareRoot()
      guard norm.isFinite else { return .nan }
      return norm > limit ? limit / norm : 1
    }
    switch self {
    case .value: return gradients.map { _ in 1 }
    case .norm(let limit): return gradients.map { factor(limit, $0.preciseSquares) }
    case .globalNorm(let limit):
      let common = factor(limit, gradients.reduce(0) { $0 + $1.preciseSquares })
      return gradients.map { _ in common }
    }
  }

  /// The largest magnitude of an element; infinite where elements are not limited.
  var largestElement: Double {
    if case .value(let limit) = self { limit } else { .infinity }
  }
}

extension Tensor {
  /// The sum of the elements' squares, in double precision.
  var preciseSquares: Double { squares(elements) }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func squares<E: Scalar>(_ x: [E]) -> Double {
  var sum = 0.0
  for element in x { sum += Double(element) * Double(element) }
  return sum
}
