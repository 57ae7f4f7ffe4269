import Engine

extension LayerDecoder {
  static let dense: Decode = { config throws(LayerProblem) in
    let units = try config.extent("units")
    let useBias = try config.flag("use_bias", default: true)
    return DecodedLayer(
      Dense(units: units, useBias: useBias),
      weights: [("kernel", .kernel(.last))] + (useBias ? [("bias", .bias)] : []),
      activation: try config.activation(), mask: .passed)
  }
}
