import Engine

extension LayerDecoder {
  static let embedding: Decode = { config throws(LayerProblem) in
    // How long sequences are is said by the input's shape.
    config.ignore("input_length")
    let layer = Embedding(
      count: try config.extent("input_dim"), width: try config.extent("output_dim"))
    let weights = [DecodedLayer.WeightSlot(name: "embeddings", role: .kernel(.last))]
    guard try config.flag("mask_zero", default: false) else {
      return DecodedLayer(layer, weights: weights)
    }
    return DecodedLayer(
      steps: [
        .init(layer: layer, sources: [.input(0)], weights: [0]),
        .init(layer: Compare(.notEqual, number: 0), sources: [.input(0)]),
      ], weights: weights, outputs: [0], mask: .step(1))
  }
}
