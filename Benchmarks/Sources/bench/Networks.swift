import Engine

/// Networks and numbers of fixed content.
enum Networks {
  /// Dense layers with ReLU between them and a sigmoid at the end.
  static func perceptron(_ widths: [Int]) throws(ShapeError) -> Model<Float> {
    var model = Model<Float>()
    var value = model.addInput(name: "features", shape: [widths[0]])
    for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
      let kernel = model.addWeight(
        Weight(
          path: "dense_\(index)/kernel", tensor: numbers(shape: [inputs, outputs], scale: 0.1),
          role: .kernel(.last)))
      let bias = model.addWeight(
        Weight(path: "dense_\(index)/bias", tensor: Tensor(zeros: [outputs]), role: .bias))
      value = try model.add(
        Dense(units: outputs), name: "dense_\(index)", inputs: [value], weights: [kernel, bias])
      let isLast = index == widths.count - 2
      value = try model.add(
        Activation(isLast ? .sigmoid : .relu()), name: "dense_\(index)", inputs: [value])
    }
    model.addOutput(name: "score", value: value)
    return model
  }

  /// Binary cross-entropy from the logits before the sigmoid.
  static func loss(of model: Model<Float>) -> Loss {
    .binaryCrossEntropy(logits: model.outputs[0].value - 1)
  }

  /// Numbers in (-scale, scale) of a linear congruential generator.
  static func numbers(shape: [Int], scale: Float = 1) -> Tensor<Float> {
    var state: UInt32 = 1
    let elements = (0..<shape.reduce(1, *)).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return (Float(state >> 8) / Float(1 << 23) - 1) * scale
    }
    return Tensor(shape: shape, elements: elements)
  }

  /// Labels, two of five positive.
  static func labels(_ rows: Int) -> Targets<Float> {
    .values(Tensor(shape: [rows, 1], elements: (0..<rows).map { $0 % 5 < 2 ? 1 : 0 }))
  }
}
