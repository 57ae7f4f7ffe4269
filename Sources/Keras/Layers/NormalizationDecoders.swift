import Engine

extension LayerDecoder {
  static let batchNormalization: Decode = { config throws(LayerProblem) in
    // Without effect on the moving statistics' use; a renormalised layer has weights of its own and
    // is refused by its `renorm`.
    config.ignore("momentum", "fused", "synchronized", "renorm_clipping", "renorm_momentum")
    let scale = try config.flag("scale", default: true)
    let center = try config.flag("center", default: true)
    return DecodedLayer(
      BatchNormalization(
        axis: try config.axis("axis"), epsilon: try config.number("epsilon"), scale: scale,
        center: center),
      weights: (scale ? [("gamma", .other)] : []) + (center ? [("beta", .other)] : [])
        + [("moving_mean", .statistic), ("moving_variance", .statistic)],
      mask: .passed)
  }
}
