/// How a ``MergingLayer`` puts its inputs together.
public enum MergeKind: Sendable, Hashable, CaseIterable {
  /// Their sum.
  case add
  /// The first minus the second, of exactly two.
  case subtract
  /// Their product.
  case multiply
  /// Their mean.
  case average
  /// The largest.
  case maximum
  /// The smallest.
  case minimum
}

/// A layer that puts inputs together element by element.
///
/// Shapes broadcast; where ranks differ, axes of extent 1 are put after the batch axis, as Keras
/// does.
public protocol MergingLayer: Layer, Equatable {
  /// How the inputs are put together.
  var kind: MergeKind { get }
}

/// The sum of its inputs.
public struct Add: MergingLayer {
  /// Creates the layer.
  public init() {}
  /// ``MergeKind/add``.
  public var kind: MergeKind { .add }
}

/// The first of two inputs minus the second.
public struct Subtract: MergingLayer {
  /// Creates the layer.
  public init() {}
  /// ``MergeKind/subtract``.
  public var kind: MergeKind { .subtract }
}

/// The product of its inputs.
public struct Multiply: MergingLayer {
  /// Creates the layer.
  public init() {}
  /// ``MergeKind/multiply``.
  public var kind: MergeKind { .multiply }
}

/// The mean of its inputs.
public struct Average: MergingLayer {
  /// Creates the layer.
  public init() {}
  /// ``MergeKind/average``.
  public var kind: MergeKind { .average }
}

/// The largest of its inputs at each position.
public struct Maximum: MergingLayer {
  /// Creates the layer.
  public init() {}
  /// ``MergeKind/maximum``.
  public var kind: MergeKind { .maximum }
}

/// The smallest of its inputs at each position.
public struct Minimum: MergingLayer {
  /// Creates the layer.
  public init() {}
  /// ``MergeKind/minimum``.
  public var kind: MergeKind { .minimum }
}

extension MergingLayer {
  /// The shape that all inputs broadcast to.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let counts = kind == .subtract ? 2...2 : 1...Int.max
    guard let first = inputs.first, counts.contains(inputs.count) else {
      throw .inputCount(expected: counts, found: inputs.count)
    }
    var result = first
    for shape in inputs.dropFirst() {
      guard let common = result.broadcast(with: shape) else { throw .inputsDiffer(shapes: inputs) }
      result = common
    }
    return result
  }

  /// Puts the inputs together from left to right.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let inputs = aligned(inputs)
    guard var result = inputs.first else { preconditionFailure("nothing to merge") }
    for input in inputs.dropFirst() {
      switch kind {
      case .add, .average: result = result + input
      case .subtract: result = result - input
      case .multiply: result = result * input
      case .maximum: result = larger(result, input)
      case .minimum: result = -larger(-result, -input)
      }
    }
    return (kind == .average ? result.scaled(by: 1 / E(inputs.count)) : result, [])
  }

  /// Each input's share of the gradient, summed over the axes along which it was repeated; a
  /// maximum's goes to the first of equal inputs.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let operands = aligned(inputs)
    var result = LayerGradients<E>(inputs: inputs.map { _ in nil })
    for index in inputs.indices where wanted.inputs[index] {
      let share: Dual<E> =
        switch kind {
        case .add: gradient
        case .subtract: index == 0 ? gradient : -gradient
        case .average: gradient.scaled(by: 1 / E(inputs.count))
        case .multiply:
          operands.indices.filter { $0 != index }.reduce(gradient) { $0 * operands[$1] }
        case .maximum, .minimum:
          .select(
            chosen(index, of: operands, shape: output.shape), gradient,
            Dual(Tensor(zeros: gradient.shape)))
        }
      result.inputs[index] = share.summed(to: operands[index].shape)
        .reshaped(to: inputs[index].shape)
    }
    return result
  }

  /// The inputs with axes of extent 1 put after the batch axis until all ranks are equal.
  private func aligned<E: Scalar>(_ inputs: [Dual<E>]) -> [Dual<E>] {
    let rank = inputs.map(\.shape.count).max() ?? 0
    return inputs.map { input in
      let missing = Array(repeating: 1, count: rank - input.shape.count)
      return missing.isEmpty
        ? input : input.reshaped(to: input.shape.prefix(1) + missing + input.shape.dropFirst())
    }
  }

  private func larger<E: Scalar>(_ a: Dual<E>, _ b: Dual<E>) -> Dual<E> {
    let zero = Dual(Tensor<E>(zeros: a.shape.broadcast(with: b.shape) ?? a.shape))
    return .select(a.value.combined(.isAtLeast, with: b.value), a + zero, b + zero)
  }

  /// 1 where the output is this input's; the first of equal inputs counts.
  private func chosen<E: Scalar>(_ index: Int, of inputs: [Dual<E>], shape: [Int]) -> Tensor<E> {
    var mask = Tensor<E>(repeating: 1, shape: shape)
    for (other, input) in inputs.enumerated() where other != index {
      let (ours, theirs) = (inputs[index].value, input.value)
      let isAhead =
        switch (kind, other < index) {
        case (.maximum, false): ours.combined(.isAtLeast, with: theirs)
        case (.maximum, true): theirs.combined(.isAtLeast, with: ours).complement
        case (_, false): theirs.combined(.isAtLeast, with: ours)
        case (_, true): ours.combined(.isAtLeast, with: theirs).complement
        }
      mask = mask.combined(.product, with: isAhead)
    }
    return mask
  }
}

extension Tensor {
  /// 1 minus each element.
  fileprivate var complement: Tensor {
    scaled(by: -1).combined(.sum, with: Tensor(repeating: 1, shape: []))
  }
}
