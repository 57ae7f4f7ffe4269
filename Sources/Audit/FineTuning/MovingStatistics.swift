import Engine

/// The batch normalisations of a model in training that use the rows at hand, and how their moving
/// statistics follow.
struct MovingStatistics<E: Scalar>: Sendable {
  /// One batch normalisation.
  private struct Place: Sendable {
    var layer: BatchNormalization
    var input: ValueID
    /// Where its mean stands among the statistics; its variance is next.
    var first: Int
  }

  private let places: [Place]
  /// The indices of the moving statistics among the model's weights: mean and variance in turn.
  let weights: [Int]

  /// Finds them.
  init(_ model: Model<E>) {
    var (places, weights): ([Place], [Int]) = ([], [])
    for node in model.nodes {
      guard let layer = node.layer as? BatchNormalization, layer.usesRows else { continue }
      let statistics = Array(node.weights.suffix(2))
      // A layer that is called more than once has its statistics once.
      let first = weights.firstIndex(of: statistics[0]) ?? weights.count
      places.append(Place(layer: layer, input: node.inputs[0], first: first))
      if first == weights.count { weights += statistics }
    }
    (self.places, self.weights) = (places, weights)
  }

  /// Moves the statistics towards the moments of a batch, all of whose rows are given.
  ///
  /// - Returns: The statistics, in the order of ``weights``.
  func updated(
    _ model: Model<E>, rows inputs: [Tensor<E>], options: RunOptions
  ) -> [Tensor<E>] {
    var statistics = weights.map { model.weights[$0].tensor }
    guard !places.isEmpty, let count = inputs.first?.shape[0], count > 0 else { return statistics }
    let values = model.values(
      places.map(\.input), inputs: inputs,
      options: RunOptions(threads: options.threads, batchSize: count))
    for (place, rows) in zip(places, values) {
      let moments = place.layer.moments(of: rows)
      let kept = place.layer.momentum
      for (index, moment) in [moments.mean, moments.variance].enumerated() {
        statistics[place.first + index] = combination(
          statistics[place.first + index], times: E(kept), moment, times: E(1 - kept))
      }
    }
    return statistics
  }
}

extension Model {
  /// The same model with trained batch normalisations that use the rows at hand.
  ///
  /// Frozen ones stay, as in Keras, and so do those that have neither scale nor shift.
  func usingBatchStatistics() throws(ShapeError) -> Model {
    try replacingLayers { node in
      guard var layer = node.layer as? BatchNormalization,
        node.weights.contains(where: { weights[$0].isTrainable && weights[$0].role != .statistic })
      else { return node.layer }
      layer.usesRows = true
      return layer
    }
  }

  /// The same model with other layers of the same weights and shapes.
  func replacingLayers(_ layer: (Node) -> any Layer) throws(ShapeError) -> Model {
    var result = Model()
    for input in inputs { _ = result.addInput(name: input.name, shape: input.shape) }
    for weight in weights { _ = result.addWeight(weight) }
    for node in nodes {
      _ = try result.add(layer(node), name: node.name, inputs: node.inputs, weights: node.weights)
    }
    for output in outputs { result.addOutput(name: output.name, value: output.value) }
    return result
  }
}
