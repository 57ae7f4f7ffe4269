extension NetworkReader {
  /// Reads a model whose layers say where their inputs come from.
  func functional(
    _ objects: [JSONValue], config: JSONValue, name: String
  ) throws(CheckpointProblem) -> Network {
    var layers: [NetworkLayer] = []
    var calls: [[StoredCall]] = []
    var index: [String: Int] = [:]
    let places = LayerPlaces.places(of: objects, prefix: prefix, generation: generation)
    for (position, object) in objects.enumerated() {
      let layer = try layer(
        object, fallbackName: "\(name)_\(position)", place: places[position])
      guard index.updateValue(position, forKey: layer.name) == nil else {
        throw .malformed(object: layer.name, .uniqueName)
      }
      layers.append(layer)
      calls.append((object["inbound_nodes"].array ?? []).map { StoredCall($0) })
    }
    guard let inputs = StoredReference.flatten(config["input_layers"]), !inputs.isEmpty,
      let outputs = StoredReference.flatten(config["output_layers"]), !outputs.isEmpty
    else { throw .malformed(object: name, .layers) }

    let resolver = ReferenceResolver(
      layers: layers, index: index, calls: calls, outputs: outputs, generation: generation)
    for (position, calls) in calls.enumerated() {
      for call in calls {
        layers[position].calls.append(try resolver.call(call, of: layers[position]))
      }
    }
    var network = Network(name: name, layers: layers, inputs: [], outputs: [])
    for input in inputs {
      guard let position = index[input.layer] else {
        throw .layer(name: name, className: "Functional", .unknownInput(layer: input.layer))
      }
      guard layers[position].className == "InputLayer" else {
        throw .layer(
          name: input.layer, className: layers[position].className, .undeclaredInput)
      }
      network.inputs.append(position)
    }
    for output in outputs {
      network.outputs.append(try resolver.output(output, of: name))
    }
    try network.makeSchedule()
    return network
  }
}

/// Turns stored references into indices.
///
/// A nested model's calls are not counted alike. The call that defines the model, when it was made,
/// is its node 0 in Keras, and is no call in the model around it. Keras 2 counts from 1 therefore,
/// except for a Sequential model that was made without an input shape, which has no such node.
/// Keras 3 counts from 0 in `inbound_nodes`, and in `output_layers` from 1 for a Functional model.
private struct ReferenceResolver {
  let layers: [NetworkLayer]
  let index: [String: Int]
  let calls: [[StoredCall]]
  let generation: KerasGeneration
  /// The smallest index by which Keras 2 refers to each layer.
  ///
  /// Each stored call is needed, so that each is referred to, and the smallest index is that of the
  /// first call.
  private var firstNodes: [String: Int] = [:]

  init(
    layers: [NetworkLayer], index: [String: Int], calls: [[StoredCall]],
    outputs: [StoredReference], generation: KerasGeneration
  ) {
    self.layers = layers
    self.index = index
    self.calls = calls
    self.generation = generation
    for reference in calls.joined().flatMap(\.references) + outputs where reference.form == .list {
      firstNodes[reference.layer] = min(
        firstNodes[reference.layer] ?? reference.node, reference.node)
    }
  }

  func call(
    _ stored: StoredCall, of layer: NetworkLayer
  ) throws(CheckpointProblem) -> NetworkLayer.Call {
    var call = NetworkLayer.Call(
      names: stored.names, arguments: stored.arguments, values: stored.values,
      problem: stored.problem)
    for reference in stored.references {
      call.inputs.append(try resolve(reference, for: layer))
    }
    for mask in stored.masks {
      call.masks.append(
        try mask.map { reference throws(CheckpointProblem) in
          try resolve(reference, for: layer)
        })
    }
    return call
  }

  func output(
    _ reference: StoredReference, of name: String
  ) throws(CheckpointProblem) -> Network.Reference {
    guard generation == .three else {
      return try resolve(reference, first: firstNode(of: reference.layer), for: name, "Functional")
    }
    let layer = index[reference.layer].map { layers[$0] }
    let isFunctional = layer.map { NetworkReader.functionalClasses.contains($0.className) } ?? false
    return try resolve(reference, first: isFunctional ? 1 : 0, for: name, "Functional")
  }

  /// Keras 2's index of a layer's first call.
  private func firstNode(of layer: String) -> Int {
    guard let position = index[layer], case .network = layers[position].kind else { return 0 }
    return min(firstNodes[layer] ?? 0, 1)
  }

  private func resolve(
    _ reference: StoredReference, for layer: NetworkLayer
  ) throws(CheckpointProblem) -> Network.Reference {
    let first = reference.form == .object ? 0 : firstNode(of: reference.layer)
    return try resolve(reference, first: first, for: layer.name, layer.className)
  }

  private func resolve(
    _ reference: StoredReference, first: Int, for name: String, _ className: String
  ) throws(CheckpointProblem) -> Network.Reference {
    guard let position = index[reference.layer] else {
      throw .layer(name: name, className: className, .unknownInput(layer: reference.layer))
    }
    // By class: an input that is refused for what it is has no calls either.
    if layers[position].className == "InputLayer" {
      return Network.Reference(layer: position, call: 0, output: reference.tensor)
    }
    let call = reference.node - first
    guard calls[position].indices.contains(call) else {
      throw .layer(
        name: name, className: className,
        .unknownCall(
          layer: reference.layer, index: reference.node, calls: calls[position].count))
    }
    return Network.Reference(layer: position, call: call, output: reference.tensor)
  }
}
