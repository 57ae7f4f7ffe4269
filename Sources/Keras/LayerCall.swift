import Engine

/// An argument that a layer is called with.
indirect enum CallValue: Sendable, Equatable {
  /// One of the call's tensors.
  case tensor(Int)
  /// Anything that is no tensor.
  case constant(JSONValue)
  /// A list in which there are tensors.
  case list([CallValue])

  /// A short description, for errors.
  var description: String {
    switch self {
    case .tensor: "a tensor"
    case .constant(let value): value.description
    case .list(let values): "[\(values.map(\.description).joined(separator: ", "))]"
    }
  }

  /// Whether the argument is the same as none.
  fileprivate var isVoid: Bool { self == .constant(.null) }
}

/// All arguments of a call.
struct CallArguments: Sendable, Equatable {
  /// Those that stand for themselves, in order.
  var positional: [CallValue] = []
  /// The others by name.
  var keywords: [String: CallValue] = [:]
}

/// How a layer is called, for layers that compute something else when called otherwise.
///
/// As with ``LayerConfig``, whatever nobody asks for refuses the layer.
struct LayerCall: Sendable {
  private var positional: [CallValue?]
  private var keywords: [String: CallValue]
  /// The shapes of the call's tensors, without the batch axis.
  private(set) var shapes: [[Int]]
  /// Whether each tensor comes with a mask.
  let isMasked: [Bool]

  init(_ arguments: CallArguments, shapes: [[Int]], isMasked: [Bool]) {
    positional = arguments.positional
    keywords = arguments.keywords
    self.shapes = shapes
    self.isMasked = isMasked
  }

  /// The call of the layer for a step of each tensor's first axis.
  var perStep: LayerCall {
    var call = self
    call.shapes = shapes.map { Array($0.dropFirst()) }
    return call
  }

  /// An argument by name or position; `nil` where it is not given.
  mutating func take(_ name: String, at position: Int? = nil) -> CallValue? {
    if let value = keywords.removeValue(forKey: name) { return value.isVoid ? nil : value }
    guard let position, positional.indices.contains(position) else { return nil }
    let value = positional[position]
    positional[position] = nil
    return value.flatMap { $0.isVoid ? nil : $0 }
  }

  /// A tensor that may be absent.
  mutating func optionalTensor(
    _ name: String, at position: Int? = nil
  ) throws(LayerProblem) -> Int? {
    guard let value = take(name, at: position) else { return nil }
    guard case .tensor(let index) = value else {
      throw .callArgument(key: name, value: value.description)
    }
    return index
  }

  /// A tensor.
  mutating func tensor(_ name: String, at position: Int) throws(LayerProblem) -> Int {
    guard let index = try optionalTensor(name, at: position) else {
      throw .callArgument(key: name, value: "null")
    }
    return index
  }

  /// A list of tensors, or one.
  mutating func tensors(_ name: String, at position: Int) throws(LayerProblem) -> [Int] {
    let value = take(name, at: position)
    if case .tensor(let index)? = value { return [index] }
    guard case .list(let values)? = value else {
      throw .callArgument(key: name, value: value?.description ?? "null")
    }
    var indices: [Int] = []
    for value in values {
      guard case .tensor(let index) = value else {
        throw .callArgument(key: name, value: value.description)
      }
      indices.append(index)
    }
    return indices
  }

  /// A list of tensors, or one, or none.
  mutating func optionalTensors(
    _ name: String, at position: Int
  ) throws(LayerProblem) -> [Int] {
    guard let value = take(name, at: position) else { return [] }
    keywords[name] = value
    return try tensors(name, at: position)
  }

  /// A truth value, false where it is absent.
  mutating func flag(_ name: String) throws(LayerProblem) -> Bool {
    switch take(name) {
    case nil, .constant(.bool(false)): return false
    case .constant(.bool(true)): return true
    case let value?: throw .callArgument(key: name, value: value.description)
    }
  }

  /// Checks that every argument has been looked at.
  func finish() throws(LayerProblem) {
    for value in positional.compactMap({ $0 }) where !value.isVoid {
      throw .callArgument(key: "inputs", value: value.description)
    }
    for (key, value) in keywords.sorted(by: { $0.key < $1.key }) where !value.isVoid {
      if key == "training", value == .constant(.bool(false)) { continue }
      throw .callArgument(key: key, value: value.description)
    }
  }
}

/// Puts the steps of a layer together, knowing the shape of each value.
struct StepBuilder {
  /// A value that a step may take.
  struct Value: Sendable {
    var source: DecodedLayer.Source
    var shape: [Int]
  }

  /// How the layer is called.
  var call: LayerCall
  private(set) var steps: [DecodedLayer.Step] = []
  /// What becomes of whole numbers, where the row of an operation does not say.
  var numbers: NumberRule?
  /// What the numbers are that an operation is called with.
  var constants: [NumberKind] = []

  init(_ call: LayerCall) {
    self.call = call
  }

  /// One of the call's tensors.
  func tensor(_ index: Int) -> Value { Value(source: .input(index), shape: call.shapes[index]) }

  /// The mask that comes with a tensor, of its first axis; `nil` where there is none.
  func mask(ofTensor index: Int) -> Value? {
    guard call.isMasked[index] else { return nil }
    return Value(source: .mask(ofInput: index), shape: Array(call.shapes[index].prefix(1)))
  }

  /// Adds a step.
  mutating func add(
    _ layer: any Layer, _ values: Value..., weights: [Int] = []
  ) throws(LayerProblem) -> Value {
    try add(layer, values, weights: weights)
  }

  /// Adds a step.
  mutating func add(
    _ layer: any Layer, _ values: [Value], weights: [Int] = []
  ) throws(LayerProblem) -> Value {
    let shape: [Int]
    do throws(ShapeError) {
      shape = try layer.outputShape(for: values.map(\.shape))
    } catch {
      throw .shape(error)
    }
    guard Extents.fits(shape) else {
      throw .outputTooLarge(shape: shape, limit: Extents.elementLimit)
    }
    steps.append(.init(layer: layer, sources: values.map(\.source), weights: weights))
    return Value(source: .step(steps.count - 1), shape: shape)
  }

  /// The value in another shape, of as many elements.
  mutating func reshape(_ value: Value, to shape: [Int]) throws(LayerProblem) -> Value {
    value.shape == shape ? value : try add(Reshape(target: shape), value)
  }

  /// The layer that the steps make, of which one gives the outputs' mask.
  mutating func finish(
    _ outputs: [Value], maskedBy mask: Value
  ) throws(LayerProblem) -> DecodedLayer {
    guard case .step(let index) = mask.source else { preconditionFailure("a mask of no step") }
    return try finish(outputs, mask: .step(index))
  }

  /// The layer that the steps make.
  mutating func finish(
    _ outputs: [Value], mask: DecodedLayer.MaskRule = .dropped
  ) throws(LayerProblem) -> DecodedLayer {
    try call.finish()
    var indices: [Int] = []
    for output in outputs {
      // A tensor that comes out as it is needs a step to be handed back.
      let value = if case .step = output.source { output } else { try add(Identity(), output) }
      if case .step(let index) = value.source { indices.append(index) }
    }
    return DecodedLayer(steps: steps, outputs: indices, mask: mask)
  }
}
