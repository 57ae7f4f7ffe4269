import Engine

// Operations on each element by itself, and along axes.

extension OperationDecoder {
  /// An activation.
  static func function(
    _ className: String,
    _ function: @escaping @Sendable (inout LayerConfig) throws(LayerProblem) -> Function
  ) -> OperationDecoder {
    OperationDecoder(className) { config throws(LayerProblem) in
      let function = try function(&config)
      return { steps throws(LayerProblem) in
        steps.numbers = function.numbers
        return [try steps.add(Activation(function), try steps.only())]
      }
    }
  }

  /// A layer of one input without options.
  static func elementwise(
    _ className: String, _ layer: any Layer, _ numbers: NumberRule
  ) -> OperationDecoder {
    OperationDecoder(className, numbers: numbers) { _ in
      { steps throws(LayerProblem) in [try steps.add(layer, try steps.only())] }
    }
  }

  /// A layer of two inputs.
  static func binary(
    _ className: String, _ layer: any Layer, _ numbers: NumberRule
  ) -> OperationDecoder {
    OperationDecoder(className, numbers: numbers) { _ in
      { steps throws(LayerProblem) in [try steps.add(layer, try steps.operands())] }
    }
  }

  static let divide: Decode = { _ in
    { steps throws(LayerProblem) in
      let operands = try steps.operands()
      let inverse = try steps.add(Elementwise(.power(-1)), operands[1])
      return [try steps.add(Multiply(), operands[0], inverse)]
    }
  }

  /// Powers with a constant for exponent.
  static let power: Decode = { _ in
    { steps throws(LayerProblem) in
      let base = tensorOperand(try steps.operand("x1", at: 0))
      let exponent = try steps.operand("x2", at: 1)
      guard let base, case .numbers(let numbers) = exponent, numbers.elements.count == 1 else {
        throw .callArgument(key: "x2", value: "a tensor")
      }
      steps.numbers = numbers.elements[0] < 0 ? .onlyFloats : .product
      return [try steps.add(Elementwise(.power(numbers.elements[0])), base)]
    }
  }

  private static func tensorOperand(_ operand: StepBuilder.Operand) -> StepBuilder.Value? {
    if case .value(let value) = operand { value } else { nil }
  }

  /// Numbers of single and double precision stay, whole ones lose their fraction, truth values are 1
  /// unless they are 0.
  static let cast: Decode = { config throws(LayerProblem) in
    let name = config.value("dtype").string ?? ""
    let layer: any Layer
    switch name {
    // Half precision is computed in single, as everywhere.
    case "float16", "bfloat16", "float32", "float64": layer = Identity()
    case "int32", "int64": layer = Elementwise(.truncation)
    case "bool": layer = Compare(.notEqual, number: 0)
    default: throw .option(key: "dtype", value: name)
    }
    let numbers: NumberRule =
      switch NumberKind(dtype: name) {
      case .float: .floats
      case .truth: .truths
      case .integer, .wrapping: .integers
      }
    return { steps throws(LayerProblem) in
      steps.numbers = numbers
      // A cast that changes nothing keeps the mask, another one does not.
      guard !steps.call.isMasked.contains(true) else { throw .masked }
      return [try steps.add(layer, try steps.only())]
    }
  }

  /// What computing a mask leaves in a graph.
  static let convert: Decode = { config throws(LayerProblem) in
    guard !config.has("dtype") else { return try cast(&config) }
    config.ignore("dtype")
    return { steps throws(LayerProblem) in
      guard !steps.call.isMasked.contains(true) else { throw .masked }
      return [try steps.add(Identity(), try steps.only())]
    }
  }

  /// One number everywhere.
  static func filled(_ className: String, with number: Double) -> OperationDecoder {
    OperationDecoder(className) { _ in
      { steps throws(LayerProblem) in
        if case .constant(let dtype)? = steps.call.take("dtype", at: 1) {
          steps.numbers = NumberKind(dtype: dtype.string) == .float ? .floats : .integers
        }
        let x = try steps.only()
        return [
          try steps.add(Constant(Tensor(repeating: number, shape: x.shape)), x)
        ]
      }
    }
  }

  static let clip: Decode = { config throws(LayerProblem) in
    let lower = Tensor(repeating: try config.number("x_min"), shape: [])
    let upper = Tensor(repeating: try config.number("x_max"), shape: [])
    let isWhole = [lower, upper].allSatisfy { $0.elements[0] == $0.elements[0].rounded() }
    return { steps throws(LayerProblem) in
      steps.numbers = isWhole ? .sum : .onlyFloats
      let x = try steps.only()
      let above = try steps.add(
        Maximum(), try steps.aligned([.value(x), .numbers(lower)]))
      return [
        try steps.add(Minimum(), try steps.aligned([.value(above), .numbers(upper)]))
      ]
    }
  }

  static let choose: Decode = { _ in
    { steps throws(LayerProblem) in
      let operands = [
        try steps.operand("condition", at: 0), try steps.operand("x1", at: 1),
        try steps.operand("x2", at: 2),
      ]
      return [try steps.add(Choose(), try steps.aligned(operands))]
    }
  }

  /// Products of matrices, of tensors of one rank.
  static let matmul: Decode = { _ in
    { steps throws(LayerProblem) in
      let left = steps.tensor(try steps.call.tensor("x1", at: 0))
      let right = steps.tensor(try steps.call.tensor("x2", at: 1))
      return [try steps.add(MatMul(), left, right)]
    }
  }

  /// Numbers along axes made one; the batch axis is refused, and with it all axes at once.
  static func reduction(
    _ className: String, _ kind: ReductionKind, _ numbers: NumberRule
  ) -> OperationDecoder {
    OperationDecoder(className, numbers: numbers) { config throws(LayerProblem) in
      guard config.has("axis") else { throw .option(key: "axis", value: "null") }
      let layer = Reduce(
        kind, axes: try config.axes("axis"),
        keepDimensions: try config.flag("keepdims", default: false))
      return { steps throws(LayerProblem) in [try steps.add(layer, try steps.only())] }
    }
  }
}

extension StepBuilder {
  /// Both operands, of one rank.
  fileprivate mutating func operands() throws(LayerProblem) -> [Value] {
    try aligned([try operand("x1", at: 0), try operand("x2", at: 1)])
  }
}
