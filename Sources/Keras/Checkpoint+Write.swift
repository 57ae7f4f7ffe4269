import Archives
public import Engine
import HDF5

/// The formats of one file that a checkpoint can be written in.
public enum WrittenFormat: Sendable, Hashable, CaseIterable {
  /// Architecture and weights in one HDF5 file.
  case hdf5
  /// A `.keras` zip archive.
  case archive
}

/// A file of a checkpoint, to be written.
public struct EncodedFile: Sendable, Equatable {
  /// The file's name, without a folder.
  public var name: String
  /// Its content.
  public var bytes: [UInt8]
}

extension Checkpoint {
  /// The checkpoint's file with the weights of a model that was made from it.
  ///
  /// In the checkpoint's own format, the original is read again and copied: only the elements of
  /// weights that differ are replaced, in the type and encoding that they have; configuration, names
  /// and everything else stay byte for byte what they are. In another format, a new file holds the
  /// configuration and all weights, laid out as the Keras that wrote the original lays them out. The
  /// state of the optimizer, which belongs to the former weights, is dropped.
  ///
  /// - Parameters:
  ///   - model: The model with other weights.
  ///   - imported: What ``model()`` made of this checkpoint.
  ///   - format: The format to write; `nil` stands for the checkpoint's own.
  ///   - reader: What parses the original: this process, or another that hostile files cannot take
  ///     along.
  /// - Returns: The content of the file.
  /// - Throws: ``CheckpointError`` where the original cannot be read any more, is of a format of
  ///   several files (``encodedShards(_:from:using:)`` writes these), or has no equal in the other
  ///   format.
  public func encoded(
    _ model: Model<Float>, from imported: ImportedModel, as format: WrittenFormat? = nil,
    using reader: HDF5Reader = .inProcess
  ) throws(CheckpointError) -> [UInt8] {
    let changes = WeightChanges(model, imported)
    switch (format, self.format) {
    case (nil, .shardedWeights): throw .formatNotWritten(file: file, format: self.format)
    case (nil, .archive), (.archive, .archive):
      return try edit(archive: Self.content(of: file), changes, reader)
    case (nil, _), (.hdf5, .kerasTwoFullModel), (.hdf5, .kerasThreeFullModel):
      return try edit(Self.content(of: file), name: file, changes, reader)
    case (.hdf5, _): return try Conversion(self, changes).hdf5()
    case (.archive, _): return try Conversion(self, changes).archive()
    }
  }

  /// The files of a checkpoint of several files with the weights of a model that was made from it.
  ///
  /// The parameters are those of ``encoded(_:from:as:using:)``.
  ///
  /// - Returns: Every file of the set under its name: the list first, then the files that it names.
  /// - Throws: ``CheckpointError`` where the originals cannot be read any more.
  /// - Precondition: ``format`` is ``CheckpointFormat/shardedWeights``.
  public func encodedShards(
    _ model: Model<Float>, from imported: ImportedModel, using reader: HDF5Reader = .inProcess
  ) throws(CheckpointError) -> [EncodedFile] {
    precondition(format == .shardedWeights, "a checkpoint of one file")
    let changes = WeightChanges(model, imported)
    let shards = try ShardList(path: file)
    var files = [EncodedFile(name: shards.name, bytes: try Self.content(of: file))]
    for name in shards.files {
      let path = shards.folder + name
      let bytes = try Self.content(of: path)
      let held: HDF5Content
      do throws(HDF5Error) {
        held = try reader.content(of: .image(bytes, name: path))
      } catch {
        throw .hdf5(error)
      }
      let paths = Set((held.layers.flatMap(\.arrays) + held.ownWeights).map(\.path))
      files.append(
        EncodedFile(
          name: name,
          bytes: try edit(bytes, name: path, changes.limited(to: paths), reader)))
    }
    return files
  }
}

// MARK: - The own format

extension Checkpoint {
  private func edit(
    archive bytes: [UInt8], _ changes: WeightChanges, _ reader: HDF5Reader
  ) throws(CheckpointError) -> [UInt8] {
    var entries: [(name: String, bytes: [UInt8])] = []
    do throws(ArchiveError) {
      let zip = try ZipReader(bytes: bytes, file: file)
      for entry in zip.entries { entries.append((entry.name, try zip.read(entry))) }
    } catch {
      throw .archive(error)
    }
    var writer = ZipWriter()
    for entry in entries {
      let isWeights = entry.name == Conversion.weightsEntry
      writer.add(
        name: entry.name,
        bytes: isWeights
          ? try edit(entry.bytes, name: file + ": " + entry.name, changes, reader) : entry.bytes)
    }
    return writer.finish()
  }

  /// The HDF5 file with the model's weights and without the optimizer's.
  private func edit(
    _ bytes: [UInt8], name: String, _ changes: WeightChanges, _ reader: HDF5Reader
  ) throws(CheckpointError) -> [UInt8] {
    var edit = HDF5Edit()
    edit.replacements = changes.byPath.sorted { $0.key < $1.key }.map {
      HDF5Edit.Replacement(path: $0.key, elements: $0.value)
    }
    edit.removals = ["optimizer_weights", "optimizer"]
    do throws(HDF5Error) {
      return try reader.edited(bytes, name: name, by: edit)
    } catch {
      throw .hdf5(error)
    }
  }
}

/// The weights of a model that are not those of its checkpoint, as the file lays them out.
struct WeightChanges {
  /// The new elements by the path of the array.
  private(set) var byPath: [String: [Float]] = [:]
  /// How the file lays out each array that is not in Keras's own order.
  private(set) var orders: [String: StoredOrder] = [:]

  init(_ model: Model<Float>, _ imported: ImportedModel) {
    precondition(
      model.weights.count == imported.weightOrigins.count, "a model of another checkpoint")
    for (index, weight) in model.weights.enumerated() {
      let former = imported.model.weights[index].tensor
      precondition(former.shape == weight.tensor.shape, "a weight of another shape")
      let origin = imported.weightOrigins[index]
      if origin.order != .keras { orders[origin.path] = origin.order }
      // By bits: NaN is not equal to itself, and -0 is equal to 0.
      let differs = zip(former.elements, weight.tensor.elements).contains {
        $0.bitPattern != $1.bitPattern
      }
      if differs {
        // Each order is its own inverse.
        byPath[origin.path] = origin.order.converted(
          weight.tensor.elements, shape: weight.tensor.shape)
      }
    }
  }

  func limited(to paths: Set<String>) -> WeightChanges {
    var result = self
    result.byPath = byPath.filter { paths.contains($0.key) }
    return result
  }

  /// The elements of an array as the file is to hold them.
  func numbers(of array: StoredArray) -> [Double] {
    byPath[array.path]?.map { Double($0) } ?? array.numbers
  }
}

// MARK: - Reading back

extension Checkpoint {
  /// Checks that what was written holds the weights of a model.
  ///
  /// - Parameters:
  ///   - model: The model whose weights were written.
  ///   - written: What was read from the written file.
  /// - Throws: ``CheckpointError/notKept(file:weight:expected:found:)`` for the first weight that is
  ///   another, beyond what rounding to its type explains, or why the file is none.
  public static func check(
    _ model: Model<Float>, isIn written: Checkpoint
  ) throws(CheckpointError) {
    let imported = try written.model()
    guard imported.model.weights.count == model.weights.count else {
      throw .missing(file: written.file, object: "a weight")
    }
    let types = Dictionary(
      imported.layers.flatMap(\.weights).map { ($0.path, $0.dtype) },
      uniquingKeysWith: { first, _ in first })
    for (ours, theirs) in zip(model.weights, imported.model.weights) {
      // Half of the last place: 11 bits in float16, 8 in bfloat16; float16 ends at 6e-8.
      let (relative, absolute): (Float, Float) =
        switch types[theirs.path] {
        case "float16": (0x1p-11, 0x1p-25)
        case "bfloat16": (0x1p-8, 0)
        default: (0, 0)
        }
      for (expected, found) in zip(ours.tensor.elements, theirs.tensor.elements) {
        let isKept =
          expected == found || expected.isNaN && found.isNaN
          || abs(expected - found) <= max(absolute, relative * abs(expected)) && found.isFinite
        guard isKept, ours.tensor.shape == theirs.tensor.shape else {
          throw .notKept(
            file: written.file, weight: theirs.path, expected: expected, found: found)
        }
      }
    }
  }
}
