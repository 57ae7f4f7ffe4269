import Engine

/// The activations by the names under which Keras stores them, with the defaults of Keras's
/// functions of those names.
enum ActivationNames {
  /// One row per name.
  static let table: [(name: String, function: Function)] = [
    ("linear", .linear),
    ("relu", .relu()),
    ("relu6", .relu6),
    ("leaky_relu", .leakyReLU(slope: 0.2)),
    ("elu", .elu(alpha: 1)),
    ("selu", .selu),
    ("celu", .celu(alpha: 1)),
    ("sigmoid", .sigmoid),
    ("log_sigmoid", .logSigmoid),
    ("sparse_sigmoid", .sparseSigmoid),
    ("tanh", .tanh),
    ("hard_tanh", .hardTanh),
    ("tanh_shrink", .tanhShrink),
    ("softplus", .softplus),
    ("sparse_plus", .sparsePlus),
    ("squareplus", .squareplus(b: 4)),
    ("softsign", .softsign),
    ("exponential", .exponential),
    ("gelu", .gelu(approximate: false)),
    ("silu", .silu),
    ("swish", .silu),
    ("hard_silu", .hardSilu),
    ("hard_swish", .hardSilu),
    ("mish", .mish),
    ("hard_shrink", .hardShrink(threshold: 0.5)),
    ("soft_shrink", .softShrink(threshold: 0.5)),
    ("softmax", .softmax()),
    ("log_softmax", .logSoftmax()),
  ]

  private static let functions = Dictionary(
    uniqueKeysWithValues: table.map { ($0.name, $0.function) })

  /// The function of a name.
  ///
  /// `hard_sigmoid` is `clip(0.2 x + 0.5, 0, 1)` up to Keras 2 and `relu6(x + 3) / 6` from Keras 3
  /// on; Keras 3 itself loads older files with the newer function.
  static func function(_ name: String, generation: KerasGeneration) -> Function? {
    if name == "hard_sigmoid" { return generation < .three ? .hardSigmoidKeras2 : .hardSigmoid }
    return functions[name]
  }
}

extension Function {
  /// The activation that a configuration holds: null, a name, or an object with class and options.
  init(serialized value: JSONValue, generation: KerasGeneration) throws(LayerProblem) {
    switch value {
    case .null: self = .linear
    case .string(let name):
      guard let function = ActivationNames.function(name, generation: generation) else {
        throw .activation(name: name)
      }
      self = function
    case .object(let object):
      guard let className = object["class_name"]?.string else {
        throw .activation(name: value.description)
      }
      if let foreign = LayerOrigin.foreignName(in: value) { throw .activation(name: foreign) }
      // A function: its name stands in place of the options.
      if let name = object["config"]?.string {
        guard LayerOrigin.isKeras(module: object["module"]?.string ?? ""),
          let function = ActivationNames.function(name, generation: generation)
        else { throw .activation(name: name) }
        self = function
        return
      }
      // A layer, such as `LeakyReLU(0.1)`.
      guard let decoder = LayerDecoder.named(className),
        let options = object["config"]?.object
      else { throw .activation(name: className) }
      let layer = try decoder.decode(LayerConfig(options, generation: generation))
      guard layer.steps.count == 1, let only = layer.steps[0].layer as? Activation else {
        throw .activation(name: className)
      }
      self = only.function
    default: throw .activation(name: value.description)
    }
  }
}

/// Whether classes are Keras's own.
enum LayerOrigin {
  /// The registered name or module of a serialized object that is not Keras's own; `nil` for Keras.
  ///
  /// Full-model HDF5 files of Keras 2 name neither; there the class name alone decides.
  static func foreignName(in object: JSONValue) -> String? {
    // Registered classes are stored as "package>Class".
    if let name = object["class_name"].string, name.contains(">") { return name }
    if let name = object["registered_name"].string, name != object["class_name"].string,
      name != "function"
    {
      return name
    }
    guard let module = object["module"].string, module != "builtins", !isKeras(module: module)
    else { return nil }
    return module
  }

  /// Whether a Python module belongs to Keras or TensorFlow's Keras.
  static func isKeras(module: String) -> Bool {
    ["keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras"].contains {
      module == $0 || module.hasPrefix($0 + ".")
    }
  }
}
