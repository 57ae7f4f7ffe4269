import Engine

/// A call that used the mask of its input.
struct MaskUse {
  /// What the call gave.
  var output: ValueID
  /// Whether later calls find no mask.
  var isLast: Bool
}

extension ModelBuilder {
  /// The mask of each input: what the call says, else what comes with the input.
  func masks(
    of call: NetworkLayer.Call, layer: NetworkLayer, inputs: [ValueID],
    values: [Network.Reference: Flow<ValueID>], network: Network
  ) throws(CheckpointProblem) -> [ValueID?] {
    guard !call.masks.isEmpty else { return inputs.map { self.mask(of: $0) } }
    var result: [ValueID?] = []
    for mask in call.masks {
      result.append(
        try mask.map { reference throws(CheckpointProblem) in
          try engineValue(
            of: value(reference, in: values, of: network), for: layer, path: [layer.name])
        })
    }
    // Masks are given for the first tensors of a call.
    while result.count < inputs.count { result.append(nil) }
    return result
  }

  /// The mask of a layer's output.
  mutating func mask(
    _ rule: DecodedLayer.MaskRule, of masks: [ValueID?], steps: [ValueID?],
    layer: NetworkLayer, path: WeightMatching.Path
  ) throws(CheckpointProblem) -> ValueID? {
    switch rule {
    case .dropped, .unsupported: return nil
    case .passed: return masks.first ?? nil
    case .step(let index): return steps[index]
    case .merged:
      let present = masks.compactMap { $0 }
      guard let first = present.first else { return nil }
      // What all masks that there are keep.
      if Set(present).count == 1 { return first }
      return try add(Multiply(), inputs: present, weights: [], of: layer, path: path)
    }
  }
}

// MARK: - Masks that are taken off

extension ModelBuilder {
  /// The mask that comes with a value, unless a call took it off.
  func mask(of value: ValueID) -> ValueID? {
    maskUses[tensor(value), default: []].contains { $0.isLast } ? nil : masks[value]
  }

  /// The value that Keras's tensor of a value was first.
  private func tensor(_ value: ValueID) -> ValueID { sameTensors[value] ?? value }

  /// Remembers that a layer of Keras hands back the very tensor that it is given, with its mask: dropout
  /// at inference.
  mutating func noteTensors(
    of decoded: DecodedLayer, layer: NetworkLayer, inputs: [ValueID], outputs: [ValueID]
  ) {
    // Putting steps together again makes another tensor.
    guard layer.className != "TimeDistributed", decoded.steps.count == 1, inputs.count == 1,
      outputs.count == 1
    else { return }
    let step = decoded.steps[0].layer
    guard step is Identity || step as? Activation == Activation(.linear) else { return }
    sameTensors[outputs[0]] = tensor(inputs[0])
  }

  /// Refuses a call that Keras might run before or after one that takes a mask off.
  ///
  /// Keras 3's MultiHeadAttention takes the masks off its inputs themselves. Calls that need its output
  /// come later and find none; for others it depends on an order that files do not store.
  func checkOrder(
    of decoded: DecodedLayer, layer: NetworkLayer, inputs: [ValueID], path: WeightMatching.Path
  ) throws(CheckpointProblem) {
    guard decoded.usesMasks else { return }
    for input in Set(inputs) where masks[input] != nil {
      for use in maskUses[tensor(input), default: []] where use.isLast || decoded.removesMasks {
        guard inputs.contains(where: { depends($0, on: use.output) }) else {
          throw refuse(layer, path: path, .maskOrder)
        }
      }
    }
  }

  /// Remembers which masks a call used.
  mutating func noteMasks(of decoded: DecodedLayer, inputs: [ValueID], outputs: [ValueID]) {
    guard decoded.usesMasks, let output = outputs.first else { return }
    for input in Set(inputs) where masks[input] != nil {
      maskUses[tensor(input), default: []].append(
        MaskUse(output: output, isLast: decoded.removesMasks))
    }
  }

  /// Whether a value is computed out of another.
  ///
  /// - Complexity: O(nodes).
  private func depends(_ value: ValueID, on other: ValueID) -> Bool {
    var seen: Set<ValueID> = [value]
    var open = [value]
    while let next = open.popLast() {
      if next == other { return true }
      for input in model.node(of: next)?.inputs ?? [] where seen.insert(input).inserted {
        open.append(input)
      }
    }
    return false
  }
}
