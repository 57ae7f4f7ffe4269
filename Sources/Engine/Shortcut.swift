/// The end of a network in one go: a Dense layer of one position, nothing or a ReLU, and a Dense layer of
/// at most four units, which nothing else feeds.
struct Shortcut<E: Scalar>: Sendable {
  /// The first Dense layer's kernel (inputs, hidden).
  let kernel: PaddedRows<E>
  /// What comes after it.
  let last: DenseEnd<E>
  /// The first Dense layer's value and those behind it before the last layer.
  let chain: [(value: ValueID, isFloored: Bool)]
  /// The last layer's value.
  let end: ValueID
  /// What the first layer takes.
  let source: ValueID

  /// The values that need not be computed.
  var passed: [ValueID] { chain.map(\.value) + [end] }

  /// Units of the first layer that hold constants, by what their places on the way are given; `nil`
  /// where the way cannot carry one.
  func constants(_ channels: [ValueID: [Int: E]]) -> [Int: E]? {
    var constants: [Int: E] = [:]
    for (value, isFloored) in chain {
      for (channel, constant) in channels[value] ?? [:] {
        // What is put in behind a ReLU may lie below zero.
        guard !isFloored || constant >= 0 else { return nil }
        constants[channel] = constant
      }
    }
    return constants
  }

  /// Computes the last layer's value.
  ///
  /// - Parameters:
  ///   - value: What the first layer gave before, (rows, hidden).
  ///   - channels: Inputs of the first layer that change.
  ///   - changes: What is added to them, (channels, rows).
  ///   - constants: Units of the first layer that hold constants.
  /// - Returns: The value, row-major (rows, units).
  func run(_ value: [E], channels: [Int], changes: [E], constants: [Int: E]) -> [E] {
    let places = constants.sorted { $0.key < $1.key }
    return E.endSums(
      last, DenseValue(values: value, kernel: kernel),
      DenseChange(
        changes: changes, channels: channels.map { Int32($0) },
        places: places.map { Int32($0.key) }, constants: places.map(\.value)))
  }
}

extension Model {
  /// The short way that begins with a value; `nil` where something else follows.
  func shortcut(from start: ValueID, to wanted: ValueID) -> Shortcut<E>? {
    guard let first = node(of: start), first.layer is Dense, first.shape.count == 1 else {
      return nil
    }
    let needed = nodesNeeded(for: [wanted])
    var chain: [(value: ValueID, isFloored: Bool)] = [(start, false)]
    while let current = chain.last, current.value != wanted {
      let users = needed.filter { nodes[$0].inputs.contains(current.value) }
      guard users.count == 1 else { return nil }
      let (node, value) = (nodes[users[0]], inputs.count + users[0])
      if let dense = node.layer as? Dense {
        guard dense.units <= 4 else { return nil }
        let hidden = first.shape[0]
        let bias = dense.useBias ? weights[node.weights[1]].tensor.elements : []
        return Shortcut(
          kernel: PaddedRows(weights[first.weights[0]].tensor.elements, width: hidden),
          last: DenseEnd(
            floor: current.isFloored ? 0 : -.infinity,
            kernel: PaddedRows(
              weights[node.weights[0]].tensor.permuted([1, 0]).elements, width: hidden),
            bias: bias.isEmpty ? Array(repeating: 0, count: dense.units) : bias),
          chain: chain, end: value, source: first.inputs[0])
      }
      if let activation = node.layer as? Activation, activation.function == .relu() {
        chain.append((value, true))
      } else if node.layer is Identity {
        chain.append((value, current.isFloored))
      } else {
        return nil
      }
    }
    return nil
  }
}
