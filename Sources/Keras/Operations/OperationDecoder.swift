import Engine

/// How an operation that stands in a graph by itself is read: a row of ``OperationDecoder/all``.
///
/// Keras 3 stores what a model computes outside of layers (`x + 1`, `keras.ops.mean(x, axis=1)`) as
/// nodes of the operation's class, options in the configuration and operands in the call.
struct OperationDecoder: Sendable {
  /// Turns the options into what the operation does when it is called.
  typealias Decode = @Sendable (inout LayerConfig) throws(LayerProblem) -> Operation
  /// Adds the steps of a call; returns what the operation hands back.
  typealias Operation =
    @Sendable (inout StepBuilder) throws(LayerProblem) -> [StepBuilder.Value]

  /// Keras's name of the class.
  let className: String
  private let numbers: NumberRule
  private let body: Decode

  /// Creates a row; `numbers` is what becomes of whole numbers where the operation does not say.
  init(_ className: String, numbers: NumberRule = .kept, _ body: @escaping Decode) {
    self.className = className
    self.numbers = numbers
    self.body = body
  }

  /// Whether an object of a configuration is an operation rather than a layer.
  ///
  /// Full-model HDF5 files name no modules; but layers of Keras 3 say whether they are trained, or at
  /// least of which type they are.
  static func isOperation(_ object: JSONValue, generation: KerasGeneration) -> Bool {
    guard generation == .three else { return false }
    guard let module = object["module"].string else {
      let (config, className) = (object["config"], object["class_name"].string ?? "")
      let isLayer = !config["dtype"].isNull && LayerDecoder.named(className) != nil
      return !isLayer && config["trainable"].isNull && config["layers"].isNull
        && object["inbound_nodes"].array?.isEmpty == false
    }
    return ["keras.src.ops.", "keras.src.activations."].contains { module.hasPrefix($0) }
  }

  /// The row of a class.
  static func named(_ className: String) -> OperationDecoder? { byName[className] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.className, $0) })

  /// What becomes of an operation with these options; masks do not go through it.
  func decode(_ options: LayerConfig) throws(LayerProblem) -> DecodedLayer {
    var config = options
    let operation = try body(&config)
    try config.finish()
    return DecodedLayer { call throws(LayerProblem) in
      var steps = StepBuilder(call)
      var layer = try steps.finish(try operation(&steps))
      layer.numbers = steps.numbers ?? numbers
      layer.constants = steps.constants
      return layer
    }
  }
}

extension StepBuilder {
  /// A tensor, or numbers that are part of the configuration.
  enum Operand {
    case value(Value)
    case numbers(Tensor<Double>)
  }

  /// An operand at a position.
  mutating func operand(_ name: String, at position: Int) throws(LayerProblem) -> Operand {
    switch call.take(name, at: position) {
    case .tensor(let index)?: return .value(tensor(index))
    case .constant(let stored)?:
      // Operations take true for 1.
      let stored = stored.bool.map { JSONValue.integer($0 ? 1 : 0) } ?? stored
      guard let numbers = Tensor<Double>(stored: stored) else {
        throw .callArgument(key: name, value: stored.description)
      }
      constants.append(stored.holdsFractions ? .float : .integer)
      return .numbers(numbers)
    case let other:
      throw .callArgument(key: name, value: other?.description ?? "null")
    }
  }

  /// The only tensor.
  mutating func only() throws(LayerProblem) -> Value { tensor(try call.tensor("x", at: 0)) }

  /// Operands as values of one rank, as NumPy aligns them: from the last axis.
  ///
  /// Tensors of several ranks are refused: the batch axis of one would meet another axis.
  mutating func aligned(_ operands: [Operand]) throws(LayerProblem) -> [Value] {
    var anchor: Value?
    for case .value(let value) in operands {
      guard anchor?.shape.count ?? value.shape.count == value.shape.count else {
        throw .shape(.inputsDiffer(shapes: [anchor?.shape ?? [], value.shape]))
      }
      anchor = anchor ?? value
    }
    guard let anchor else { throw .callArgument(key: "x", value: "no tensor") }
    var result: [Value] = []
    for operand in operands {
      switch operand {
      case .value(let value): result.append(value)
      case .numbers(let numbers):
        var shape = numbers.shape
        // One row for all of the batch.
        if shape.count == anchor.shape.count + 1, shape[0] == 1 { shape.removeFirst() }
        guard shape.count <= anchor.shape.count else {
          throw .shape(.inputsDiffer(shapes: [anchor.shape, numbers.shape]))
        }
        shape = Array(repeating: 1, count: anchor.shape.count - shape.count) + shape
        result.append(try add(Constant(numbers.reshaped(to: shape)), anchor))
      }
    }
    return result
  }
}
