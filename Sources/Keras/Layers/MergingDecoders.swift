import Engine

extension LayerDecoder {
  /// A merging layer has no options.
  static func merge(_ layer: some MergingLayer) -> Decode {
    { config throws(LayerProblem) in DecodedLayer(layer, mask: .merged) }
  }

  static let concatenate: Decode = { config throws(LayerProblem) in
    DecodedLayer(Concatenate(axis: try config.axis("axis")), mask: .unsupported)
  }

  /// Keras 3 takes a norm to be at least 1e-7, TensorFlow a squared one at least 1e-12.
  static let dot: Decode = { config throws(LayerProblem) in
    let isNormalized = try config.flag("normalize", default: false)
    let axes = try config.extents("axes", axes: 2, from: -Extents.limit)
    let floor = config.generation < .three ? 1e-12 : 1e-14
    return DecodedLayer(Dot(axes: axes, normFloor: isNormalized ? floor : nil))
  }
}
