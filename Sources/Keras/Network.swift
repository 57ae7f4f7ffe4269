/// A model as its configuration describes it: layers, and which takes its inputs from which.
///
/// `Sequential` and `Functional` models become the same value; a model in a model is a layer whose
/// ``NetworkLayer/Kind`` is a network.
struct Network: Sendable {
  /// One output of one call of a layer.
  struct Reference: Sendable, Hashable {
    /// An index into ``Network/layers``.
    var layer: Int
    /// Which call of the layer, from 0.
    var call: Int
    /// Which of its outputs.
    var output: Int
  }

  /// A call of a layer.
  struct CallID: Sendable, Hashable {
    var layer: Int
    var call: Int
  }

  var name: String
  var layers: [NetworkLayer]
  /// Indices of the input layers, in the order in which the model takes its inputs.
  var inputs: [Int]
  /// What the model hands back, in order.
  var outputs: [Reference]
  /// The calls that the outputs depend on, each after those that it depends on itself.
  var schedule: [CallID] = []
}

/// A layer in a ``Network``.
struct NetworkLayer: Sendable {
  /// What the layer is.
  enum Kind: Sendable {
    /// Something that the caller provides; the shape is without the batch axis, `nil` where only the
    /// call tells.
    case input(shape: [Int?]?)
    case layer(DecodedLayer)
    case network(Network)
    /// A layer that is not supported.
    case refused(LayerProblem)
  }

  /// What a layer is called with.
  struct Call: Sendable {
    /// The tensors, in order.
    var inputs: [Network.Reference] = []
    /// The mask that the call gives for each input; empty where those count that come with them.
    var masks: [Network.Reference?] = []
    /// Names of the inputs, where a nested model is called with a dictionary.
    var names: [String]?
    /// How many arguments the tensors came in: `layer([a, b])` has one, `layer(a, b)` has two.
    var arguments = 1
    /// All arguments, for layers that look at them.
    var values = CallArguments()
    /// Why the call is refused, unless the layer looks at ``values``.
    var problem: LayerProblem?
  }

  var name: String
  /// Whether the file has the name, rather than the position in an unnamed list.
  var isNamed = true
  var className: String
  /// Whether it is an operation that stands in the graph like a layer.
  var isOperation = false
  /// The layer's own flag.
  var isTrainable: Bool
  /// The name of the layer's dtype policy.
  var dtype: String?
  var kind: Kind
  var calls: [Call] = []

  /// What the elements of an input are.
  var columnKind: ColumnKind {
    switch dtype {
    case "string": .string
    case let name? where name.contains("int") || name == "bool": .integer
    default: .float
    }
  }
}

// MARK: - The order of the calls

extension Network {
  /// Fills ``schedule``.
  ///
  /// Layers that no output depends on, such as those of a loss that was added to the model, are left
  /// out. The others keep the file's order as far as dependencies allow.
  ///
  /// - Complexity: O(calls + references).
  mutating func makeSchedule() throws(CheckpointProblem) {
    let needed = try visit(outputs.map { CallID(layer: $0.layer, call: $0.call) })
    let inFileOrder = needed.sorted { ($0.layer, $0.call) < ($1.layer, $1.call) }
    schedule = try visit(inFileOrder)
  }

  /// The calls that the given ones depend on and these themselves, dependencies first.
  private func visit(_ roots: [CallID]) throws(CheckpointProblem) -> [CallID] {
    enum State { case open, done }
    var state: [CallID: State] = [:]
    var order: [CallID] = []
    // A stack of our own: a chain may be longer than the thread's stack is deep.
    var stack: [(id: CallID, next: Int)] = []
    for root in roots where state[root] == nil {
      state[root] = .open
      stack.append((root, 0))
      while let top = stack.last {
        let inputs = dependencies(of: top.id)
        guard top.next < inputs.count else {
          state[top.id] = .done
          if case .input = layers[top.id.layer].kind {} else { order.append(top.id) }
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let input = CallID(layer: inputs[top.next].layer, call: inputs[top.next].call)
        switch state[input] {
        case .done: break
        case .open: throw .cycle(layer: layers[input.layer].name)
        case nil:
          state[input] = .open
          stack.append((input, 0))
        }
      }
    }
    return order
  }

  private func dependencies(of id: CallID) -> [Reference] {
    let layer = layers[id.layer]
    guard layer.calls.indices.contains(id.call) else { return [] }
    return layer.calls[id.call].inputs + layer.calls[id.call].masks.compactMap { $0 }
  }
}
