public import Engine

/// A model as it is trained: where layers make noise, their factors and addends are inputs.
///
/// All passes of a step are given the same inputs, so they share one draw, and the objective stays a
/// function of the weights that has a gradient and a Hessian. Weights keep their indices.
struct NoisyModel<E: Scalar>: Sendable {
  /// Noise of one layer.
  private struct Source: Sendable {
    var noise: TrainingNoise
    /// The shape of what is drawn for a row.
    var shape: [Int]
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
    let noisy = given.nodes.indices.filter { index in
      (given.nodes[index].layer as? Identity)?.noise != nil
    }
    guard !noisy.isEmpty else {
      (model, sources) = (given, [])
      return
    }
    var result = Model<E>()
    // Where each value of the given model stands in the new one.
    var places = given.inputs.map { result.addInput(name: $0.name, shape: $0.shape) }
    var found: [Source] = []
    var operands: [Int: (factor: ValueID?, addend: ValueID?)] = [:]
    for index in noisy {
      let node = given.nodes[index]
      guard let noise = (node.layer as? Identity)?.noise else { continue }
      let shape = noise.shape(for: node.shape)
      operands[index] = (
        noise.hasFactor ? result.addInput(name: "\(node.name) factor", shape: shape) : nil,
        noise.hasAddend ? result.addInput(name: "\(node.name) addend", shape: shape) : nil
      )
      found.append(Source(noise: noise, shape: shape))
    }
    for weight in given.weights { _ = result.addWeight(weight) }
    for (index, node) in given.nodes.enumerated() {
      var value = try result.add(
        node.layer, name: node.name, inputs: node.inputs.map { places[$0] }, weights: node.weights)
      if let factor = operands[index]?.factor {
        value = try result.add(Multiply(), name: node.name, inputs: [value, factor])
      }
      if let addend = operands[index]?.addend {
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

extension Model {
  /// The same model with layers that make no noise.
  func withoutNoise() throws(ShapeError) -> Model {
    guard !noisyLayers.isEmpty else { return self }
    var result = Model()
    for input in inputs { _ = result.addInput(name: input.name, shape: input.shape) }
    for weight in weights { _ = result.addWeight(weight) }
    for node in nodes {
      _ = try result.add(
        node.layer is Identity ? Identity() : node.layer, name: node.name, inputs: node.inputs,
        weights: node.weights)
    }
    for output in outputs { result.addOutput(name: output.name, value: output.value) }
    return result
  }

  /// The names of the layers that make noise in training.
  public var noisyLayers: [String] {
    nodes.filter { ($0.layer as? Identity)?.noise != nil }.map(\.name)
  }
}
