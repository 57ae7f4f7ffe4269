import Engine

/// Builds networks of fixed content.
struct NetworkBuilder {
  private(set) var model = Model<Float>()
  private var numbers = Numbers()

  /// Declares an input.
  mutating func input(_ shape: [Int]) -> ValueID { model.addInput(name: "input", shape: shape) }

  /// Adds a layer with weights of a sensible spread.
  mutating func add(_ layer: any Layer, to inputs: ValueID...) throws(ShapeError) -> ValueID {
    let name = "layer_\(model.nodes.count)"
    var weights: [Int] = []
    for (index, shape) in try layer.weightShapes(for: inputs.map { model.shape(of: $0) })
      .enumerated()
    {
      let isKernel = shape.count > 1
      let fanIn = shape.dropLast().reduce(1, *)
      // One-dimensional weights are biases, or a normalisation's: scale, offset, mean, variance.
      let isOne = layer is BatchNormalization && index % 3 == 0
      let tensor =
        isKernel
        ? numbers.tensor(shape, scale: (3 / Float(fanIn)).squareRoot())
        : Tensor(repeating: isOne ? 1 : 0, shape: shape)
      weights.append(
        model.addWeight(
          Weight(path: "\(name)/\(index)", tensor: tensor, role: isKernel ? .kernel(.last) : .bias))
      )
    }
    return try model.add(layer, name: name, inputs: inputs, weights: weights)
  }

  /// Ends in one logit and its probability.
  mutating func finish(_ value: ValueID) throws(ShapeError) -> Model<Float> {
    let logits = try add(Dense(units: 1), to: value)
    model.addOutput(name: "score", value: try add(Activation(.sigmoid), to: logits))
    return model
  }
}

/// Numbers of a linear congruential generator: the same in every run.
struct Numbers {
  private var state: UInt32 = 1

  /// Numbers in (-scale, scale).
  mutating func tensor(_ shape: [Int], scale: Float = 1) -> Tensor<Float> {
    let elements = (0..<shape.reduce(1, *)).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return (Float(state >> 8) / Float(1 << 23) - 1) * scale
    }
    return Tensor(shape: shape, elements: elements)
  }
}

enum Networks {
  /// Dense layers with ReLU between them and a sigmoid at the end; `widths` without the last, 1.
  static func perceptron(_ widths: [Int]) throws(ShapeError) -> Model<Float> {
    var builder = NetworkBuilder()
    var value = builder.input([widths[0]])
    for width in widths.dropFirst() {
      value = try builder.add(Dense(units: width), to: value)
      value = try builder.add(Activation(.relu()), to: value)
    }
    return try builder.finish(value)
  }

  /// ResNet-18 (He et al., CVPR 2016) with one logit.
  static func residual(side: Int) throws(ShapeError) -> Model<Float> {
    var builder = NetworkBuilder()
    func convolution(_ value: ValueID, _ filters: Int, _ size: Int, _ stride: Int)
      throws(ShapeError) -> ValueID
    {
      let window = Window(size: [size, size], strides: [stride, stride], padding: .same)
      let sum = try builder.add(
        Convolution(filters: filters, window: window, useBias: false), to: value)
      return try builder.add(BatchNormalization(), to: sum)
    }
    func relu(_ value: ValueID) throws(ShapeError) -> ValueID {
      try builder.add(Activation(.relu()), to: value)
    }
    var value = try relu(convolution(builder.input([side, side, 3]), 64, 7, 2))
    value = try builder.add(
      MaxPooling(window: Window(size: [3, 3], strides: [2, 2], padding: .same)), to: value)
    for (stage, filters) in [64, 128, 256, 512].enumerated() {
      for block in 0..<2 {
        let stride = stage > 0 && block == 0 ? 2 : 1
        let inner = try relu(convolution(value, filters, 3, stride))
        let outer = try convolution(inner, filters, 3, 1)
        let shortcut = stride == 1 ? value : try convolution(value, filters, 1, stride)
        value = try relu(builder.add(Add(), to: outer, shortcut))
      }
    }
    return try builder.finish(builder.add(GlobalAveragePooling(axes: 2), to: value))
  }

  /// AlexNet as torchvision has it, without dropout, with one logit; pictures of 224×224.
  static func alex() throws(ShapeError) -> Model<Float> {
    var builder = NetworkBuilder()
    var value = builder.input([224, 224, 3])
    value = try builder.add(
      ZeroPadding([Border(before: 2, after: 2), Border(before: 2, after: 2)]), to: value)
    for (filters, size, stride, isPooled) in [
      (64, 11, 4, true), (192, 5, 1, true), (384, 3, 1, false), (256, 3, 1, false),
      (256, 3, 1, true),
    ] {
      let window = Window(
        size: [size, size], strides: [stride, stride], padding: stride > 1 ? .valid : .same)
      value = try builder.add(Convolution(filters: filters, window: window), to: value)
      value = try builder.add(Activation(.relu()), to: value)
      if isPooled {
        value = try builder.add(
          MaxPooling(window: Window(size: [3, 3], strides: [2, 2])), to: value)
      }
    }
    value = try builder.add(Flatten(), to: value)
    for _ in 0..<2 {
      value = try builder.add(Dense(units: 4096), to: value)
      value = try builder.add(Activation(.relu()), to: value)
    }
    return try builder.finish(value)
  }

  /// An LSTM of 128 units over 20 steps of 32 features.
  static func recurrent() throws(ShapeError) -> Model<Float> {
    var builder = NetworkBuilder()
    let sequence = builder.input([20, 32])
    return try builder.finish(builder.add(LSTM(units: 128), to: sequence))
  }
}

extension Model<Float> {
  /// Binary cross-entropy from the logits before the sigmoid.
  var loss: Loss { .binaryCrossEntropy(logits: outputs[0].value - 1) }
}

/// Labels, two of five positive.
func labels(_ rows: Int) -> [UInt8] { (0..<rows).map { $0 % 5 < 2 ? 1 : 0 } }
