@testable import Engine

extension LayerCase {
  /// The case with some inputs being masks.
  func masking(_ indices: Set<Int>) -> LayerCase {
    var result = self
    result.masks = indices
    return result
  }

  /// Numbers small enough to leave gates open.
  private static let gentle = -0.6...0.6

  /// The options where the first state's factor is an input.
  private static func withFactor(_ options: RecurrentOptions) -> RecurrentOptions {
    var result = options
    result.takesStateFactor = true
    return result
  }

  /// The options of a layer that is unrolled in Keras.
  private static var unrolled: RecurrentOptions {
    var result = RecurrentOptions(returnSequences: true, goBackwards: true, zeroOutputForMask: true)
    result.zeroesByPosition = true
    return result
  }

  /// Layers over steps.
  static let sequences: [LayerCase] = [
    LayerCase(
      LSTM(units: 2, options: withFactor(RecurrentOptions(takesStates: true))),
      [[3, 1], [2], [2], [2]], refused: [[3, 1], [2], [2], [3]], "factor, states", range: gentle),
    LayerCase(
      GRU(units: 2, options: withFactor(RecurrentOptions(returnSequences: true))),
      [[3, 2], [2], [3]], refused: [[3, 2], [3]], "factor, masked", range: gentle
    ).masking([2]),
    LayerCase(
      GRU(units: 2, resetAfter: false, options: withFactor(RecurrentOptions())), [[3, 2], [2]],
      refused: [[3, 2]], "factor, reset before", range: gentle),
    LayerCase(
      SimpleRNN(units: 2, options: withFactor(RecurrentOptions(goBackwards: true))),
      [[3, 2], [2]], refused: [[3, 2]], "factor, backwards", range: gentle),
    LayerCase(LSTM(units: 2), [[3, 2]], refused: [[3]], range: gentle),
    LayerCase(
      LSTM(
        units: 2, activation: .softsign, recurrentActivation: .hardSigmoid,
        options: RecurrentOptions(returnSequences: true, goBackwards: true, useBias: false)),
      [[3, 1]], refused: [[3, 1], [3], [3]], "backwards, sequences", range: gentle),
    LayerCase(
      LSTM(units: 1, recurrentActivation: .hardSigmoidKeras2), [[4, 2], [4]],
      refused: [[4, 2], [3]], "masked", range: gentle
    ).masking([1]),
    LayerCase(
      LSTM(
        units: 2,
        options: RecurrentOptions(
          returnSequences: true, goBackwards: true, zeroOutputForMask: true)),
      [[4, 1], [4]], refused: [[0, 1]], "masked to zero", range: gentle
    ).masking([1]),
    LayerCase(
      LSTM(units: 2, activation: .softmax(), options: RecurrentOptions(returnSequences: true)),
      [[3, 1], [3]], refused: [[1]], "softmax", range: gentle
    ).masking([1]),
    LayerCase(
      LSTM(units: 2, options: RecurrentOptions(zeroOutputForMask: true)), [[3, 1], [3]],
      refused: [[1]], "last masked to zero", range: gentle
    ).masking([1]),
    LayerCase(
      LSTM(
        units: 2,
        options: RecurrentOptions(
          returnSequences: true, goBackwards: true, takesStates: true, returnsStates: true)),
      [[3, 1], [2], [2], [3]], refused: [[3, 1], [2], [1]], "states, masked", range: gentle
    ).masking([3]),
    LayerCase(
      LSTM(units: 2, options: RecurrentOptions(zeroOutputForMask: true, returnsStates: true)),
      [[3, 1], [3]], refused: [[3, 1], [2], [2], [3]], "states handed on", range: gentle
    ).masking([1]),
    LayerCase(
      GRU(units: 2, options: unrolled), [[4, 1], [4]], refused: [[4, 1], [3]],
      "zero by position", range: gentle
    ).masking([1]),
    LayerCase(
      GRU(units: 2, options: RecurrentOptions(takesStates: true)), [[3, 2], [2]],
      refused: [[3, 2]], "states taken", range: gentle),
    LayerCase(
      SimpleRNN(
        units: 2,
        options: RecurrentOptions(returnSequences: true, takesStates: true, returnsStates: true)),
      [[3, 2], [2]], refused: [[3, 2], [3]], "states", range: gentle),
    LayerCase(GRU(units: 2), [[3, 2]], refused: [[3]], range: gentle),
    LayerCase(
      GRU(
        units: 2, activation: .elu(alpha: 1),
        options: RecurrentOptions(returnSequences: true, useBias: false)),
      [[3, 2], [3]], refused: [[3]], "masked, sequences", range: gentle
    ).masking([1]),
    LayerCase(
      GRU(units: 2, resetAfter: false, options: RecurrentOptions(goBackwards: true)), [[3, 2]],
      refused: [[3]], "reset before", range: gentle),
    LayerCase(
      GRU(
        units: 2, recurrentActivation: .hardSigmoid, resetAfter: false,
        options: RecurrentOptions(returnSequences: true, zeroOutputForMask: true, useBias: false)),
      [[3, 2], [3]], refused: [[3, 2], [3, 1]], "reset before, masked to zero", range: gentle
    ).masking([1]),
    LayerCase(SimpleRNN(units: 2), [[3, 2]], refused: [[2, 2], [2], [2]], range: gentle),
    LayerCase(
      SimpleRNN(
        units: 2, activation: .sigmoid,
        options: RecurrentOptions(returnSequences: true, goBackwards: true, useBias: false)),
      [[3, 2], [3]], refused: [[2]], "masked", range: gentle
    ).masking([1]),
    LayerCase(TimeDistributed(Dense(units: 2)), [[3, 2]], refused: [[]]),
    LayerCase(
      TimeDistributed(Multiply()), [[3, 2], [3, 1]], refused: [[3, 2], [2, 2]], "merge"),
    LayerCase(
      TimeDistributed(LSTM(units: 1)), [[2, 3, 1]], refused: [[3, 1]], "nested", range: gentle),
    LayerCase(Reverse(), [[3, 2]], refused: [[]]),
    LayerCase(Reverse(axis: -1), [[3, 2]], refused: [[]], "last axis"),
    LayerCase(Slice(axis: 1, range: 1..<3), [[4, 2]], refused: [[2, 2]]),
    LayerCase(Slice(axis: -1, range: 0..<1), [[4, 2]], refused: [[]], "last axis"),
    LayerCase(Repeat(axis: 1, count: 3), [[2, 2]], refused: [[]]),
    LayerCase(Repeat(axis: -1, count: 2), [[2, 2]], refused: [[]], "last axis"),
    LayerCase(MatMul(), [[2, 3, 4], [2, 4, 2]], refused: [[3, 4], [3, 4]]),
    LayerCase(
      MatMul(transposeRight: true, factor: 0.5), [[3, 4], [2, 4]], refused: [[4], [4]],
      "transposed"),
    LayerCase(Scale(), [[2, 3]], refused: [[2], [2]]),
    LayerCase(Projection(output: [2, 2]), [[3, 2]], refused: [[]]),
    LayerCase(
      Projection(inputAxes: 2, output: [3], useBias: false), [[2, 2, 3]], refused: [[2]],
      "of two axes"),
    LayerCase(
      AdditiveScores(weighing: .eachFeature), [[2, 3], [3, 3]], refused: [[2, 3], [3, 2]]),
    LayerCase(
      AdditiveScores(hasSlope: true, weighing: .single), [[2, 3], [3, 3]], refused: [[2, 3]],
      "with a slope"),
    LayerCase(AdditiveScores(weighing: .none), [[2, 3], [3, 3]], refused: [[2], [3]], "plain"),
    LayerCase(MaskedSoftmax(), [[2, 4], [1, 4]], refused: [[2, 4], [4]]).masking([1]),
    LayerCase(
      MaskedSoftmax(lowersScores: true), [[2, 4], [1, 4]], refused: [[2, 4], [4]], "lowered"
    ).masking([1]),
    LayerCase(MaskedSoftmax(isCausal: true), [[2, 3, 4]], refused: [[3]], "causal"),
    LayerCase(
      MaskedSoftmax(isCausal: true, isZeroWhereMasked: true), [[2, 3, 4], [1, 1, 4]],
      refused: [[2, 3], [2, 3], [1]], "causal, masked to zero"
    ).masking([1]),
    LayerCase(
      MaskedSoftmax(axis: 1, isZeroWhereMasked: true), [[3, 2], [3, 2]], refused: [[]], "axis 1"
    ).masking([1]),
  ]

  /// Operations that stand in a graph by themselves.
  static let operations: [LayerCase] =
    Comparison.allCases.map {
      LayerCase(Compare($0), [[3], [3]], refused: [[3], [2]], "\($0)")
    }
    + Comparison.allCases.map {
      LayerCase(Compare($0, number: 0.5), [[3]], refused: [[3], [2]], "\($0) number")
    }
    + Connective.allCases.map {
      LayerCase(Logical($0), $0 == .not ? [[3]] : [[3], [3]], refused: [[2], [3]], "\($0)")
    } + [
      LayerCase(Choose(), [[2, 3], [2, 3], [1, 3]], refused: [[2], [2], [3]]).masking([0])
    ]
    + ReductionKind.allCases.flatMap { kind in
      [
        LayerCase(Reduce(kind, axes: [-1]), [[2, 3]], refused: [[]], "\(kind)"),
        LayerCase(
          Reduce(kind, axes: [1, 3], keepDimensions: true), [[2, 2, 3]], refused: [[2, 3]],
          "\(kind) keeping"),
      ]
    } + [
      LayerCase(
        Constant(Tensor(shape: [2, 1], elements: [1.5, -2])), [[3]], refused: [[3], [3]]),
      LayerCase(Elementwise(.truncation), [[5]], refused: [[2], [2]], "truncation"),
      LayerCase(Elementwise(.absolute), [[5]], refused: [[2], [2]], "absolute"),
      LayerCase(Elementwise(.power(2)), [[5]], refused: [[2], [2]], "square"),
      LayerCase(Elementwise(.power(3)), [[5]], refused: [[2], [2]], "cube"),
      LayerCase(Elementwise(.power(0.5)), [[5]], refused: [[2], [2]], "root", range: 0.5...3),
      LayerCase(Elementwise(.power(-1)), [[5]], refused: [], "reciprocal", range: 0.5...3),
      LayerCase(Elementwise(.logarithm), [[5]], refused: [], "logarithm", range: 0.5...3),
    ]
}
