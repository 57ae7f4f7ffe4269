import Engine

/// Models to run whole.
enum ModelCases {
  /// A graph with a branch, a shared layer, two inputs, normalisation, a merge and two outputs;
  /// smooth, so that differences of its gradients exist everywhere.
  static func branched(seed: UInt64 = 5) throws -> Model<Double> {
    var numbers = Numbers(seed: seed)
    var model = Model<Double>()
    let left = model.addInput(name: "left", shape: [3])
    let right = model.addInput(name: "right", shape: [2, 3])
    func weight(_ path: String, _ shape: [Int], _ role: WeightRole) -> Int {
      model.addWeight(
        Weight(
          path: path, tensor: numbers.tensor(shape, in: role == .statistic ? 0.5...2 : -0.7...0.7),
          role: role))
    }
    let shared = [
      weight("shared/kernel", [3, 4], .kernel(.last)), weight("shared/bias", [4], .bias),
    ]
    let normal = [
      weight("norm/gamma", [4], .other), weight("norm/beta", [4], .other),
      weight("norm/mean", [4], .statistic), weight("norm/variance", [4], .statistic),
    ]
    let alpha = [weight("prelu/alpha", [2, 4], .other)]
    let head = [weight("head/kernel", [12, 2], .kernel(.last)), weight("head/bias", [2], .bias)]
    let side = [weight("side/kernel", [4, 1], .kernel(.last)), weight("side/bias", [1], .bias)]

    let a = try model.add(Dense(units: 4), name: "shared", inputs: [left], weights: shared)
    let b = try model.add(Dense(units: 4), name: "shared", inputs: [right], weights: shared)
    let c = try model.add(BatchNormalization(), name: "norm", inputs: [b], weights: normal)
    let d = try model.add(Activation(.tanh), name: "tanh", inputs: [c])
    let e = try model.add(PReLU(), name: "prelu", inputs: [d], weights: alpha)
    let f = try model.add(Multiply(), name: "gate", inputs: [e, a])
    let g = try model.add(Flatten(), name: "flatten", inputs: [f])
    let h = try model.add(Activation(.gelu(approximate: false)), name: "gelu", inputs: [a])
    let i = try model.add(Concatenate(), name: "concatenate", inputs: [g, h])
    let logits = try model.add(Dense(units: 2), name: "head", inputs: [i], weights: head)
    let softmax = try model.add(Activation(.softmax()), name: "head", inputs: [logits])
    let score = try model.add(Dense(units: 1), name: "side", inputs: [h], weights: side)
    let sigmoid = try model.add(Activation(.sigmoid), name: "side", inputs: [score])
    model.addOutput(name: "class", value: softmax)
    model.addOutput(name: "score", value: sigmoid)
    return model
  }

  static func branchedInputs(rows: Int) -> [Tensor<Double>] {
    var numbers = Numbers(seed: 6)
    return [numbers.tensor([rows, 3]), numbers.tensor([rows, 2, 3])]
  }

  /// A plain network of ReLU layers.
  static func mlp(_ sizes: [Int], activation: Function = .relu(), seed: UInt64 = 1) throws
    -> Model<Double>
  {
    var numbers = Numbers(seed: seed)
    var model = Model<Double>()
    var value = model.addInput(name: "features", shape: [sizes[0]])
    for index in 1..<sizes.count {
      let (width, units) = (sizes[index - 1], sizes[index])
      let spread = (3 / Double(width)).squareRoot()
      let kernel = model.addWeight(
        Weight(
          path: "dense_\(index)/kernel",
          tensor: numbers.tensor([width, units], in: -spread...spread), role: .kernel(.last)))
      let bias = model.addWeight(
        Weight(
          path: "dense_\(index)/bias", tensor: numbers.tensor([units], in: -0.1...0.1), role: .bias)
      )
      value = try model.add(
        Dense(units: units), name: "dense_\(index)", inputs: [value], weights: [kernel, bias])
      let function = index == sizes.count - 1 ? Function.sigmoid : activation
      value = try model.add(Activation(function), name: "dense_\(index)", inputs: [value])
    }
    model.addOutput(name: "score", value: value)
    return model
  }

  static func labels(rows: Int) -> Tensor<Double> {
    var numbers = Numbers(seed: 9)
    return Tensor(
      shape: [rows],
      elements: (0..<rows).map { _ in Double.random(in: 0...1, using: &numbers) < 0.3 ? 1 : 0 })
  }
}
