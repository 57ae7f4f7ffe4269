import Engine

extension LayerDecoder {
  /// A merging layer has no options.
  static func merge(_ layer: some MergingLayer) -> Decode {
    { config throws(LayerProblem) in
      let numbers: NumberRule = layer is Average ? .floats : .sum
      guard config.generation == .three else {
        return DecodedLayer(layer, mask: .merged, numbers: numbers)
      }
      let mindsMasks = config.isFromKerasThree(since: 4)
      let handsMasksOn = config.handsMasksOfListsOn
      return DecodedLayer(numbers: numbers) { call throws(LayerProblem) in
        var steps = StepBuilder(call)
        let inputs = try steps.call.tensors("inputs", at: 0)
        let values = inputs.map { steps.tensor($0) }
        let isMasked = mindsMasks && inputs.contains { steps.call.isMasked[$0] }
        let output =
          switch layer.kind {
          case .multiply where isMasked: try steps.maskedProduct(of: inputs)
          case .maximum where isMasked, .minimum where isMasked:
            try steps.maskedExtreme(of: inputs, by: layer)
          default: try steps.add(layer, values)
          }
        // A step counts where it does in any of the values, if all have masks.
        let masks = inputs.compactMap { steps.mask(ofTensor: $0) }
        guard handsMasksOn, masks.count == inputs.count, !masks.isEmpty else {
          return try steps.finish([output])
        }
        return try steps.finish([output], maskedBy: try steps.add(Logical(.or), masks))
      }
    }
  }

  static let concatenate: Decode = { config throws(LayerProblem) in
    let axis = try config.axis("axis")
    let generation = config.generation
    let handsMasksOn = config.handsMasksOfListsOn
    return DecodedLayer { call throws(LayerProblem) in
      var steps = StepBuilder(call)
      let inputs = try steps.call.tensors("inputs", at: 0)
      let output = try steps.add(Concatenate(axis: axis), inputs.map { steps.tensor($0) })
      guard handsMasksOn,
        let mask = try steps.concatenatedMask(of: inputs, axis: axis, generation: generation)
      else { return try steps.finish([output]) }
      return try steps.finish([output], maskedBy: mask)
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

extension LayerConfig {
  /// Whether masks that come with the tensors of a list are handed on: not by the first versions of
  /// Keras 3, which look for the mask of the list.
  var handsMasksOfListsOn: Bool { generation != .three || isFromKerasThree(since: 4) }
}

// MARK: - Steps that do not count

extension StepBuilder {
  /// The mask that comes with a tensor, as something that multiplies or chooses its elements; `nil` where
  /// there is none.
  private mutating func elementMask(ofTensor index: Int) throws(LayerProblem) -> Value? {
    guard let mask = mask(ofTensor: index) else { return nil }
    // Keras puts one axis behind the mask's, whatever the tensor's rank.
    guard call.shapes[index].count == 2 else { throw .masked }
    return try reshape(mask, to: mask.shape + [1])
  }

  /// The product of values that are 1 where their step does not count; zero where it does in none of
  /// them, if all have masks.
  fileprivate mutating func maskedProduct(of inputs: [Int]) throws(LayerProblem) -> Value {
    var (factors, masks): ([Value], [Value]) = ([], [])
    for index in inputs {
      guard let mask = try elementMask(ofTensor: index) else {
        factors.append(tensor(index))
        continue
      }
      let one = try add(Constant(Tensor(repeating: 1, shape: [1, 1])), tensor(index))
      factors.append(try add(Choose(), mask, tensor(index), one))
      masks.append(mask)
    }
    let product = try add(Multiply(), factors)
    guard masks.count == inputs.count else { return product }
    let zero = try add(Constant(Tensor(repeating: 0, shape: [1, 1])), product)
    return try add(Choose(), try add(Logical(.or), masks), product, zero)
  }

  /// The largest or smallest of values, from left to right, of which those whose step does not count give
  /// way to the other.
  fileprivate mutating func maskedExtreme(
    of inputs: [Int], by layer: some MergingLayer
  ) throws(LayerProblem) -> Value {
    var output = tensor(inputs[0])
    var outputMask = try elementMask(ofTensor: inputs[0])
    for index in inputs.dropFirst() {
      var value = tensor(index)
      let mask = try elementMask(ofTensor: index)
      if let mask { value = try add(Choose(), mask, value, output) }
      if let outputMask { output = try add(Choose(), outputMask, output, value) }
      if let left = outputMask, let right = mask {
        outputMask = try add(Logical(.or), left, right)
      } else {
        outputMask = nil
      }
      output = try add(layer, output, value)
    }
    return output
  }

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
