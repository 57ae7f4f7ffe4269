import Engine

/// Every layer class that is read.
///
/// To add a layer: its engine layer in `Engine/Layers`, a decoding function in `Keras/Layers`, and
/// a row here. `InputLayer` and nested models are read by ``Network``.
extension LayerDecoder {
  static let all: [LayerDecoder] = [
    LayerDecoder("Dense", decode: dense),
    LayerDecoder("Embedding", decode: embedding),

    LayerDecoder("Conv1D", "Convolution1D", decode: convolution(axes: 1)),
    LayerDecoder("Conv2D", "Convolution2D", decode: convolution(axes: 2)),
    LayerDecoder("DepthwiseConv1D", decode: depthwiseConvolution(axes: 1)),
    LayerDecoder("DepthwiseConv2D", decode: depthwiseConvolution(axes: 2)),
    LayerDecoder("SeparableConv1D", decode: separableConvolution(axes: 1)),
    LayerDecoder("SeparableConv2D", decode: separableConvolution(axes: 2)),
    LayerDecoder("Conv1DTranspose", decode: transposedConvolution(axes: 1)),
    LayerDecoder("Conv2DTranspose", decode: transposedConvolution(axes: 2)),

    LayerDecoder("MaxPooling1D", decode: maxPooling(axes: 1)),
    LayerDecoder("MaxPooling2D", decode: maxPooling(axes: 2)),
    LayerDecoder("AveragePooling1D", note: average, decode: averagePooling(axes: 1)),
    LayerDecoder("AveragePooling2D", note: average, decode: averagePooling(axes: 2)),
    LayerDecoder("GlobalMaxPooling1D", decode: globalMaxPooling(axes: 1)),
    LayerDecoder("GlobalMaxPooling2D", decode: globalMaxPooling(axes: 2)),
    LayerDecoder("GlobalAveragePooling1D", decode: globalAveragePooling(axes: 1)),
    LayerDecoder("GlobalAveragePooling2D", decode: globalAveragePooling(axes: 2)),

    LayerDecoder("ZeroPadding1D", decode: zeroPadding(axes: 1)),
    LayerDecoder("ZeroPadding2D", decode: zeroPadding(axes: 2)),
    LayerDecoder("Cropping1D", decode: cropping(axes: 1)),
    LayerDecoder("Cropping2D", decode: cropping(axes: 2)),
    LayerDecoder("UpSampling1D", decode: upSampling(axes: 1)),
    LayerDecoder(
      "UpSampling2D",
      note: "interpolation `nearest`, `bilinear` or `bicubic`, as TensorFlow computes it",
      decode: upSampling(axes: 2)),
    LayerDecoder("RepeatVector", decode: repeatVector),

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
    LayerDecoder("LayerNormalization", decode: layerNormalization),
    LayerDecoder("GroupNormalization", decode: groupNormalization),
    LayerDecoder("RMSNormalization", note: "over the last axes", decode: rmsNormalization),
    LayerDecoder("UnitNormalization", decode: unitNormalization),
    LayerDecoder("Normalization", decode: normalization),
    LayerDecoder("Rescaling", decode: rescaling),

    LayerDecoder("Dropout", note: noise, decode: noise(.dropout)),
    LayerDecoder("SpatialDropout1D", note: noise, decode: noise(.dropout, spatial: 1)),
    LayerDecoder("SpatialDropout2D", note: noise, decode: noise(.dropout, spatial: 2)),
    LayerDecoder("SpatialDropout3D", note: noise, decode: noise(.dropout, spatial: 3)),
    LayerDecoder("GaussianDropout", note: noise, decode: noise(.gaussianDropout)),
    LayerDecoder("GaussianNoise", note: noise, decode: noise(.gaussianNoise)),
    LayerDecoder("AlphaDropout", note: noise, decode: noise(.alphaDropout)),
    LayerDecoder("ActivityRegularization", "Identity", decode: identityAtInference),

    LayerDecoder(
      "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast",
      "RandomBrightness", "RandomShear", "RandomHue", "RandomSaturation", "RandomSharpness",
      "RandomColorJitter", "RandomGaussianBlur", "RandomPerspective",
      note: "augmentation, during training only; not while fine-tuning", decode: augmentation),

    LayerDecoder("StringLookup", note: before, decode: stringLookup),
    LayerDecoder("IntegerLookup", note: before, decode: integerLookup),
    LayerDecoder("TextVectorization", note: before, decode: textVectorization),
    LayerDecoder("CategoryEncoding", note: before, decode: categoryEncoding),
    LayerDecoder("Discretization", note: before, decode: discretization),
    LayerDecoder("Hashing", note: before, decode: hashing),
    LayerDecoder("HashedCrossing", note: before, decode: hashedCrossing),

    LayerDecoder("Flatten", decode: flatten),
    LayerDecoder("Reshape", decode: reshape),
    LayerDecoder("Permute", decode: permute),

    LayerDecoder("Add", decode: merge(Add())),
    LayerDecoder("Subtract", decode: merge(Subtract())),
    LayerDecoder("Multiply", decode: merge(Multiply())),
    LayerDecoder("Average", decode: merge(Average())),
    LayerDecoder("Maximum", decode: merge(Maximum())),
    LayerDecoder("Minimum", decode: merge(Minimum())),
    LayerDecoder("Concatenate", decode: concatenate),
    LayerDecoder("Dot", decode: dot),

    LayerDecoder("LSTM", decode: lstm),
    LayerDecoder("GRU", decode: gru),
    LayerDecoder("SimpleRNN", decode: simpleRNN),
    LayerDecoder("RNN", note: "of the cells of these", decode: recurrent),
    LayerDecoder("Bidirectional", decode: bidirectional),
    LayerDecoder("TimeDistributed", decode: timeDistributed),
    LayerDecoder("Masking", decode: masking),
    LayerDecoder("Attention", decode: attention),
    LayerDecoder("AdditiveAttention", decode: additiveAttention),
    LayerDecoder(
      "MultiHeadAttention", note: "over the steps of sequences", decode: multiHeadAttention),
    LayerDecoder(
      "EinsumDense", note: "where the equation multiplies the last axes by the kernel's first",
      decode: einsumDense),
  ]

  private static let average = "padding `same` as TensorFlow and JAX compute it"
  private static let before = "on inputs, before all layers that compute"
  private static let noise = "acts in training only; while fine-tuning, unless --no-dropout"

  /// Classes that hold or call Python code, which is refused for what it is rather than as unknown.
  static let pythonClasses: Set<String> = [
    "Lambda", "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer", "ClassMethod",
    "InstanceMethod", "InstanceProperty", "TFSMLayer", "TorchModuleWrapper", "JaxLayer",
    "FlaxLayer",
  ]
}
