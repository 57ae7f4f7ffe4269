/// One layer's place in the graph, read from either generation's configuration.
struct LayerEntry {
  let name: String
  let className: String
  let config: JSONValue
  /// The names of the layers that feed each call of the layer, one list a call.
  let calls: [[String]]
}

/// The layers of a model with their connections, in an order in which each follows its inputs.
struct Topology {
  var name: String
  var entries: [LayerEntry]
  var outputs: [String]

  /// Reads a configuration.
  init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    let file = checkpoint.file
    let className = checkpoint.config["class_name"]?.string ?? ""
    let config = checkpoint.config["config"] ?? .null
    switch className {
    case "Sequential":
      name = config["name"]?.string ?? "sequential"
      guard let layers = config.array ?? config["layers"]?.array else {
        throw .malformed(file: file, object: "model_config", expected: "a list of layers")
      }
      (entries, outputs) = try Self.chain(layers, file: file)
    case "Functional", "Model":
      name = config["name"]?.string ?? "model"
      guard let layers = config["layers"]?.array else {
        throw .malformed(file: file, object: "model_config", expected: "a list of layers")
      }
      entries = try Self.graph(layers, file: file)
      outputs = try Self.references(config["output_layers"] ?? .null, file: file)
    default:
      throw .unsupportedLayer(
        file: file, layer: config["name"]?.string ?? "the model", className: className,
        reason: "only Sequential and Functional models hold their layer graph in the file")
    }
    try sort(file: file)
  }

  /// The layers of a Sequential model, each fed by the one before; an input is made from the first
  /// layer's shape where the file lists none.
  private static func chain(
    _ layers: [JSONValue], file: String
  ) throws(CheckpointError) -> ([LayerEntry], [String]) {
    var entries: [LayerEntry] = []
    for layer in layers {
      let (name, className, config) = try parts(layer, file: file)
      if entries.isEmpty, className != "InputLayer" {
        let input = "\(name)_input"
        entries.append(
          LayerEntry(name: input, className: "InputLayer", config: config, calls: [[]]))
      }
      entries.append(
        LayerEntry(
          name: name, className: className, config: config,
          calls: [entries.last.map { [$0.name] } ?? []]))
    }
    guard let last = entries.last else {
      throw .malformed(file: file, object: "model_config", expected: "at least one layer")
    }
    return (entries, [last.name])
  }

  private static func graph(
    _ layers: [JSONValue], file: String
  ) throws(CheckpointError) -> [LayerEntry] {
    var entries: [LayerEntry] = []
    for layer in layers {
      let (inner, className, config) = try parts(layer, file: file)
      let name = layer["name"]?.string ?? inner
      var calls: [[String]] = []
      for node in layer["inbound_nodes"]?.array ?? [] {
        var names: [String] = []
        guard collect(node, into: &names) else {
          throw .unsupportedLayer(
            file: file, layer: name, className: className,
            reason: "it takes the output of a shared call, or arguments that are not tensors")
        }
        calls.append(names)
      }
      if className == "InputLayer" { calls = [[]] }
      guard calls.count == 1 else {
        throw .unsupportedLayer(
          file: file, layer: name, className: className,
          reason: "it is called \(calls.count) times; shared layers are not supported yet")
      }
      entries.append(LayerEntry(name: name, className: className, config: config, calls: calls))
    }
    return entries
  }

  private static func parts(
    _ layer: JSONValue, file: String
  ) throws(CheckpointError) -> (String, String, JSONValue) {
    guard let className = layer["class_name"]?.string, let config = layer["config"],
      let name = config["name"]?.string ?? layer["name"]?.string
    else {
      throw .malformed(
        file: file, object: "a layer of model_config", expected: "class_name, config and a name")
    }
    return (name, className, config)
  }

  /// Collects the layers that a node's tensors come from; `false` where an argument is not a tensor
  /// of a layer's first call.
  private static func collect(_ node: JSONValue, into names: inout [String]) -> Bool {
    if let history = node["config"]?["keras_history"]?.array {  // Keras 3
      return append(history, to: &names)
    }
    if let arguments = node["args"]?.array {
      if case .object(let keywords) = node["kwargs"] ?? .null,
        keywords.contains(where: { $0.value != .null && $0.key != "training" })
      {
        return false
      }
      return arguments.allSatisfy { collect($0, into: &names) }
    }
    guard let list = node.array else { return false }
    if list.first?.string != nil {  // Keras 2: [name, node, tensor, keywords]
      if list.count > 3, case .object(let keywords) = list[3],
        keywords.contains(where: { $0.value != .null && $0.key != "training" })
      {
        return false
      }
      return append(list, to: &names)
    }
    return list.allSatisfy { collect($0, into: &names) }
  }

  private static func append(_ history: [JSONValue], to names: inout [String]) -> Bool {
    guard history.count >= 3, let name = history[0].string, history[1].integer == 0,
      history[2].integer == 0
    else { return false }
    names.append(name)
    return true
  }

  /// The names in `output_layers`: `[name, 0, 0]`, a list of such, or a dictionary of such.
  private static func references(
    _ value: JSONValue, file: String
  ) throws(CheckpointError) -> [String] {
    var names: [String] = []
    var isRead = false
    if case .object(let members) = value {
      isRead = members.sorted { $0.key < $1.key }.allSatisfy { collect($0.value, into: &names) }
    } else {
      isRead = collect(value, into: &names)
    }
    guard isRead, !names.isEmpty else {
      throw .malformed(
        file: file, object: "output_layers", expected: "the names of layers in the graph")
    }
    return names
  }

  /// Puts every layer behind its inputs, else in the file's order.
  private mutating func sort(file: String) throws(CheckpointError) {
    var sorted: [LayerEntry] = []
    var placed: Set<String> = []
    var waiting = entries
    while !waiting.isEmpty {
      let ready = waiting.filter { entry in
        entry.calls.allSatisfy { $0.allSatisfy(placed.contains) }
      }
      guard let first = ready.first else { throw .brokenGraph(file: file, layer: waiting[0].name) }
      guard ready.allSatisfy({ !placed.contains($0.name) }) else {
        throw .brokenGraph(file: file, layer: first.name)
      }
      sorted += ready
      placed.formUnion(ready.map(\.name))
      waiting.removeAll { placed.contains($0.name) }
    }
    for output in outputs where !placed.contains(output) {
      throw .brokenGraph(file: file, layer: output)
    }
    entries = sorted
  }
}
