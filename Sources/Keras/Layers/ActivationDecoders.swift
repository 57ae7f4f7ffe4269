import Engine

extension LayerDecoder {
  static let activation: Decode = { config throws(LayerProblem) in
    DecodedLayer(Activation(try config.activation()), mask: .passed)
  }

  static let relu: Decode = { config throws(LayerProblem) in
    DecodedLayer(
      Activation(
        .relu(
          maxValue: try config.optionalNumber("max_value"),
          negativeSlope: try config.optionalNumber("negative_slope") ?? 0,
          threshold: try config.optionalNumber("threshold") ?? 0)), mask: .passed)
  }

  /// `negative_slope` in Keras 3, `alpha` before.
  static let leakyReLU: Decode = { config throws(LayerProblem) in
    let slope =
      if let alpha = try config.optionalNumber("alpha") { alpha } else {
        try config.number("negative_slope")
      }
    return DecodedLayer(Activation(.leakyReLU(slope: slope)), mask: .passed)
  }

  static let elu: Decode = { config throws(LayerProblem) in
    DecodedLayer(Activation(.elu(alpha: try config.number("alpha"))), mask: .passed)
  }

  static let preLU: Decode = { config throws(LayerProblem) in
    let axes = config.value("shared_axes").isNull ? [] : try config.integers("shared_axes")
    return DecodedLayer(PReLU(sharedAxes: axes), weights: [("alpha", .other)], mask: .passed)
  }

  static let thresholdedReLU: Decode = { config throws(LayerProblem) in
    DecodedLayer(Activation(.threshold(try config.number("theta"), default: 0)), mask: .passed)
  }

  /// The layer, unlike the activation, leaves masked entries out.
  static let softmax: Decode = { config throws(LayerProblem) in
    DecodedLayer(Activation(.softmax(axis: try config.axis("axis"))), mask: .unsupported)
  }
}
