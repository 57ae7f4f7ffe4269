import Archives
public import Engine
import HDF5

extension Checkpoint {
  /// The checkpoint's file with the weights of a model that was made from it.
  ///
  /// The original is read again and copied. Only the elements of weights that differ are replaced, in
  /// the type and encoding that they have; configuration, names and everything else stay byte for
  /// byte what they are. The state of the optimizer, which belongs to the former weights, is dropped.
  ///
  /// - Parameters:
  ///   - model: The model with other weights.
  ///   - imported: What ``model()`` made of this checkpoint.
  /// - Returns: The content of a file of the checkpoint's format.
  /// - Throws: ``CheckpointError`` where the original cannot be read any more, or is of a format of
  ///   several files.
  public func encoded(
    _ model: Model<Float>, from imported: ImportedModel
  ) throws(CheckpointError) -> [UInt8] {
    precondition(
      model.weights.count == imported.weightOrigins.count, "a model of another checkpoint")
    if format == .shardedWeights { throw .formatNotWritten(file: file, format: format) }
    let bytes: [UInt8]
    do throws(ArchiveError) {
      bytes = try Self.content(of: file)
    } catch {
      throw .archive(error)
    }
    guard format == .archive else {
      return try edit(bytes, name: file, model: model, imported: imported)
    }
    return try edit(archive: bytes, model: model, imported: imported)
  }

  private static let weights = "model.weights.h5"

  private func edit(
    archive bytes: [UInt8], model: Model<Float>, imported: ImportedModel
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
      let isWeights = entry.name == Self.weights
      writer.add(
        name: entry.name,
        bytes: isWeights
          ? try edit(
            entry.bytes, name: file + ": " + entry.name, model: model, imported: imported)
          : entry.bytes)
    }
    return writer.finish()
  }

  /// The HDF5 file with the model's weights and without the optimizer's.
  private func edit(
    _ bytes: [UInt8], name: String, model: Model<Float>, imported: ImportedModel
  ) throws(CheckpointError) -> [UInt8] {
    do throws(HDF5Error) {
      let editor = try FileEditor(bytes: bytes, path: name)
      for (index, weight) in model.weights.enumerated() {
        let former = imported.model.weights[index].tensor
        precondition(former.shape == weight.tensor.shape, "a weight of another shape")
        // By bits: NaN is not equal to itself, and -0 is equal to 0.
        let differs = zip(former.elements, weight.tensor.elements).contains {
          $0.bitPattern != $1.bitPattern
        }
        if differs {
          for array in imported.weightOrigins[index].arrays(of: weight.tensor.elements) {
            try editor.replace(array.path, with: array.elements)
          }
        }
      }
      for name in ["optimizer_weights", "optimizer"] { try editor.remove(name) }
      return try editor.finish()
    } catch {
      throw .hdf5(error)
    }
  }

  private static func content(of path: String) throws(ArchiveError) -> [UInt8] {
    let file = try FileBytes(path: path)
    var bytes: [UInt8] = []
    while try file.read(1 << 22, appendingTo: &bytes) > 0 {}
    return bytes
  }
}
