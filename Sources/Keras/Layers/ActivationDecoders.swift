import Engine

extension LayerDecoder {
  static let activation: Decode = { config throws(LayerProblem) in
    DecodedLayer(try config.activation())
  }

  static let relu: Decode = { config throws(LayerProblem) in
    DecodedLayer(
      .relu(
        maxValue: try config.optionalNumber("max_value"),
        negativeSlope: try config.optionalNumber("negative_slope") ?? 0,
        threshold: try config.optionalNumber("threshold") ?? 0))
  }

  /// `negative_slope` in Keras 3, `alpha` before.
  static let leakyReLU: Decode = { config throws(LayerProblem) in
    let slope =
      if let alpha = try config.optionalNumber("alpha") { alpha } else {
        try config.number("negative_slope")
      }
    return DecodedLayer(.leakyReLU(slope: slope))
  }

  static let elu: Decode = { config throws(LayerProblem) in
    DecodedLayer(.elu(alpha: try config.number("alpha")))
  }

  static let preLU: Decode = { config throws(LayerProblem) in
    let axes = config.value("shared_axes").isNull ? [] : try config.integers("shared_axes")
    return DecodedLayer(PReLU(sharedAxes: axes), weights: [("alpha", .other)], mask: .passed)
  }

  static let thresholdedReLU: Decode = { config throws(LayerProblem) in
    DecodedLayer(.threshold(try config.number("theta"), default: 0))
  }

  /// The layer, unlike the activation, leaves masked entries out.
  static let softmax: Decode = { config throws(LayerProblem) in
    if config.value("axis").array?.count ?? 1 > 1 {
      return softmax(along: try config.integers("axis"))
    }
    return DecodedLayer(
      Activation(.softmax(axis: try config.axis("axis"))), mask: .unsupported, numbers: .floats)
  }

  /// Softmax over all positions of several axes, which must stand side by side: one axis for the time.
  private static func softmax(along axes: [Int]) -> DecodedLayer {
    DecodedLayer(numbers: .floats) { call throws(LayerProblem) in
      var steps = StepBuilder(call)
      let input = steps.tensor(try steps.call.tensor("inputs", at: 0))
      // The batch axis counts as 0.
      let found = Set(axes.map { ($0 < 0 ? $0 + input.shape.count : $0 - 1) }).sorted()
      guard found.count == axes.count, let first = found.first, let last = found.last, first >= 0,
        last < input.shape.count, last - first == found.count - 1
      else { throw .option(key: "axis", value: "\(axes)") }
      let count = input.shape[first...last].reduce(1, *)
      let shape = input.shape[..<first] + [count] + input.shape[(last + 1)...]
      let shares = try steps.add(
        Activation(.softmax(axis: first + 1)), try steps.reshape(input, to: Array(shape)))
      return try steps.finish(
        [try steps.reshape(shares, to: input.shape)], mask: .unsupported)
    }
  }
}

extension DecodedLayer {
  /// A layer that is an activation.
  fileprivate init(_ function: Function) {
    self.init(Activation(function), mask: .passed, numbers: function.numbers)
  }
}

extension Function {
  /// What the function makes of whole numbers.
  var numbers: NumberRule {
    switch self {
    case .linear, .relu6: .kept
    case .relu(maxValue: nil, negativeSlope: 0, threshold: 0): .kept
    case .relu(maxValue: nil, _, threshold: 0): .floats
    // Bounds become whole numbers too.
    case .relu(let maximum, 0, let threshold)
    where (maximum ?? 0).rounded() == maximum ?? 0 && threshold.rounded() == threshold:
      .kept
    case .relu: .onlyFloats
    default: .floats
    }
  }
}
