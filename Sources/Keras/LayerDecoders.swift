import Engine

/// Every layer class that is read.
///
/// To add a layer: its engine layer in `Engine/Layers`, a decoding function in `Keras/Layers`, and
/// a row here. `InputLayer` and nested models are read by ``Network``.
extension LayerDecoder {
  static let all: [LayerDecoder] = [
    LayerDecoder("Dense", decode: dense),

    LayerDecoder("Activation", decode: activation),
    LayerDecoder("ReLU", decode: relu),
    LayerDecoder("LeakyReLU", decode: leakyReLU),
    LayerDecoder("ELU", decode: elu),
    LayerDecoder("PReLU", decode: preLU),
    LayerDecoder("ThresholdedReLU", decode: thresholdedReLU),
    LayerDecoder("Softmax", decode: softmax),

    LayerDecoder(
      "BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2",
      "SyncBatchNormalization", decode: batchNormalization),

    LayerDecoder(
      "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianDropout",
      "GaussianNoise", "AlphaDropout", "ActivityRegularization", "Identity",
      decode: identityAtInference),

    LayerDecoder("StringLookup", note: before, decode: stringLookup),
    LayerDecoder("IntegerLookup", note: before, decode: integerLookup),
    LayerDecoder("CategoryEncoding", note: before, decode: categoryEncoding),
    LayerDecoder("Discretization", note: before, decode: discretization),
    LayerDecoder("Hashing", note: before, decode: hashing),
    LayerDecoder("HashedCrossing", note: before, decode: hashedCrossing),

    LayerDecoder("Flatten", decode: flatten),
    LayerDecoder("Reshape", decode: reshape),
    LayerDecoder("Permute", decode: permute),

    LayerDecoder("Add", takesOperands: true, decode: merge(Add())),
    LayerDecoder("Subtract", takesOperands: true, decode: merge(Subtract())),
    LayerDecoder("Multiply", takesOperands: true, decode: merge(Multiply())),
    LayerDecoder("Average", decode: merge(Average())),
    LayerDecoder("Maximum", takesOperands: true, decode: merge(Maximum())),
    LayerDecoder("Minimum", takesOperands: true, decode: merge(Minimum())),
    LayerDecoder("Concatenate", decode: concatenate),
    LayerDecoder("Dot", decode: dot),
  ]

  private static let before = "on inputs, before all layers that compute"

  /// Classes that hold or call Python code, which is refused for what it is rather than as unknown.
  static let pythonClasses: Set<String> = [
    "Lambda", "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer", "ClassMethod",
    "InstanceMethod", "InstanceProperty", "TFSMLayer", "TorchModuleWrapper", "JaxLayer",
    "FlaxLayer",
  ]
}
