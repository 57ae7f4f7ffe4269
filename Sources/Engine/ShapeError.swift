/// Why a layer does not fit its inputs or its weights.
///
/// Shapes are without the batch axis.
public enum ShapeError: Error, Equatable, Sendable {
  /// The layer takes another number of inputs.
  case inputCount(expected: ClosedRange<Int>, found: Int)
  /// The layer takes inputs of other ranks.
  case inputRank(expected: ClosedRange<Int>, shape: [Int])
  /// The inputs' shapes do not go together.
  case inputsDiffer(shapes: [[Int]])
  /// The axis, which counts the batch axis as 0, is not an axis of the shape or is the batch axis.
  case axisOutOfRange(axis: Int, shape: [Int])
  /// The elements cannot be laid out as the target, in which -1 stands for "whatever is left".
  case notReshapable(shape: [Int], target: [Int])
  /// The permutation does not name each axis (from 1) once.
  case notAPermutation(axes: [Int], shape: [Int])
  /// A window that spans this many elements along each axis does not fit into the picture, or leaves
  /// nothing of it.
  case windowTooLarge(spans: [Int], shape: [Int])
  /// The groups do not divide the channels or the filters.
  case groups(Int, channels: Int, filters: Int)
  /// No convolution with these strides has the output that the padding of its adjoint asks for.
  case outputPadding([Int], strides: [Int])
  /// The input holds a number that is no index of the layer's table, which has `count` entries.
  case indexOutOfRange(layer: String, row: Int, count: Int)
  /// The layer takes another number of weights.
  case weightCount(expected: Int, found: Int)
  /// A weight has another shape.
  case weightShape(path: String, expected: [Int], found: [Int])
}
