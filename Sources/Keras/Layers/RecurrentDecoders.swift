import Engine

/// Layers that take steps in time.
///
/// Files that leave out an option whose default changed between versions are read by the shapes of
/// the weights, or refused.
extension LayerDecoder {
  static let lstm: Decode = { config throws(LayerProblem) in
    let units = try config.extent("units")
    // What the bias starts from.
    config.ignore("unit_forget_bias")
    let activation = try config.activation()
    let recurrentActivation = try config.recurrentActivation()
    return try config.recurrent(units: units, gates: 4) { options in
      LSTM(
        units: units, activation: activation, recurrentActivation: recurrentActivation,
        options: options)
    }
  }

  static let gru: Decode = { config throws(LayerProblem) in
    let units = try config.extent("units")
    let activation = try config.activation()
    let recurrentActivation = try config.recurrentActivation()
    let resetAfter = try config.resetAfter()
    return try config.recurrent(units: units, gates: 3) { options in
      GRU(
        units: units, activation: activation, recurrentActivation: recurrentActivation,
        resetAfter: resetAfter, options: options)
    }
  }

  static let simpleRNN: Decode = { config throws(LayerProblem) in
    let units = try config.extent("units")
    let activation = try config.activation()
    return try config.recurrent(units: units, gates: 1) { options in
      SimpleRNN(units: units, activation: activation, options: options)
    }
  }

  /// The mask is 1 where any feature of a step differs from the value; other steps become zero.
  static let masking: Decode = { config throws(LayerProblem) in
    let value = try config.optionalNumber("mask_value") ?? 0
    return DecodedLayer(
      steps: [
        .init(layer: Compare(.notEqual, number: value), sources: [.input(0)]),
        .init(layer: Reduce(.any, axes: [-1], keepDimensions: true), sources: [.step(0)]),
        .init(layer: Multiply(), sources: [.input(0), .step(1)]),
        .init(layer: Reduce(.any, axes: [-1]), sources: [.step(0)]),
      ], outputs: [2], mask: .step(3))
  }

  /// Two copies of a recurrent layer, of which one reads backwards.
  static let bidirectional: Decode = { config throws(LayerProblem) in
    let forward = try config.layer("layer")
    let backward = config.has("backward_layer") ? try config.layer("backward_layer") : forward
    guard forward.decoded.steps.count == 1, backward.decoded.steps.count == 1,
      let first = forward.decoded.steps[0].layer as? any RecurrentLayer,
      var second = backward.decoded.steps[0].layer as? any RecurrentLayer
    else { throw .option(key: "layer", value: forward.className) }
    if !config.has("backward_layer") { second.options.goBackwards.toggle() }
    let isSequence = first.options.returnSequences
    guard first.options.goBackwards != second.options.goBackwards,
      isSequence == second.options.returnSequences
    else { throw .option(key: "backward_layer", value: backward.className) }
    let merging: (any Layer)? = try config.choice(
      "merge_mode",
      [
        "concat": Concatenate(axis: -1), "sum": Add(), "mul": Multiply(), "ave": Average(),
      ] as [String: any Layer])

    var weights: [DecodedLayer.WeightSlot] = []
    for (part, owner) in [(forward, "forward_layer"), (backward, "backward_layer")] {
      for var slot in part.decoded.weights {
        slot.owner = slot.owner.isEmpty ? owner : owner + "/" + slot.owner
        weights.append(slot)
      }
    }
    let count = forward.decoded.weights.count
    var steps: [DecodedLayer.Step] = [
      .init(layer: first, sources: [.input(0), .mask(ofInput: 0)], weights: Array(0..<count)),
      .init(
        layer: second, sources: [.input(0), .mask(ofInput: 0)],
        weights: Array(count..<weights.count)),
    ]
    // What was read backwards comes out backwards.
    if isSequence { steps.append(.init(layer: Reverse(axis: 1), sources: [.step(1)])) }
    let last = steps.count - 1
    if let merging { steps.append(.init(layer: merging, sources: [.step(0), .step(last)])) }
    return DecodedLayer(steps: steps, weights: weights, mask: isSequence ? .passed : .dropped)
  }

  /// A layer applied to every step by itself.
  static let timeDistributed: Decode = { config throws(LayerProblem) in
    let wrapped = try config.layer("layer")
    guard wrapped.decoded.transform == nil, wrapped.decoded.outputs.count == 1 else {
      throw .option(key: "layer", value: wrapped.className)
    }
    var decoded = wrapped.decoded
    if let byCall = decoded.byCall {
      decoded.byCall = { call throws(LayerProblem) in try byCall(call.perStep).perStep }
    }
    for index in decoded.weights.indices {
      let owner = decoded.weights[index].owner
      decoded.weights[index].owner = owner.isEmpty ? "layer" : "layer/" + owner
    }
    return decoded.perStep
  }
}

extension DecodedLayer {
  /// The layer for each step by itself; masks, which it would have to be given by step, are refused.
  fileprivate var perStep: DecodedLayer {
    var result = self
    for index in steps.indices {
      result.steps[index].layer = TimeDistributed(steps[index].layer)
      result.steps[index].sources.removeAll { if case .mask = $0 { true } else { false } }
    }
    result.mask = .unsupported
    return result
  }
}

extension LayerConfig {
  /// The function of the gates, whose default is another one in every generation.
  fileprivate mutating func recurrentActivation() throws(LayerProblem) -> Function {
    guard has("recurrent_activation") else { throw .missingOption(key: "recurrent_activation") }
    return try activation("recurrent_activation")
  }

  /// Whether a GRU's reset gate acts after the product; files before Keras 2.2 do not say, but the
  /// bias of such a layer has two rows.
  fileprivate mutating func resetAfter() throws(LayerProblem) -> Bool {
    guard !has("reset_after") else { return try flag("reset_after", default: false) }
    return storedShapes?.contains { $0.count == 2 && $0[0] == 2 && $0[1] % 3 == 0 } ?? false
  }

  /// What recurrent layers have in common, around the layer that `make` creates.
  fileprivate mutating func recurrent(
    units: Int, gates: Int, make: (RecurrentOptions) -> any RecurrentLayer
  ) throws(LayerProblem) -> DecodedLayer {
    // Training, and ways to compute the same.
    ignore("dropout", "recurrent_dropout", "seed", "unroll", "implementation", "use_cudnn")
    let options = RecurrentOptions(
      returnSequences: try flag("return_sequences", default: false),
      goBackwards: try flag("go_backwards", default: false),
      zeroOutputForMask: try flag("zero_output_for_mask", default: false),
      useBias: try flag("use_bias", default: true))
    let kernel = WeightRole.kernel(.gated(units: units, gates: gates))
    var weights = [
      DecodedLayer.WeightSlot(name: "kernel", role: kernel, owner: "cell"),
      DecodedLayer.WeightSlot(name: "recurrent_kernel", role: kernel, owner: "cell"),
    ]
    if options.useBias {
      weights.append(DecodedLayer.WeightSlot(name: "bias", role: .bias, owner: "cell"))
    }
    return DecodedLayer(
      steps: [
        .init(
          layer: make(options), sources: [.input(0), .mask(ofInput: 0)],
          weights: Array(weights.indices))
      ], weights: weights, mask: options.returnSequences ? .passed : .dropped)
  }
}
