extension WeightMatching {
  /// Matches the layers of a model with weights that are stored by path.
  ///
  /// A layer's path has its class, not its name, and a number that counts the layers of that class in
  /// its model. Archives of Keras from 3.8 on say the layer's name beside; it is compared.
  init(
    _ network: Network, byPath stored: [LayerWeights], generation: KerasGeneration,
    comparesNames: Bool
  ) throws(CheckpointProblem) {
    self.init(generation: generation)
    var finder = PathFinder(stored: stored, comparesNames: comparesNames)
    try finder.visit(network, prefix: "", path: [], isUsed: true)
    arrays = finder.arrays
    if let extra = stored.first(where: {
      !$0.arrays.isEmpty && !finder.visited.contains($0.name)
    }) {
      throw .weights(
        layer: extra.name, expected: .noLayer, found: .weights(extra.arrays.map(\.name)))
    }
  }
}

/// Where archives and weights files keep what belongs to a layer.
struct LayerPlaces {
  private let prefix: String
  private var counts: [String: Int] = [:]

  /// Starts at the first layer of the model at a path.
  init(prefix: String) {
    self.prefix = prefix
  }

  /// The path of the next layer: its class, and how many of the class came before.
  mutating func next(_ className: String) -> String {
    let name = Self.snakeCase(className)
    let count = counts[name, default: 0]
    counts[name] = count + 1
    return prefix + WeightTree.layers + "/" + name + (count == 0 ? "" : "_\(count)")
  }

  /// The paths of the layers of a configuration; operations, which are none, have an empty path.
  static func places(
    of objects: [JSONValue], prefix: String, generation: KerasGeneration
  ) -> [String] {
    var places = LayerPlaces(prefix: prefix)
    return objects.map {
      OperationDecoder.isOperation($0, generation: generation)
        ? "" : places.next($0["class_name"].string ?? "")
    }
  }

  /// The name of a class in paths, by Keras's `to_snake_case`.
  ///
  /// By hand: it is asked for every layer, and regular expressions took most of the time that reading
  /// a small checkpoint takes.
  static func snakeCase(_ className: String) -> String {
    // \W+ goes.
    let word = className.filter { $0.isLetter || $0.isNumber || $0 == "_" }
    return splitPairs(splitWords(Array(word))).lowercased()
  }

  private static func isUpper(_ letter: Character) -> Bool { ("A"..."Z").contains(letter) }
  private static func isLower(_ letter: Character) -> Bool { ("a"..."z").contains(letter) }

  /// `(.)([A-Z][a-z]+)` becomes `\1_\2`.
  private static func splitWords(_ letters: [Character]) -> [Character] {
    var result: [Character] = []
    var position = 0
    while position < letters.count {
      result.append(letters[position])
      position += 1
      guard position + 1 < letters.count, isUpper(letters[position]), isLower(letters[position + 1])
      else { continue }
      result += ["_", letters[position]]
      position += 1
      while position < letters.count, isLower(letters[position]) {
        result.append(letters[position])
        position += 1
      }
    }
    return result
  }

  /// `([a-z])([A-Z])` becomes `\1_\2`.
  private static func splitPairs(_ letters: [Character]) -> String {
    var result = ""
    for (position, letter) in letters.enumerated() {
      if position > 0, isUpper(letter), isLower(letters[position - 1]) { result.append("_") }
      result.append(letter)
    }
    return result
  }
}

/// Goes through a model and takes what is stored under each layer's path.
private struct PathFinder {
  let comparesNames: Bool
  private let stored: [String: LayerWeights]
  private let names: [String]
  /// The arrays of every layer.
  private(set) var arrays: [WeightMatching.Path: [StoredArray]] = [:]
  /// The paths that belong to a layer.
  private(set) var visited: Set<String> = []

  init(stored: [LayerWeights], comparesNames: Bool) {
    self.stored = Dictionary(stored.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.comparesNames = comparesNames
    names = stored.map(\.name).sorted()
  }

  mutating func visit(
    _ network: Network, prefix: String, path: WeightMatching.Path, isUsed: Bool
  ) throws(CheckpointProblem) {
    let scheduled = Set(network.schedule.map(\.layer))
    var places = LayerPlaces(prefix: prefix)
    for (index, layer) in network.layers.enumerated() where !layer.isOperation {
      let place = places.next(layer.className)
      let path = path + [layer.name]
      let isUsed = isUsed && scheduled.contains(index)
      switch layer.kind {
      case .network(let nested):
        visited.insert(place)
        try visit(nested, prefix: place + "/", path: path, isUsed: isUsed)
      case .layer(let decoded) where isUsed && !decoded.needsNoWeights:
        try take(decoded, place: place, path: path)
      case .layer, .input, .refused:
        // Not run: whatever is stored does not matter.
        visited.formUnion(names.filter { $0 == place || $0.hasPrefix(place + "/") })
      }
    }
  }

  private mutating func take(
    _ layer: DecodedLayer, place: String, path: WeightMatching.Path
  ) throws(CheckpointProblem) {
    let name = path.joined(separator: "/")
    visited.insert(place)
    if comparesNames, let found = stored[place]?.layer, let expected = path.last, found != expected
    {
      throw .weights(
        layer: name, expected: .layerName(expected, path: place),
        found: .layerName(found, path: place))
    }
    var remaining = layer.weights[...]
    var result: [StoredArray] = []
    while let owner = remaining.first?.owner {
      let slots = remaining.prefix { $0.owner == owner }
      remaining = remaining.dropFirst(slots.count)
      // tf-keras keeps the parts of some layers under private names.
      let places = owner.isEmpty ? [place] : [place + "/" + owner, place + "/_" + owner]
      let found = places.compactMap { stored[$0] }.first { !$0.arrays.isEmpty }
      guard let found, found.arrays.count == slots.count,
        found.arrays.indices.allSatisfy({ found.arrays[$0].name == "\($0)" })
      else {
        throw .weights(
          layer: name, expected: .weights(slots.map { name + "/" + $0.path }),
          found: .weights((found?.arrays ?? []).map { (found?.name ?? "") + "/vars/" + $0.name }))
      }
      visited.insert(found.name)
      for (slot, array) in zip(slots, found.arrays) {
        var array = array
        array.name = name + "/" + slot.path
        result.append(array)
      }
    }
    if !result.isEmpty { arrays[path] = result }
  }
}
