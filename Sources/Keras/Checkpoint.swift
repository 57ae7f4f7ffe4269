/// The formats that checkpoints come in.
public enum CheckpointFormat: String, Sendable, CaseIterable {
  /// A full model in HDF5, written by Keras 1 or 2 or tf-keras.
  case kerasTwoFullModel
  /// A full model in HDF5, written by Keras 3.
  case kerasThreeFullModel

  /// The format's name for readers.
  public var description: String {
    switch self {
    case .kerasTwoFullModel: "Keras 2 full model (HDF5)"
    case .kerasThreeFullModel: "Keras 3 full model (HDF5)"
    }
  }
}

/// An array as a checkpoint stores it.
public struct StoredArray: Sendable, Equatable {
  /// Its path inside the layer's group, such as `dense/kernel:0`.
  public var path: String
  /// Its shape.
  public var shape: [Int]
  /// Its elements in row-major order.
  public var elements: [Float]
  /// The type it is stored in, such as `float32`.
  public var elementType: String
}

/// The arrays of one layer, in the file's order.
public struct LayerWeights: Sendable, Equatable {
  /// The layer's name.
  public var name: String
  /// Its arrays.
  public var arrays: [StoredArray]
}

/// The content of a checkpoint file as plain values.
public struct Checkpoint: Sendable {
  /// The path that it was read from.
  public var file: String
  /// The file's format.
  public var format: CheckpointFormat
  /// The Keras version that wrote the file; `nil` where the file does not say.
  public var kerasVersion: String?
  /// The backend that wrote the file; `nil` where the file does not say.
  public var backend: String?
  /// The model's configuration.
  public var config: JSONValue
  /// How the model was trained, where the file says so.
  public var trainingConfig: JSONValue?
  /// The weights of every layer that is listed, in the file's order.
  public var layers: [LayerWeights]
}

/// One layer of the checkpoint, for tables.
public struct LayerSummary: Sendable, Equatable {
  /// The layer's name.
  public var name: String
  /// Its Keras class.
  public var className: String
  /// The shape of its output without the batch axis.
  public var outputShape: [Int]
  /// How many numbers it learns or keeps.
  public var parameters: Int
}
