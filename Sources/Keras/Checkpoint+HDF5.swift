import HDF5

extension Checkpoint {
  /// Reads a full model in HDF5.
  ///
  /// - Throws: ``CheckpointError`` where the file is no such model.
  public static func read(path: String) throws(CheckpointError) -> Checkpoint {
    if path.hasSuffix(".keras") { throw .formatNotRead(file: path, format: ".keras archive") }
    do {
      return try readFullModel(path)
    } catch let error as HDF5Error {
      throw .hdf5(error)
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw .malformed(file: path, object: "the file", expected: "a Keras model")
    }
  }

  private static func readFullModel(_ path: String) throws -> Checkpoint {
    let file = try File(path: path)
    let root = try file.root()
    guard try root.hasAttribute("model_config") else {
      if try root.hasAttribute("layer_names") || root.contains("layers") {
        throw CheckpointError.formatNotRead(
          file: path, format: "weights file without an architecture")
      }
      throw CheckpointError.missing(file: path, object: "the attribute model_config")
    }
    guard try root.contains("model_weights") else {
      throw CheckpointError.missing(file: path, object: "the group /model_weights")
    }
    let weights = try root.group("model_weights")
    guard let config = try text("model_config", of: root).flatMap(JSONValue.init(parsing:)) else {
      throw CheckpointError.malformed(file: path, object: "model_config", expected: "JSON")
    }
    let version = try text("keras_version", of: root) ?? text("keras_version", of: weights)
    return Checkpoint(
      file: path,
      format: version?.hasPrefix("3.") == true ? .kerasThreeFullModel : .kerasTwoFullModel,
      kerasVersion: version,
      backend: try text("backend", of: root) ?? text("backend", of: weights),
      config: config,
      trainingConfig: try text("training_config", of: root).flatMap(JSONValue.init(parsing:)),
      layers: try layerWeights(weights, file: path))
  }

  /// The arrays of every layer that `layer_names` lists.
  private static func layerWeights(
    _ weights: borrowing Group, file: String
  ) throws -> [LayerWeights] {
    guard let names = try list("layer_names", of: weights) else {
      throw CheckpointError.missing(
        file: file, object: "the attribute layer_names of /model_weights")
    }
    var layers: [LayerWeights] = []
    for name in names {
      let group = try weights.group(name)
      var arrays: [StoredArray] = []
      for path in try list("weight_names", of: group) ?? [] {
        let dataset = try group.dataset(path)
        arrays.append(
          StoredArray(
            path: path, shape: dataset.shape, elements: try dataset.read(as: Float.self),
            elementType: dataset.type.description))
      }
      layers.append(LayerWeights(name: name, arrays: arrays))
    }
    return layers
  }

  /// A list attribute; `nil` where it is absent.
  ///
  /// Keras cuts it into `NAME0`, `NAME1` and so on where an HDF5 object header cannot hold it.
  private static func list(_ name: String, of group: borrowing Group) throws -> [String]? {
    if try group.hasAttribute(name) { return try group.attribute(name).strings() }
    var parts: [String]?
    var index = 0
    while try group.hasAttribute("\(name)\(index)") {
      parts = (parts ?? []) + (try group.attribute("\(name)\(index)").strings())
      index += 1
    }
    return parts
  }

  private static func text(_ name: String, of group: borrowing Group) throws -> String? {
    try group.hasAttribute(name) ? group.attribute(name).string() : nil
  }
}
