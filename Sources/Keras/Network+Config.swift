/// Reading models from their configuration.
struct NetworkReader {
  let generation: KerasGeneration
  /// The version of Keras that wrote the file, where it is known.
  var release: KerasRelease?
  /// The arrays that the file holds for each layer of the model at the top, where it is ordered by
  /// layer.
  var storedArrays: [String: [StoredArray]] = [:]
  /// The library that computed for the Keras that wrote the file.
  var backend: String?
  /// Files that layers keep beside their weights, by path.
  var assets: [String: [UInt8]] = [:]
  /// What is stored by path: arrays, and where layers keep them by name.
  var stored: [String: LayerWeights] = [:]
  /// The path of the model whose layers are read, as ``WeightTree`` has it; ends with a slash unless it
  /// is empty.
  var prefix = ""

  /// Keras's classes of models that are graphs of layers.
  static let sequentialClasses: Set<String> = ["Sequential"]
  static let functionalClasses: Set<String> = ["Functional", "Model"]

  /// Reads the model at the top of a file.
  func model(_ object: JSONValue) throws(CheckpointProblem) -> Network {
    guard let className = object["class_name"].string else {
      throw .malformed(object: "model_config", .key("class_name"))
    }
    if let foreign = LayerOrigin.foreignName(in: object) {
      throw .layer(name: modelName(object), className: className, .customClass(name: foreign))
    }
    guard let network = try network(object, className: className, name: nil) else {
      throw .layer(name: modelName(object), className: className, .noGraph)
    }
    return network
  }

  private func modelName(_ object: JSONValue) -> String {
    object["config"]["name"].string ?? "model"
  }

  /// Reads a model of a known class; `nil` where the class is none of a model.
  private func network(
    _ object: JSONValue, className: String, name: String?
  ) throws(CheckpointProblem) -> Network? {
    let config = object["config"]
    let name = name ?? config["name"].string ?? className.lowercased()
    if Self.sequentialClasses.contains(className) {
      // A bare list up to Keras 2.2.2.
      guard let layers = config.array ?? config["layers"].array else {
        throw .malformed(object: name, .key("layers"))
      }
      return try sequential(layers, config: config, name: name)
    }
    guard Self.functionalClasses.contains(className) else { return nil }
    // A subclass of keras.Model is stored under its own name; under this one, as an empty model.
    guard let layers = config["layers"].array, !config["input_layers"].isNull else {
      throw .layer(name: name, className: className, .noGraph)
    }
    return try functional(layers, config: config, name: name)
  }

  /// Reads one layer, without its calls.
  ///
  /// - Parameters:
  ///   - object: Class and options.
  ///   - fallbackName: The layer's name, where the file has none.
  ///   - place: Where the layer's weights and files are in an archive.
  /// - Returns: The layer.
  /// - Throws: What makes the configuration none of a layer; a layer that is not supported is a value.
  func layer(
    _ object: JSONValue, fallbackName: String, place: String
  ) throws(CheckpointProblem) -> NetworkLayer {
    guard let className = object["class_name"].string else {
      throw .malformed(object: fallbackName, .key("class_name"))
    }
    let config = object["config"]
    let stored = object["name"].string ?? config["name"].string
    let name = stored ?? fallbackName
    let policy = dtype(config["dtype"])
    return NetworkLayer(
      name: name, isNamed: stored != nil, className: className,
      isOperation: OperationDecoder.isOperation(object, generation: generation),
      isTrainable: config["trainable"].bool ?? true, dtype: policy,
      kind: try kind(object, className: className, name: name, place: place))
  }

  private func kind(
    _ object: JSONValue, className: String, name: String, place: String
  ) throws(CheckpointProblem) -> NetworkLayer.Kind {
    let config = object["config"]
    if LayerDecoder.pythonClasses.contains(className) { return .refused(.pythonCode) }
    if let foreign = LayerOrigin.foreignName(in: object) {
      return .refused(.customClass(name: foreign))
    }
    if OperationDecoder.isOperation(object, generation: generation) {
      return operation(object, className: className)
    }
    do {
      let takesText = ["InputLayer", "TextVectorization"].contains(className)
      if !takesText || dtype(config["dtype"]) != "string" {
        try checkDtype(config["dtype"])
      }
    } catch {
      return .refused(error)
    }
    if className == "InputLayer" {
      for key in ["sparse", "ragged"] where config[key].bool == true {
        return .refused(.option(key: key, value: "true"))
      }
      let shape = Self.batchShape(config)
      return .input(shape: shape.map { Array($0.dropFirst()) })
    }
    // Names are unique in one model only.
    let nested = NetworkReader(
      generation: generation, release: release, backend: backend, assets: assets, stored: stored,
      prefix: place + "/")
    if let network = try nested.network(object, className: className, name: name) {
      return .network(network)
    }
    guard let decoder = LayerDecoder.named(className) else { return .refused(.unknownClass) }
    guard let options = config.object else {
      throw .malformed(object: name, .key("config"))
    }
    do {
      let layer = try decoder.decode(
        LayerConfig(
          options, generation: generation, release: release,
          storedShapes: storedArrays[name]?.map(\.shape),
          backend: backend, assets: assets(of: place),
          namedArrays: namedArrays(of: place, name: name)))
      return .layer(layer)
    } catch {
      return .refused(error)
    }
  }

  /// An operation that stands in the graph by itself; it has no weights.
  private func operation(_ object: JSONValue, className: String) -> NetworkLayer.Kind {
    guard let decoder = OperationDecoder.named(className) else { return .refused(.unknownClass) }
    do {
      return .layer(
        try decoder.decode(
          LayerConfig(object["config"].object ?? [:], generation: generation)))
    } catch {
      return .refused(error)
    }
  }

  /// The shape with the batch axis, under the name of either version; open extents are `nil`.
  static func batchShape(_ config: JSONValue) -> [Int?]? {
    let stored = config["batch_shape"].array ?? config["batch_input_shape"].array
    return stored.map { $0.map(\.integer) }
  }
}

// MARK: - Files of layers

extension NetworkReader {
  /// The files under a layer's path, by name.
  private func assets(of place: String) -> [String: [UInt8]] {
    guard !assets.isEmpty else { return [:] }
    let folder = "assets/" + place + "/"
    var result: [String: [UInt8]] = [:]
    for (path, bytes) in assets where path.hasPrefix(folder) {
      result[String(path.dropFirst(folder.count))] = bytes
    }
    return result
  }
}

extension NetworkReader {
  /// The arrays under a layer's path, or its name, that have names rather than numbers.
  private func namedArrays(of place: String, name: String) -> [String: StoredArray] {
    let arrays =
      [place, place + "/_lookup_layer"].flatMap { stored[$0]?.arrays ?? [] }
      + (storedArrays[name] ?? [])
    return Dictionary(
      arrays.filter { Int($0.name) == nil }.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
  }
}

// MARK: - Number types

extension NetworkReader {
  /// Policies whose numbers can be computed in single precision.
  private static let floats: Set<String> = [
    "float16", "float32", "float64", "bfloat16", "mixed_float16", "mixed_bfloat16", "half", "float",
    "double",
  ]
  private static let integers: Set<String> = [
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
  ]

  private func dtype(_ value: JSONValue) -> String? {
    value.string ?? value["config"]["name"].string
  }

  private func checkDtype(_ value: JSONValue) throws(LayerProblem) {
    guard !value.isNull else { return }
    let className = value["class_name"].string
    let name = dtype(value)
    guard let name, Self.floats.union(Self.integers).contains(name),
      className.map({ ["DTypePolicy", "FloatDTypePolicy", "Policy", "PolicyV1"].contains($0) })
        ?? true
    else { throw .dtype(name: name ?? value.description) }
  }
}

// MARK: - Sequential

extension NetworkReader {
  private func sequential(
    _ objects: [JSONValue], config: JSONValue, name: String
  ) throws(CheckpointProblem) -> Network {
    var layers: [NetworkLayer] = []
    let places = LayerPlaces.places(of: objects, prefix: prefix, generation: generation)
    for (index, object) in objects.enumerated() {
      layers.append(
        try layer(object, fallbackName: "\(name)_\(index)", place: places[index]))
    }
    guard let first = layers.first else { throw .malformed(object: name, .layers) }
    if case .input = first.kind {
    } else {
      layers.insert(inputLayer(for: first, object: objects[0], model: config), at: 0)
    }
    for index in layers.indices.dropFirst() {
      layers[index].calls = [
        NetworkLayer.Call(
          inputs: [Network.Reference(layer: index - 1, call: 0, output: 0)],
          values: CallArguments(positional: [.tensor(0)]))
      ]
    }
    let last = Network.Reference(layer: layers.count - 1, call: 0, output: 0)
    var network = Network(name: name, layers: layers, inputs: [0], outputs: [last])
    try network.makeSchedule()
    return network
  }

  /// What Keras puts before a first layer that is none for inputs, under the name that Keras gives.
  private func inputLayer(
    for first: NetworkLayer, object: JSONValue, model config: JSONValue
  ) -> NetworkLayer {
    var shape = Self.batchShape(object["config"])
    if shape == nil, case .network(let network) = first.kind,
      let input = network.inputs.first, case .input(let inner) = network.layers[input].kind
    {
      shape = inner.map { [nil] + $0 }
    }
    if shape == nil { shape = config["build_input_shape"].array.map { $0.map(\.integer) } }
    return NetworkLayer(
      name: first.name + "_input", className: "InputLayer", isTrainable: true,
      kind: .input(shape: shape.map { Array($0.dropFirst()) }))
  }
}
