/// A model with ``Gate``s in it.
public struct GatedModel<E: Scalar>: Sendable {
  /// The model; its weights are those of the model that it was made from, then the gates'.
  public var model: Model<E>
  /// For each requested gate the index of its factors in ``Model/weights``; its offsets follow.
  public var factors: [Int]
  /// For each value of the model that it was made from, the value that took its place: behind the
  /// gate where there is one.
  public var values: [ValueID]

  /// The loss of the original model, computed from the value that took its value's place.
  public func loss(_ loss: Loss) -> Loss {
    switch loss {
    case .binaryCrossEntropy(let value): .binaryCrossEntropy(logits: values[value])
    case .binaryCrossEntropyOfProbabilities(let value):
      .binaryCrossEntropyOfProbabilities(values[value])
    case .categoricalCrossEntropy(let value): .categoricalCrossEntropy(logits: values[value])
    case .meanSquaredError(let value): .meanSquaredError(values[value])
    case .weightedSum(let value): .weightedSum(values[value])
    }
  }
}

extension Model {
  /// The same model with gates behind values; all open, so it computes the same.
  ///
  /// Each gate stands behind one value or several, such as the outputs of a shared layer; no value
  /// has two gates.
  ///
  /// - Throws: ``ShapeError`` where the values of one gate differ in their last axis.
  public func gated(_ gates: [[ValueID]]) throws(ShapeError) -> GatedModel<E> {
    var result = GatedModel(model: Model(), factors: [], values: [])
    for weight in weights { _ = result.model.addWeight(weight) }
    var gateOf: [ValueID: Int] = [:]
    for (index, values) in gates.enumerated() {
      let channels = values.first.map { Array(shape(of: $0).suffix(1)) } ?? []
      for (name, number) in [("factor", E(1)), ("offset", E(0))] {
        let weight = result.model.addWeight(
          Weight(
            path: "gate \(index)/\(name)", tensor: Tensor(repeating: number, shape: channels),
            role: .other))
        if name == "factor" { result.factors.append(weight) }
      }
      for value in values { gateOf[value] = index }
    }
    for input in inputs {
      result.values.append(result.model.addInput(name: input.name, shape: input.shape))
    }
    func gate(_ value: ValueID) throws(ShapeError) {
      guard let gate = gateOf[value] else { return }
      let factor = result.factors[gate]
      result.values[value] = try result.model.add(
        Gate(), name: "gate \(gate)", inputs: [result.values[value]], weights: [factor, factor + 1])
    }
    for value in inputs.indices { try gate(value) }
    for node in nodes {
      result.values.append(
        try result.model.add(
          node.layer, name: node.name, inputs: node.inputs.map { result.values[$0] },
          weights: node.weights))
      try gate(result.values.count - 1)
    }
    for output in outputs {
      result.model.addOutput(name: output.name, value: result.values[output.value])
    }
    return result
  }
}
