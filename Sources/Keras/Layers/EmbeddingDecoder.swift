import Engine

extension LayerDecoder {
  static let embedding: Decode = { config throws(LayerProblem) in
    // How long sequences are is said by the input's shape.
    config.ignore("input_length")
    return DecodedLayer(
      Embedding(count: try config.extent("input_dim"), width: try config.extent("output_dim")),
      weights: [("embeddings", .kernel(.last))])
  }
}
