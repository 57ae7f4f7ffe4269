/// What a weight is for.
public enum WeightRole: Sendable, Equatable {
  /// Multiplies the layer's input; belongs to its neurons as said.
  case kernel(Neurons)
  /// Is added to what the kernel gives.
  case bias
  /// Is measured rather than trained, such as a moving mean.
  case statistic
  /// Any other trained weight, such as the scale of a normalisation.
  case other
}

/// Which elements of a kernel belong to which neuron.
public enum Neurons: Sendable, Equatable {
  /// One neuron for each index of the last axis: Dense (in, out), Conv (height, width, in, out).
  case last
  /// One neuron for each index of the last axis but one: transposed convolutions (height, width, out,
  /// in).
  case lastButOne
  /// One neuron for each pair of the last two axes: depthwise (height, width, channel, multiplier).
  case lastTwo
  /// The last axis holds `gates` groups of `units` columns; a neuron is one column of every gate.
  case gated(units: Int, gates: Int)

  /// How many neurons a kernel of this shape has.
  public func count(in shape: [Int]) -> Int {
    switch self {
    case .last: shape.last ?? 1
    case .lastButOne: shape.dropLast().last ?? 1
    case .lastTwo: shape.suffix(2).reduce(1, *)
    case .gated(let units, _): units
    }
  }

  /// The neuron that an element belongs to; `element` is its row-major index.
  public func index(of element: Int, in shape: [Int]) -> Int {
    switch self {
    case .lastButOne: element / (shape.last ?? 1) % count(in: shape)
    default: element % count(in: shape)
    }
  }

  /// The elements of a kernel, or of its gradient, as a row-major matrix (weights of a neuron,
  /// neurons).
  ///
  /// - Complexity: O(1) but for ``lastButOne``, whose elements are moved.
  public func grouped<E: Scalar>(_ kernel: Tensor<E>) -> [E] {
    let rank = kernel.shape.count
    guard self == .lastButOne, rank > 1 else { return kernel.elements }
    return kernel.permuted(Array(0..<rank - 2) + [rank - 1, rank - 2]).elements
  }
}

/// One array of a model's parameters.
public struct Weight<E: Scalar>: Sendable {
  /// Where the weight lies in its file, such as `dense/kernel`.
  public var path: String
  /// The numbers.
  public var tensor: Tensor<E>
  /// What the weight is for.
  public var role: WeightRole
  /// Whether training changes it.
  public var isTrainable: Bool

  /// Creates a weight.
  public init(path: String, tensor: Tensor<E>, role: WeightRole, isTrainable: Bool = true) {
    self.path = path
    self.tensor = tensor
    self.role = role
    self.isTrainable = isTrainable
  }
}
