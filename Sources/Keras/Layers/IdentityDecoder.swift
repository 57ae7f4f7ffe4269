import Engine

extension LayerDecoder {
  /// Layers that act during training only.
  static let identityAtInference: Decode = { config throws(LayerProblem) in
    config.ignoreAll()
    return DecodedLayer(Identity(), mask: .passed)
  }

  /// Layers that change pictures at random during training.
  static let augmentation: Decode = { config throws(LayerProblem) in
    config.ignoreAll()
    return DecodedLayer(Identity(augments: true), mask: .passed)
  }

  /// Layers of random noise, which act during training only; `spatial` is the number of axes beside
  /// rows and channels along which one draw counts for all.
  ///
  /// What the noise is concerns fine-tuning alone, so options that make no sense are left to whoever
  /// trains, and do not keep a model from being read.
  static func noise(_ kind: TrainingNoise.Kind, spatial: Int = 0) -> Decode {
    { config throws(LayerProblem) in
      // Keras 1 has other names.
      let names = kind == .gaussianNoise ? ["stddev", "sigma"] : ["rate", "p"]
      var amount = 0.0
      for name in names where config.has(name) { amount = config.value(name).double ?? 0 }
      let isChannelsFirst = config.value("data_format").string == "channels_first"
      var shared = isChannelsFirst ? Array(1..<spatial + 1) : Array(0..<spatial)
      var isSharedByRows = false
      if let shape = config.value("noise_shape").array {
        shared = shape.indices.dropFirst().filter { shape[$0].integer == 1 }.map { $0 - 1 }
        isSharedByRows = shape.first?.integer == 1
      }
      config.ignoreAll()
      return DecodedLayer(
        Identity(
          noise: TrainingNoise(
            kind, amount: amount, sharedAxes: shared, isSharedByRows: isSharedByRows)),
        mask: .passed)
    }
  }
}

extension LayerConfig {
  /// The dropout that an option asks for; a rate that makes no sense does not keep a model from being
  /// read.
  mutating func dropout(_ key: String) -> TrainingNoise? {
    TrainingNoise(.dropout, amount: value(key).double ?? 0)
  }
}

extension Identity {
  /// The same for each step of a sequence by itself.
  var perStep: Identity {
    var result = self
    result.noise?.sharedAxes = noise?.sharedAxes.map { $0 + 1 } ?? []
    return result
  }
}
