/// Models of Keras 1 in the words of Keras 2.
///
/// After `legacy/interfaces.py` of Keras 2 and `preprocess_weights_for_loading`; what has no
/// equivalent keeps its name and is refused for it.
enum KerasOne {
  /// The library that computed for Keras 1, which does not say: variables of TensorFlow have names
  /// with the number of an output (`dense_1_W:0`), Theano's have not (`dense_1_W`).
  static func backend(of layers: [LayerWeights]) -> String? {
    let names = layers.flatMap { $0.arrays.map(\.name) }
    if names.contains(where: { $0.hasSuffix(":0") }) { return "tensorflow" }
    let isNamed = !names.isEmpty && !names.contains { $0.hasPrefix("param_") }
    return isNamed ? "theano" : nil
  }

  /// Whether a configuration that names no version is one of Keras 1.
  static func wrote(_ config: JSONValue) -> Bool {
    let layers = config["config"].array ?? config["config"]["layers"].array ?? []
    return layers.contains { layer in
      let options = layer["config"]
      if options.array != nil || options["layers"].array != nil { return wrote(layer) }
      return ["init", "nb_filter", "border_mode", "input_dtype"].contains { options[$0] != .null }
    }
  }
}

// MARK: - Configurations

extension KerasOne {
  /// Options of training, and of ways to compute the same.
  private static let dropped: Set<String> = [
    "init", "inner_init", "forget_bias_init", "gamma_init", "beta_init", "consume_less",
    "input_length", "W_learning_rate_multiplier",
    "b_learning_rate_multiplier", "beta_constraint", "gamma_constraint",
  ]
  private static let optionNames = [
    "bias": "use_bias", "dropout_W": "dropout", "dropout_U": "recurrent_dropout",
    "inner_activation": "recurrent_activation", "input_dtype": "dtype",
  ]
  private static let classNames = [
    "AtrousConvolution1D": "Conv1D", "AtrousConvolution2D": "Conv2D",
    "TimeDistributedDense": "Dense", "SeparableConvolution2D": "SeparableConv2D",
  ]
  private static let unitClasses: Set<String> = [
    "Dense", "TimeDistributedDense", "LSTM", "GRU", "SimpleRNN",
  ]
  /// Layers that lay channels out as a setting of the program says, and do not store it.
  private static let silentClasses: Set<String> = ["ZeroPadding2D", "UpSampling2D", "Cropping2D"]

  /// A model, or a layer, in the words of Keras 2.
  static func translated(_ model: JSONValue) -> JSONValue {
    var orderings: Set<String> = []
    collectOrderings(model, &orderings)
    return translated(model, ordering: orderings.count == 1 ? orderings.first : nil)
  }

  private static func collectOrderings(_ value: JSONValue, _ found: inout Set<String>) {
    if let ordering = value["dim_ordering"].string { found.insert(ordering) }
    for part in value.array ?? [] { collectOrderings(part, &found) }
    for part in value.object?.values.map({ $0 }) ?? [] { collectOrderings(part, &found) }
  }

  private static func translated(_ object: JSONValue, ordering: String?) -> JSONValue {
    guard var result = object.object, let className = object["class_name"].string else {
      return object
    }
    if let layers = object["config"].array {
      result["config"] = .array(layers.map { translated($0, ordering: ordering) })
      return joined(result) ?? .object(result)
    }
    guard var config = object["config"].object else { return object }
    if let layers = config["layers"]?.array, className != "Merge" {
      config["layers"] = .array(layers.map { translated($0, ordering: ordering) })
      result["config"] = .object(config)
      return .object(result)
    }
    if className == "Merge" {
      if let layers = config["layers"]?.array {
        config["layers"] = .array(layers.map { translated($0, ordering: ordering) })
      }
      result["config"] = .object(config)
      return merge(result, config)
    }
    result["class_name"] = .string(classNames[className] ?? className)
    result["config"] = .object(options(config, of: className, ordering: ordering))
    return .object(result)
  }

  private static func options(
    _ config: [String: JSONValue], of className: String, ordering: String?
  ) -> [String: JSONValue] {
    var result: [String: JSONValue] = [:]
    for (key, value) in config {
      if dropped.contains(key) || key == "input_dim" && className != "Embedding" { continue }
      if className == "Embedding", key == "dropout" { continue }
      // Normalising by the moving statistics is the only mode that later versions have.
      if className == "BatchNormalization", key == "mode", value.integer == 0 { continue }
      let isUnits = key == "output_dim" && unitClasses.contains(className)
      result[isUnits ? "units" : optionNames[key] ?? key] = value
    }
    for key in ["layer", "backward_layer"] {
      if let layer = result[key] { result[key] = translated(layer, ordering: ordering) }
    }
    // An embedding's rows are found by whole numbers, whatever the type of the input.
    if className == "Embedding" { result["dtype"] = nil }
    if silentClasses.contains(className), result["dim_ordering"] == nil {
      result["dim_ordering"] = ordering.map { .string($0) } ?? .string("unknown")
    }
    if className == "ZeroPadding2D", let ends = result["padding"]?.array, ends.count == 4 {
      result["padding"] = .array([.array(Array(ends[..<2])), .array(Array(ends[2...]))])
    }
    return result
  }

  private static let mergeClasses = [
    "sum": "Add", "mul": "Multiply", "ave": "Average", "max": "Maximum", "concat": "Concatenate",
    "dot": "Dot",
  ]

  /// A `Merge` of one of the modes that became classes of their own.
  private static func merge(
    _ object: [String: JSONValue], _ config: [String: JSONValue]
  ) -> JSONValue {
    let mode = config["mode"]?.string ?? ""
    let isPlain =
      config["mode_type"]?.string == "raw" && config["output_shape"] ?? .null == .null
      && config["output_mask"] ?? .null == .null
    guard isPlain, let className = mergeClasses[mode] else { return .object(object) }
    var options: [String: JSONValue] = [:]
    if let name = config["name"] { options["name"] = name }
    if mode == "concat" { options["axis"] = config["concat_axis"] }
    if mode == "dot" {
      let axes = config["dot_axes"] ?? .integer(-1)
      options["axes"] = axes.array?.count == 1 ? axes.array?.first : axes
    }
    if let layers = config["layers"] { options["layers"] = layers }
    var result = object
    result["class_name"] = .string(className)
    result["config"] = .object(options)
    return .object(result)
  }

  /// A `Sequential` model that starts by merging others as the graph that it is; `nil` for any other.
  private static func joined(_ model: [String: JSONValue]) -> JSONValue? {
    guard let objects = model["config"]?.array, var first = objects.first?.object,
      var options = first["config"]?.object, let branches = options["layers"]?.array,
      let mergeName = options["name"]
    else { return nil }
    options["layers"] = nil
    first["config"] = .object(options)
    var layers: [JSONValue] = []
    var inputs: [JSONValue] = []
    var ends: [JSONValue] = []
    func append(_ object: [String: JSONValue], after names: [JSONValue]) -> JSONValue? {
      guard let name = object["config"]?["name"].string ?? object["name"]?.string else {
        return nil
      }
      var layer = object
      layer["name"] = .string(name)
      layer["inbound_nodes"] = .array(
        names.isEmpty ? [] : [.array(names.map { .array([$0, .integer(0), .integer(0)]) })])
      layers.append(.object(layer))
      return .string(name)
    }
    for branch in branches {
      guard let chain = branch["config"].array, let head = chain.first,
        let name = head["config"]["name"].string
      else { return nil }
      var options: [String: JSONValue] = ["name": .string(name + "_input")]
      options["batch_input_shape"] = head["config"]["batch_input_shape"]
      options["dtype"] = head["config"]["dtype"]
      let input = append(
        ["class_name": .string("InputLayer"), "config": .object(options)], after: [])
      guard var last = input else { return nil }
      inputs.append(last)
      for object in chain {
        guard let next = append(object.object ?? [:], after: [last]) else { return nil }
        last = next
      }
      ends.append(last)
    }
    guard append(first, after: ends) != nil else { return nil }
    var last = mergeName
    for object in objects.dropFirst() {
      guard let next = append(object.object ?? [:], after: [last]) else { return nil }
      last = next
    }
    func reference(_ name: JSONValue) -> JSONValue { .array([name, .integer(0), .integer(0)]) }
    var result = model
    result["class_name"] = .string("Model")
    result["config"] = .object([
      "name": .string("sequential"), "layers": .array(layers),
      "input_layers": .array(inputs.map(reference)), "output_layers": .array([reference(last)]),
    ])
    return .object(result)
  }
}

// MARK: - Weights

extension KerasOne {
  /// The gates of LSTM and GRU in the file's order, and their places in the order of Keras 2.
  private static let gates: [(names: [String], places: [Int])] = [
    (["i", "c", "f", "o"], [0, 2, 1, 3]), (["z", "r", "h"], [0, 1, 2]),
  ]

  /// The arrays of a layer with those of each gate put side by side: Keras 1 stores one kernel, one
  /// recurrent kernel and one bias for each gate.
  static func joined(_ layer: LayerWeights) -> LayerWeights {
    var result = layer
    result.arrays = []
    var rest = layer.arrays[...]
    while let array = rest.first {
      let found = gates.first { isRun(rest, of: $0.names) }
      guard let found else {
        result.arrays.append(array)
        rest = rest.dropFirst()
        continue
      }
      let run = Array(rest.prefix(3 * found.names.count))
      rest = rest.dropFirst(run.count)
      for part in 0..<3 {
        let parts = found.places.indices.map { gate -> StoredArray in
          run[3 * (found.places.firstIndex(of: gate) ?? gate) + part]
        }
        result.arrays.append(
          StoredArray(sideBySide: parts, name: String(parts[0].name.dropLast(2))))
      }
    }
    return result
  }

  /// Whether arrays start with a gate's kernel, recurrent kernel and bias after another's.
  private static func isRun(_ arrays: ArraySlice<StoredArray>, of gates: [String]) -> Bool {
    let run = arrays.prefix(3 * gates.count)
    guard run.count == 3 * gates.count else { return false }
    for (index, array) in run.enumerated() {
      let suffix = "_" + ["W", "U", "b"][index % 3] + "_" + gates[index / 3]
      let name = array.name.prefix { $0 != ":" }
      guard name.hasSuffix(suffix), array.shape.count == (index % 3 == 2 ? 1 : 2),
        array.shape == run[run.startIndex + index % 3].shape
      else { return false }
    }
    return true
  }
}

extension StoredArray {
  /// Arrays of one shape side by side along their last axis.
  fileprivate init(sideBySide parts: [StoredArray], name: String) {
    let width = parts[0].shape.last ?? 1
    let rows = width == 0 ? 0 : parts[0].elements.count / width
    var elements: [Float] = []
    for row in 0..<rows {
      for part in parts { elements += part.elements[row * width..<(row + 1) * width] }
    }
    self.init(
      name: name, path: parts[0].path,
      shape: parts[0].shape.dropLast() + [width * parts.count], elements: elements,
      dtype: parts[0].dtype)
    self.parts = parts.map(\.path)
  }
}
