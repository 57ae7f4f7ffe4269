public import Archives
public import Engine
public import HDF5

/// Why a checkpoint could not be read or does not become a model.
///
/// The facts have short descriptions, for messages.
public enum CheckpointError: Error, Equatable, Sendable {
  /// The HDF5 file cannot be read, is damaged or holds what is not read.
  case hdf5(HDF5Error)
  /// The archive, or a file, cannot be read, is damaged or holds what is not read.
  case archive(ArchiveError)
  /// The file holds weights only, and no architecture was given.
  case architectureMissing(file: String, format: CheckpointFormat)
  /// An architecture was given with a file that has its own.
  case architectureUnneeded(file: String, format: CheckpointFormat)
  /// The file is a model of another program.
  case foreign(file: String, ForeignModel)
  /// The file is of a known format, or of a version of it, that is not read.
  case formatNotRead(file: String, format: UnreadFormat)
  /// Weights cannot be written back into a file of this format.
  case formatNotWritten(file: String, format: CheckpointFormat)
  /// A model of this file cannot be written as a file of another format.
  case notConverted(file: String, reason: ConversionProblem)
  /// A weight is not read back from what was written as it was given; `expected` is an element.
  case notKept(file: String, weight: String, expected: Float, found: Float)
  /// A part of the file that a full model has is absent.
  case missing(file: String, object: String)
  /// The configuration is not what Keras writes; `object` is the attribute, or the model or layer.
  case malformed(file: String, object: String, expected: Expectation)
  /// A layer, or the model as a whole, cannot be run; `layer` is its name, or its path where it lies
  /// in a nested model.
  case unsupportedLayer(file: String, layer: String, className: String, reason: LayerProblem)
  /// A layer's weights are not those that its configuration calls for.
  case weights(file: String, layer: String, expected: WeightFact, found: WeightFact)
  /// The layer depends on its own output.
  case brokenGraph(file: String, layer: String)

  /// A format that is recognised but not read.
  public enum UnreadFormat: Equatable, Sendable {
    /// A full model by a version of Keras that is not known.
    case version(String)
  }

  /// What a configuration should have been.
  public enum Expectation: Equatable, Sendable {
    /// The text should be JSON; `offset` counts the bytes before what is not.
    case json(offset: Int, found: JSONProblem)
    /// There should be a value of the right type under this key.
    case key(String)
    /// The name should be that of one layer only.
    case uniqueName
    /// The model should have layers, inputs and outputs.
    case layers
    /// There should be the plain name of a file in the same folder.
    case fileName(found: String)
    /// There should be one array of that path in all files together.
    case uniqueArray
  }

  /// A side of a disagreement between layers and weights.
  public enum WeightFact: Equatable, Sendable {
    /// A layer with weights, at this position among the layers with weights.
    case layer(String, position: Int)
    /// The name that the file gives the layer of a path.
    case layerName(String, path: String)
    /// No further layer.
    case noLayer
    /// These weights.
    case weights([String])
    /// One weight in the order of weights.
    case weight(String)
    /// One weight's shape.
    case shape([Int], path: String)
  }
}

/// Why a checkpoint has no equal in another format.
public enum ConversionProblem: Equatable, Sendable {
  /// The format has no place for what the layer keeps in this file of the archive.
  case asset(String)
  /// The format has no place for the table or state that the file holds for the layer.
  case state(layer: String)
  /// Keras cannot read numbers of this type from the format.
  case elementType(weight: String, dtype: String)
  /// Files of this version of Keras are converted into no other.
  case version(String)
}

/// Why text is not JSON that is read.
public enum JSONProblem: Equatable, Sendable {
  /// There is something other than what the grammar allows.
  case unexpected
  /// The text ends early.
  case ends
  /// Values are nested deeper than the limit.
  case tooDeep(limit: Int)
  /// There are more bytes than the limit.
  case tooLong(bytes: Int, limit: Int)
  /// An object has the key twice.
  case duplicateKey(String)
}

/// Why a layer, or a model, cannot be run.
public enum LayerProblem: Error, Equatable, Sendable {
  /// The class is not one that is supported.
  case unknownClass
  /// The class holds or calls Python code, which is never run.
  case pythonCode
  /// The class is not Keras's own, whatever its name; `name` is the registered name or the module.
  case customClass(name: String)
  /// The model is no graph of layers, such as a subclass of `keras.Model` written in Python.
  case noGraph
  /// An option has a value that is not supported, or is not known to be without effect.
  case option(key: String, value: String)
  /// An option that the layer needs is absent.
  case missingOption(key: String)
  /// The activation is not one that is supported.
  case activation(name: String)
  /// The numbers are of a kind that is not computed with, such as quantised integers.
  case dtype(name: String)

  /// The layer is called with an argument that is not supported.
  case callArgument(key: String, value: String)
  /// The layer is called with several arguments that stand for something else than one list.
  case callArguments(count: Int)
  /// The layer is given whole numbers or truth values, and Keras cuts off there what it computes.
  case wholeNumbers
  /// The layer's input comes with a mask, which the layer would have to heed.
  case masked
  /// One of the layers that use the same mask takes it off, and which runs first is not stored.
  case maskOrder
  /// The layer takes values of another kind.
  case columnKind(expected: ColumnKind, found: ColumnKind)
  /// The layer prepares the model's inputs, and takes here what the network has computed.
  case afterComputation
  /// A nested model is called with other inputs than it declares.
  case inputs(expected: [String], found: [String])
  /// The layer takes its input from one that is not there.
  case unknownInput(layer: String)
  /// The layer takes its input from a call of another layer that is not there.
  case unknownCall(layer: String, index: Int, calls: Int)
  /// An output is taken of the layer that it does not have.
  case unknownOutput(index: Int, outputs: Int)
  /// The layer is an input that the model does not declare, or declares and is none.
  case undeclaredInput
  /// The file does not say what shape the input has.
  case unknownInputShape
  /// The file leaves an extent of the input open; `shape` is without the batch axis.
  case openShape([Int?])

  /// The layer does not fit its inputs.
  case shape(ShapeError)
  /// One row of the layer's output would have more elements than the limit.
  case outputTooLarge(shape: [Int], limit: Int)
  /// Shared and nested layers unfold into more nodes than the limit.
  case tooManyNodes(limit: Int)
}
