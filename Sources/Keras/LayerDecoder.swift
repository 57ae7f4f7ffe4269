import Engine

/// What a Keras layer becomes: one or more of the engine's layers, each after the first taking the
/// output of the one before.
struct DecodedLayer: Sendable {
  /// One of the engine's layers.
  struct Step: Sendable {
    var layer: any Layer
    var weights: [WeightSlot] = []
  }

  /// A weight that the layer has, by Keras's name.
  struct WeightSlot: Sendable {
    var name: String
    var role: WeightRole
  }

  var steps: [Step]

  /// Creates what becomes of a layer without weights.
  init(_ layer: any Layer) {
    steps = [Step(layer: layer)]
  }

  /// Creates what becomes of a layer with weights and, perhaps, an activation of its own.
  ///
  /// The activation becomes a step, so that what goes into it is a value of the graph.
  init(_ layer: any Layer, weights: [(String, WeightRole)], activation: Function = .linear) {
    steps = [Step(layer: layer, weights: weights.map { WeightSlot(name: $0, role: $1) })]
    if activation != .linear { steps.append(Step(layer: Activation(activation))) }
  }

  /// The weights of all steps, in Keras's order.
  var weights: [WeightSlot] { steps.flatMap(\.weights) }

  /// Whether the layer does nothing at inference, so that whatever is stored for it (such as the
  /// state of a random generator) does not matter.
  var isIdentity: Bool { steps.count == 1 && steps[0].layer is Identity }
}

/// How one or more of Keras's layer classes are read: a row of ``LayerDecoder/all``.
struct LayerDecoder: Sendable {
  typealias Decode = @Sendable (inout LayerConfig) throws(LayerProblem) -> DecodedLayer

  /// Keras's names of the class, the current one first.
  let classNames: [String]
  /// Whether the layer may be called with its inputs as separate arguments, as Keras 3 stores the
  /// operators of Python (`x + y`).
  let takesOperands: Bool
  private let body: Decode

  init(_ classNames: String..., takesOperands: Bool = false, decode: @escaping Decode) {
    self.classNames = classNames
    self.takesOperands = takesOperands
    body = decode
  }

  /// What becomes of a layer with these options.
  func decode(
    _ options: [String: JSONValue], generation: KerasGeneration
  ) throws(LayerProblem) -> DecodedLayer {
    var config = LayerConfig(options, generation: generation)
    let layer = try body(&config)
    try config.finish()
    return layer
  }

  /// The row of a class.
  static func named(_ className: String) -> LayerDecoder? { byName[className] }

  private static let byName = Dictionary(
    uniqueKeysWithValues: all.flatMap { row in row.classNames.map { ($0, row) } })
}
