/// A value on its way through the network: still a column, or something that the engine computes.
enum Flow<Value: Sendable>: Sendable {
  /// An index into the columns: first the model's inputs, then what preprocessing layers give.
  case column(Int)
  case value(Value)
}

/// What happens to the inputs before the engine takes over.
///
/// Preprocessing layers stand before all others on every way from an input; the columns that others
/// take from them are the inputs of the engine's model.
struct PrefixPlan: Sendable {
  /// A call of a preprocessing layer.
  struct Step: Sendable {
    var name: String
    var transform: any ColumnTransform
    var inputs: [Int]
  }

  /// What each column is.
  private(set) var types: [ColumnType] = []
  /// In the order of the network's calls, which ``ModelBuilder`` follows too.
  private(set) var steps: [Step] = []
  /// The columns that the engine takes, in order.
  private(set) var boundary: [Int] = []
  private let inputCount: Int

  /// Plans for a network whose inputs are of these types.
  init(_ network: Network, inputs: [ColumnType]) throws(CheckpointProblem) {
    types = inputs
    inputCount = inputs.count
    let outputs = try run(network, path: [], inputs: inputs.indices.map { .column($0) })
    for (reference, flow) in zip(network.outputs, outputs) {
      try take(flow, by: network.layers[reference.layer], path: [])
    }
    // A model without preprocessing takes all that it declares, used or not.
    boundary = steps.isEmpty ? Array(inputs.indices) : Set(boundary).sorted()
    for column in boundary where types[column].kind == .string {
      let layer = network.layers[network.inputs[column]]
      throw .layer(name: layer.name, className: layer.className, .dtype(name: "string"))
    }
  }

  /// The name of a column.
  func name(of column: Int, inputs: [String]) -> String {
    column < inputCount ? inputs[column] : steps[column - inputCount].name
  }

  private mutating func run(
    _ network: Network, path: [String], inputs: [Flow<Void>]
  ) throws(CheckpointProblem) -> [Flow<Void>] {
    var flows: [Network.Reference: Flow<Void>] = [:]
    for (index, flow) in zip(network.inputs, inputs) {
      flows[Network.Reference(layer: index, call: 0, output: 0)] = flow
    }
    for id in network.schedule {
      let layer = network.layers[id.layer]
      let path = path + [layer.name]
      let arguments = layer.calls[id.call].inputs.map { flows[$0] ?? .value(()) }
      var outputs: [Flow<Void>] = []
      switch layer.kind {
      case .layer(let decoded):
        if let transform = decoded.transform {
          outputs = [try add(transform, of: layer, path: path, inputs: arguments)]
        } else {
          for argument in arguments { try take(argument, by: layer, path: path) }
          outputs = decoded.outputs.map { _ in .value(()) }
        }
      case .network(let nested):
        guard arguments.count == nested.inputs.count,
          let order = nested.order(of: layer.calls[id.call].names)
        else { break }
        outputs = try run(nested, path: path, inputs: order.map { arguments[$0] })
      case .input, .refused: break
      }
      for (index, flow) in outputs.enumerated() {
        flows[Network.Reference(layer: id.layer, call: id.call, output: index)] = flow
      }
      guard types.count <= ModelBuilder.nodeLimit, calls <= ModelBuilder.nodeLimit else {
        throw .layer(
          name: path.joined(separator: "/"), className: layer.className,
          .tooManyNodes(limit: ModelBuilder.nodeLimit))
      }
      calls += 1
    }
    return network.outputs.map { flows[$0] ?? .value(()) }
  }

  private var calls = 0

  private mutating func add(
    _ transform: any ColumnTransform, of layer: NetworkLayer, path: [String], inputs: [Flow<Void>]
  ) throws(CheckpointProblem) -> Flow<Void> {
    let name = path.joined(separator: "/")
    var columns: [Int] = []
    for input in inputs {
      guard case .column(let column) = input else {
        throw .layer(name: name, className: layer.className, .afterComputation)
      }
      columns.append(column)
    }
    do throws(LayerProblem) {
      types.append(try transform.type(for: columns.map { types[$0] }))
    } catch {
      throw .layer(name: name, className: layer.className, error)
    }
    steps.append(Step(name: name, transform: transform, inputs: columns))
    return .column(types.count - 1)
  }

  /// Notes that the engine takes a value.
  private mutating func take(
    _ flow: Flow<Void>, by layer: NetworkLayer, path: [String]
  ) throws(CheckpointProblem) {
    guard case .column(let column) = flow else { return }
    guard types[column].kind != .string else {
      throw .layer(
        name: (path.isEmpty ? [layer.name] : path).joined(separator: "/"),
        className: layer.className, .columnKind(expected: .float, found: .string))
    }
    boundary.append(column)
  }
}

extension Network {
  /// For each input of the model, the index of the argument of a call that goes there; `nil` where
  /// names are given and are not those of the inputs.
  func order(of names: [String]?) -> [Int]? {
    guard let names, names.count > 1 else { return Array(inputs.indices) }
    let found = inputs.compactMap { names.firstIndex(of: layers[$0].name) }
    return found.count == inputs.count ? found : nil
  }
}
