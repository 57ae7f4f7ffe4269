import Engine

/// `RNN`, which takes steps by one cell, or by several on top of each other.
extension LayerDecoder {
  private static let cells: [String: Decode] = [
    "LSTMCell": lstm, "GRUCell": gru, "SimpleRNNCell": simpleRNN,
  ]

  /// Each cell becomes the layer of its kind: the lower ones hand every step on.
  static let recurrent: Decode = { config throws(LayerProblem) in
    let isUnrolled = try config.flag("unroll", default: false)
    let isSequence = try config.flag("return_sequences", default: false)
    let isBackwards = try config.flag("go_backwards", default: false)
    let isZeroForMask = try config.flag("zero_output_for_mask", default: false)
    let stored = config.value("cell")
    let isStack = stored["class_name"].string == "StackedRNNCells"
    let objects = isStack ? stored["config"]["cells"].array ?? [] : [stored]
    guard !objects.isEmpty else { throw .missingOption(key: "cell") }

    var result = DecodedLayer(Identity())
    result.steps = []
    result.weights = []
    var places = LayerPlaces(prefix: "")
    let isTurned = isBackwards && objects.count > 1
    var (below, mask) = (DecodedLayer.Source.input(0), DecodedLayer.Source.mask(ofInput: 0))
    for (index, object) in objects.enumerated() {
      let isLast = index == objects.count - 1
      let className = object["class_name"].string ?? ""
      if let foreign = LayerOrigin.foreignName(in: object) { throw .customClass(name: foreign) }
      guard let decode = cells[className], var options = object["config"].object else {
        throw .option(key: "cell", value: className)
      }
      options["return_sequences"] = .bool(!isLast || isSequence)
      options["go_backwards"] = .bool(index == 0 && isBackwards)
      options["zero_output_for_mask"] = .bool(isLast && isZeroForMask)
      options["unroll"] = .bool(isUnrolled)
      var cell = config.inner(options)
      let layer = try decode(&cell)
      try cell.finish()
      let owner = isStack ? "cell/" + places.next(className, under: "cells") : "cell"
      let first = result.weights.count
      for var slot in layer.weights {
        slot.owner = owner
        result.weights.append(slot)
      }
      result.steps.append(
        .init(
          layer: layer.steps[0].layer, sources: [below, mask],
          weights: layer.steps[0].weights.map { $0 + first }))
      below = .step(result.steps.count - 1)
      if isTurned, index == 0 {
        // What was read backwards comes out backwards, and the cells above read on from there.
        result.steps.append(.init(layer: Reverse(axis: 1), sources: [mask]))
        mask = .step(result.steps.count - 1)
      }
    }
    result.outputs = [result.steps.count - 1]
    result.mask =
      isTurned && isUnrolled && isZeroForMask ? .unsupported : isSequence ? .passed : .dropped
    return result
  }
}
