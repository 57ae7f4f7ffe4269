import Engine

/// Every operation that is read.
///
/// To add one: a row here, of a kind in `Keras/Operations`.
extension OperationDecoder {
  static let all: [OperationDecoder] =
    [
      // Activations.
      function("Relu") { _ in .relu() },
      function("ReLU") { config throws(LayerProblem) in
        .relu(
          maxValue: try config.optionalNumber("max_value"),
          negativeSlope: try config.number("negative_slope"),
          threshold: try config.number("threshold"))
      },
      function("Relu6") { _ in .relu6 },
      function("LeakyRelu") { config throws(LayerProblem) in
        .leakyReLU(slope: try config.number("negative_slope"))
      },
      function("Elu") { config throws(LayerProblem) in .elu(alpha: try config.number("alpha")) },
      function("Celu") { config throws(LayerProblem) in .celu(alpha: try config.number("alpha")) },
      function("Selu") { _ in .selu },
      function("Sigmoid") { _ in .sigmoid },
      function("LogSigmoid") { _ in .logSigmoid },
      function("HardSigmoid") { _ in .hardSigmoid },
      function("SparseSigmoid") { _ in .sparseSigmoid },
      function("Tanh") { _ in .tanh },
      function("HardTanh") { _ in .hardTanh },
      function("TanhShrink") { _ in .tanhShrink },
      function("Softplus") { _ in .softplus },
      function("SparsePlus") { _ in .sparsePlus },
      function("Squareplus") { config throws(LayerProblem) in
        .squareplus(b: try config.number("b"))
      },
      function("Softsign") { _ in .softsign },
      function("Exp") { _ in .exponential },
      function("Gelu") { config throws(LayerProblem) in
        .gelu(approximate: try config.flag("approximate", default: true))
      },
      function("Silu") { _ in .silu },
      function("HardSilu") { _ in .hardSilu },
      function("HardShrink") { config throws(LayerProblem) in
        .hardShrink(threshold: try config.number("threshold"))
      },
      function("SoftShrink") { config throws(LayerProblem) in
        .softShrink(threshold: try config.number("threshold"))
      },
      function("Threshold") { config throws(LayerProblem) in
        .threshold(
          try config.number("threshold"), default: try config.number("default_value"))
      },
      function("Softmax") { config throws(LayerProblem) in
        .softmax(axis: try config.axis("axis"))
      },
      function("LogSoftmax") { config throws(LayerProblem) in
        .logSoftmax(axis: try config.axis("axis"))
      },

      // Functions of one tensor.
      elementwise("Negative", Rescaling(scale: -1), .sum),
      elementwise("Absolute", Elementwise(.absolute), .product),
      elementwise("Square", Elementwise(.power(2)), .product),
      elementwise("Sqrt", Elementwise(.power(0.5)), .floats),
      elementwise("Rsqrt", Elementwise(.power(-0.5)), .floats),
      elementwise("Reciprocal", Elementwise(.power(-1)), .floats),
      elementwise("Log", Elementwise(.logarithm), .floats),
      elementwise("LogicalNot", Logical(.not), .truths),
      OperationDecoder("Cast", cast),
      OperationDecoder("ConvertToTensor", convert),
      OperationDecoder("Clip", clip),
      filled("ZerosLike", with: 0),
      filled("OnesLike", with: 1),

      // Functions of two tensors, or of one and numbers.
      binary("Add", Add(), .sum),
      binary("Subtract", Subtract(), .sum),
      binary("Multiply", Multiply(), .product),
      OperationDecoder("Divide", numbers: .floats, divide),
      OperationDecoder("TrueDivide", numbers: .floats, divide),
      OperationDecoder("Power", power),
      binary("Maximum", Maximum(), .kept),
      binary("Minimum", Minimum(), .kept),
      binary("Equal", Compare(.equal), .comparison),
      binary("NotEqual", Compare(.notEqual), .comparison),
      binary("Greater", Compare(.greater), .comparison),
      binary("GreaterEqual", Compare(.greaterEqual), .comparison),
      binary("Less", Compare(.less), .comparison),
      binary("LessEqual", Compare(.lessEqual), .comparison),
      binary("LogicalAnd", Logical(.and), .truths),
      binary("LogicalOr", Logical(.or), .truths),
      binary("LogicalXor", Logical(.exclusiveOr), .truths),
      OperationDecoder("Where", choose),
      OperationDecoder("Matmul", numbers: .sum, matmul),

      // Along axes.
      reduction("Sum", .sum, .count),
      reduction("Mean", .mean, .floats),
      reduction("Max", .maximum, .kept),
      reduction("Min", .minimum, .kept),
      reduction("Any", .any, .truths),
      reduction("All", .all, .truths),

      // Moving elements.
      OperationDecoder("Reshape", reshape),
      OperationDecoder("ExpandDims", expandDimensions),
      OperationDecoder("Squeeze", squeeze),
      OperationDecoder("Transpose", transpose),
      OperationDecoder("Swapaxes", swapAxes),
      OperationDecoder("Flip", flip),
      OperationDecoder("Repeat", repeated),
      OperationDecoder("Concatenate", concatenate),
      OperationDecoder("Stack", stack),
      OperationDecoder("Split", split),
      OperationDecoder("GetItem", item),
      OperationDecoder("OneHot", oneHot),
    ]
}
