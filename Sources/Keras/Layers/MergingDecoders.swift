import Engine

extension LayerDecoder {
  /// A merging layer has no options.
  static func merge(_ layer: some MergingLayer) -> Decode {
    { config throws(LayerProblem) in
      DecodedLayer(layer, mask: .merged, numbers: layer is Average ? .floats : .sum)
    }
  }

  static let concatenate: Decode = { config throws(LayerProblem) in
    let axis = try config.axis("axis")
    let generation = config.generation
    return DecodedLayer { call throws(LayerProblem) in
      var steps = StepBuilder(call)
      let inputs = try steps.call.tensors("inputs", at: 0)
      let output = try steps.add(Concatenate(axis: axis), inputs.map { steps.tensor($0) })
      let mask = try steps.concatenatedMask(of: inputs, axis: axis, generation: generation)
      guard let mask, case .step(let index) = mask.source else {
        return try steps.finish([output])
      }
      return try steps.finish([output], mask: .step(index))
    }
  }

  /// Keras 3 takes a norm to be at least 1e-7, TensorFlow a squared one at least 1e-12.
  static let dot: Decode = { config throws(LayerProblem) in
    let isNormalized = try config.flag("normalize", default: false)
    let axes = try config.extents("axes", axes: 2, from: -Extents.limit)
    let floor = config.generation < .three ? 1e-12 : 1e-14
    return DecodedLayer(Dot(axes: axes, normFloor: isNormalized ? floor : nil), numbers: .sum)
  }
}

extension StepBuilder {
  /// The mask of values that stand side by side; `nil` where there is none.
  ///
  /// Along the last axis, a step counts in Keras 3 where it does in any of the values, and up to
  /// Keras 2 where it does in all of them; values without a mask count everywhere.
  fileprivate mutating func concatenatedMask(
    of inputs: [Int], axis: Int, generation: KerasGeneration
  ) throws(LayerProblem) -> Value? {
    guard inputs.contains(where: { call.isMasked[$0] }) else { return nil }
    let masks = inputs.map { mask(ofTensor: $0) }
    let present = masks.compactMap { $0 }
    let rank = call.shapes[inputs[0]].count + 1
    switch axis < 0 ? axis + rank : axis {
    case 1 where rank > 2:
      var parts: [Value] = []
      for (index, mask) in zip(inputs, masks) {
        if let mask {
          parts.append(mask)
          continue
        }
        let ones = Tensor<Double>(repeating: 1, shape: Array(call.shapes[index].prefix(1)))
        parts.append(try add(Constant(ones), tensor(index)))
      }
      return try add(Concatenate(axis: 1), parts)
    case 2 where rank == 3:
      if generation == .three, present.count < masks.count { return nil }
      // A step of its own, even where there is one mask.
      return try add(generation == .three ? Logical(.or) : Logical(.and), present)
    default: throw .masked
    }
  }
}
