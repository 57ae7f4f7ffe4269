import Engine

/// How weights start where training does not start from a checkpoint.
public enum Initialization: String, Sendable, CaseIterable {
  /// Keras's defaults: kernels uniform within `±sqrt(6 / (fan in + fan out))` (Glorot and Bengio,
  /// AISTATS 2010), biases 0.
  case glorot
  /// PyTorch's defaults of linear layers: kernels and biases uniform within `±1 / sqrt(fan in)`.
  case fanIn = "fan-in"
}

extension Model {
  /// The model with fresh kernels and biases.
  ///
  /// Weights that are neither stay: scales, offsets and statistics of normalisations belong to what
  /// the model was, and frozen weights are not trained from scratch.
  func initialized(_ initialization: Initialization, seed: UInt64) -> Model {
    var random = RandomSource(seed: seed, purpose: "weights")
    var result = self
    for node in nodes {
      let fanIn = node.weights.lazy.compactMap { index -> Int? in
        guard case .kernel(let neurons) = self.weights[index].role else { return nil }
        let shape = self.weights[index].tensor.shape
        return shape.reduce(1, *) / max(1, neurons.count(in: shape))
      }.first
      for index in node.weights where weights[index].isTrainable {
        let tensor = weights[index].tensor
        let bound: Double
        switch weights[index].role {
        case .kernel:
          // Receptive field times channels, as Keras counts fans.
          let field = tensor.shape.dropLast(2).reduce(1, *)
          let fans = tensor.shape.suffix(2).reduce(0, +) * field
          bound =
            initialization == .glorot
            ? (6 / Double(max(1, fans))).squareRoot() : 1 / Double(max(1, fanIn ?? 1)).squareRoot()
        case .bias:
          bound = initialization == .glorot ? 0 : 1 / Double(max(1, fanIn ?? 1)).squareRoot()
        case .statistic, .other: continue
        }
        result.setWeight(
          index,
          to: Tensor(
            shape: tensor.shape,
            elements: tensor.elements.indices.map { _ in E(bound * (2 * random.unit() - 1)) }))
      }
    }
    return result
  }
}

extension RandomSource {
  /// A number uniform in [0, 1), a multiple of 2⁻⁵³.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
