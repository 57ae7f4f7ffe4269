/// Names a value of a ``Model``: first its inputs, then the output of each node.
public typealias ValueID = Int

/// A network: a graph of layers in the order in which they run, and their weights.
public struct Model<E: Scalar>: Sendable {
  /// Something that the caller provides.
  public struct Input: Sendable, Equatable {
    /// The name in the file.
    public var name: String
    /// The shape without the batch axis.
    public var shape: [Int]
  }

  /// A layer in its place.
  public struct Node: Sendable {
    /// The name of the layer in the file; nodes that come from one layer share it.
    public var name: String
    /// What is computed.
    public var layer: any Layer
    /// The values that it is computed from.
    public var inputs: [ValueID]
    /// Indices into ``Model/weights``, in the layer's order.
    public var weights: [Int]
    /// The shape of the node's value, without the batch axis.
    public var shape: [Int]
  }

  /// Something that the model hands back.
  public struct Output: Sendable, Equatable {
    /// The name in the file.
    public var name: String
    /// The value.
    public var value: ValueID
  }

  /// What the caller provides, in order.
  public private(set) var inputs: [Input] = []
  /// The layers; each comes after those whose values it takes.
  public private(set) var nodes: [Node] = []
  /// The parameters.
  ///
  /// A weight that several nodes use stands here once.
  public private(set) var weights: [Weight<E>] = []
  /// What the model hands back, in order.
  public private(set) var outputs: [Output] = []

  /// Creates a model that has nothing.
  public init() {}

  /// Adds an input.
  ///
  /// - Precondition: There are no nodes yet.
  public mutating func addInput(name: String, shape: [Int]) -> ValueID {
    precondition(nodes.isEmpty, "inputs come before nodes")
    inputs.append(Input(name: name, shape: shape))
    return inputs.count - 1
  }

  /// Adds a weight and returns its index.
  public mutating func addWeight(_ weight: Weight<E>) -> Int {
    weights.append(weight)
    return weights.count - 1
  }

  /// Adds a layer and returns its output's id.
  ///
  /// - Throws: ``ShapeError`` where the layer does not fit its inputs or its weights.
  /// - Precondition: The inputs and weights exist.
  public mutating func add(
    _ layer: any Layer, name: String, inputs: [ValueID], weights: [Int] = []
  ) throws(ShapeError) -> ValueID {
    let shapes = inputs.map { self.shape(of: $0) }
    let shape = try layer.outputShape(for: shapes)
    let expected = try layer.weightShapes(for: shapes)
    guard expected.count == weights.count else {
      throw .weightCount(expected: expected.count, found: weights.count)
    }
    for (index, expected) in zip(weights, expected) {
      let weight = self.weights[index]
      guard weight.tensor.shape == expected else {
        throw .weightShape(path: weight.path, expected: expected, found: weight.tensor.shape)
      }
    }
    nodes.append(Node(name: name, layer: layer, inputs: inputs, weights: weights, shape: shape))
    return self.inputs.count + nodes.count - 1
  }

  /// Declares a value to be an output.
  public mutating func addOutput(name: String, value: ValueID) {
    precondition(value >= 0 && value < valueCount, "value \(value) of \(valueCount)")
    outputs.append(Output(name: name, value: value))
  }

  /// The same model in another number type, each weight rounded to nearest.
  public func converted<T: Scalar>(to type: T.Type) -> Model<T> {
    var result = Model<T>()
    result.inputs = inputs.map { Model<T>.Input(name: $0.name, shape: $0.shape) }
    result.outputs = outputs.map { Model<T>.Output(name: $0.name, value: $0.value) }
    result.nodes = nodes.map {
      Model<T>.Node(
        name: $0.name, layer: $0.layer, inputs: $0.inputs, weights: $0.weights, shape: $0.shape)
    }
    result.weights = weights.map {
      Weight<T>(
        path: $0.path, tensor: $0.tensor.converted(to: type), role: $0.role,
        isTrainable: $0.isTrainable)
    }
    return result
  }

  /// Puts other numbers into a weight.
  ///
  /// - Precondition: The shape stays.
  public mutating func setWeight(_ index: Int, to tensor: Tensor<E>) {
    precondition(weights[index].tensor.shape == tensor.shape, "a weight of another shape")
    weights[index].tensor = tensor
  }
}

// MARK: - What the model is made of

extension Model {
  /// How many values there are: inputs and nodes.
  public var valueCount: Int { inputs.count + nodes.count }

  /// The shape of a value, without the batch axis.
  public func shape(of value: ValueID) -> [Int] {
    precondition(value >= 0 && value < valueCount, "value \(value) of \(valueCount)")
    return value < inputs.count ? inputs[value].shape : nodes[value - inputs.count].shape
  }

  /// The node that computes a value; `nil` for an input.
  public func node(of value: ValueID) -> Node? {
    value < inputs.count ? nil : nodes[value - inputs.count]
  }

  /// How many numbers the weights hold.
  public var parameterCount: Int {
    weights.reduce(0) { $0 + $1.tensor.elements.count }
  }

  /// A weight that has neurons.
  public struct Kernel: Sendable, Equatable {
    /// Its index in ``Model/weights``.
    public var weight: Int
    /// The name of the first node that uses it.
    public var node: String
    /// Which elements belong to which neuron.
    public var neurons: Neurons
  }

  /// The kernels, in the order of the nodes that use them first.
  public var kernels: [Kernel] {
    var found: [Kernel] = []
    for node in nodes {
      for index in node.weights {
        guard case .kernel(let neurons) = weights[index].role,
          !found.contains(where: { $0.weight == index })
        else { continue }
        found.append(Kernel(weight: index, node: node.name, neurons: neurons))
      }
    }
    return found
  }
}
