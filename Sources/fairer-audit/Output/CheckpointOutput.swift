import Engine
import Keras

/// Checkpoints as the commands write them: parsed and changed in a process of their own, read again
/// before they are kept.
enum CheckpointOutput {
  /// The format that an output's name asks for.
  static func format(of path: String) throws(UsageError) -> WrittenFormat {
    let name = path.lowercased()
    if name.hasSuffix(".keras") { return .archive }
    let isWeights = name.hasSuffix(".weights.h5")
    if name.hasSuffix(".h5") && !isWeights || name.hasSuffix(".hdf5") { return .hdf5 }
    throw .option(
      name: "--output", expected: "a name that ends in .h5, .hdf5 or .keras", found: path)
  }

  /// The file of a checkpoint with the weights of a model that was made from it.
  ///
  /// - Parameters:
  ///   - model: The model, with other weights or the same.
  ///   - checkpoint: Where the model comes from.
  ///   - imported: What ``Checkpoint/model()`` made of the checkpoint.
  ///   - format: The format to write, as ``format(of:)`` tells.
  ///   - path: Where the file is to be, for errors.
  /// - Returns: The content of the file, which was read again and holds the model's weights.
  /// - Throws: ``CheckpointError`` where the original cannot be read any more, has no equal in the
  ///   format, or holds weights of a type that cannot hold the model's.
  static func encoded(
    _ model: Model<Float>, of checkpoint: Checkpoint, imported: ImportedModel,
    as format: WrittenFormat, path: String
  ) throws(CheckpointError) -> [UInt8] {
    let bytes = try checkpoint.encoded(
      model, from: imported, as: format, using: .separateProcess)
    let written = try Checkpoint.read(bytes: bytes, file: path, reader: .separateProcess)
    try Checkpoint.check(model, isIn: written)
    return bytes
  }
}
