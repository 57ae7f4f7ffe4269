import Engine

extension LayerDecoder {
  static let batchNormalization: Decode = { config throws(LayerProblem) in
    // Without effect on the moving statistics' use; a renormalised layer has weights of its own and
    // is refused by its `renorm`.
    config.ignore("fused", "synchronized", "renorm_clipping", "renorm_momentum")
    let scale = try config.flag("scale", default: true)
    let center = try config.flag("center", default: true)
    var layer = BatchNormalization(
      axis: try config.axis("axis"), epsilon: try config.number("epsilon"), scale: scale,
      center: center)
    // Of concern in training alone.
    if let momentum = config.value("momentum").double, (0...1).contains(momentum) {
      layer.momentum = momentum
    }
    return DecodedLayer(
      layer,
      weights: (scale ? [("gamma", .other)] : []) + (center ? [("beta", .other)] : [])
        + [("moving_mean", .statistic), ("moving_variance", .statistic)],
      mask: .passed)
  }
}

extension LayerDecoder {
  static let layerNormalization: Decode = { config throws(LayerProblem) in
    let scale = try config.flag("scale", default: true)
    let center = try config.flag("center", default: true)
    return DecodedLayer(
      LayerNormalization(
        axes: try config.orderedAxes("axis"), epsilon: try config.number("epsilon"), scale: scale,
        center: center), weights: affine(scale: scale, center: center), mask: .passed,
      // Known up to 3.8 and at 3.15.
      numbers: config.isFromKerasThree(since: 9) ? .onlyFloats : .floats)
  }

  static let groupNormalization: Decode = { config throws(LayerProblem) in
    let scale = try config.flag("scale", default: true)
    let center = try config.flag("center", default: true)
    let groups = try config.integer("groups")
    guard groups > 0 || groups == -1 else { throw .option(key: "groups", value: "\(groups)") }
    return DecodedLayer(
      GroupNormalization(
        groups: groups == -1 ? nil : groups, axis: try config.axis("axis"),
        epsilon: try config.number("epsilon"), scale: scale, center: center),
      weights: affine(scale: scale, center: center), mask: .passed, numbers: .onlyFloats)
  }

  /// Keras multiplies by the scale as it is, which fits the last axes only.
  static let rmsNormalization: Decode = { config throws(LayerProblem) in
    let axes = try config.orderedAxes("axis")
    guard axes == Array(-axes.count..<0) else {
      throw .option(key: "axis", value: "\(axes)")
    }
    return DecodedLayer(
      RMSNormalization(axes: axes, epsilon: try config.number("epsilon")),
      weights: [("scale", .other)], numbers: .onlyFloats)
  }

  static let unitNormalization: Decode = { config throws(LayerProblem) in
    DecodedLayer(
      UnitNormalization(
        axes: try config.axes("axis"), floor: config.isFromKerasThree(since: 6) ? 1e-24 : 1e-12),
      mask: .passed, numbers: .floats)
  }

  /// The preprocessing layer; its moments are weights or, where given, options.
  static let normalization: Decode = { config throws(LayerProblem) in
    let axes = config.value("axis").isNull ? [] : try config.axes("axis")
    let isInverse = try config.flag("invert", default: false)
    let mean = try config.numbers("mean")
    let variance = try config.numbers("variance")
    guard let mean, let variance else {
      guard mean == nil, variance == nil else {
        throw .missingOption(key: mean == nil ? "mean" : "variance")
      }
      let layer = Normalization(axes: axes, isInverse: isInverse)
      let step = DecodedLayer.Step(layer: layer, sources: [.inputs], weights: [0, 1])
      return DecodedLayer(
        steps: [step],
        weights: ["mean", "variance", "count"].map {
          DecodedLayer.WeightSlot(name: $0, role: .statistic)
        }, mask: config.maskOfPreprocessing)
    }
    return DecodedLayer(
      Normalization(
        axes: axes, isInverse: isInverse,
        moments: Normalization.Moments(mean: mean, variance: variance)),
      mask: config.maskOfPreprocessing, numbers: .floats)
  }

  static let rescaling: Decode = { config throws(LayerProblem) in
    guard let scale = try config.numbers("scale") else { throw .missingOption(key: "scale") }
    let offset = try config.numbers("offset") ?? Tensor(zeros: [])
    guard scale.shape.count <= 1, offset.shape.count <= 1 else {
      throw .option(key: "scale", value: "\(scale.shape)")
    }
    return DecodedLayer(
      Rescaling(scale: scale, offset: offset), mask: config.maskOfPreprocessing,
      numbers: .floats)
  }

  private static func affine(scale: Bool, center: Bool) -> [(String, WeightRole)] {
    (scale ? [("gamma", .other)] : []) + (center ? [("beta", .other)] : [])
  }
}

extension LayerConfig {
  /// Keras 3 lets masks through layers of preprocessing, which those of Keras 2 do not support.
  fileprivate var maskOfPreprocessing: DecodedLayer.MaskRule {
    generation == .three ? .passed : .dropped
  }

  /// One axis or several.
  mutating func axes(_ key: String) throws(LayerProblem) -> [Int] {
    value(key).array == nil ? [try integer(key)] : try integers(key)
  }

  /// Axes in ascending order, all counted from the same end: otherwise Keras lays the elements of
  /// its weights out by another order of axes than it broadcasts them by.
  fileprivate mutating func orderedAxes(_ key: String) throws(LayerProblem) -> [Int] {
    let axes = try axes(key)
    guard !axes.isEmpty, axes == Set(axes).sorted(), Set(axes.map { $0 < 0 }).count == 1 else {
      throw .option(key: key, value: "\(axes)")
    }
    return axes
  }

  /// A number, or nested lists of them as a tensor; `nil` where the option is absent.
  fileprivate mutating func numbers(_ key: String) throws(LayerProblem) -> Tensor<Double>? {
    let stored = value(key)
    if stored.isNull { return nil }
    guard let tensor = Tensor<Double>(stored: stored) else {
      throw .option(key: key, value: stored.description)
    }
    return tensor
  }
}
