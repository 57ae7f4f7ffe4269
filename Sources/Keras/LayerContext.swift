import Engine

/// A layer's configuration while it is decoded, with the errors that name the layer.
struct LayerContext {
  let file: String
  let name: String
  let className: String
  let config: JSONValue
  /// Whether the file was written by Keras 3, whose defaults and spellings differ.
  let isKerasThree: Bool

  /// Refuses the layer.
  func unsupported(_ reason: String) -> CheckpointError {
    .unsupportedLayer(file: file, layer: name, className: className, reason: reason)
  }

  /// A number under the first of the keys that is there.
  func number(_ keys: String..., default fallback: Double) throws(CheckpointError) -> Double {
    for key in keys {
      guard let value = config[key] else { continue }
      guard let number = value.number, number.isFinite else {
        throw .malformed(file: file, object: "layer \(name), \(key)", expected: "a number")
      }
      return number
    }
    return fallback
  }

  /// A truth value.
  func boolean(_ key: String, default fallback: Bool) throws(CheckpointError) -> Bool {
    guard let value = config[key] else { return fallback }
    guard let boolean = value.boolean else {
      throw .malformed(file: file, object: "layer \(name), \(key)", expected: "true or false")
    }
    return boolean
  }

  /// An axis, which Keras 2 also writes as a list of one.
  func axis(default fallback: Int) throws(CheckpointError) -> Int {
    guard let value = config["axis"] else { return fallback }
    if let axis = value.integer { return axis }
    if let axes = value.array, axes.count == 1, let axis = axes[0].integer { return axis }
    throw unsupported("its axis is not a single one")
  }

  /// The activation under a key.
  func activation(_ key: String = "activation") throws(CheckpointError) -> Function {
    guard let value = config[key] else { return .linear }
    let name: String
    if let text = value.string {
      name = text
    } else if let text = value["class_name"]?.string {
      if text == "function", let inner = value["config"]?.string {
        name = inner
      } else if let inner = value["config"]?["name"]?.string, value["module"]?.string == "builtins"
      {
        name = inner
      } else {
        throw unsupported("its activation is an object of class \(text)")
      }
    } else {
      throw unsupported("its activation is neither a name nor an object")
    }
    guard let function = Activations.named(name, isKerasThree: isKerasThree) else {
      throw unsupported("its activation '\(name)' is not known")
    }
    return function
  }
}
