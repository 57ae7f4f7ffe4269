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
      var first = forward.decoded.steps[0].layer as? any RecurrentLayer,
      var second = backward.decoded.steps[0].layer as? any RecurrentLayer
    else { throw .option(key: "layer", value: forward.className) }
    if !config.has("backward_layer") {
      second.options.goBackwards.toggle()
      second.options.zeroesByPosition = forward.options["unroll"] == .bool(true)
    }
    let isSequence = first.options.returnSequences
    guard first.options.goBackwards != second.options.goBackwards,
      isSequence == second.options.returnSequences,
      first.options.returnsStates == second.options.returnsStates
    else { throw .option(key: "backward_layer", value: backward.className) }
    // TensorFlow's Keras and Keras 3 make masked steps of sequences zero whatever the layers say;
    // the Keras before, whose layers know no `time_major`, repeats the step before.
    if config.generation == .three || forward.options["time_major"] != nil {
      first.options.zeroOutputForMask = isSequence
      second.options.zeroOutputForMask = isSequence
    }
    // Null hands both back.
    let isMerged = config.has("merge_mode")
    let merging: (any Layer)? =
      isMerged
      ? try config.choice(
        "merge_mode",
        [
          "concat": Concatenate(axis: -1), "sum": Add(), "mul": Multiply(), "ave": Average(),
        ] as [String: any Layer]) : nil
    config.ignore("merge_mode")

    var weights: [DecodedLayer.WeightSlot] = []
    for (part, owner) in [(forward, "forward_layer"), (backward, "backward_layer")] {
      for var slot in part.decoded.weights {
        slot.owner = slot.owner.isEmpty ? owner : owner + "/" + slot.owner
        weights.append(slot)
      }
    }
    let count = forward.decoded.weights.count
    if first.options.returnsStates {
      return bidirectional(first, second, weights: weights, count: count, merging: merging)
    }
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
    return DecodedLayer(
      steps: steps, weights: weights, outputs: merging == nil ? [0, last] : nil,
      mask: isSequence ? .passed : .dropped)
  }

  /// The same with the states of both layers, which come after their outputs.
  private static func bidirectional(
    _ first: any RecurrentLayer, _ second: any RecurrentLayer, weights: [DecodedLayer.WeightSlot],
    count: Int, merging: (any Layer)?
  ) -> DecodedLayer {
    DecodedLayer(
      weights: weights, outputCount: (merging == nil ? 2 : 1) + first.stateCount * 2
    ) { call throws(LayerProblem) in
      var steps = StepBuilder(call)
      let input = try steps.call.tensor("inputs", at: 0)
      let ahead = try steps.run(first, on: input, weights: Array(0..<count))
      let back = try steps.run(second, on: input, weights: Array(count..<weights.count))
      let isSequence = first.options.returnSequences
      let last = isSequence ? try steps.add(Reverse(axis: 1), back.output) : back.output
      let outputs =
        if let merging { [try steps.add(merging, ahead.output, last)] } else {
          [ahead.output, last]
        }
      let states = ahead.states + back.states
      var layer = try steps.finish(outputs + states, mask: isSequence ? .passed : .dropped)
      layer.unmaskedOutputs = states.count
      return layer
    }
  }

  /// A layer applied to every step by itself.
  static let timeDistributed: Decode = { config throws(LayerProblem) in
    let wrapped = try config.layer("layer")
    guard wrapped.decoded.transform == nil, wrapped.decoded.outputs.count == 1 else {
      throw .option(key: "layer", value: wrapped.className)
    }
    // From 2.2 until Keras 3 the wrapper asks the layer for the mask of each step.
    let handsMasksOn = config.generation == .two && !config.isFromKerasTwo(before: 2)
    var decoded = wrapped.decoded
    if let byCall = decoded.byCall {
      decoded.byCall = { call throws(LayerProblem) in
        try byCall(call.perStep).perStep(handsMasksOn: handsMasksOn)
      }
    }
    for index in decoded.weights.indices {
      let owner = decoded.weights[index].owner
      decoded.weights[index].owner = owner.isEmpty ? "layer" : "layer/" + owner
    }
    return decoded.perStep(handsMasksOn: handsMasksOn)
  }
}

extension DecodedLayer {
  /// The layer for each step by itself.
  ///
  /// Masks are passed on, but refused where the layer would have to be given them by step. A mask that
  /// the layer itself makes is that of the steps' own steps, where it is handed on.
  fileprivate func perStep(handsMasksOn: Bool) -> DecodedLayer {
    var result = self
    let usesMasks =
      mask == .unsupported
      || steps.contains { $0.sources.contains { if case .mask = $0 { true } else { false } } }
    for index in steps.indices {
      let layer = steps[index].layer
      result.steps[index].layer = (layer as? Identity)?.perStep ?? TimeDistributed(layer)
      result.steps[index].sources.removeAll { if case .mask = $0 { true } else { false } }
    }
    result.mask = usesMasks ? .unsupported : .passed
    if handsMasksOn, !usesMasks, case .step = mask { result.mask = mask }
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
    // Kernel, recurrent kernel, bias: a kernel may have two rows as well.
    guard let shapes = storedShapes, shapes.count == 3 else { return false }
    return shapes[2].count == 2
  }

  /// What recurrent layers have in common, around the layer that `make` creates.
  fileprivate mutating func recurrent(
    units: Int, gates: Int, make: (RecurrentOptions) -> any RecurrentLayer
  ) throws(LayerProblem) -> DecodedLayer {
    // Ways to compute the same, as unrolling is but for what becomes zero by a mask.
    ignore("seed", "implementation", "use_cudnn")
    let isUnrolled = try flag("unroll", default: false)
    var options = RecurrentOptions(
      returnSequences: try flag("return_sequences", default: false),
      goBackwards: try flag("go_backwards", default: false),
      zeroOutputForMask: try flag("zero_output_for_mask", default: false),
      useBias: try flag("use_bias", default: true),
      returnsStates: try flag("return_state", default: false))
    // The steps of the unreversed mask become zero then.
    options.zeroesByPosition = isUnrolled && options.goBackwards
    options.inputDropout = dropout("dropout")?.amount ?? 0
    options.stateDropout = dropout("recurrent_dropout")?.amount ?? 0
    let kernel = WeightRole.kernel(.gated(units: units, gates: gates))
    var weights = [
      DecodedLayer.WeightSlot(name: "kernel", role: kernel, owner: "cell"),
      DecodedLayer.WeightSlot(name: "recurrent_kernel", role: kernel, owner: "cell"),
    ]
    if options.useBias {
      weights.append(DecodedLayer.WeightSlot(name: "bias", role: .bias, owner: "cell"))
    }
    let layer = make(options)
    var decoded = DecodedLayer(
      steps: [
        .init(
          layer: layer, sources: [.input(0), .mask(ofInput: 0)], weights: Array(weights.indices))
      ], weights: weights, mask: options.returnSequences ? .passed : .dropped)
    if options.returnsStates { decoded.outputs = Array(0...layer.stateCount) }
    let statesAndMasks: StatesAndMasks =
      generation == .three ? .unmasked : has("time_major") ? .masked : .refused
    decoded.byCall = { [decoded] call throws(LayerProblem) in
      try decoded.recurrent(layer, called: call, statesAndMasks)
    }
    return decoded
  }
}

/// What becomes of a mask where states to start from are given.
private enum StatesAndMasks {
  /// The steps are taken as if there were none, but it is passed on: Keras 3, which looks for masks of
  /// layers with one tensor.
  case unmasked
  /// It counts, and outputs before the first step that does are zero: TensorFlow's Keras.
  case masked
  /// The Keras before, whose backends differ.
  case refused
}

extension DecodedLayer {
  /// The layer for a call, which may give states to start from.
  ///
  /// They are tensors beside the sequence up to Keras 2, and an argument of their own in Keras 3.
  fileprivate func recurrent(
    _ layer: any RecurrentLayer, called call: LayerCall, _ statesAndMasks: StatesAndMasks
  ) throws(LayerProblem) -> DecodedLayer {
    var steps = StepBuilder(call)
    var tensors = try steps.call.tensors("inputs", at: 0)
    tensors += try steps.call.optionalTensors("initial_state", at: 1)
    guard tensors.count == 1 || tensors.count == 1 + layer.stateCount else {
      throw .shape(.inputCount(expected: 1...1 + layer.stateCount, found: tensors.count))
    }
    let states = Array(tensors.dropFirst())
    let isMasked = steps.mask(ofTensor: tensors[0]) != nil
    guard states.isEmpty || !isMasked || statesAndMasks != .refused else { throw .masked }
    let result = try steps.run(
      layer, on: tensors[0], states: states, weights: Array(weights.indices),
      usesMask: states.isEmpty || statesAndMasks == .masked)
    var decoded = try steps.finish([result.output] + result.states, mask: mask)
    decoded.unmaskedOutputs = result.states.count
    return decoded
  }
}

extension StepBuilder {
  /// Takes a recurrent layer's steps, and the states from behind its output.
  fileprivate mutating func run(
    _ layer: any RecurrentLayer, on input: Int, states: [Int] = [], weights: [Int],
    usesMask: Bool = true
  ) throws(LayerProblem) -> (output: Value, states: [Value]) {
    var layer = layer
    layer.options.takesStates = !states.isEmpty
    let inputs = ([input] + states).map { tensor($0) }
    let mask = usesMask ? mask(ofTensor: input) : nil
    let all = try add(layer, inputs + (mask.map { [$0] } ?? []), weights: weights)
    guard layer.options.returnsStates, let units = all.shape.last else { return (all, []) }
    let count = all.shape[0] - layer.stateCount
    var parts: [Value] = []
    for index in 0..<layer.stateCount {
      let row = try add(Slice(axis: 1, range: count + index..<count + index + 1), all)
      parts.append(try reshape(row, to: [units]))
    }
    let output = try add(Slice(axis: 1, range: 0..<count), all)
    return (layer.options.returnSequences ? output : try reshape(output, to: [units]), parts)
  }
}
