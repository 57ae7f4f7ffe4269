import Engine

/// A weight that a layer needs: the name that Keras gives it, and what it is for.
struct ExpectedWeight {
  let name: String
  let role: WeightRole
}

/// A Keras layer as engine layers: the first takes the inputs and the weights, each further one
/// takes the output of the one before.
struct DecodedLayer {
  var stages: [any Layer]
  var weights: [ExpectedWeight] = []
}

/// How each Keras class becomes engine layers.
///
/// To support a class, add a row.
enum LayerDecoders {
  typealias Decoder = @Sendable (LayerContext) throws(CheckpointError) -> DecodedLayer

  static let table: [String: Decoder] = [
    "Dense": dense,
    "Activation": activation,
    "ReLU": relu,
    "LeakyReLU": leakyReLU,
    "ELU": elu,
    "PReLU": preLU,
    "Softmax": softmax,
    "BatchNormalization": batchNormalization,
    "BatchNormalizationV1": batchNormalization,
    "Flatten": flatten,
    "Add": { _ in DecodedLayer(stages: [Add()]) },
    "Subtract": { _ in DecodedLayer(stages: [Subtract()]) },
    "Multiply": { _ in DecodedLayer(stages: [Multiply()]) },
    "Average": { _ in DecodedLayer(stages: [Average()]) },
    "Maximum": { _ in DecodedLayer(stages: [Maximum()]) },
    "Minimum": { _ in DecodedLayer(stages: [Minimum()]) },
    "Concatenate": { context throws(CheckpointError) in
      DecodedLayer(stages: [Concatenate(axis: try context.axis(default: -1))])
    },
    "Dropout": identity,
    "SpatialDropout1D": identity,
    "SpatialDropout2D": identity,
    "AlphaDropout": identity,
    "GaussianDropout": identity,
    "GaussianNoise": identity,
    "ActivityRegularization": identity,
  ]

  /// What the audit does at inference with layers that act in training only: nothing.
  private static let identity: Decoder = { _ in DecodedLayer(stages: [Identity()]) }

  private static let dense: Decoder = { context throws(CheckpointError) in
    guard let units = context.config["units"]?.integer, (1...1 << 24).contains(units) else {
      throw context.unsupported("its number of units is not a whole number from 1 to 2^24")
    }
    let useBias = try context.boolean("use_bias", default: true)
    let weights = [ExpectedWeight(name: "kernel", role: .kernel(.last))]
    return DecodedLayer(
      stages: stages(Dense(units: units, useBias: useBias), try context.activation()),
      weights: useBias ? weights + [ExpectedWeight(name: "bias", role: .bias)] : weights)
  }

  private static let activation: Decoder = { context throws(CheckpointError) in
    DecodedLayer(stages: [Activation(try context.activation())])
  }

  private static let relu: Decoder = { context throws(CheckpointError) in
    let maximum = try context.number("max_value", default: .infinity)
    return DecodedLayer(stages: [
      Activation(
        .relu(
          maxValue: maximum.isFinite ? maximum : nil,
          negativeSlope: try context.number("negative_slope", default: 0),
          threshold: try context.number("threshold", default: 0)))
    ])
  }

  private static let leakyReLU: Decoder = { context throws(CheckpointError) in
    DecodedLayer(stages: [
      Activation(.leakyReLU(slope: try context.number("negative_slope", "alpha", default: 0.3)))
    ])
  }

  private static let elu: Decoder = { context throws(CheckpointError) in
    DecodedLayer(stages: [Activation(.elu(alpha: try context.number("alpha", default: 1)))])
  }

  private static let softmax: Decoder = { context throws(CheckpointError) in
    DecodedLayer(stages: [Activation(.softmax(axis: try context.axis(default: -1)))])
  }

  private static let preLU: Decoder = { context throws(CheckpointError) in
    let axes = context.config["shared_axes"]?.array?.compactMap(\.integer) ?? []
    return DecodedLayer(
      stages: [PReLU(sharedAxes: axes)], weights: [ExpectedWeight(name: "alpha", role: .other)])
  }

  private static let flatten: Decoder = { context throws(CheckpointError) in
    let isChannelsFirst = context.config["data_format"]?.string == "channels_first"
    return DecodedLayer(stages: [Flatten(channelsFirst: isChannelsFirst)])
  }

  private static let batchNormalization: Decoder = { context throws(CheckpointError) in
    let center = try context.boolean("center", default: true)
    let scale = try context.boolean("scale", default: true)
    if try context.boolean("renorm", default: false) {
      throw context.unsupported("batch renormalisation is not supported")
    }
    var weights: [ExpectedWeight] = []
    if scale { weights.append(ExpectedWeight(name: "gamma", role: .other)) }
    if center { weights.append(ExpectedWeight(name: "beta", role: .other)) }
    weights.append(ExpectedWeight(name: "moving_mean", role: .statistic))
    weights.append(ExpectedWeight(name: "moving_variance", role: .statistic))
    return DecodedLayer(
      stages: [
        BatchNormalization(
          axis: try context.axis(default: -1),
          epsilon: try context.number("epsilon", default: 1e-3), scale: scale, center: center)
      ],
      weights: weights)
  }

  /// A layer followed by its activation, so that logits are a value of the graph.
  private static func stages(_ layer: any Layer, _ function: Function) -> [any Layer] {
    function == .linear ? [layer] : [layer, Activation(function)]
  }
}
