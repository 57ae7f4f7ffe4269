import Archives
import Engine
import HDF5

/// Writes a checkpoint as a file of another format.
///
/// Configuration and weights stay those of the generation of Keras that wrote the original: Keras 3
/// reads what was Keras 3's, and tf-keras what was Keras 2's.
struct Conversion {
  static let weightsEntry = "model.weights.h5"

  private let checkpoint: Checkpoint
  private let changes: WeightChanges
  private let network: Network
  private let matching: WeightMatching

  init(_ checkpoint: Checkpoint, _ changes: WeightChanges) throws(CheckpointError) {
    let version = checkpoint.kerasVersion ?? Self.oldestVersion(checkpoint.generation)
    if version.hasPrefix("1.") || version == "1" {
      throw .notConverted(file: checkpoint.file, reason: .version(version))
    }
    self.checkpoint = checkpoint
    self.changes = changes
    do throws(CheckpointProblem) {
      network = try checkpoint.network()
      matching = try checkpoint.matching(network)
    } catch {
      throw error.error(file: checkpoint.file)
    }
  }

  /// A version for files that state none; what is written goes by the generation only.
  private static func oldestVersion(_ generation: KerasGeneration) -> String {
    generation == .three ? "3.0.0" : "2.12.0"
  }

  private var version: String {
    checkpoint.kerasVersion ?? Self.oldestVersion(checkpoint.generation)
  }

  /// An array of the new file.
  private struct Item {
    var name: String
    var array: StoredArray
    /// Whether the array is put into Keras's own order.
    var isReordered = false
  }

  /// The elements of an array in the new file.
  private func numbers(_ item: Item) -> [Double] {
    let numbers = changes.numbers(of: item.array)
    guard item.isReordered, let order = changes.orders[item.array.path] else { return numbers }
    return order.converted(numbers, shape: item.array.shape)
  }

  private func refuse(_ reason: ConversionProblem) -> CheckpointError {
    .notConverted(file: checkpoint.file, reason: reason)
  }

  /// Refuses what preprocessing layers keep as weights, which the formats lay out differently.
  private func checkStates() throws(CheckpointError) {
    var places = LayerPlaces(prefix: "")
    for layer in network.layers {
      let place = places.next(layer.className)
      guard case .layer(let decoded) = layer.kind, decoded.transform != nil else { continue }
      let isKept = checkpoint.layers.contains { stored in
        let isOfLayer =
          checkpoint.format.isByPath
          ? stored.name == place || stored.name.hasPrefix(place + "/") : stored.name == layer.name
        return isOfLayer && !stored.arrays.isEmpty
      }
      if isKept { throw refuse(.state(layer: layer.name)) }
    }
  }

  /// How an array is stored.
  private func type(of item: Item) throws(CheckpointError) -> ElementType {
    guard let type = ElementType(numpyName: item.array.dtype) else {
      throw refuse(.elementType(weight: item.name, dtype: item.array.dtype))
    }
    return type
  }

  private func add(
    _ item: Item, type: ElementType, at path: String, to builder: borrowing FileBuilder
  ) throws(HDF5Error) {
    try builder.addDataset(path, shape: item.array.shape, type: type, elements: numbers(item))
  }
}

// MARK: - By layer: full models in HDF5

extension Conversion {
  /// A full model in HDF5.
  func hdf5() throws(CheckpointError) -> [UInt8] {
    if let asset = checkpoint.assets.keys.min() { throw refuse(.asset(asset)) }
    if checkpoint.format.isByPath { try checkStates() }
    let layers =
      checkpoint.format.isByPath
      ? byLayer()
      : checkpoint.layers.map { layer in
        (name: layer.name, items: layer.arrays.map { Item(name: $0.name, array: $0) })
      }
    var types: [[ElementType]] = []
    for layer in layers {
      types.append(
        try layer.items.map { item throws(CheckpointError) in
          // Keras stores bfloat16 in a way of its own that it does not read from these files.
          guard item.array.dtype != "bfloat16" else {
            throw refuse(.elementType(weight: item.name, dtype: item.array.dtype))
          }
          return try type(of: item)
        })
    }
    let root = "/"
    let weights = "/model_weights"
    do throws(HDF5Error) {
      let builder = try FileBuilder(path: checkpoint.file)
      for path in [root, weights] {
        try builder.setText(version, named: "keras_version", of: path)
        try builder.setText(checkpoint.backend ?? "tensorflow", named: "backend", of: path)
      }
      try builder.setText(checkpoint.configText, named: "model_config", of: root)
      try builder.setList(layers.map(\.name), named: "layer_names", of: weights)
      for (layer, types) in zip(layers, types) {
        let group = weights + "/" + layer.name
        try builder.setList(layer.items.map(\.name), named: "weight_names", of: group)
        for (item, type) in zip(layer.items, types) {
          try add(item, type: type, at: group + "/" + item.name, to: builder)
        }
      }
      return try builder.finish()
    } catch {
      throw .hdf5(error)
    }
  }

  /// The layers with their arrays under the names and in the order of full-model files.
  private func byLayer() -> [(name: String, items: [Item])] {
    let suffix = checkpoint.generation == .three ? "" : ":0"
    let used = Set(network.schedule.map(\.layer)).union(network.inputs)
    let isSequential = NetworkReader.sequentialClasses.contains(
      checkpoint.config["class_name"].string ?? "")
    return network.layers.enumerated().compactMap { index, layer in
      guard used.contains(index) else { return nil }
      if isSequential, case .input = layer.kind { return nil }
      let items = matching.order(of: layer).compactMap { slot -> Item? in
        stored(slot, of: layer).map {
          Item(name: slot.description + suffix, array: $0, isReordered: true)
        }
      }
      return (layer.name, items)
    }
  }

  /// The array of a weight.
  private func stored(_ slot: WeightMatching.Slot, of layer: NetworkLayer) -> StoredArray? {
    let slots = WeightMatching.natural(layer).filter { $0.layer == slot.layer }
    guard let index = slots.firstIndex(of: slot), let arrays = matching.arrays[slot.layer],
      arrays.indices.contains(index)
    else { return nil }
    return arrays[index]
  }
}

// MARK: - By path: archives

extension Conversion {
  /// A `.keras` archive.
  func archive() throws(CheckpointError) -> [UInt8] {
    let groups =
      checkpoint.format.isByPath
      ? checkpoint.layers.map { layer in
        (path: layer.name, items: layer.arrays.map { Item(name: $0.name, array: $0) })
      } : try byPath()
    var types: [[ElementType]] = []
    for group in groups {
      types.append(
        try group.items.map { item throws(CheckpointError) in try type(of: item) })
    }
    let image: [UInt8]
    do throws(HDF5Error) {
      let builder = try FileBuilder(path: checkpoint.file)
      try builder.addGroup(WeightTree.layers)
      try builder.addGroup("vars")
      for (group, types) in zip(groups, types) {
        // tf-keras wants variables, be they none, of every object on the way.
        var path = ""
        for name in group.path.split(separator: "/") {
          path += "/" + name
          if name != WeightTree.layers { try builder.addGroup(path + "/vars") }
        }
        for (item, type) in zip(group.items, types) {
          try add(item, type: type, at: group.path + "/vars/" + item.name, to: builder)
        }
      }
      image = try builder.finish()
    } catch {
      throw .hdf5(error)
    }
    var writer = ZipWriter()
    writer.add(name: "metadata.json", bytes: Array(#"{"keras_version": "\#(version)"}"#.utf8))
    writer.add(name: "config.json", bytes: Array(configWithModule.utf8))
    writer.add(name: Self.weightsEntry, bytes: image)
    return writer.finish()
  }

  /// The configuration; archives say where the model's class comes from, other files need not.
  private var configWithModule: String {
    let text = checkpoint.configText
    guard checkpoint.config["module"].isNull, let brace = text.firstIndex(of: "{") else {
      return text
    }
    // The class of graphs has a module of its own; others are found by their public name.
    let isFunctional = checkpoint.config["class_name"].string == "Functional"
    let module =
      switch (isFunctional, checkpoint.generation == .three) {
      case (false, _): "keras"
      case (true, true): "keras.src.models.functional"
      case (true, false): "tf_keras.src.engine.functional"
      }
    let name = isFunctional ? #""Functional""# : "null"
    return text[...brace] + #""module": "\#(module)", "registered_name": \#(name), "#
      + text[text.index(after: brace)...]
  }

  private func byPath() throws(CheckpointError) -> [(path: String, items: [Item])] {
    try checkStates()
    var groups: [(path: String, items: [Item])] = []
    append(network, prefix: "", path: [], to: &groups)
    return groups
  }

  private func append(
    _ network: Network, prefix: String, path: WeightMatching.Path,
    to groups: inout [(path: String, items: [Item])]
  ) {
    var places = LayerPlaces(prefix: prefix)
    for layer in network.layers {
      let place = places.next(layer.className)
      let path = path + [layer.name]
      switch layer.kind {
      case .network(let nested): append(nested, prefix: place + "/", path: path, to: &groups)
      case .layer(let decoded):
        var items: [String: [Item]] = [:]
        var owners: [String] = []
        for (slot, array) in zip(decoded.weights, matching.arrays[path] ?? []) {
          if items[slot.owner] == nil { owners.append(slot.owner) }
          items[slot.owner, default: []].append(
            Item(name: "\(items[slot.owner]?.count ?? 0)", array: array, isReordered: true))
        }
        for owner in owners {
          let folder = owner.isEmpty ? place : place + "/" + name(of: owner)
          groups.append((folder, items[owner] ?? []))
        }
      case .input, .refused: break
      }
    }
  }

  /// The attribute that owns weights; tf-keras has the parts of attention under private names.
  private func name(of owner: String) -> String {
    let isPrivate = checkpoint.generation != .three && owner.hasSuffix("_dense")
    return isPrivate ? "_" + owner : owner
  }
}
