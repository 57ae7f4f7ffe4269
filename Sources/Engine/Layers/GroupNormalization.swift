/// Scores of each row over groups of channels and all other axes, scaled and shifted by a number for
/// each channel.
///
/// (Wu and He, "Group normalization", ECCV 2018.) Weights in order: gamma if `scale`, beta if
/// `center`.
public struct GroupNormalization: Layer, Equatable {
  /// Into how many groups the channels are cut; `nil` for one for each channel.
  public var groups: Int?
  /// The axis of the channels; the batch axis counts as 0.
  public var axis: Int
  /// Is added to the variance.
  public var epsilon: Double
  /// Whether there is a gamma.
  public var scale: Bool
  /// Whether there is a beta.
  public var center: Bool

  /// Creates a group normalisation with Keras's defaults.
  public init(
    groups: Int? = 32, axis: Int = -1, epsilon: Double = 1e-3, scale: Bool = true,
    center: Bool = true
  ) {
    self.groups = groups
    self.axis = axis
    self.epsilon = epsilon
    self.scale = scale
    self.center = center
  }

  /// The input's shape.
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let shape = try onlyInput(inputs)
    let channels = shape[try axisIndex(axis, for: shape) - 1]
    if let groups, groups < 1 || channels % groups != 0 {
      throw .groups(groups, channels: channels, filters: channels)
    }
    return shape
  }

  /// As many vectors of the channels' number as there are weights.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let shape = try onlyInput(inputs)
    let channels = shape[try axisIndex(axis, for: shape) - 1]
    return Array(repeating: [channels], count: (scale ? 1 : 0) + (center ? 1 : 0))
  }

  /// The scores of the input whose channels stand as (groups, channels of a group).
  private func parts<E: Scalar>(
    _ x: Dual<E>, _ weights: [Dual<E>]
  ) -> (scores: StandardScore<E>, affine: Affine<E>) {
    let axis = checkedAxis(axis, rank: x.shape.count)
    let grouped = x.reshaped(to: split(x.shape, axis))
    let over = grouped.shape.indices.filter { $0 != 0 && $0 != axis }
    return (
      StandardScore(grouped, over: over, epsilon: epsilon),
      Affine(
        weights, scale: scale, center: center, shape: grouped.shape.keeping([axis, axis + 1]))
    )
  }

  private func split(_ shape: [Int], _ axis: Int) -> [Int] {
    let groups = groups ?? shape[axis]
    return shape[..<axis] + [groups, shape[axis] / groups] + shape[(axis + 1)...]
  }

  /// Normalises each group of each row.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let (scores, affine) = parts(inputs[0], weights)
    return (affine.apply(scores.score).reshaped(to: inputs[0].shape), [])
  }

  /// Through scale and shift, then through the scores.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    let (scores, affine) = parts(inputs[0], weights)
    let gradient = gradient.reshaped(to: scores.score.shape)
    var result = LayerGradients<E>(
      inputs: [nil],
      weights: affine.weightGradients(
        gradient, score: scores.score, weights: weights, wanted: wanted.weights))
    if wanted.inputs[0] {
      result.inputs[0] = scores.backward(affine.scoreGradient(gradient))
        .reshaped(to: inputs[0].shape)
    }
    return result
  }
}
