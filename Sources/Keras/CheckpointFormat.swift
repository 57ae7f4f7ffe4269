/// The kinds of file that Keras writes.
public enum CheckpointFormat: String, Sendable, Hashable, CaseIterable {
  /// Architecture and weights in one HDF5 file, by Keras 1.
  case kerasOneFullModel
  /// Architecture and weights in one HDF5 file, by Keras 2 or tf-keras.
  case kerasTwoFullModel
  /// Architecture and weights in one HDF5 file, by Keras 3.
  case kerasThreeFullModel
  /// A `.keras` zip archive of configuration and weights.
  case archive
  /// A `.weights.h5` file: weights by the path of attributes.
  case weights
  /// Several `.weights.h5` files and a `.weights.json` that lists them.
  case shardedWeights
  /// An HDF5 file of weights by layer name, without the architecture.
  case legacyWeights

  /// Whether the file holds the architecture.
  public var isFullModel: Bool {
    switch self {
    case .kerasOneFullModel, .kerasTwoFullModel, .kerasThreeFullModel, .archive: true
    case .weights, .shardedWeights, .legacyWeights: false
    }
  }

  /// Whether weights are stored by the path of attributes, rather than by layer.
  var isByPath: Bool {
    switch self {
    case .archive, .weights, .shardedWeights: true
    case .kerasOneFullModel, .kerasTwoFullModel, .kerasThreeFullModel, .legacyWeights: false
    }
  }
}

extension CheckpointFormat: CustomStringConvertible {
  /// The format in words.
  public var description: String {
    switch self {
    case .kerasOneFullModel: "Keras 1 full model (HDF5)"
    case .kerasTwoFullModel: "Keras 2 full model (HDF5)"
    case .kerasThreeFullModel: "Keras 3 full model (HDF5)"
    case .archive: "Keras archive (.keras)"
    case .weights: "Keras weights (.weights.h5)"
    case .shardedWeights: "Keras sharded weights (.weights.json)"
    case .legacyWeights: "Keras legacy weights (HDF5)"
    }
  }
}

/// The major version of Keras, where the meaning of a configuration depends on it.
enum KerasGeneration: Int, Sendable, Comparable {
  case one = 1
  case two = 2
  case three = 3

  /// The generation that a `keras_version` such as `2.2.5` or `2.1.6-tf` belongs to; `nil` where it
  /// is one that is not read.
  init?(version: String) {
    guard let major = Int(version.prefix { $0 != "." }) else { return nil }
    self.init(rawValue: major)
  }

  /// The generation that wrote a model's configuration, where no version stands beside it.
  ///
  /// Keras 3 writes a module beside every class, and tf-keras in archives; `to_json()` of Keras 2
  /// writes none at the top.
  init(config: JSONValue) {
    guard let module = config["module"].string else {
      self = KerasOne.wrote(config) ? .one : .two
      return
    }
    let isTwo = module.hasPrefix("tf_keras") || module.contains(".engine.")
    self = isTwo ? .two : .three
  }

  static func < (a: KerasGeneration, b: KerasGeneration) -> Bool { a.rawValue < b.rawValue }
}

/// A version of Keras within its generation.
struct KerasRelease: Sendable, Hashable {
  /// The second number.
  var minor: Int
  /// Whether it is marked as TensorFlow's own Keras, as the versions of these are until 2.3.
  var isMarked: Bool

  /// Reads a `keras_version` such as `2.2.5` or `2.2.4-tf`; `nil` where it has no second number.
  init?(version: String) {
    let parts = version.split(separator: ".")
    guard parts.count > 1, let minor = Int(parts[1]) else { return nil }
    self.minor = minor
    isMarked = version.hasSuffix("-tf")
  }
}
