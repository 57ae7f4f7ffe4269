/// What a ``Reduce`` layer makes of the numbers along its axes.
public enum ReductionKind: Sendable, Hashable, CaseIterable {
  /// Their sum.
  case sum
  /// Their mean.
  case mean
  /// The largest; equal ones share the gradient evenly, as TensorFlow's maximum does.
  case maximum
  /// The smallest, likewise.
  case minimum
  /// 1 where any is not 0, else 0.
  case any
  /// 1 where none is 0, else 0.
  case all
}

/// Numbers along axes brought down to one.
public struct Reduce: Layer, Equatable {
  /// What is made of them.
  public var reduction: ReductionKind
  /// The axes; the batch axis, which stays, counts as 0.
  public var axes: [Int]
  /// Whether the axes stay, with extent 1.
  public var keepDimensions: Bool

  /// Creates the layer.
  public init(_ reduction: ReductionKind, axes: [Int], keepDimensions: Bool = false) {
    self.reduction = reduction
    self.axes = axes
    self.keepDimensions = keepDimensions
  }

  /// The input's shape without the axes, or with extent 1 along them.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    var gone = Set<Int>()
    for axis in axes { gone.insert(try axisIndex(axis, for: shape) - 1) }
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw .inputRank(expected: 1...Int.max, shape: shape)
    }
    return shape.indices.compactMap {
      gone.contains($0) ? (keepDimensions ? 1 : nil) : shape[$0]
    }
  }

  /// The shape with extent 1 along the axes.
  private func reduced(_ shape: [Int]) -> [Int] {
    axes.reduce(shape) { $0.replacing(axis: checkedAxis($1, rank: shape.count), with: 1) }
  }

  /// The largest elements, along the axes.
  private func largest<E: Scalar>(_ x: Tensor<E>) -> Tensor<E> {
    axes.reduce(x) { $0.maximum(along: checkedAxis($1, rank: x.shape.count)) }
  }

  /// At each of the largest elements 1 over their number, at others 0.
  private func shares<E: Scalar>(_ x: Tensor<E>, _ largest: Tensor<E>) -> Dual<E> {
    let chosen = Dual(x.combined(.isEqual, with: largest))
    return chosen * chosen.summed(to: largest.shape).map(.reciprocal)
  }

  private func maximum<E: Scalar>(_ x: Dual<E>) -> Dual<E> {
    let largest = largest(x.value)
    let rate = x.tangent.map {
      (Dual($0) * shares(x.value, largest)).summed(to: largest.shape).value
    }
    return Dual(largest, tangent: rate)
  }

  /// Reduces.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let x = inputs[0]
    let ones = reduced(x.shape)
    let result: Dual<E> =
      switch reduction {
      case .sum: x.summed(to: ones)
      case .mean: x.summed(to: ones).scaled(by: share(of: x.shape))
      case .maximum: maximum(x)
      case .minimum: -maximum(-x)
      case .any: Dual(largest(x.value.truth))
      case .all: Dual(largest(x.value.truth.scaled(by: -1)).scaled(by: -1))
      }
    let gone = Set(axes.map { checkedAxis($0, rank: x.shape.count) })
    return (
      keepDimensions
        ? result
        : result.reshaped(to: ones.indices.filter { !gone.contains($0) }.map { ones[$0] }), []
    )
  }

  /// 1 over how many numbers become one.
  private func share<E: Scalar>(of shape: [Int]) -> E {
    E(reduced(shape).elementCount) / E(max(1, shape.elementCount))
  }

  /// Spreads the gradient over the numbers, or over the largest or smallest.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    guard wanted.inputs[0] else { return LayerGradients(inputs: [nil]) }
    let x = inputs[0].value
    let g = gradient.reshaped(to: reduced(x.shape))
    let result: Dual<E> =
      switch reduction {
      case .sum: g.broadcast(to: x.shape)
      case .mean: g.scaled(by: share(of: x.shape)).broadcast(to: x.shape)
      case .maximum: shares(x, largest(x)) * g
      case .minimum: shares(x.scaled(by: -1), largest(x.scaled(by: -1))) * g
      case .any, .all: .zeros(x.shape)
      }
    return LayerGradients(inputs: [result])
  }
}
