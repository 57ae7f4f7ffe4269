public import HDF5

/// What is wrong with a checkpoint.
public enum CheckpointError: Error, Equatable, Sendable {
  /// The HDF5 file cannot be read.
  case hdf5(HDF5Error)
  /// The file is of a known format that is not read.
  case formatNotRead(file: String, format: String)
  /// A part of the file that a full model has is absent.
  case missing(file: String, object: String)
  /// The configuration is not what Keras writes.
  case malformed(file: String, object: String, expected: String)
  /// A layer cannot be run.
  case unsupportedLayer(file: String, layer: String, className: String, reason: String)
  /// A layer's weights are not those that its configuration calls for.
  case weights(file: String, layer: String, expected: String, found: String)
  /// The layer graph holds a cycle, or names a layer that is not there.
  case brokenGraph(file: String, layer: String)
}
