import Engine

extension Checkpoint {
  /// Puts the configuration and the weights together.
  ///
  /// Nested models are unfolded into one graph; a layer that is called several times keeps one set of
  /// weights. A fused activation becomes a node of its own after its layer's, under the same name, so
  /// that the logits of a classifier are a value of the graph.
  ///
  /// - Throws: ``CheckpointError`` that names the first layer that is not supported, does not fit its
  ///   inputs, or has other weights than the file holds.
  public func model() throws(CheckpointError) -> ImportedModel {
    do throws(CheckpointProblem) {
      let network = try network()
      try network.checkLayers()
      return try imported(network)
    } catch {
      throw error.error(file: file)
    }
  }

  /// The model as its configuration describes it.
  func network() throws(CheckpointProblem) -> Network {
    guard ownWeights.isEmpty else {
      throw .weights(
        layer: config["config"]["name"].string ?? "", expected: .weights([]),
        found: .weights(ownWeights.map(\.name)))
    }
    let (config, layers, backend) = inKerasTwo
    var reader = NetworkReader(
      generation: generation, release: release, backend: backend, assets: assets)
    if format.isByPath {
      reader.stored = Dictionary(
        layers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    } else {
      reader.storedArrays = Dictionary(
        layers.map { ($0.name, $0.arrays) }, uniquingKeysWith: { first, _ in first })
    }
    return try reader.model(config)
  }

  /// Puts a network of supported layers and the weights together.
  func imported(_ network: Network) throws(CheckpointProblem) -> ImportedModel {
    let matching = try matching(network)
    var builder = ModelBuilder(weights: matching.arrays, generation: generation)
    // Keras 3 hands on what comes with the tensors alone before 3.11.
    builder.handsGivenMasksOn = generation != .three || release?.minor ?? .max >= 11
    let preprocessor = try builder.build(network)
    return ImportedModel(
      name: network.name, model: builder.model, preprocessor: preprocessor,
      weightOrigins: builder.weightOrigins, layers: builder.layers,
      training: trainingConfig.map { TrainingSummary($0) },
      nonFiniteWeights: builder.model.weights.compactMap {
        NonFiniteWeight(path: $0.path, elements: $0.tensor.elements)
      })
  }

  /// The stored array of every weight of a network.
  func matching(_ network: Network) throws(CheckpointProblem) -> WeightMatching {
    let layers = inKerasTwo.layers
    return format.isByPath
      ? try WeightMatching(
        network, byPath: layers, generation: generation, comparesNames: format == .archive)
      : try WeightMatching(network, stored: layers, generation: generation)
  }

  /// Configuration, weights and backend; those of Keras 1 in the words of Keras 2.
  private var inKerasTwo: (config: JSONValue, layers: [LayerWeights], backend: String?) {
    guard generation == .one else { return (config, layers, backend) }
    return (
      KerasOne.translated(config), layers.map { KerasOne.joined($0) },
      backend ?? KerasOne.backend(of: layers)
    )
  }

  private var release: KerasRelease? { kerasVersion.flatMap { KerasRelease(version: $0) } }

  /// Which Keras wrote the configuration.
  var generation: KerasGeneration {
    switch format {
    case .kerasOneFullModel: .one
    case .kerasTwoFullModel: .two
    case .kerasThreeFullModel: .three
    case .archive, .weights, .shardedWeights, .legacyWeights:
      kerasVersion.flatMap { KerasGeneration(version: $0) } ?? KerasGeneration(config: config)
    }
  }
}

/// Builds the engine's model from a network and its weights.
struct ModelBuilder {
  /// How many nodes a model may have; shared nested models unfold exponentially.
  static let nodeLimit = 20_000

  var model = Model<Float>()
  var layers: [LayerSummary] = []
  /// Where the model's weights come from.
  var weightOrigins: [WeightOrigin] = []
  let weights: [WeightMatching.Path: [StoredArray]]
  let generation: KerasGeneration
  /// The indices of the weights of layers that were called before; `nil` for weights that no step
  /// takes.
  var known: [WeightMatching.Path: [Int?]] = [:]
  /// What the engine is not asked for: the columns before it, and the engine's inputs for some.
  private var types: [ColumnType] = []
  private var boundary: [Int: ValueID] = [:]
  /// How many inputs there are, and how many preprocessing layers were met so far.
  private var columns = 0
  /// What Keras's tensors hold, where it is no numbers of floating point.
  var numbers: [ValueID: NumberKind] = [:]
  /// The masks that come with values.
  var masks: [ValueID: ValueID] = [:]
  /// Whether a mask that a call gives, beside those that come with the tensors, is handed on.
  var handsGivenMasksOn = true
  /// The calls that used the mask of a value so far.
  var maskUses: [ValueID: [MaskUse]] = [:]
  /// For values that are one tensor in Keras with an earlier one, that one.
  var sameTensors: [ValueID: ValueID] = [:]

  init(weights: [WeightMatching.Path: [StoredArray]], generation: KerasGeneration) {
    self.weights = weights
    self.generation = generation
  }

  /// Builds the whole model, and returns what comes before it.
  mutating func build(_ network: Network) throws(CheckpointProblem) -> Preprocessor {
    var inputs: [ModelInput] = []
    for index in network.inputs {
      let layer = network.layers[index]
      let shape = try inputShape(of: layer)
      inputs.append(ModelInput(name: layer.name, shape: shape, kind: layer.columnKind))
      layers.append(
        LayerSummary(
          name: layer.name, className: layer.className, outputShape: shape, weights: [],
          isTrainable: layer.isTrainable, dtype: layer.dtype))
    }
    let plan = try PrefixPlan(
      network,
      inputs: zip(network.inputs, inputs).map { index, input in
        ColumnType(
          kind: input.kind, shape: input.shape,
          numbers: NumberKind(dtype: network.layers[index].dtype))
      })
    for column in plan.boundary {
      let name = plan.name(of: column, inputs: inputs.map(\.name))
      let value = model.addInput(name: name, shape: plan.types[column].shape)
      boundary[column] = value
      numbers[value] = plan.types[column].numbers
    }
    types = plan.types
    columns = inputs.count
    let outputs = try run(
      network, path: [], isTrainable: true, inputs: inputs.indices.map { .column($0) })
    for (reference, flow) in zip(network.outputs, outputs) {
      let layer = network.layers[reference.layer]
      model.addOutput(
        name: layer.name, value: try engineValue(of: flow, for: layer, path: [layer.name]))
    }
    return Preprocessor(inputs: inputs, plan: plan)
  }

  /// The engine's value; what the plan has is an input of the engine's model.
  func engineValue(
    of flow: Flow<ValueID>, for layer: NetworkLayer, path: WeightMatching.Path
  ) throws(CheckpointProblem) -> ValueID {
    switch flow {
    case .value(let value): return value
    case .column(let column):
      guard let value = boundary[column] else {
        throw refuse(layer, path: path, .columnKind(expected: .float, found: types[column].kind))
      }
      return value
    }
  }

  private func inputShape(of layer: NetworkLayer) throws(CheckpointProblem) -> [Int] {
    guard case .input(let stored?) = layer.kind else {
      throw .layer(name: layer.name, className: layer.className, .unknownInputShape)
    }
    let shape = stored.compactMap { $0 }
    guard shape.count == stored.count, shape.allSatisfy({ $0 > 0 && $0 <= Extents.limit }),
      Extents.fits(shape)
    else { throw .layer(name: layer.name, className: layer.className, .openShape(stored)) }
    return shape
  }

  /// Adds the nodes of one call of a network and returns the values of its outputs.
  private mutating func run(
    _ network: Network, path: WeightMatching.Path, isTrainable: Bool, inputs: [Flow<ValueID>]
  ) throws(CheckpointProblem) -> [Flow<ValueID>] {
    var values: [Network.Reference: Flow<ValueID>] = [:]
    for (index, value) in zip(network.inputs, inputs) {
      values[Network.Reference(layer: index, call: 0, output: 0)] = value
    }
    for id in network.schedule {
      let layer = network.layers[id.layer]
      let call = layer.calls[id.call]
      var arguments: [Flow<ValueID>] = []
      for reference in call.inputs {
        arguments.append(try value(reference, in: values, of: network))
      }
      let outputs: [Flow<ValueID>]
      let path = path + [layer.name]
      let isTrainable = isTrainable && layer.isTrainable
      switch layer.kind {
      case .layer(let decoded) where decoded.transform != nil:
        outputs = [.column(columns)]
        layers.append(
          LayerSummary(
            name: path.joined(separator: "/"), className: layer.className,
            outputShape: types[columns].shape, weights: [], isTrainable: false,
            dtype: layer.dtype))
        columns += 1
      case .layer(let decoded):
        var inputs: [ValueID] = []
        for argument in arguments {
          inputs.append(try engineValue(of: argument, for: layer, path: path))
        }
        outputs = try add(
          decoded, of: layer, path: path, isTrainable: isTrainable, call: call, inputs: inputs,
          masks: try masks(of: call, layer: layer, inputs: inputs, values: values, network: network)
        ).map { .value($0) }
      case .network(let nested):
        let ordered = try arrange(
          arguments, names: call.names, for: nested, layer: layer, path: path)
        let converted = try convert(ordered, for: nested, path: path)
        outputs = try run(nested, path: path, isTrainable: isTrainable, inputs: converted)
      case .input, .refused: continue
      }
      for (index, value) in outputs.enumerated() {
        values[Network.Reference(layer: id.layer, call: id.call, output: index)] = value
      }
    }
    var results: [Flow<ValueID>] = []
    for reference in network.outputs {
      results.append(try value(reference, in: values, of: network))
    }
    return results
  }

  func value(
    _ reference: Network.Reference, in values: [Network.Reference: Flow<ValueID>],
    of network: Network
  ) throws(CheckpointProblem) -> Flow<ValueID> {
    if let value = values[reference] { return value }
    let layer = network.layers[reference.layer]
    let problem: LayerProblem =
      switch layer.kind {
      case .input where reference.output == 0: .undeclaredInput
      case .network(let nested):
        .unknownOutput(index: reference.output, outputs: nested.outputs.count)
      default: .unknownOutput(index: reference.output, outputs: 1)
      }
    throw .layer(name: layer.name, className: layer.className, problem)
  }

  /// Makes of values what a nested model declares its inputs to be, as Keras does.
  private mutating func convert(
    _ flows: [Flow<ValueID>], for network: Network, path: WeightMatching.Path
  ) throws(CheckpointProblem) -> [Flow<ValueID>] {
    var result = flows
    for (position, index) in network.inputs.enumerated() {
      let input = network.layers[index]
      let value: ValueID? =
        switch flows[position] {
        case .value(let value): value
        case .column(let column): boundary[column]
        }
      let kind = NumberKind(dtype: input.dtype)
      guard let value, input.dtype != "string", numbers[value] ?? .float != kind else { continue }
      let conversion: any Layer =
        switch kind {
        case .float: Identity()
        case .truth: Compare(.notEqual, number: 0)
        case .integer, .wrapping: Elementwise(.truncation)
        }
      let converted = try add(
        conversion, inputs: [value], weights: [], of: input, path: path + [input.name])
      numbers[converted] = kind
      masks[converted] = masks[value]
      result[position] = .value(converted)
    }
    return result
  }

  /// Puts the inputs of a nested model into its own order.
  private func arrange(
    _ values: [Flow<ValueID>], names: [String]?, for network: Network, layer: NetworkLayer,
    path: WeightMatching.Path
  ) throws(CheckpointProblem) -> [Flow<ValueID>] {
    guard values.count == network.inputs.count, let order = network.order(of: names) else {
      throw refuse(
        layer, path: path,
        .inputs(
          expected: network.inputs.map { network.layers[$0].name },
          found: names ?? values.indices.map { "number \($0 + 1)" }))
    }
    return order.map { values[$0] }
  }
}
