import Engine

/// The activation functions by the names that Keras gives them.
enum Activations {
  /// The function of a name, as the Keras generation that wrote the file defines it.
  static func named(_ name: String, isKerasThree: Bool) -> Function? {
    if name == "hard_sigmoid" { return isKerasThree ? .hardSigmoid : .hardSigmoidKeras2 }
    return table[name]
  }

  private static let table: [String: Function] = [
    "linear": .linear,
    "relu": .relu(),
    "relu6": .relu6,
    "leaky_relu": .leakyReLU(slope: 0.2),
    "elu": .elu(alpha: 1),
    "selu": .selu,
    "celu": .celu(alpha: 1),
    "sigmoid": .sigmoid,
    "log_sigmoid": .logSigmoid,
    "sparse_sigmoid": .sparseSigmoid,
    "tanh": .tanh,
    "hard_tanh": .hardTanh,
    "tanh_shrink": .tanhShrink,
    "softplus": .softplus,
    "sparse_plus": .sparsePlus,
    "squareplus": .squareplus(b: 4),
    "softsign": .softsign,
    "soft_sign": .softsign,
    "exponential": .exponential,
    "gelu": .gelu(approximate: false),
    "silu": .silu,
    "swish": .silu,
    "hard_silu": .hardSilu,
    "hard_swish": .hardSilu,
    "mish": .mish,
    "hard_shrink": .hardShrink(threshold: 0.5),
    "soft_shrink": .softShrink(threshold: 0.5),
    "softmax": .softmax(),
    "log_softmax": .logSoftmax(),
  ]
}
