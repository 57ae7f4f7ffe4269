public import Engine

/// A checkpoint that has become a model.
public struct ImportedModel: Sendable {
  /// The model's name in the checkpoint.
  public var name: String
  /// The model, computing in single precision.
  public var model: Model<Float>
  /// What turns the checkpoint's inputs into those of ``model``, which are the same for models without
  /// lookups, hashing and the like.
  public var preprocessor: Preprocessor
  /// Where in its file each of the model's weights is stored, in the model's order.
  public var weightOrigins: [WeightOrigin]
  /// The layers whose values the outputs depend on, in the order in which they run.
  ///
  /// A layer of a nested model has the path as its name: `encoder/dense`.
  public var layers: [LayerSummary]
  /// How the checkpoint says that the model was trained.
  public var training: TrainingSummary?
  /// The weights that hold numbers which are no numbers, or infinite.
  public var nonFiniteWeights: [NonFiniteWeight]

  /// Whether the loss that the model was trained with takes logits rather than probabilities; `nil`
  /// where the checkpoint does not say, or the loss is no cross-entropy.
  public var lossFromLogits: Bool? { training?.fromLogits }
}

/// Where a weight is stored.
public struct WeightOrigin: Sendable, Equatable {
  /// The path of the array in its HDF5 file; of the first where there are several.
  public var path: String
  /// How the file lays the elements out.
  var order: StoredOrder
  /// The extent of each axis in the file.
  var shape: [Int]
  /// The paths of the arrays that stand side by side in the weight, along its last axis, where there
  /// are several.
  var parts: [String]

  /// The elements of each array of the file that make the weight.
  func arrays(of elements: [Float]) -> [(path: String, elements: [Float])] {
    let restored = order.restored(elements, shape: shape)
    guard !parts.isEmpty, let columns = shape.last, columns > 0 else { return [(path, restored)] }
    let width = columns / parts.count
    return parts.enumerated().map { index, path in
      let rows = stride(from: index * width, to: restored.count, by: columns)
      return (path, rows.flatMap { restored[$0..<$0 + width] })
    }
  }
}

/// What a checkpoint says about a layer.
public struct LayerSummary: Sendable, Equatable {
  /// The layer's name, after those of the nested models that it lies in.
  public var name: String
  /// Keras's class.
  public var className: String
  /// The shape of the output of the layer's first call, without the batch axis.
  public var outputShape: [Int]
  /// The layer's weights.
  public var weights: [WeightSummary]
  /// Whether training changes the layer.
  public var isTrainable: Bool
  /// The dtype policy under which the layer was trained, where the file says so.
  public var dtype: String?

  /// How many numbers the weights hold.
  public var parameters: Int { weights.reduce(0) { $0 + $1.shape.reduce(1, *) } }
}

/// What a checkpoint says about a weight.
public struct WeightSummary: Sendable, Equatable {
  /// The weight's path: the layer's name, then the weight's.
  public var path: String
  /// The extent of each axis.
  public var shape: [Int]
  /// The type in the file, by NumPy's name.
  public var dtype: String
}

/// A weight that holds numbers which are no numbers, or infinite.
public struct NonFiniteWeight: Sendable, Equatable {
  /// The weight's path.
  public var path: String
  /// How many are NaN.
  public var nans: Int
  /// How many are infinite.
  public var infinities: Int

  init?(path: String, elements: [Float]) {
    nans = elements.count { $0.isNaN }
    infinities = elements.count { $0.isInfinite }
    self.path = path
    if nans == 0 && infinities == 0 { return nil }
  }
}
