import Archives
import HDF5

extension Checkpoint {
  /// Reads a checkpoint file of any format in ``CheckpointFormat``.
  ///
  /// Optimizer state is left in the file. Whether layers are supported is found out by ``model()``.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - architecture: For files that hold weights only, the path of the model's configuration in
  ///     JSON, as `model.to_json()` gives it.
  ///   - reader: What parses HDF5: this process, or another that hostile files cannot take along.
  /// - Returns: Configuration and weights as stored.
  /// - Throws: ``CheckpointError`` where a file cannot be read, is damaged, or is of another kind.
  public static func read(
    path: String, architecture: String? = nil, reader: HDF5Reader = .inProcess
  ) throws(CheckpointError) -> Checkpoint {
    if let foreign = ForeignModel(path: path) { throw .foreign(file: path, foreign) }
    let start: [UInt8]
    do throws(ArchiveError) {
      start = try FileBytes(path: path, isPlain: true).read(512)
    } catch {
      throw .archive(error)
    }
    if start.starts(with: Self.zipStart) {
      let checkpoint = try Checkpoint(
        archive: try content(of: path), file: path, reader: reader)
      return try checkpoint.refusing(architecture)
    }
    let text = start.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if text == UInt8(ascii: "{") {
      return try Checkpoint(shards: path, architecture: architecture, reader: reader)
    }
    return try Checkpoint(.file(path), file: path, architecture: architecture, reader: reader)
  }

  /// Reads a checkpoint of one file that lies in memory: a full model in HDF5, or an archive.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: What errors call the file.
  ///   - reader: What parses HDF5.
  /// - Returns: Configuration and weights as stored.
  /// - Throws: As ``read(path:architecture:reader:)`` does.
  public static func read(
    bytes: [UInt8], file: String, reader: HDF5Reader = .inProcess
  ) throws(CheckpointError) -> Checkpoint {
    bytes.starts(with: zipStart)
      ? try Checkpoint(archive: bytes, file: file, reader: reader)
      : try Checkpoint(.image(bytes, name: file), file: file, architecture: nil, reader: reader)
  }

  private static let zipStart: [UInt8] = [0x50, 0x4B]

  /// The content of a file, as it is.
  static func content(of path: String) throws(CheckpointError) -> [UInt8] {
    do throws(ArchiveError) {
      let file = try FileBytes(path: path, isPlain: true)
      var bytes: [UInt8] = []
      while try file.read(1 << 22, appendingTo: &bytes) > 0 {}
      return bytes
    } catch {
      throw .archive(error)
    }
  }

  /// Reads an HDF5 file of whatever kind.
  private init(
    _ source: HDF5Source, file: String, architecture: String?, reader: HDF5Reader
  ) throws(CheckpointError) {
    let content: HDF5Content
    do throws(HDF5Error) {
      content = try reader.content(of: source)
    } catch {
      throw .hdf5(error)
    }
    switch content.kind {
    case .model: self = try Checkpoint(fullModel: content, file: file).refusing(architecture)
    case .weights:
      try self.init(content, format: .weights, file: file, architecture: architecture)
    case .legacyWeights:
      try self.init(content, format: .legacyWeights, file: file, architecture: architecture)
    case .other: throw .missing(file: file, object: "model_config")
    }
  }

  /// The checkpoint, where no architecture was given that it does not need.
  private func refusing(_ architecture: String?) throws(CheckpointError) -> Checkpoint {
    guard architecture == nil else {
      throw .architectureUnneeded(file: file, format: format)
    }
    return self
  }
}

// MARK: - Full models in HDF5

extension Checkpoint {
  private init(fullModel content: HDF5Content, file: String) throws(CheckpointError) {
    let config = try Architecture.parse(content.config, object: "model_config", file: file)
    // Files without a version are older than any that is known to write none.
    let generation =
      try Self.generation(content.kerasVersion, file: file) ?? KerasGeneration(config: config)
    let format: CheckpointFormat =
      switch generation {
      case .one: .kerasOneFullModel
      case .two: .kerasTwoFullModel
      case .three: .kerasThreeFullModel
      }
    self.init(
      file: file, format: format, kerasVersion: content.kerasVersion, backend: content.backend,
      config: config,
      trainingConfig: try content.trainingConfig.map { text throws(CheckpointError) in
        try Architecture.parse(text, object: "training_config", file: file)
      },
      layers: content.layers, ownWeights: content.ownWeights)
    configText = content.config
  }

  /// The generation of a version; `nil` where there is none.
  private static func generation(
    _ version: String?, file: String
  ) throws(CheckpointError) -> KerasGeneration? {
    guard let version else { return nil }
    guard let generation = KerasGeneration(version: version) else {
      throw .formatNotRead(file: file, format: .version(version))
    }
    return generation
  }
}

// MARK: - Weights and an architecture

extension Checkpoint {
  private init(
    _ content: HDF5Content, format: CheckpointFormat, file: String, architecture: String?
  ) throws(CheckpointError) {
    guard let architecture else { throw .architectureMissing(file: file, format: format) }
    let model = try Architecture(path: architecture)
    let version = content.kerasVersion ?? model.kerasVersion
    _ = try Self.generation(version, file: file)
    self.init(
      file: file, format: format, kerasVersion: version,
      backend: content.backend ?? model.backend, config: model.config,
      trainingConfig: model.config["compile_config"].isNull ? nil : model.config["compile_config"],
      layers: content.layers, ownWeights: content.ownWeights)
    configText = model.text
  }

  /// Reads the files that a `.weights.json` lists.
  private init(
    shards file: String, architecture: String?, reader: HDF5Reader
  ) throws(CheckpointError) {
    let shards = try ShardList(path: file)
    var content = HDF5Content()
    for name in shards.files {
      do throws(HDF5Error) {
        try content.add(reader.content(of: .file(shards.folder + name)))
      } catch {
        throw .hdf5(error)
      }
    }
    if let path = content.duplicate {
      throw .malformed(file: file, object: path, expected: .uniqueArray)
    }
    try self.init(content, format: .shardedWeights, file: file, architecture: architecture)
  }
}

// MARK: - Archives

extension Checkpoint {
  private init(
    archive bytes: [UInt8], file: String, reader: HDF5Reader
  ) throws(CheckpointError) {
    let zip: ZipReader
    do throws(ArchiveError) {
      zip = try ZipReader(bytes: bytes, file: file)
    } catch {
      throw .archive(error)
    }
    let text = try Self.entry("config.json", of: zip, file: file)
    let config = try Architecture.parse(text, object: "config.json", file: file)
    var version: String?
    if zip["metadata.json"] != nil {
      let metadata = try Architecture.parse(
        try Self.entry("metadata.json", of: zip, file: file), object: "metadata.json", file: file)
      version = metadata["keras_version"].string
    }
    _ = try Self.generation(version, file: file)
    let image = try Self.entry("model.weights.h5", of: zip, file: file)
    let content: HDF5Content
    do throws(HDF5Error) {
      content = try reader.content(of: .image(image, name: file + ": model.weights.h5"))
    } catch {
      throw .hdf5(error)
    }
    self.init(
      file: file, format: .archive, kerasVersion: version, config: config,
      trainingConfig: config["compile_config"].isNull ? nil : config["compile_config"],
      layers: content.layers, ownWeights: content.ownWeights)
    configText = String(decoding: text, as: UTF8.self)
    for entry in zip.entries where entry.name.hasPrefix("assets/") {
      assets[entry.name] = try Self.entry(entry.name, of: zip, file: file)
    }
  }

  private static func entry(
    _ name: String, of zip: ZipReader, file: String
  ) throws(CheckpointError) -> [UInt8] {
    guard let entry = zip[name] else { throw .missing(file: file, object: name) }
    do throws(ArchiveError) {
      return try zip.read(entry)
    } catch {
      throw .archive(error)
    }
  }
}
