public import Engine

/// A model as it is trained: where layers make noise, their factors and addends are inputs.
///
/// All passes of a step are given the same inputs, so they share one draw, and the objective stays a
/// function of the weights that has a gradient and a Hessian. Weights keep their indices.
struct NoisyModel<E: Scalar>: Sendable {
  /// Noise at one place.
  private struct Source: Sendable {
    var noise: TrainingNoise
    /// The shape of what is drawn for a row.
    var shape: [Int]
  }

  /// The inputs that one draw fills.
  private struct Operands {
    var factor: ValueID?
    var addend: ValueID?
  }

  /// The model; its inputs are those of the given model, then those of the noise.
  let model: Model<E>
  private let sources: [Source]

  /// How many inputs belong to noise.
  var noiseInputs: Int {
    sources.reduce(0) { $0 + ($1.noise.hasFactor ? 1 : 0) + ($1.noise.hasAddend ? 1 : 0) }
  }

  /// Turns the noise of a model's layers into inputs.
  ///
  /// - Throws: ``ShapeError`` where a noise's shape does not fit what it acts on.
  init(_ given: Model<E>) throws(ShapeError) {
    guard given.nodes.contains(where: \.layer.isNoisy) else {
      (model, sources) = (given, [])
      return
    }
    var result = Model<E>()
    // Where each value of the given model stands in the new one.
    var places = given.inputs.map { result.addInput(name: $0.name, shape: $0.shape) }
    var found: [Source] = []
    func source(_ noise: TrainingNoise, on row: [Int], of name: String) -> Operands {
      let shape = noise.shape(for: row)
      found.append(Source(noise: noise, shape: shape))
      let count = result.inputs.count
      return Operands(
        factor: noise.hasFactor
          ? result.addInput(name: "\(name) factor \(count)", shape: shape) : nil,
        addend: noise.hasAddend
          ? result.addInput(name: "\(name) addend \(count)", shape: shape) : nil)
    }
    // Inputs come before all else, so they are made first.
    let operands = given.nodes.map { node in
      (
        output: (node.layer as? Identity)?.noise.map { source($0, on: node.shape, of: node.name) },
        sequence: (node.layer as? any RecurrentLayer)?.inputNoise.map {
          source($0, on: given.shape(of: node.inputs[0]), of: node.name)
        },
        state: (node.layer as? any RecurrentLayer).flatMap { layer in
          layer.stateNoise.map { source($0, on: [layer.units], of: node.name) }
        }
      )
    }
    for weight in given.weights { _ = result.addWeight(weight) }
    for (node, noise) in zip(given.nodes, operands) {
      var layer = node.layer
      var inputs = node.inputs.map { places[$0] }
      if let factor = noise.sequence?.factor {
        inputs[0] = try result.add(Multiply(), name: node.name, inputs: [inputs[0], factor])
      }
      if let factor = noise.state?.factor, var recurrent = layer as? any RecurrentLayer {
        let states = recurrent.options.takesStates ? recurrent.stateCount : 0
        inputs.insert(factor, at: 1 + states)
        recurrent.options.takesStateFactor = true
        layer = recurrent
      }
      var value = try result.add(layer, name: node.name, inputs: inputs, weights: node.weights)
      if let factor = noise.output?.factor {
        value = try result.add(Multiply(), name: node.name, inputs: [value, factor])
      }
      if let addend = noise.output?.addend {
        value = try result.add(Add(), name: node.name, inputs: [value, addend])
      }
      places.append(value)
    }
    for output in given.outputs { result.addOutput(name: output.name, value: places[output.value]) }
    (model, sources) = (result, found)
  }

  /// Draws for a step: one tensor for each input of the noise.
  func draw(rows: Int, using random: inout RandomSource) -> [Tensor<E>] {
    var tensors: [Tensor<E>] = []
    for source in sources {
      let (factor, addend): (Tensor<E>?, Tensor<E>?) = source.noise.draw(
        rows: rows, shape: source.shape, using: &random)
      tensors += [factor, addend].compactMap(\.self)
    }
    return tensors
  }
}

extension RecurrentLayer {
  /// What the sequence is multiplied by in training: one draw for all steps.
  var inputNoise: TrainingNoise? {
    TrainingNoise(.dropout, amount: options.inputDropout, sharedAxes: [0])
  }

  /// What the first state is multiplied by in training, before the recurrent kernel: one draw for all
  /// steps and all gates.
  var stateNoise: TrainingNoise? { TrainingNoise(.dropout, amount: options.stateDropout) }
}

extension Layer {
  /// Whether the layer makes noise in training that can be drawn.
  fileprivate var isNoisy: Bool {
    switch self {
    case let identity as Identity: identity.noise != nil
    case let recurrent as any RecurrentLayer:
      recurrent.inputNoise != nil || recurrent.stateNoise != nil
    default: false
    }
  }

  /// Whether the layer does something at random in training that fine-tuning leaves out.
  fileprivate var isSilenced: Bool {
    switch self {
    case let identity as Identity: identity.augments
    case let steps as TimeDistributed: steps.inner.isNoisy || steps.inner.isSilenced
    default: false
    }
  }
}

extension Model {
  /// The same model with layers that make no noise.
  func withoutNoise() throws(ShapeError) -> Model {
    guard !noisyLayers.isEmpty else { return self }
    return try replacingLayers { node in
      if node.layer is Identity { return Identity() }
      guard var layer = node.layer as? any RecurrentLayer else { return node.layer }
      layer.options.inputDropout = 0
      layer.options.stateDropout = 0
      return layer
    }
  }

  /// The names of the layers that make noise in training.
  public var noisyLayers: [String] { names(\.isNoisy) }

  /// The names of the layers that do something at random in training which fine-tuning leaves out.
  public var silencedLayers: [String] { names(\.isSilenced) }

  /// The names of nodes whose layer is one of a kind, each once.
  private func names(_ isMeant: (any Layer) -> Bool) -> [String] {
    nodes.reduce(into: []) { names, node in
      if isMeant(node.layer), names.last != node.name { names.append(node.name) }
    }
  }
}
