import Engine

extension LayerDecoder {
  static let flatten: Decode = { config throws(LayerProblem) in
    DecodedLayer(Flatten(channelsFirst: try config.channelsFirst()))
  }

  static let reshape: Decode = { config throws(LayerProblem) in
    let target = try config.integers("target_shape")
    guard Extents.fits(target.map { $0 == -1 ? 1 : $0 }) else {
      throw .option(key: "target_shape", value: "\(target)")
    }
    return DecodedLayer(Reshape(target: target))
  }

  static let permute: Decode = { config throws(LayerProblem) in
    DecodedLayer(Permute(axes: try config.integers("dims")))
  }
}
