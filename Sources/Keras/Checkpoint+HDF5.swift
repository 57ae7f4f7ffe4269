import Archives
import HDF5

extension Checkpoint {
  /// Reads a checkpoint file.
  ///
  /// Optimizer state is left in the file.
  ///
  /// - Throws: ``CheckpointError`` where the file cannot be read, is damaged, or is of another kind
  ///   than a full model in HDF5. Whether its layers are supported is found out by ``model()``.
  public static func read(path: String) throws(CheckpointError) -> Checkpoint {
    let content: HDF5Content
    do throws(HDF5Error) {
      content = try HDF5Content(path: path)
    } catch {
      if case .notHDF5 = error, isZip(path) {
        throw .formatNotRead(file: path, format: .file(.archive))
      }
      throw .hdf5(error)
    }
    return try Checkpoint(content, file: path)
  }

  private static func isZip(_ path: String) -> Bool {
    let start = try? FileBytes(path: path).read(4)
    return start == [0x50, 0x4B, 0x03, 0x04]
  }

  private init(_ content: HDF5Content, file: String) throws(CheckpointError) {
    switch content.kind {
    case .weights: throw .formatNotRead(file: file, format: .file(.weights))
    case .legacyWeights: throw .formatNotRead(file: file, format: .file(.legacyWeights))
    case .other: throw .missing(file: file, object: "model_config")
    case .model: break
    }
    // Files without a version are older than any that is known to write none.
    let generation = content.kerasVersion.map { KerasGeneration(version: $0) } ?? .two
    guard let generation else {
      throw .formatNotRead(file: file, format: .version(content.kerasVersion ?? "?"))
    }
    self.init(
      file: file, format: generation == .three ? .kerasThreeFullModel : .kerasTwoFullModel,
      kerasVersion: content.kerasVersion, backend: content.backend,
      config: try Self.parse(content.config, attribute: "model_config", file: file),
      trainingConfig: try content.trainingConfig.map { text throws(CheckpointError) in
        try Self.parse(text, attribute: "training_config", file: file)
      },
      layers: content.layers, ownWeights: content.ownWeights)
  }

  private static func parse(
    _ text: String, attribute: String, file: String
  ) throws(CheckpointError) -> JSONValue {
    do {
      return try JSONParser.parse(text)
    } catch {
      throw .malformed(
        file: file, object: attribute,
        expected: .json(offset: error.offset, found: error.problem))
    }
  }
}

/// What an HDF5 checkpoint holds, as stored.
private struct HDF5Content {
  enum Kind { case model, weights, legacyWeights, other }

  var kind: Kind
  var kerasVersion: String?
  var backend: String?
  var config = ""
  var trainingConfig: String?
  var layers: [LayerWeights] = []
  var ownWeights: [StoredArray] = []

  init(path: String) throws(HDF5Error) {
    let file = try File(path: path)
    let root = try file.root()
    kind = try Self.kind(of: root)
    guard kind == .model else { return }
    let weights = try root.group("model_weights")
    config = try root.attribute("model_config").string()
    trainingConfig = try root.text("training_config")
    kerasVersion = try root.text("keras_version")
    if kerasVersion == nil { kerasVersion = try weights.text("keras_version") }
    backend = try root.text("backend")
    if backend == nil { backend = try weights.text("backend") }

    var reader = WeightReader(fileBytes: try file.byteCount())
    for name in try weights.list("layer_names") {
      let arrays = try reader.arrays(of: weights.group(name))
      layers.append(LayerWeights(name: name, arrays: arrays))
    }
    let own = "top_level_model_weights"
    if try weights.contains(own) { ownWeights = try reader.arrays(of: weights.group(own)) }
  }

  private static func kind(of root: borrowing Group) throws(HDF5Error) -> Kind {
    if try root.hasAttribute("model_config") { return .model }
    for name in ["layer_names", "layer_names0"] {
      if try root.hasAttribute(name) { return .legacyWeights }
    }
    for name in ["layers", "_layer_checkpoint_dependencies", "vars"] {
      if try root.contains(name) { return .weights }
    }
    return .other
  }
}

/// Reads arrays within a budget for all of them together: a file may list one dataset many times.
private struct WeightReader {
  private let limit: UInt64
  private var total: UInt64 = 0

  init(fileBytes: UInt64) {
    let limits = Limits()
    let (proportional, overflow) = fileBytes.multipliedReportingOverflow(by: limits.ratio)
    limit =
      limits.freelyCompressedBytes
      + (overflow ? limits.datasetBytes : min(proportional, 4 * limits.datasetBytes))
  }

  mutating func arrays(of group: consuming Group) throws(HDF5Error) -> [StoredArray] {
    var arrays: [StoredArray] = []
    for name in try group.list("weight_names") {
      let dataset = try group.dataset(name)
      total += UInt64(dataset.shape.reduce(1, *)) * UInt64(MemoryLayout<Float>.size)
      guard total <= limit else {
        throw .refused(dataset.location, .tooLarge(bytes: total, limit: limit))
      }
      arrays.append(
        StoredArray(
          name: name, path: dataset.location.object, shape: dataset.shape,
          elements: try dataset.read(as: Float.self), dtype: dataset.typeName))
    }
    return arrays
  }
}

extension Dataset {
  /// The type by NumPy's name; the only opaque type that is read is Keras's bfloat16.
  fileprivate var typeName: String {
    if case .opaque = type { "bfloat16" } else { type.description }
  }
}

extension Group {
  /// The text of an attribute, where there is one.
  fileprivate func text(_ name: String) throws(HDF5Error) -> String? {
    try hasAttribute(name) ? attribute(name).string() : nil
  }

  /// The names that an attribute lists.
  ///
  /// Keras cuts lists that would not fit an object header (64 KB) into `name0`, `name1` and so on.
  fileprivate func list(_ name: String) throws(HDF5Error) -> [String] {
    if try hasAttribute(name) { return try attribute(name).strings() }
    guard try hasAttribute("\(name)0") else { return try attribute(name).strings() }
    var names: [String] = []
    var part = 0
    while try hasAttribute("\(name)\(part)") {
      names += try attribute("\(name)\(part)").strings()
      part += 1
    }
    return names
  }
}
