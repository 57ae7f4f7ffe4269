extension CheckpointError.UnreadFormat: CustomStringConvertible {
  /// The format in words.
  public var description: String {
    switch self {
    case .version(let version): "model of Keras \(version)"
    }
  }
}

extension CheckpointError.Expectation: CustomStringConvertible {
  /// What was expected, and what was found instead where that is known.
  public var description: String {
    switch self {
    case .json(let offset, let found): "JSON, found \(found) after \(offset) bytes"
    case .key(let key): "a value under '\(key)'"
    case .uniqueName: "a name that no other layer has"
    case .layers: "layers, inputs and outputs"
    case .fileName(let found): "the name of a file in the same folder, found '\(found)'"
    case .uniqueArray: "an array that no other file of the set holds"
    }
  }
}

extension CheckpointError.WeightFact: CustomStringConvertible {
  /// The fact in words.
  public var description: String {
    switch self {
    case .layer(let name, let position): "layer '\(name)' as number \(position + 1) with weights"
    case .layerName(let name, let path): "the layer '\(name)' under \(path)"
    case .noLayer: "no further layer with weights"
    case .weights(let names): "[\(names.joined(separator: ", "))]"
    case .weight(let name): name
    case .shape(let shape, let path): "shape \(shape) of \(path)"
    }
  }
}

extension ConversionProblem: CustomStringConvertible {
  /// The reason as the end of a sentence.
  public var description: String {
    switch self {
    case .asset(let path): "it has no place for the archive's file '\(path)'"
    case .state(let layer): "it has no place for what the file holds for layer '\(layer)'"
    case .elementType(let weight, let dtype):
      "Keras cannot read weight '\(weight)' of type \(dtype) from it"
    case .version(let version): "files of Keras \(version) are written in their own format only"
    }
  }
}

extension JSONProblem: CustomStringConvertible {
  /// The problem in words.
  public var description: String {
    switch self {
    case .unexpected: "something else"
    case .ends: "the end"
    case .tooDeep(let limit): "more than \(limit) levels"
    case .tooLong(let bytes, let limit): "\(bytes) bytes, limit \(limit)"
    case .duplicateKey(let key): "the key '\(key)' a second time"
    }
  }
}

extension LayerProblem: CustomStringConvertible {
  /// The reason as the end of a sentence.
  public var description: String {
    switch self {
    case .unknownClass: "this class is not supported"
    case .pythonCode: "it holds Python code, which cannot and must not be run"
    case .customClass(let name): "it is the custom class '\(name)', written in Python"
    case .noGraph: "it is no graph of built-in layers: subclassed models are Python code"
    case .option(let key, let value): "its option '\(key)' is \(value), which is not supported"
    case .missingOption(let key): "its option '\(key)' is absent"
    case .activation(let name): "its activation '\(name)' is not supported"
    case .dtype(let name): "its number type '\(name)' is not supported"
    case .callArgument(let key, let value):
      "it is called with '\(key)' = \(value), which is not supported"
    case .callArguments(let count): "it is called with \(count) arguments, expected one"
    case .wholeNumbers:
      "its input is of whole numbers or truth values, with which Keras computes something else here"
    case .maskOrder:
      "one of the layers that use the same masked input takes the mask off it, and which of them "
        + "runs first is not stored"
    case .masked: "its input comes with a mask, which is not supported for this class"
    case .columnKind(let expected, let found):
      "expected values of kind \(expected.rawValue), found \(found.rawValue)"
    case .afterComputation:
      "it prepares inputs, which is supported before all layers that compute, not after them"
    case .inputs(let expected, let found):
      "expected the inputs [\(expected.joined(separator: ", "))], "
        + "found [\(found.joined(separator: ", "))]"
    case .unknownInput(let layer): "it takes its input from '\(layer)', which is not there"
    case .unknownCall(let layer, let index, let calls):
      "it takes its input from call \(index) of '\(layer)', which is called \(calls) times"
    case .unknownOutput(let index, let outputs):
      "its output \(index) is used, and it has \(outputs)"
    case .undeclaredInput: "it is not what the model declares as an input"
    case .unknownInputShape: "the file does not say what shape the input has"
    case .openShape(let shape):
      "its shape [\(shape.map { $0.map { "\($0)" } ?? "open" }.joined(separator: ", "))] is not fixed"
    case .shape(let error): "it does not fit its inputs: \(error)"
    case .outputTooLarge(let shape, let limit):
      "one row of its output has the shape \(shape), more than \(limit) elements"
    case .tooManyNodes(let limit): "the model unfolds into more than \(limit) layers"
    }
  }
}

/// A ``CheckpointError`` that does not know its file yet.
enum CheckpointProblem: Error {
  case malformed(object: String, CheckpointError.Expectation)
  case layer(name: String, className: String, LayerProblem)
  case weights(
    layer: String, expected: CheckpointError.WeightFact, found: CheckpointError.WeightFact)
  case cycle(layer: String)

  /// The error, in a file.
  func error(file: String) -> CheckpointError {
    switch self {
    case .malformed(let object, let expected):
      .malformed(file: file, object: object, expected: expected)
    case .layer(let name, let className, let problem):
      .unsupportedLayer(file: file, layer: name, className: className, reason: problem)
    case .weights(let layer, let expected, let found):
      .weights(file: file, layer: layer, expected: expected, found: found)
    case .cycle(let layer): .brokenGraph(file: file, layer: layer)
    }
  }
}
