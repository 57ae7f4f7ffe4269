public import Engine

/// A model that was built from a checkpoint.
public struct ImportedModel: Sendable {
  /// The model's name in the checkpoint.
  public var name: String
  /// The layer graph with its weights.
  public var model: Model<Float>
  /// The layers, in the order in which they run.
  public var layers: [LayerSummary]
  /// Whether the loss that the model was trained with takes logits; `nil` where the file does not
  /// say.
  public var lossFromLogits: Bool?
}

extension Checkpoint {
  /// Builds the model that the checkpoint describes.
  ///
  /// Fused activations become nodes of their own, so that logits are values of the graph.
  ///
  /// - Throws: ``CheckpointError`` naming the layer that cannot be run, or whose weights differ
  ///   from its configuration.
  public func model() throws(CheckpointError) -> ImportedModel {
    let topology = try Topology(self)
    var model = Model<Float>()
    var values: [String: ValueID] = [:]
    var summaries: [LayerSummary] = []
    var stored = Dictionary(layers.map { ($0.name, $0.arrays) }) { first, _ in first }
    for entry in topology.entries {
      if entry.className == "InputLayer" {
        let shape = try inputShape(entry)
        values[entry.name] = model.addInput(name: entry.name, shape: shape)
        summaries.append(
          LayerSummary(name: entry.name, className: "InputLayer", outputShape: shape, parameters: 0)
        )
        continue
      }
      let context = LayerContext(
        file: file, name: entry.name, className: entry.className, config: entry.config,
        isKerasThree: format == .kerasThreeFullModel)
      let decoded = try decode(context)
      let arrays = stored.removeValue(forKey: entry.name) ?? []
      let weights = try matched(arrays, with: decoded.weights, layer: entry.name).map {
        model.addWeight($0)
      }
      var inputs = entry.calls[0].compactMap { values[$0] }
      for (index, stage) in decoded.stages.enumerated() {
        do throws(ShapeError) {
          inputs = [
            try model.add(
              stage, name: entry.name, inputs: inputs, weights: index == 0 ? weights : [])
          ]
        } catch {
          throw .weights(
            file: file, layer: entry.name, expected: "what the configuration calls for",
            found: "\(error)")
        }
      }
      values[entry.name] = inputs[0]
      summaries.append(
        LayerSummary(
          name: entry.name, className: entry.className, outputShape: model.shape(of: inputs[0]),
          parameters: weights.reduce(0) { $0 + model.weights[$1].tensor.elements.count }))
    }
    if let (name, arrays) = stored.first(where: { !$0.value.isEmpty }) {
      throw .weights(
        file: file, layer: name, expected: "a layer of that name in the configuration",
        found: "\(arrays.count) arrays without one")
    }
    for output in topology.outputs {
      if let value = values[output] { model.addOutput(name: output, value: value) }
    }
    return ImportedModel(
      name: topology.name, model: model, layers: summaries, lossFromLogits: lossFromLogits)
  }

  private func decode(_ context: LayerContext) throws(CheckpointError) -> DecodedLayer {
    if let decoder = LayerDecoders.table[context.className] { return try decoder(context) }
    switch context.className {
    case "Lambda", "TFOpLambda":
      throw context.unsupported("it holds Python code, which cannot and must not be run")
    case "Functional", "Model", "Sequential":
      throw context.unsupported("models inside models are not supported yet")
    default:
      throw context.unsupported("this class is not supported")
    }
  }

  private func inputShape(_ entry: LayerEntry) throws(CheckpointError) -> [Int] {
    let written = entry.config["batch_shape"] ?? entry.config["batch_input_shape"]
    guard let axes = written?.array, axes.count > 1 else {
      throw .malformed(
        file: file, object: "the input \(entry.name)", expected: "batch_shape with a fixed shape")
    }
    var shape: [Int] = []
    for axis in axes.dropFirst() {
      guard let size = axis.integer, (1...1 << 28).contains(size) else {
        throw .unsupportedLayer(
          file: file, layer: entry.name, className: "InputLayer",
          reason: "its shape is not fixed, or not of bearable size")
      }
      shape.append(size)
    }
    return shape
  }

  /// The layer's arrays as weights: in the file's order, which must agree with their names.
  private func matched(
    _ arrays: [StoredArray], with expected: [ExpectedWeight], layer: String
  ) throws(CheckpointError) -> [Weight<Float>] {
    let names = arrays.map { array in
      String((array.path.split(separator: "/").last ?? "").split(separator: ":").first ?? "")
    }
    let isInOrder =
      names.count == expected.count
      && zip(names, expected).allSatisfy { $0 == $1.name || $0.hasSuffix("_\($1.name)") }
    guard isInOrder else {
      throw .weights(
        file: file, layer: layer, expected: "[\(expected.map(\.name).joined(separator: ", "))]",
        found: "[\(names.joined(separator: ", "))]")
    }
    return zip(arrays, expected).map { array, expected in
      Weight(
        path: array.path, tensor: Tensor(shape: array.shape, elements: array.elements),
        role: expected.role, isTrainable: expected.role != .statistic)
    }
  }

  private var lossFromLogits: Bool? {
    guard let loss = trainingConfig?["loss"] else { return nil }
    return loss["config"]?["from_logits"]?.boolean ?? false
  }
}
