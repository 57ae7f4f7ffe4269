import Engine

extension LayerDecoder {
  /// A merging layer has no options.
  static func merge(_ layer: some MergingLayer) -> Decode {
    { config throws(LayerProblem) in DecodedLayer(layer) }
  }

  static let concatenate: Decode = { config throws(LayerProblem) in
    DecodedLayer(Concatenate(axis: try config.axis("axis")))
  }
}
