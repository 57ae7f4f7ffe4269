import Engine

/// Finds the stored array of every weight.
///
/// Keras matches by order: layers that have weights, in order, and within a layer its weights that
/// are trained, then the others. Two layers of equal shape of which one is frozen are thus exchanged
/// in silence where flags and file disagree. Here names and paths are compared as well, and any
/// disagreement is an error.
struct WeightMatching {
  /// A layer's place in nested models: the names on the way to it, its own last.
  typealias Path = [String]

  /// A weight that a layer has.
  struct Slot: Sendable, Hashable {
    var layer: Path
    /// The weight's name after its owner's.
    var weight: String

    /// The weight's own name.
    var name: String { weight.split(separator: "/").last.map(String.init) ?? weight }
    /// The layer, or the part of it that owns the weight.
    var part: Path { layer + weight.split(separator: "/").dropLast().map(String.init) }
    var description: String { (layer + [weight]).joined(separator: "/") }
  }

  /// The arrays of every layer, in Keras's order for a single layer.
  var arrays: [Path: [StoredArray]] = [:]

  let generation: KerasGeneration

  /// Creates a matching of nothing yet.
  init(generation: KerasGeneration) {
    self.generation = generation
  }

  /// Matches the layers of a model with what a file holds for them.
  init(
    _ network: Network, stored: [LayerWeights], generation: KerasGeneration
  ) throws(CheckpointProblem) {
    self.generation = generation
    let used = Set(network.schedule.map(\.layer))
    var expected: [NetworkLayer] = []
    var skipped: Set<String> = []
    for (index, layer) in network.layers.enumerated() {
      if !used.contains(index) || layer.isIdentity {
        skipped.insert(layer.name)
      } else if !Self.natural(layer).isEmpty {
        expected.append(layer)
      }
    }
    let found = stored.filter { !$0.arrays.isEmpty && !skipped.contains($0.name) }
    for position in 0..<max(expected.count, found.count) {
      let layer = position < expected.count ? expected[position] : nil
      let weights = position < found.count ? found[position] : nil
      guard let layer, let weights, layer.name == weights.name || !layer.isNamed else {
        throw .weights(
          layer: layer?.name ?? weights?.name ?? "",
          expected: layer.map { .layer($0.name, position: position) } ?? .noLayer,
          found: weights.map { .layer($0.name, position: position) } ?? .noLayer)
      }
      try match(layer, weights)
    }
  }

  private mutating func match(
    _ layer: NetworkLayer, _ stored: LayerWeights
  ) throws(CheckpointProblem) {
    let slots = stored.arrays.isEmpty ? [] : order(of: layer)
    guard slots.count == stored.arrays.count else {
      throw .weights(
        layer: layer.name, expected: .weights(slots.map(\.description)),
        found: .weights(stored.arrays.map(\.name)))
    }
    try checkPaths(layer: layer.name, slots: slots, arrays: stored.arrays)
    let found = Dictionary(uniqueKeysWithValues: zip(slots, stored.arrays))
    for slot in Self.natural(layer) {
      if let array = found[slot] { arrays[slot.layer, default: []].append(array) }
    }
  }
}

// MARK: - Keras's order

extension WeightMatching {
  /// The weights of a layer, or of all layers of a nested model, in the order of the layers.
  static func natural(_ layer: NetworkLayer) -> [Slot] {
    entries(layer, path: [layer.name]).map(\.slot)
  }

  private struct Entry {
    var slot: Slot
    /// Whether the layer itself lets the weight be trained.
    var isTrainable: Bool
  }

  private static func entries(_ layer: NetworkLayer, path: Path) -> [Entry] {
    switch layer.kind {
    case .input, .refused: []
    case .layer(let decoded):
      decoded.weights.map {
        Entry(
          slot: Slot(layer: path, weight: $0.path),
          isTrainable: layer.isTrainable && $0.role != .statistic)
      }
    case .network(let network):
      network.layers.flatMap { entries($0, path: path + [$0.name]) }
    }
  }

  /// The weights of a layer in the order of a full-model HDF5 file: trained weights, then others.
  func order(of layer: NetworkLayer) -> [Slot] {
    switch generation {
    case .one, .two:
      return trained(layer, path: [layer.name]) + untrained(layer, path: [layer.name])
    case .three:
      let entries = Self.entries(layer, path: [layer.name])
      guard layer.isTrainable else { return entries.map(\.slot) }
      return (entries.filter(\.isTrainable) + entries.filter { !$0.isTrainable }).map(\.slot)
    }
  }

  // Keras 2 asks every nested model in turn; a frozen one has no trained weights, and its layers'
  // own flags order the others. Keras 3 looks at the weights' flags only.

  private func trained(_ layer: NetworkLayer, path: Path) -> [Slot] {
    guard layer.isTrainable else { return [] }
    guard case .network(let network) = layer.kind else {
      return Self.entries(layer, path: path).filter(\.isTrainable).map(\.slot)
    }
    return network.layers.flatMap { trained($0, path: path + [$0.name]) }
  }

  private func untrained(_ layer: NetworkLayer, path: Path) -> [Slot] {
    guard case .network(let network) = layer.kind else {
      return Self.entries(layer, path: path).filter { !$0.isTrainable }.map(\.slot)
    }
    let untrained = network.layers.flatMap { self.untrained($0, path: path + [$0.name]) }
    guard !layer.isTrainable else { return untrained }
    return network.layers.flatMap { trained($0, path: path + [$0.name]) } + untrained
  }
}

// MARK: - Names and paths

extension WeightMatching {
  /// Compares what each array's name says with the weight that its place makes it.
  ///
  /// Names are of the form `scope/weight:0`. The scope need not be the layer's name: TensorFlow
  /// makes scopes unique by suffixes, Keras 3.0 leaves them out. So a name speaks for a layer only if
  /// the names of all arrays can be read that way; else the arrays of one layer, or of one of its
  /// parts, must at least share a scope that no other has.
  private func checkPaths(
    layer: String, slots: [Slot], arrays: [StoredArray]
  ) throws(CheckpointProblem) {
    let names = arrays.map { StoredName($0.name) }
    let weights = Set(slots.map(\.name))
    for (slot, name) in zip(slots, names) {
      if let weight = name.weight(among: weights), weight != slot.name {
        throw .weights(
          layer: layer, expected: .weight(slot.description), found: .weight(name.text))
      }
    }
    let layers = Set(slots.map(\.layer))
    guard layers.count > 1 else { return }
    let claims = names.map { $0.layer(among: layers) }
    let areComplete = !claims.contains(nil) && Set(claims.compactMap { $0 }) == layers
    var scopes: [Path: String] = [:]
    var owners: [String: Path] = [:]
    for (index, slot) in slots.enumerated() {
      let scope = names[index].scope
      let isRight =
        areComplete
        ? claims[index] == slot.layer
        : scopes[slot.part, default: scope] == scope
          && (scope.isEmpty || owners[scope, default: slot.part] == slot.part)
      guard isRight else {
        throw .weights(
          layer: layer, expected: .weight(slot.description), found: .weight(names[index].text))
      }
      scopes[slot.part] = scope
      owners[scope] = slot.part
    }
  }
}

/// The parts of an array's name.
private struct StoredName {
  var text: String
  /// What comes before the last `/`.
  var scope: String
  /// What comes after it, without TensorFlow's output number.
  private var last: String

  init(_ text: String) {
    self.text = text
    let cut = text.lastIndex(of: "/")
    scope = cut.map { String(text[..<$0]) } ?? ""
    let rest = cut.map { text[text.index(after: $0)...] } ?? text[...]
    last = String(rest.prefix { $0 != ":" })
  }

  /// The weight that the name speaks of; `nil` where it is none of the given ones, as in files that
  /// other programs wrote.
  func weight(among weights: Set<String>) -> String? {
    if weights.contains(last) { return last }
    // TensorFlow makes names unique: `kernel_1`.
    guard let cut = last.lastIndex(of: "_"),
      Int(last[last.index(after: cut)...]) != nil
    else { return nil }
    let base = String(last[..<cut])
    return weights.contains(base) ? base : nil
  }

  /// The layer that the scope ends with; `nil` where there is none or more than one.
  func layer(among layers: Set<WeightMatching.Path>) -> WeightMatching.Path? {
    var best: (path: WeightMatching.Path, depth: Int)?
    var isAmbiguous = false
    for path in layers {
      let depth = matchingDepth(path)
      guard depth > 0, depth >= best?.depth ?? 0 else { continue }
      isAmbiguous = depth == best?.depth
      best = (path, depth)
    }
    return isAmbiguous ? nil : best?.path
  }

  /// How many names of the path, from its end, the scope ends with.
  private func matchingDepth(_ path: WeightMatching.Path) -> Int {
    var depth = 0
    var suffix = ""
    for name in path.reversed() {
      suffix = suffix.isEmpty ? name : name + "/" + suffix
      guard scope == suffix || scope.hasSuffix("/" + suffix) else { break }
      depth += 1
    }
    return depth
  }
}

extension NetworkLayer {
  fileprivate var isIdentity: Bool {
    if case .layer(let decoded) = kind { decoded.needsNoWeights } else { false }
  }
}
