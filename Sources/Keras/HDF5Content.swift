public import HDF5

/// What an HDF5 checkpoint holds, as stored.
public struct HDF5Content: Sendable, Equatable, Codable {
  enum Kind: String, Codable { case model, weights, legacyWeights, other }

  var kind = Kind.other
  var kerasVersion: String?
  var backend: String?
  var config = ""
  var trainingConfig: String?
  var layers: [LayerWeights] = []
  var ownWeights: [StoredArray] = []
  /// An array that several files of a set hold.
  private(set) var duplicate: String?

  init() {}

  /// Reads a file.
  init(path: String) throws(HDF5Error) {
    try self.init(File(path: path))
  }

  /// Reads a file that lies in memory; `name` is what errors call it.
  ///
  /// - Throws: What is damaged, absent or refused.
  public init(image: [UInt8], name: String) throws(HDF5Error) {
    try self.init(File(bytes: image, path: name))
  }

  private init(_ file: consuming File) throws(HDF5Error) {
    let root = try file.root()
    kind = try Self.kind(of: root)
    var reader = WeightReader(fileBytes: try file.byteCount())
    kerasVersion = try root.text("keras_version")
    backend = try root.text("backend")
    switch kind {
    case .model:
      config = try root.attribute("model_config").string()
      trainingConfig = try root.text("training_config")
      let weights = try root.group("model_weights")
      if kerasVersion == nil { kerasVersion = try weights.text("keras_version") }
      if backend == nil { backend = try weights.text("backend") }
      try readLayers(of: weights, &reader)
    case .legacyWeights: try readLayers(of: root, &reader)
    case .weights: try readTree(of: root, &reader)
    case .other: break
    }
  }

  private static func kind(of root: borrowing Group) throws(HDF5Error) -> Kind {
    if try root.hasAttribute("model_config") { return .model }
    for name in ["layer_names", "layer_names0"] {
      if try root.hasAttribute(name) { return .legacyWeights }
    }
    for name in [WeightTree.layers, WeightTree.formerLayers, "vars"] {
      if try root.contains(name) { return .weights }
    }
    return .other
  }

  private mutating func readLayers(
    of weights: borrowing Group, _ reader: inout WeightReader
  ) throws(HDF5Error) {
    for name in try weights.list("layer_names") {
      let arrays = try reader.listedArrays(of: weights.group(name))
      layers.append(LayerWeights(name: name, arrays: arrays))
    }
    let own = "top_level_model_weights"
    if try weights.contains(own) { ownWeights = try reader.listedArrays(of: weights.group(own)) }
  }

  private mutating func readTree(
    of root: borrowing Group, _ reader: inout WeightReader
  ) throws(HDF5Error) {
    var tree = WeightTree()
    try tree.read(root, &reader)
    layers = tree.layers
    ownWeights = tree.ownWeights
  }

  /// Adds what another file of a set of shards holds.
  mutating func add(_ other: HDF5Content) {
    kind = other.kind
    for container in other.layers {
      guard let index = layers.firstIndex(where: { $0.name == container.name }) else {
        layers.append(container)
        continue
      }
      for array in container.arrays {
        if layers[index].arrays.contains(where: { $0.name == array.name }) {
          duplicate = container.name + "/vars/" + array.name
        }
        layers[index].arrays.append(array)
      }
      layers[index].arrays.sort(by: WeightTree.areInOrder)
    }
    for array in other.ownWeights { ownWeights.append(array) }
  }
}

/// Weights by the path of attributes, as `.weights.h5` files and archives store them.
///
/// Every object that owns variables is a group that holds a group `vars`, whose datasets are named by
/// numbers; its parts are groups beside. `layers` holds a model's layers by class.
struct WeightTree {
  static let layers = "layers"
  /// The name of the same in TensorFlow 2.12 and 2.13.
  static let formerLayers = "_layer_checkpoint_dependencies"
  /// Models in models and wrapped layers add two levels each.
  private static let depthLimit = 64
  private static let groupLimit = 100_000

  private(set) var layers: [LayerWeights] = []
  private(set) var ownWeights: [StoredArray] = []
  private var groups = 0
  /// The groups on the way to the one that is being read.
  private var open: Set<UInt64> = []

  /// Reads the layers of a model, and what the model owns itself, but no optimizer and no metrics.
  mutating func read(
    _ root: borrowing Group, _ reader: inout WeightReader
  ) throws(HDF5Error) {
    for name in [Self.layers, Self.formerLayers] where try root.contains(name) {
      try walk(root.group(name), path: [Self.layers], isFormer: name == Self.formerLayers, &reader)
      break
    }
    if try root.contains("vars") { ownWeights = try arrays(of: root.group("vars"), &reader) }
  }

  private mutating func walk(
    _ group: consuming Group, path: [String], isFormer: Bool, _ reader: inout WeightReader
  ) throws(HDF5Error) {
    groups += 1
    guard groups <= Self.groupLimit else {
      throw .refused(group.location, .tooManyEntries(count: groups, limit: Self.groupLimit))
    }
    guard path.count <= Self.depthLimit else {
      throw .refused(group.location, .nestedTooDeep(limit: Self.depthLimit))
    }
    let address = try group.address()
    guard open.insert(address).inserted else { throw .refused(group.location, .cycle) }
    defer { open.remove(address) }
    let names = try group.names()
    let places = isFormer ? Self.counted(names) : [:]
    for name in names {
      guard try group.kind(of: name) == .group else { continue }
      let part = try group.group(name)
      if name == "vars" {
        let layer = try part.text("name")
        let arrays = try arrays(of: part, &reader)
        layers.append(
          LayerWeights(name: path.joined(separator: "/"), arrays: arrays, layer: layer))
      } else {
        let isFormer = name == Self.formerLayers
        try walk(
          part, path: path + [isFormer ? Self.layers : places[name] ?? name], isFormer: isFormer,
          &reader)
      }
    }
  }

  /// The layers of TensorFlow 2.12 and 2.13 under the names that later versions give them.
  ///
  /// There a layer with weights is listed twice and saved once, so its class's number goes up by two,
  /// `dense` and `dense_2`; the order is that of the layers, and each of them has a group.
  static func counted(_ names: [String]) -> [String: String] {
    let known = Set(names)
    var numbers: [String: [Int]] = [:]
    for name in names {
      let parts = name.split(separator: "_", omittingEmptySubsequences: false)
      let base = parts.dropLast().joined(separator: "_")
      if known.contains(base), let number = parts.last.flatMap({ Int($0) }) {
        numbers[base, default: [0]].append(number)
      }
    }
    var places: [String: String] = [:]
    for (base, numbers) in numbers {
      for (position, number) in numbers.sorted().enumerated() where number > 0 {
        places["\(base)_\(number)"] = "\(base)_\(position)"
      }
    }
    return places
  }

  private func arrays(
    of group: consuming Group, _ reader: inout WeightReader
  ) throws(HDF5Error) -> [StoredArray] {
    var arrays: [StoredArray] = []
    for name in try group.names() { arrays.append(try reader.array(name, of: group)) }
    return arrays.sorted(by: Self.areInOrder)
  }

  /// By number: HDF5 lists "10" before "2".
  static func areInOrder(_ a: StoredArray, _ b: StoredArray) -> Bool {
    switch (Int(a.name), Int(b.name)) {
    case (let x?, let y?): x < y
    case (nil, nil): a.name < b.name
    case (let x, _): x != nil
    }
  }
}

/// Reads arrays within a budget for all of them together: a file may list one dataset many times.
struct WeightReader {
  private let limit: UInt64
  private var total: UInt64 = 0

  init(fileBytes: UInt64) {
    let limits = Limits()
    let (proportional, overflow) = fileBytes.multipliedReportingOverflow(by: limits.ratio)
    limit =
      limits.freelyCompressedBytes
      + (overflow ? limits.datasetBytes : min(proportional, 4 * limits.datasetBytes))
  }

  /// The arrays that a group lists in an attribute.
  mutating func listedArrays(of group: consuming Group) throws(HDF5Error) -> [StoredArray] {
    var arrays: [StoredArray] = []
    for name in try group.list("weight_names") { arrays.append(try array(name, of: group)) }
    return arrays
  }

  /// One array.
  mutating func array(
    _ name: String, of group: borrowing Group
  ) throws(HDF5Error) -> StoredArray {
    let dataset = try group.dataset(name)
    let isWide = dataset.isWide
    total += UInt64(dataset.shape.reduce(1, *)) * (isWide ? 12 : 4)
    guard total <= limit else {
      throw .refused(dataset.location, .tooLarge(bytes: total, limit: limit))
    }
    var array = StoredArray(
      name: name, path: dataset.location.object, shape: dataset.shape, elements: [],
      dtype: dataset.typeName)
    if isWide {
      array.setElements(try dataset.read(as: Double.self))
    } else {
      array.elements = try dataset.read(as: Float.self)
    }
    return array
  }
}

extension Dataset {
  /// Whether elements may not be exact in 32 bits of floating point.
  fileprivate var isWide: Bool {
    switch type {
    case .float(let bits, _): bits > 32
    case .integer(let bits, _): bits > 16
    case .string, .opaque, .other: false
    }
  }

  /// The type by NumPy's name; the only opaque type that is read is Keras's bfloat16.
  fileprivate var typeName: String {
    if case .opaque = type { "bfloat16" } else { type.description }
  }
}

extension Group {
  /// The text of an attribute, where there is one.
  fileprivate func text(_ name: String) throws(HDF5Error) -> String? {
    try hasAttribute(name) ? attribute(name).string() : nil
  }

  /// The names that an attribute lists.
  ///
  /// Keras cuts lists that would not fit an object header (64 KB) into `name0`, `name1` and so on.
  fileprivate func list(_ name: String) throws(HDF5Error) -> [String] {
    if try hasAttribute(name) { return try attribute(name).strings() }
    guard try hasAttribute("\(name)0") else { return try attribute(name).strings() }
    var names: [String] = []
    var part = 0
    while try hasAttribute("\(name)\(part)") {
      names += try attribute("\(name)\(part)").strings()
      part += 1
    }
    return names
  }
}
