/// An array of a checkpoint.
public struct StoredArray: Sendable, Equatable, Codable {
  /// The name under which the layer lists the array, such as `dense/kernel:0`.
  public var name: String
  /// The array's path in the file.
  public var path: String
  /// The extent of each axis, outermost first.
  public var shape: [Int]
  /// The elements in row-major order, rounded to nearest where they are stored in more bits.
  public var elements: [Float]
  /// The elements in 64 bits, where some are not exact in 32.
  public internal(set) var exact: [Double]?
  /// The type in the file, by NumPy's name: `float32`, `bfloat16`.
  public var dtype: String

  /// Creates an array.
  public init(name: String, path: String, shape: [Int], elements: [Float], dtype: String) {
    self.name = name
    self.path = path
    self.shape = shape
    self.elements = elements
    self.dtype = dtype
  }

  /// Sets elements of 64 bits.
  mutating func setElements(_ numbers: [Double]) {
    elements = numbers.map { Float($0) }
    // By bits but for NaN, whose payload does not matter.
    let isExact = zip(elements, numbers).allSatisfy { Double($0) == $1 || $1.isNaN }
    exact = isExact ? nil : numbers
  }

  /// The elements without loss.
  var numbers: [Double] { exact ?? elements.map { Double($0) } }
}

/// The arrays that a checkpoint holds for one layer.
///
/// Where weights are stored by layer, a nested model counts as one.
public struct LayerWeights: Sendable, Equatable, Codable {
  /// The layer's name; where weights are stored by path, the path, such as `layers/dense_1`.
  public var name: String
  /// The arrays in the file's order.
  public var arrays: [StoredArray]
  /// The layer's name, where weights are stored by path and the file says it beside.
  public var layer: String?

  /// Creates the arrays of a layer.
  public init(name: String, arrays: [StoredArray], layer: String? = nil) {
    self.name = name
    self.arrays = arrays
    self.layer = layer
  }
}

/// What a checkpoint file holds: the model's configuration and its weights, not yet put together.
public struct Checkpoint: Sendable, Equatable {
  /// The file's path as it was given.
  public var file: String
  /// What kind of file it is.
  public var format: CheckpointFormat
  /// The version of Keras that wrote the file, where it says so.
  public var kerasVersion: String?
  /// The numerical library under Keras, where the file names it.
  public var backend: String?
  /// The architecture: class name and configuration of the model.
  public var config: JSONValue
  /// How the model was compiled, where the file says so.
  public var trainingConfig: JSONValue?
  /// The weights, layer by layer, in the file's order.
  public var layers: [LayerWeights]
  /// Weights of the model itself, outside its layers; models of layers have none.
  public var ownWeights: [StoredArray]

  /// ``config`` as the file spells it.
  var configText = ""

  /// Files that layers keep beside their weights, such as vocabularies, by path.
  public var assets: [String: [UInt8]] = [:]

  /// Creates a checkpoint.
  public init(
    file: String, format: CheckpointFormat, kerasVersion: String? = nil, backend: String? = nil,
    config: JSONValue, trainingConfig: JSONValue? = nil, layers: [LayerWeights],
    ownWeights: [StoredArray] = []
  ) {
    self.file = file
    self.format = format
    self.kerasVersion = kerasVersion
    self.backend = backend
    self.config = config
    self.trainingConfig = trainingConfig
    self.layers = layers
    self.ownWeights = ownWeights
  }
}
