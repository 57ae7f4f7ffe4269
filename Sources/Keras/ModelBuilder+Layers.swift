import Engine

extension ModelBuilder {
  func refuse(
    _ layer: NetworkLayer, path: WeightMatching.Path, _ problem: LayerProblem
  ) -> CheckpointProblem {
    .layer(name: path.joined(separator: "/"), className: layer.className, problem)
  }

  /// Adds the nodes of one call of a layer and returns the values of its outputs.
  mutating func add(
    _ declared: DecodedLayer, of layer: NetworkLayer, path: WeightMatching.Path, isTrainable: Bool,
    call: NetworkLayer.Call, inputs: [ValueID], masks inputMasks: [ValueID?]
  ) throws(CheckpointProblem) -> [ValueID] {
    var decoded = declared
    if let byCall = declared.byCall {
      let shapes = inputs.map { model.shape(of: $0) }
      let call = LayerCall(call.values, shapes: shapes, isMasked: inputMasks.map { $0 != nil })
      do throws(LayerProblem) {
        decoded = try byCall(call)
      } catch {
        throw refuse(layer, path: path, error)
      }
      decoded.weights = declared.weights
    }
    if decoded.numbers == nil { decoded.numbers = declared.numbers }
    let kinds = inputs.map { numbers[$0] ?? .float }
    // Keras 3 casts what a layer is given to its type, and operations have none of their own.
    if generation == .three, !layer.isOperation, NumberKind(dtype: layer.dtype) != .float,
      kinds.contains(.float)
    {
      throw refuse(layer, path: path, .dtype(name: layer.dtype ?? ""))
    }
    guard let kind = decoded.numbers(of: kinds) else {
      throw refuse(layer, path: path, .wholeNumbers)
    }
    let isFirstCall = known[path] == nil
    let weights = known[path] ?? addWeights(decoded, path: path, isTrainable: isTrainable)
    known[path] = weights
    if decoded.mask == .unsupported, inputMasks.contains(where: { $0 != nil }) {
      throw refuse(layer, path: path, .masked)
    }
    try checkOrder(of: decoded, layer: layer, inputs: inputs, path: path)
    // Who looks at the call has found all tensors of it, used or not.
    if declared.byCall == nil, let count = decoded.inputCount, count != inputs.count {
      throw refuse(
        layer, path: path, .shape(.inputCount(expected: count...count, found: inputs.count)))
    }
    var steps: [ValueID?] = []
    for step in decoded.steps {
      let sources = step.sources.flatMap { source -> [ValueID] in
        switch source {
        case .inputs: inputs
        case .input(let index): inputs.indices.contains(index) ? [inputs[index]] : []
        case .mask(let index):
          inputMasks.indices.contains(index) ? [inputMasks[index]].compactMap { $0 } : []
        case .step(let index): [steps[index]].compactMap { $0 }
        }
      }
      guard !sources.isEmpty || step.sources.contains(.inputs) else {
        steps.append(nil)
        continue
      }
      steps.append(
        try add(
          step.layer, inputs: sources, weights: step.weights.compactMap { weights[$0] },
          of: layer, path: path))
    }
    let outputs = decoded.outputs.compactMap { steps[$0] }
    guard outputs.count == decoded.outputs.count else {
      throw refuse(layer, path: path, .shape(.inputCount(expected: 1...1, found: inputs.count)))
    }
    let mask = try mask(
      decoded.mask, of: handsGivenMasksOn ? inputMasks : inputs.map { self.mask(of: $0) },
      steps: steps, layer: layer, path: path)
    for output in outputs { numbers[output] = kind }
    noteMasks(of: decoded, inputs: inputs, outputs: outputs)
    noteTensors(of: decoded, layer: layer, inputs: inputs, outputs: outputs)
    for output in outputs.dropLast(decoded.unmaskedOutputs) { masks[output] = mask }
    if isFirstCall {
      layers.append(
        LayerSummary(
          name: path.joined(separator: "/"), className: layer.className,
          outputShape: outputs.first.map { model.shape(of: $0) } ?? [],
          weights: summaries(weights, path: path), isTrainable: isTrainable, dtype: layer.dtype))
    }
    return outputs
  }

  /// Adds one node.
  mutating func add(
    _ step: any Layer, inputs: [ValueID], weights: [Int], of layer: NetworkLayer,
    path: WeightMatching.Path
  ) throws(CheckpointProblem) -> ValueID {
    guard model.nodes.count < Self.nodeLimit else {
      throw refuse(layer, path: path, .tooManyNodes(limit: Self.nodeLimit))
    }
    let name = path.joined(separator: "/")
    let value: ValueID
    do throws(ShapeError) {
      value = try model.add(step, name: name, inputs: inputs, weights: weights)
    } catch {
      if case .weightShape(let weight, let expected, let found) = error {
        throw .weights(
          layer: name, expected: .shape(expected, path: weight),
          found: .shape(found, path: weight))
      }
      throw refuse(layer, path: path, .shape(error))
    }
    let shape = model.shape(of: value)
    guard Extents.fits(shape) else {
      throw refuse(layer, path: path, .outputTooLarge(shape: shape, limit: Extents.elementLimit))
    }
    return value
  }

  /// Adds the weights that steps take.
  private mutating func addWeights(
    _ decoded: DecodedLayer, path: WeightMatching.Path, isTrainable: Bool
  ) -> [Int?] {
    let used = Set(decoded.steps.flatMap(\.weights))
    return zip(decoded.weights, weights[path] ?? []).enumerated().map { index, pair in
      let (slot, array) = pair
      guard used.contains(index) else { return nil }
      weightOrigins.append(
        WeightOrigin(
          path: array.path, order: slot.order, shape: array.shape, parts: array.parts))
      return model.addWeight(
        Weight(
          path: weightPath(array.name, layer: path[0]),
          tensor: Tensor(
            shape: slot.order.shape(ofStored: array.shape),
            elements: slot.order.converted(array.elements, shape: array.shape)), role: slot.role,
          isTrainable: isTrainable && slot.role != .statistic))
    }
  }

  /// The layer's name, then the array's: most arrays have both in their own name.
  private func weightPath(_ array: String, layer: String) -> String {
    array.hasPrefix(layer + "/") ? array : layer + "/" + array
  }

  private func summaries(_ indices: [Int?], path: WeightMatching.Path) -> [WeightSummary] {
    zip(indices, weights[path] ?? []).compactMap { index, array in
      index.map {
        WeightSummary(path: model.weights[$0].path, shape: array.shape, dtype: array.dtype)
      }
    }
  }
}
