import Engine

extension LayerDecoder {
  /// Layers that act during training only.
  static let identityAtInference: Decode = { config throws(LayerProblem) in
    config.ignoreAll()
    return DecodedLayer(Identity(), mask: .passed)
  }
}
