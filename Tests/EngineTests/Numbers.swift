import Engine

/// Repeatable pseudo-random numbers (SplitMix64).
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A tensor of numbers that are uniform in a range.
  mutating func tensor<E: Scalar>(_ shape: [Int], in range: ClosedRange<Double> = -2...2)
    -> Tensor<E>
  {
    let count = shape.reduce(1, *)
    return Tensor(
      shape: shape, elements: (0..<count).map { _ in E(Double.random(in: range, using: &self)) })
  }

  /// A tensor of ones and zeros.
  mutating func mask<E: Scalar>(_ shape: [Int]) -> Tensor<E> {
    let count = shape.reduce(1, *)
    return Tensor(
      shape: shape, elements: (0..<count).map { _ in Bool.random(using: &self) ? 1 : 0 })
  }
}

/// The sum of products of two tensors' elements.
func dot<E: Scalar>(_ a: Tensor<E>, _ b: Tensor<E>) -> Double {
  zip(a.elements, b.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

extension Tensor {
  /// This tensor moved by a multiple of another.
  func moved(_ step: Element, along direction: Tensor) -> Tensor {
    Tensor(
      shape: shape, elements: zip(elements, direction.elements).map { $0 + step * $1 })
  }

  /// The largest difference between elements, relative to the largest element.
  func distance(to other: Tensor) -> Double {
    guard shape == other.shape else { return .infinity }
    let scale = other.elements.reduce(1e-30) { max($0, abs(Double($1))) }
    return zip(elements, other.elements).reduce(0) {
      let difference = abs(Double($1.0) - Double($1.1)) / scale
      return difference.isNaN ? .infinity : max($0, difference)
    }
  }
}
