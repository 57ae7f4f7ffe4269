/// How a ``Compare`` layer compares.
public enum Comparison: Sendable, Hashable, CaseIterable {
  /// Equal numbers.
  case equal
  /// Different numbers, or any NaN.
  case notEqual
  /// The left number is larger.
  case greater
  /// The left number is not smaller.
  case greaterEqual
  /// The left number is smaller.
  case less
  /// The left number is not larger.
  case lessEqual
}

/// 1 where the comparison holds between two inputs, or an input and a number, else 0.
///
/// A step function: no gradient flows back.
public struct Compare: Layer, Equatable {
  /// The comparison.
  public var comparison: Comparison
  /// The number to compare with; `nil` takes a second input.
  public var number: Double?

  /// Creates the layer.
  public init(_ comparison: Comparison, number: Double? = nil) {
    self.comparison = comparison
    self.number = number
  }

  /// The shape that the inputs, of equal rank, broadcast to.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try number == nil ? commonShape(inputs, count: 2...2) : onlyInput(inputs)
  }

  /// Compares.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let a = inputs[0].value
    let b = number.map { Tensor(repeating: E($0), shape: []) } ?? inputs[1].value
    let result =
      switch comparison {
      case .equal: a.combined(.isEqual, with: b)
      case .notEqual: a.combined(.isEqual, with: b).combined(.isEqual, with: .zero)
      case .greater: a.combined(.isAbove, with: b)
      case .greaterEqual: a.combined(.isAtLeast, with: b)
      case .less: b.combined(.isAbove, with: a)
      case .lessEqual: b.combined(.isAtLeast, with: a)
      }
    return (Dual(result), [])
  }

  /// Zeros.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    .zeros(for: inputs, wanted: wanted)
  }
}

/// How a ``Logical`` layer connects.
public enum Connective: Sendable, Hashable, CaseIterable {
  /// All are true.
  case and
  /// At least one is true.
  case or
  /// The first is true or the second, not both; of two.
  case exclusiveOr
  /// The only one is false.
  case not
}

/// 1 where the connective holds, else 0; a number is true unless it is 0.
///
/// A step function: no gradient flows back.
public struct Logical: Layer, Equatable {
  /// The connective.
  public var connective: Connective

  /// Creates the layer.
  public init(_ connective: Connective) {
    self.connective = connective
  }

  /// The shape that the inputs, of equal rank, broadcast to.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    switch connective {
    case .not: try onlyInput(inputs)
    case .exclusiveOr: try commonShape(inputs, count: 2...2)
    case .and, .or: try commonShape(inputs, count: 1...Int.max)
    }
  }

  /// Connects from left to right.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let truths = inputs.map(\.value.truth)
    let result = truths.dropFirst().reduce(truths[0]) { left, right in
      switch connective {
      case .and: left.combined(.product, with: right)
      case .or: left.combined(.sum, with: right).truth
      case .exclusiveOr, .not: left.combined(.isEqual, with: right).combined(.isEqual, with: .zero)
      }
    }
    return (Dual(connective == .not ? result.combined(.isEqual, with: .zero) : result), [])
  }

  /// Zeros.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    .zeros(for: inputs, wanted: wanted)
  }
}

/// The second input where the first is not 0, else the third.
public struct Choose: Layer, Equatable {
  /// Creates the layer.
  public init() {}

  /// The shape that the inputs, of equal rank, broadcast to.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try commonShape(inputs, count: 3...3)
  }

  /// Chooses.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let shape = inputs.dropFirst().reduce(inputs[0].shape) { $0.broadcast(with: $1.shape) ?? $0 }
    let all = inputs.map { $0.broadcast(to: shape) }
    return (.select(all[0].value, all[1], all[2]), [])
  }

  /// The gradient where the input was chosen.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let mask = inputs[0].value.broadcast(to: gradient.shape)
    let zero = Dual<E>.zeros(gradient.shape)
    var result = LayerGradients<E>.zeros(for: inputs, wanted: wanted)
    if wanted.inputs[1] {
      result.inputs[1] = .select(mask, gradient, zero).summed(to: inputs[1].shape)
    }
    if wanted.inputs[2] {
      result.inputs[2] = .select(mask, zero, gradient).summed(to: inputs[2].shape)
    }
    return result
  }
}

/// The shape that inputs of equal rank broadcast to.
func commonShape(_ inputs: [[Int]], count: ClosedRange<Int>) throws(ShapeError) -> [Int] {
  guard let first = inputs.first, count.contains(inputs.count) else {
    throw .inputCount(expected: count, found: inputs.count)
  }
  var result = first
  for shape in inputs.dropFirst() {
    guard shape.count == first.count, let common = result.broadcast(with: shape) else {
      throw .inputsDiffer(shapes: inputs)
    }
    result = common
  }
  return result
}

extension Tensor {
  fileprivate static var zero: Tensor { Tensor(zeros: []) }

  /// 1 where the element is not 0.
  var truth: Tensor { combined(.isEqual, with: .zero).combined(.isEqual, with: .zero) }
}
