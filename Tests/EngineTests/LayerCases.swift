import Engine
import Testing

/// A layer with inputs to try it on.
///
/// Every kind of layer stands in ``LayerCase/all``; the tests of
/// derivatives, precision and shapes run over it.
struct LayerCase: Sendable, CustomTestStringConvertible {
  var name: String
  var layer: any Layer
  /// Without the batch axis.
  var inputs: [[Int]]
  /// Shapes that the layer refuses.
  var refused: [[Int]]
  /// Where the inputs' numbers lie.
  var range: ClosedRange<Double>
  /// The inputs that are masks: ones and zeros, without derivatives.
  var masks: Set<Int> = []

  var testDescription: String { name }

  init(
    _ layer: any Layer, _ inputs: [[Int]], refused: [[Int]], _ note: String = "",
    range: ClosedRange<Double> = -4...4
  ) {
    name = "\(type(of: layer))" + (note.isEmpty ? "" : " " + note)
    self.layer = layer
    self.inputs = inputs
    self.refused = refused
    self.range = range
  }

  static let all: [LayerCase] =
    [
      LayerCase(Dense(units: 3), [[4]], refused: [[]]),
      LayerCase(Dense(units: 3, useBias: false), [[4]], refused: [[4], [4]], "without bias"),
      LayerCase(Dense(units: 2), [[3, 4]], refused: [[]], "of rank 3"),
      LayerCase(Identity(), [[3]], refused: []),
      LayerCase(Gate(), [[2, 3]], refused: [[]]),
      LayerCase(Flatten(), [[2, 3]], refused: [[2], [3]]),
      LayerCase(Flatten(channelsFirst: true), [[2, 3, 2]], refused: [], "channels first"),
      LayerCase(Reshape(target: [3, -1]), [[2, 6]], refused: [[4]]),
      LayerCase(Permute(axes: [2, 3, 1]), [[2, 3, 2]], refused: [[2, 3]]),
      LayerCase(BatchNormalization(), [[2, 3]], refused: [[]]),
      LayerCase(BatchNormalization(axis: 1, epsilon: 0.1), [[2, 3]], refused: [[]], "axis 1"),
      LayerCase(BatchNormalization(scale: false), [[3]], refused: [[]], "without scale"),
      LayerCase(BatchNormalization(center: false), [[3]], refused: [[]], "without center"),
      LayerCase(
        BatchNormalization(epsilon: 0.1).byRows, [[2, 3]], refused: [[]], "by rows"),
      LayerCase(
        BatchNormalization(axis: 1, epsilon: 0.1, scale: false).byRows, [[2, 3]], refused: [[]],
        "by rows, axis 1, without scale"),
      LayerCase(
        BatchNormalization(epsilon: 0.1, scale: false, center: false).byRows, [[3]],
        refused: [[]], "by rows, alone"),
      LayerCase(PReLU(), [[2, 3]], refused: [[2], [2]]),
      LayerCase(PReLU(sharedAxes: [1]), [[2, 3]], refused: [[]], "shared"),
      LayerCase(Add(), [[2, 3], [3], [2, 1]], refused: [[2], [3]]),
      LayerCase(Subtract(), [[3], [3]], refused: [[3]]),
      LayerCase(Multiply(), [[3], [3], [1]], refused: [[2], [3]]),
      LayerCase(Average(), [[3], [3], [3]], refused: [[2], [3]]),
      LayerCase(Maximum(), [[2, 3], [3], [2, 3]], refused: [[2], [3]]),
      LayerCase(Minimum(), [[3], [3]], refused: []),
      LayerCase(Concatenate(), [[2, 3], [2, 1]], refused: [[2, 3], [3, 1]]),
      LayerCase(Concatenate(axis: 1), [[2, 3], [1, 3]], refused: [[2], [2, 3]], "axis 1"),
      LayerCase(Dot(axes: [1, 1]), [[3], [3]], refused: [[3], [2]]),
      LayerCase(Dot(axes: [-1, 1]), [[2, 3], [3, 2]], refused: [[3]], "of matrices"),
      LayerCase(
        Dot(axes: [1, -1], normFloor: 1e-12), [[3, 2], [2, 3]], refused: [[3], []], "normalized"),
      LayerCase(Activation(.softmax(axis: 1)), [[3, 2]], refused: [[]], "softmax(axis: 1)"),
    ]
    + convolutions
    + sequences
    + operations
    + FunctionCase.all.map {
      LayerCase(Activation($0.function), [[7]], refused: [[2], [2]], "\($0.function)")
    }
}

/// A function with its name in Tests/Fixtures/engine/functions.json; `nil` where elements depend on
/// each other.
struct FunctionCase: Sendable, CustomTestStringConvertible {
  var function: Function
  var golden: String?
  /// How far the golden may be off.
  var tolerance = 2e-12

  var testDescription: String { "\(function)" }

  static let all: [FunctionCase] = [
    FunctionCase(function: .linear, golden: "linear"),
    FunctionCase(function: .relu(), golden: "relu"),
    FunctionCase(function: .relu(maxValue: 2), golden: "relu max"),
    FunctionCase(function: .relu(negativeSlope: 0.125), golden: "relu slope"),
    FunctionCase(
      function: .relu(maxValue: 2, negativeSlope: 0.125, threshold: 0.5), golden: "relu all"),
    FunctionCase(
      function: .relu(maxValue: 2, threshold: -1), golden: "relu negative threshold"),
    FunctionCase(function: .relu6, golden: "relu6"),
    FunctionCase(function: .leakyReLU(slope: 0.375), golden: "leakyReLU"),
    FunctionCase(function: .elu(alpha: 0.7), golden: "elu"),
    FunctionCase(function: .selu, golden: "selu"),
    FunctionCase(function: .celu(alpha: 0.6), golden: "celu"),
    FunctionCase(function: .sigmoid, golden: "sigmoid"),
    FunctionCase(function: .logSigmoid, golden: "logSigmoid"),
    FunctionCase(function: .hardSigmoid, golden: "hardSigmoid"),
    FunctionCase(function: .hardSigmoidKeras2, golden: "hardSigmoidKeras2"),
    FunctionCase(function: .sparseSigmoid, golden: "sparseSigmoid"),
    FunctionCase(function: .tanh, golden: "tanh"),
    FunctionCase(function: .hardTanh, golden: "hardTanh"),
    FunctionCase(function: .tanhShrink, golden: "tanhShrink"),
    FunctionCase(function: .softplus, golden: "softplus"),
    FunctionCase(function: .sparsePlus, golden: "sparsePlus"),
    FunctionCase(function: .squareplus(b: 4), golden: "squareplus"),
    FunctionCase(function: .softsign, golden: "softsign"),
    FunctionCase(function: .exponential, golden: "exponential"),
    // TensorFlow's formulas hold √2 and √(2/π) in single precision, even for doubles.
    FunctionCase(
      function: .gelu(approximate: false), golden: "gelu exact", tolerance: 5e-8),
    FunctionCase(
      function: .gelu(approximate: true), golden: "gelu approximate", tolerance: 5e-8),
    FunctionCase(function: .silu, golden: "silu"),
    FunctionCase(function: .hardSilu, golden: "hardSilu"),
    FunctionCase(function: .mish, golden: "mish"),
    FunctionCase(function: .hardShrink(threshold: 0.5), golden: "hardShrink"),
    FunctionCase(function: .softShrink(threshold: 0.5), golden: "softShrink"),
    FunctionCase(function: .threshold(0.5, default: -1.5), golden: "threshold"),
    FunctionCase(function: .softmax()),
    FunctionCase(function: .logSoftmax()),
  ]

  /// The place of a function's case in its enum.
  ///
  /// The switch has no default: a new case does not
  /// compile here until it has a number, and a number that no row above has fails a test.
  static func ordinal(_ function: Function) -> Int {
    switch function {
    case .linear: 0
    case .relu: 1
    case .relu6: 2
    case .leakyReLU: 3
    case .elu: 4
    case .selu: 5
    case .celu: 6
    case .sigmoid: 7
    case .logSigmoid: 8
    case .hardSigmoid: 9
    case .hardSigmoidKeras2: 10
    case .sparseSigmoid: 11
    case .tanh: 12
    case .hardTanh: 13
    case .tanhShrink: 14
    case .softplus: 15
    case .sparsePlus: 16
    case .squareplus: 17
    case .softsign: 18
    case .exponential: 19
    case .gelu: 20
    case .silu: 21
    case .hardSilu: 22
    case .mish: 23
    case .hardShrink: 24
    case .softShrink: 25
    case .threshold: 26
    case .softmax: 27
    case .logSoftmax: 28
    }
  }
  static let ordinals = 0...28
}

extension BatchNormalization {
  /// The same by the moments of the rows at hand.
  fileprivate var byRows: BatchNormalization {
    var result = self
    result.usesRows = true
    return result
  }
}
