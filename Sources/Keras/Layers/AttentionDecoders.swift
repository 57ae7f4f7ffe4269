import Engine

/// Layers in which positions of one sequence look at those of another.
extension LayerDecoder {
  /// Attention by the dot product, or by Luong's concatenation.
  static let attention: Decode = { config throws(LayerProblem) in
    let hasScale = try config.flag("use_scale", default: false)
    let isDot = try config.choice("score_mode", ["dot": true, "concat": false], default: true)
    let isCausal = try config.attentionOptions()
    let dropout = config.dropout("dropout")
    let mixesRows = config.mixesRowsByMasks
    let slots =
      (hasScale ? ["scale"] : []) + (isDot ? [] : ["concat_score_weight"])
    return DecodedLayer(weights: slots.map { .init(name: $0, role: .other) }) {
      call throws(LayerProblem) in
      try scored(call, isCausal: isCausal, dropout, mixesRows) {
        steps, query, key throws(LayerProblem) in
        guard isDot else {
          return try steps.add(
            AdditiveScores(hasSlope: hasScale, weighing: .single), query, key,
            weights: Array(slots.indices))
        }
        let product = try steps.add(MatMul(transposeRight: true), query, key)
        return hasScale ? try steps.add(Scale(), product, weights: [0]) : product
      }
    }
  }

  /// Attention by a sum of hyperbolic tangents.
  static let additiveAttention: Decode = { config throws(LayerProblem) in
    let hasScale = try config.flag("use_scale", default: true)
    let isCausal = try config.attentionOptions()
    let dropout = config.dropout("dropout")
    let mixesRows = config.mixesRowsByMasks
    let slots = hasScale ? [DecodedLayer.WeightSlot(name: "scale", role: .other)] : []
    return DecodedLayer(weights: slots) { call throws(LayerProblem) in
      try scored(call, isCausal: isCausal, dropout, mixesRows) {
        steps, query, key throws(LayerProblem) in
        try steps.add(
          AdditiveScores(weighing: hasScale ? .eachFeature : .none), query, key,
          weights: Array(slots.indices))
      }
    }
  }

  private typealias Scores =
    (inout StepBuilder, StepBuilder.Value, StepBuilder.Value) throws(LayerProblem) ->
    StepBuilder.Value

  /// Weighs values by scores of each query with each key, which are the values where none are given.
  ///
  /// Steps of the values that are masked are not looked at, and steps of the queries that are masked
  /// give zero.
  private static func scored(
    _ call: LayerCall, isCausal: Bool, _ dropout: TrainingNoise?, _ mixesRows: Bool,
    by scores: Scores
  ) throws(LayerProblem) -> DecodedLayer {
    var steps = StepBuilder(call)
    let inputs = try steps.call.tensors("inputs", at: 0)
    guard (2...3).contains(inputs.count) else {
      throw .shape(.inputCount(expected: 2...3, found: inputs.count))
    }
    let (query, value) = (steps.tensor(inputs[0]), steps.tensor(inputs[1]))
    let key = inputs.count == 3 ? steps.tensor(inputs[2]) : value
    let isCausalHere = try steps.call.flag("use_causal_mask")
    let handsScoresBack = try steps.call.flag("return_attention_scores")
    var operands = [try scores(&steps, query, key)]
    if let mask = steps.mask(ofTensor: inputs[1]) {
      guard !mixesRows || isCausal || isCausalHere else { throw .masked }
      operands.append(try steps.reshape(mask, to: [1] + mask.shape))
    }
    var weights = try steps.add(
      MaskedSoftmax(isCausal: isCausal || isCausalHere, lowersScores: true), operands)
    if let dropout { weights = try steps.add(Identity(noise: dropout), weights) }
    var output = try steps.add(MatMul(), weights, value)
    if let mask = steps.mask(ofTensor: inputs[0]) {
      output = try steps.add(Multiply(), output, try steps.reshape(mask, to: mask.shape + [1]))
    }
    return try steps.finish(handsScoresBack ? [output, weights] : [output], mask: .passed)
  }

  /// Attention of several heads: projections, dot products for each head, a projection back.
  static let multiHeadAttention: Decode = { config throws(LayerProblem) in
    // The shapes that the layer was built for.
    config.ignore("query_shape", "key_shape", "value_shape", "seed")
    let isRobust = try config.flag("softmax_robust_masking", default: false)
    let heads = try config.extent("num_heads")
    let width = try config.extent("key_dim")
    let valueWidth = try config.optionalExtent("value_dim") ?? width
    let useBias = try config.flag("use_bias", default: true)
    let hasDropout = try config.optionalNumber("dropout") ?? 0 > 0
    let dropout = config.dropout("dropout")
    let axes = config.value("attention_axes")
    guard axes.isNull || axes == .array([.integer(1)]) || axes == .integer(1) else {
      throw .option(key: "attention_axes", value: axes.description)
    }
    let shape = config.has("output_shape") ? try config.axes("output_shape") : nil
    guard shape?.allSatisfy({ $0 > 0 }) ?? true, Extents.fits([heads, width, valueWidth]) else {
      throw .option(key: "output_shape", value: "\(shape ?? [])")
    }
    // Keras 3.7 leaves attention to the backend, unless there is dropout or scores are handed back.
    let usesBackend = !hasDropout && config.isFromKerasThree(since: 7)
    // Its own softmax takes 10⁹ from masked scores before Keras 3.10 and puts zeros there since.
    let isSelecting = config.isFromKerasThree(since: 10)
    // `query_mask = get_keras_mask(query)`, whatever is given, and `set_keras_mask(query, None)`.
    let takesMasksItself = config.isFromKerasThree(since: 8)

    let owners = ["query_dense", "key_dense", "value_dense", "output_dense"]
    let weights = owners.flatMap { owner -> [DecodedLayer.WeightSlot] in
      let neurons: Neurons = owner == "output_dense" ? .last : .lastTwo
      return [.init(name: "kernel", role: .kernel(neurons), owner: owner)]
        + (useBias ? [.init(name: "bias", role: .bias, owner: owner)] : [])
    }
    let perOwner = useBias ? 2 : 1
    func indices(_ owner: Int) -> [Int] { Array(owner * perOwner..<(owner + 1) * perOwner) }
    let slots = owners.indices.map(indices)

    return DecodedLayer(weights: weights) { call throws(LayerProblem) in
      var steps = StepBuilder(call)
      let query = try steps.call.tensor("query", at: 0)
      let value = try steps.call.tensor("value", at: 1)
      let givenKey = try steps.call.optionalTensor("key", at: 2)
      let mask = try steps.attentionMask(
        query: query, value: value, key: givenKey, isQueryMaskTaken: !takesMasksItself)
      let isCausal = try steps.call.flag("use_causal_mask")
      let handsScoresBack = try steps.call.flag("return_attention_scores")
      let isLeft = usesBackend && !handsScoresBack

      let queries = steps.tensor(query)
      guard queries.shape.count == 2 else {
        throw .shape(.inputRank(expected: 2...2, shape: queries.shape))
      }
      var parts: [StepBuilder.Value] = []
      for (index, tensor) in [query, givenKey ?? value, value].enumerated() {
        let width = index == 2 ? valueWidth : width
        let projected = try steps.add(
          Projection(output: [heads, width], useBias: useBias), steps.tensor(tensor),
          weights: slots[index])
        // (steps, heads, width) to (heads, steps, width).
        parts.append(try steps.add(Permute(axes: [2, 1, 3]), projected))
      }
      let scores = try steps.add(
        MatMul(transposeRight: true, factor: 1 / Double(width).squareRoot()), parts[0], parts[1])
      let shares = try steps.add(
        MaskedSoftmax(
          isCausal: isCausal, isZeroWhereMasked: isSelecting && !isLeft,
          lowersScores: !isSelecting && !isLeft && !isRobust),
        [scores] + (mask.map { [$0] } ?? []))
      let kept = try dropout.map { noise throws(LayerProblem) in
        try steps.add(Identity(noise: noise), shares)
      }
      let mixed = try steps.add(
        Permute(axes: [2, 1, 3]), try steps.add(MatMul(), kept ?? shares, parts[2]))
      let output = try steps.add(
        Projection(
          inputAxes: 2, output: shape ?? Array(queries.shape.suffix(1)), useBias: useBias), mixed,
        weights: slots[3])
      var layer = try steps.finish(handsScoresBack ? [output, shares] : [output], mask: .passed)
      layer.removesMasks = takesMasksItself
      return layer
    }
  }

  /// A dense layer by Einstein's summation, where it is one over the last axes.
  static let einsumDense: Decode = { config throws(LayerProblem) in
    let text = config.value("equation").string ?? ""
    let stored = config.value("output_shape")
    let shape = stored.array?.map(\.integer) ?? [stored.integer]
    let bias = config.value("bias_axes").string
    guard let equation = DenseEquation(text), bias == nil || bias == equation.added,
      shape.count >= equation.added.count
    else { throw .option(key: "equation", value: text) }
    let output = shape.suffix(equation.added.count).compactMap { $0 }
    guard output.count == equation.added.count, Extents.fits(output),
      output.allSatisfy({ $0 > 0 })
    else { throw .option(key: "output_shape", value: stored.description) }
    let neurons: Neurons = output.count == 2 ? .lastTwo : .last
    return DecodedLayer(
      Projection(inputAxes: equation.contracted, output: output, useBias: bias != nil),
      weights: [("kernel", output.count > 2 ? .other : .kernel(neurons))]
        + (bias == nil ? [] : [("bias", .bias)]), activation: try config.activation())
  }
}

/// An equation of `EinsumDense` that multiplies the last axes of the input by the first axes of the
/// kernel and puts the kernel's other axes in their place: `abc,cd->abd`, `...x,xy->...y`.
private struct DenseEquation {
  /// How many axes are multiplied.
  var contracted: Int
  /// The letters of the axes that come instead.
  var added: String

  init?(_ text: String) {
    let sides = text.filter { $0 != " " }.split(separator: ">", omittingEmptySubsequences: false)
    guard sides.count == 2, sides[0].last == "-" else { return nil }
    let operands = sides[0].dropLast().split(separator: ",", omittingEmptySubsequences: false)
    guard operands.count == 2 else { return nil }
    let (input, kernel, output) = (String(operands[0]), String(operands[1]), String(sides[1]))
    let letters = input.drop { $0 == "." }
    guard input.count - letters.count == (input.hasPrefix("...") ? 3 : 0),
      (letters + kernel).allSatisfy({ $0.isLetter }), Set(letters).count == letters.count,
      Set(kernel).count == kernel.count
    else { return nil }
    let last = letters.suffix(while: { kernel.contains($0) })
    // The batch axis stays, whether it has a letter or not.
    guard !last.isEmpty, kernel.hasPrefix(last), last.count < input.count else { return nil }
    let new = kernel.dropFirst(last.count)
    guard !new.isEmpty, !new.contains(where: { letters.contains($0) }),
      output == input.dropLast(last.count) + new
    else { return nil }
    (contracted, added) = (last.count, String(new))
  }
}

extension Substring {
  /// The longest end of elements that satisfy a condition.
  fileprivate func suffix(while condition: (Character) -> Bool) -> Substring {
    self[(lastIndex { !condition($0) }.map { index(after: $0) } ?? startIndex)...]
  }
}

extension LayerConfig {
  /// Whether the mask of the values is taken for one of (queries, values): Keras 3 before 3.12, where the
  /// mask of a row then counts for the query of that number in all rows, if there are as many.
  fileprivate var mixesRowsByMasks: Bool {
    generation == .three && !isFromKerasThree(since: 12)
  }

  /// Options that attention layers have in common; whether each step sees only those before it.
  fileprivate mutating func attentionOptions() throws(LayerProblem) -> Bool {
    ignore("seed")
    return try flag("causal", default: false)
  }
}

extension StepBuilder {
  /// The mask that a call gives, else that which comes with the tensor.
  private mutating func mask(
    ofTensor index: Int?, orGivenAs name: String
  ) throws(LayerProblem) -> Value? {
    guard let given = try call.optionalTensor(name) else {
      return index.flatMap { mask(ofTensor: $0) }
    }
    let value = tensor(given)
    guard value.shape.count == 1 else {
      throw .shape(.inputRank(expected: 1...1, shape: value.shape))
    }
    return value
  }

  /// Which key each query may look at, (1 or heads, queries or 1, keys or 1): all masks at once.
  ///
  /// Where `isQueryMaskTaken` is false, a mask of the queries that the call gives is without effect: only
  /// that which comes with them counts.
  fileprivate mutating func attentionMask(
    query: Int, value: Int, key: Int?, isQueryMaskTaken: Bool
  ) throws(LayerProblem) -> Value? {
    var masks: [Value] = []
    let given = try mask(ofTensor: query, orGivenAs: "query_mask")
    if let mask = isQueryMaskTaken ? given : mask(ofTensor: query) {
      masks.append(try reshape(mask, to: [1] + mask.shape + [1]))
    }
    for (tensor, name) in [(value, "value_mask"), (key, "key_mask")] {
      if let mask = try mask(ofTensor: tensor, orGivenAs: name) {
        masks.append(try reshape(mask, to: [1, 1] + mask.shape))
      }
    }
    if let given = try call.optionalTensor("attention_mask") {
      let mask = tensor(given)
      masks.append(mask.shape.count == 2 ? try reshape(mask, to: [1] + mask.shape) : mask)
    }
    guard masks.count > 1 else { return masks.first }
    return try add(Logical(.and), masks)
  }
}
