import Engine

/// The options of one layer, as the file has them.
///
/// Whatever a decoder does not ask for, and is not known to be without effect at inference, refuses
/// the layer: an option that nobody looked at could change what the layer computes.
struct LayerConfig {
  private let values: [String: JSONValue]
  private var unread: Set<String>
  /// The Keras that wrote the file: what a default or a name means may depend on it.
  let generation: KerasGeneration
  /// Its version, where it is known.
  let release: KerasRelease?
  /// The shapes of the arrays that the file holds for the layer, in its order; `nil` in nested models
  /// and where the file is not ordered by layer.
  ///
  /// For options that old files leave out but whose value shows in the weights.
  let storedShapes: [[Int]]?
  /// The library that computed for the Keras that wrote the file, where it says so.
  let backend: String?
  /// Files that belong to the layer, by path.
  private let assets: [String: [UInt8]]
  /// Arrays that the file holds by name for the layer or a part of it.
  private let namedArrays: [String: StoredArray]

  init(
    _ values: [String: JSONValue], generation: KerasGeneration, release: KerasRelease? = nil,
    storedShapes: [[Int]]? = nil, backend: String? = nil, assets: [String: [UInt8]] = [:],
    namedArrays: [String: StoredArray] = [:]
  ) {
    self.namedArrays = namedArrays
    self.release = release
    self.backend = backend
    self.assets = assets
    self.values = values
    self.generation = generation
    self.storedShapes = storedShapes
    unread = Set(values.keys)
  }

  /// Options that concern names, training and memory.
  private static let withoutEffect: Set<String> = [
    "name", "trainable", "dtype", "batch_input_shape", "batch_shape", "input_shape", "input_dtype",
    "activity_regularizer", "autocast",
  ]
  private static let trainingSuffixes = ["_initializer", "_regularizer", "_constraint"]

  /// Checks that every option has been looked at.
  ///
  /// Options that are null, false or empty switch nothing on.
  func finish() throws(LayerProblem) {
    for key in unread.sorted() {
      guard let value = values[key], !Self.withoutEffect.contains(key),
        !Self.trainingSuffixes.contains(where: { key.hasSuffix($0) })
      else { continue }
      switch value {
      case .null, .bool(false), .array([]), .object([:]): continue
      default: throw .option(key: key, value: value.description)
      }
    }
  }

  /// The value of an option, counted as looked at.
  mutating func value(_ key: String) -> JSONValue {
    unread.remove(key)
    return values[key] ?? .null
  }

  /// The content of a file that belongs to the layer, or to the lookup inside of it.
  func asset(_ name: String) -> [UInt8]? { assets[name] ?? assets["_lookup_layer/" + name] }

  /// The elements of the only array that the file holds by name for the layer.
  var onlyElements: [Float]? { namedArrays.count == 1 ? namedArrays.first?.value.elements : nil }

  /// Whether an option is there and not null.
  func has(_ key: String) -> Bool { values[key].map { !$0.isNull } ?? false }

  /// Whether the file was written by this version of Keras 3 or a later one; the latest where it does
  /// not say.
  func isFromKerasThree(since minor: Int) -> Bool {
    generation == .three && release?.minor ?? .max >= minor
  }

  /// Whether the file was written by a version of Keras 2 before this one.
  func isFromKerasTwo(before minor: Int) -> Bool {
    generation == .two && release?.minor ?? .max < minor
  }

  /// Whether the file was written by the Keras that is no part of TensorFlow and has several backends,
  /// up to 2.3, or at a time when both computed alike.
  var isFromSeveralBackends: Bool {
    isFromKerasTwo(before: 2) || isFromKerasTwo(before: 4) && release?.isMarked == false
  }

  /// Whether TensorFlow computed for the Keras that wrote the file, or nothing says otherwise.
  var isTensorFlow: Bool { backend ?? "tensorflow" == "tensorflow" }

  /// Whether the file was written where Theano computed, whose convolutions turn kernels around.
  var isTheano: Bool { backend == "theano" }

  /// Declares options to be without effect.
  mutating func ignore(_ keys: String...) {
    unread.subtract(keys)
  }

  /// Declares all options to be without effect.
  mutating func ignoreAll() {
    unread = []
  }

  /// A number.
  mutating func number(_ key: String) throws(LayerProblem) -> Double {
    let value = value(key)
    guard !value.isNull else { throw .missingOption(key: key) }
    guard let number = value.double, number.isFinite else {
      throw .option(key: key, value: value.description)
    }
    return number
  }

  /// A number, where the option is there and not null.
  mutating func optionalNumber(_ key: String) throws(LayerProblem) -> Double? {
    try value(key).isNull ? nil : number(key)
  }

  /// A whole number that can be a shape's or an axis's without overflow.
  mutating func integer(_ key: String) throws(LayerProblem) -> Int {
    let value = value(key)
    guard !value.isNull else { throw .missingOption(key: key) }
    guard let number = value.integer, number.magnitude <= Extents.limit else {
      throw .option(key: key, value: value.description)
    }
    return number
  }

  /// A whole number from 1.
  mutating func extent(_ key: String) throws(LayerProblem) -> Int {
    let number = try integer(key)
    guard number >= 1 else { throw .option(key: key, value: "\(number)") }
    return number
  }

  /// A whole number from 1 under the first of two names that is there.
  mutating func extent(first: String, _ second: String) throws(LayerProblem) -> Int {
    try extent(has(first) ? first : has(second) ? second : first)
  }

  /// A whole number from 1, where the option is there and not null.
  mutating func optionalExtent(_ key: String) throws(LayerProblem) -> Int? {
    try value(key).isNull ? nil : extent(key)
  }

  /// Whole numbers.
  mutating func integers(_ key: String) throws(LayerProblem) -> [Int] {
    let value = value(key)
    guard let list = value.array else { throw .missingOption(key: key) }
    let numbers = list.compactMap(\.integer).filter { $0.magnitude <= Extents.limit }
    guard numbers.count == list.count else { throw .option(key: key, value: value.description) }
    return numbers
  }

  /// An axis; tf-keras writes some as a list of one.
  mutating func axis(_ key: String) throws(LayerProblem) -> Int {
    guard case .array(let list) = value(key) else { return try integer(key) }
    guard let axis = list.first?.integer, list.count == 1, axis.magnitude <= Extents.limit else {
      throw .option(key: key, value: JSONValue.array(list).description)
    }
    return axis
  }

  /// A truth value; absent or null is the default.
  mutating func flag(_ key: String, default fallback: Bool) throws(LayerProblem) -> Bool {
    switch value(key) {
    case .null: return fallback
    case .bool(let flag): return flag
    case let other:
      guard let number = other.integer, number == 0 || number == 1 else {
        throw .option(key: key, value: other.description)
      }
      return number == 1
    }
  }

  /// A truth value under the first of two names that is there.
  mutating func flag(
    first: String, _ second: String, default fallback: Bool
  ) throws(LayerProblem) -> Bool {
    try flag(has(first) || !has(second) ? first : second, default: fallback)
  }

  /// An activation; absent or null is linear.
  mutating func activation(_ key: String = "activation") throws(LayerProblem) -> Function {
    try Function(serialized: value(key), generation: generation)
  }

  /// One of several words; `nil` as the default means that the option must be there.
  mutating func choice<Choice>(
    _ key: String, _ choices: [String: Choice], default fallback: Choice? = nil
  ) throws(LayerProblem) -> Choice {
    let value = value(key)
    if value.isNull {
      guard let fallback else { throw .missingOption(key: key) }
      return fallback
    }
    guard let word = value.string, let choice = choices[word] else {
      throw .option(key: key, value: value.description)
    }
    return choice
  }

  /// Whether channels come first (`channels_first`) rather than last, Keras's default.
  mutating func channelsFirst() throws(LayerProblem) -> Bool {
    try choice(
      "data_format", ["channels_first": true, "channels_last": false], default: false)
  }

  /// As many whole numbers from `minimum` as there are axes; one number stands for all of them, and
  /// an absent option for the default.
  mutating func extents(
    _ key: String, axes: Int, from minimum: Int = 1, default fallback: Int? = nil
  ) throws(LayerProblem) -> [Int] {
    let value = value(key)
    if value.isNull, let fallback { return Array(repeating: fallback, count: axes) }
    guard value.array != nil else {
      let number = try integer(key)
      guard number >= minimum else { throw .option(key: key, value: "\(number)") }
      return Array(repeating: number, count: axes)
    }
    let numbers = try integers(key)
    guard numbers.count == axes, numbers.allSatisfy({ $0 >= minimum }) else {
      throw .option(key: key, value: value.description)
    }
    return numbers
  }

  /// Options inside of these, of the same file.
  func inner(_ options: [String: JSONValue]) -> LayerConfig {
    LayerConfig(options, generation: generation, release: release, backend: backend)
  }

  /// A layer that this one wraps, such as the `layer` of `TimeDistributed`.
  mutating func layer(_ key: String) throws(LayerProblem) -> WrappedLayer {
    try WrappedLayer(
      value(key), key: key, generation: generation, release: release, backend: backend)
  }
}

/// A layer inside the options of another.
struct WrappedLayer: Sendable {
  var className: String
  var isTrainable: Bool
  /// The options as stored.
  var options: [String: JSONValue]
  var decoded: DecodedLayer

  init(
    _ value: JSONValue, key: String, generation: KerasGeneration, release: KerasRelease? = nil,
    backend: String? = nil
  ) throws(LayerProblem) {
    guard let className = value["class_name"].string, let options = value["config"].object else {
      throw .missingOption(key: key)
    }
    if LayerDecoder.pythonClasses.contains(className) { throw .pythonCode }
    if let foreign = LayerOrigin.foreignName(in: value) { throw .customClass(name: foreign) }
    guard let decoder = LayerDecoder.named(className) else {
      throw .option(key: key, value: className)
    }
    self.className = className
    isTrainable = options["trainable"]?.bool ?? true
    self.options = options
    decoded = try decoder.decode(
      LayerConfig(options, generation: generation, release: release, backend: backend))
  }
}

/// Bounds on shapes that a configuration may ask for, far beyond any real model, so that arithmetic
/// on shapes cannot overflow.
enum Extents {
  /// The largest extent of an axis.
  static let limit = 1 << 31
  /// The most elements of one row of a value.
  static let elementLimit = 1 << 34

  /// Whether a shape stays within the bounds.
  static func fits(_ shape: [Int]) -> Bool {
    var product = 1
    for extent in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflow, next <= elementLimit else { return false }
      product = next
    }
    return true
  }
}
