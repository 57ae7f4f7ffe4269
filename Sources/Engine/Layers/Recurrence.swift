/// What recurrent layers have in common.
public struct RecurrentOptions: Sendable, Equatable {
  /// Whether every step's output is handed on, in the order in which steps were taken, or the last
  /// one's only.
  public var returnSequences: Bool
  /// Whether the steps are taken from the last to the first.
  public var goBackwards: Bool
  /// Whether a masked step's output is zero rather than that of the step before, which before the first
  /// step that counts is zero too, whatever the states.
  public var zeroOutputForMask: Bool
  /// Whether it is the steps' outputs in the order in which they are handed on that become zero by the
  /// mask, though the steps are taken from the last to the first: what TensorFlow's Keras does where a
  /// layer is unrolled.
  public var zeroesByPosition = false
  /// Whether there is a bias.
  public var useBias: Bool
  /// Whether the states to start from are inputs, (units) each, after the sequence; they are zero
  /// otherwise.
  public var takesStates: Bool
  /// Whether the states after the last step are handed on too, as rows after the output's.
  public var returnsStates: Bool
  /// With which probability features of the sequence are dropped in training, the same at every step.
  public var inputDropout = 0.0
  /// With which probability units of the first state are dropped in training where the recurrent kernel
  /// is multiplied by it, the same at every step.
  public var stateDropout = 0.0
  /// Whether what the first state is multiplied by there is an input, (units), after the states.
  public var takesStateFactor = false

  /// Creates options with Keras's defaults.
  public init(
    returnSequences: Bool = false, goBackwards: Bool = false, zeroOutputForMask: Bool = false,
    useBias: Bool = true, takesStates: Bool = false, returnsStates: Bool = false
  ) {
    self.takesStates = takesStates
    self.returnsStates = returnsStates
    self.returnSequences = returnSequences
    self.goBackwards = goBackwards
    self.zeroOutputForMask = zeroOutputForMask
    self.useBias = useBias
  }
}

/// A layer that takes steps in time.
public protocol RecurrentLayer: Layer {
  /// How long a state is.
  var units: Int { get }
  /// What recurrent layers have in common.
  var options: RecurrentOptions { get set }
  /// The work over all steps.
  var recurrence: AnyRecurrence { get }
}

/// The work of a recurrent layer over all steps, whatever a step computes.
public struct AnyRecurrence: Sendable {
  fileprivate let work: any RecurrenceWork

  init<Cell: RecurrentCell>(cell: Cell, options: RecurrentOptions) {
    work = Recurrence(cell: cell, options: options)
  }
}

extension RecurrentLayer {
  /// How many states there are.
  public var stateCount: Int { recurrence.work.stateCount }

  /// (units), or (steps, units); with states handed on, (steps or 1 + states, units).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try recurrence.work.outputShape(for: inputs)
  }

  /// Kernel, recurrent kernel and bias.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    try recurrence.work.weightShapes(for: inputs)
  }

  /// What the steps save.
  public func workingSize(for inputs: [[Int]]) -> Int { recurrence.work.workingSize(for: inputs) }

  /// Takes the steps.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    recurrence.work.forward(inputs, weights: weights)
  }

  /// Takes the steps back.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    recurrence.work.backward(
      gradient, inputs: inputs, saved: saved, weights: weights, wanted: wanted)
  }
}

/// ``Recurrence`` of any cell.
private protocol RecurrenceWork: Sendable {
  var stateCount: Int { get }
  func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int]
  func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]]
  func workingSize(for inputs: [[Int]]) -> Int
  func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>])
  func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], saved: [Dual<E>], weights: [Dual<E>], wanted: Wanted
  ) -> LayerGradients<E>
}

/// One step of a recurrent layer: what differs between LSTM, GRU and the simple one.
///
/// The first state is the output.
protocol RecurrentCell: Sendable {
  /// How long a state is.
  var units: Int { get }
  /// How many groups of `units` columns the kernels have.
  var gates: Int { get }
  /// How many states there are.
  var stateCount: Int { get }
  /// Whether the recurrent kernel is multiplied by the first state, and the product added to `x`: its
  /// gradient is then one product over all steps, and
  /// ``backward(_:states:entering:saved:kernel:wantsKernel:)`` is not asked for it.
  var addsProductOfState: Bool { get }
  /// Whether the recurrent kernel has a bias of its own.
  var hasRecurrentBias: Bool { get }
  /// How many numbers a step saves for each row, beside the states.
  var savedSize: Int { get }
  /// The activation functions.
  var functions: [Function] { get }

  /// Takes a step.
  ///
  /// - Parameters:
  ///   - x: The input times the kernel, plus bias: (batch, gates · units).
  ///   - states: The states before, (batch, units) each.
  ///   - entering: The first one as the recurrent kernel is multiplied by it.
  ///   - kernel: The recurrent kernel (units, gates · units).
  ///   - bias: Its bias, where there is one.
  /// - Returns: The states after, and what
  ///   ``backward(_:states:entering:saved:kernel:wantsKernel:)`` needs.
  func forward<E: Scalar>(
    _ x: Dual<E>, states: [Dual<E>], entering: Dual<E>, kernel: Dual<E>, bias: Dual<E>?
  ) -> (states: [Dual<E>], saved: [Dual<E>])

  /// Takes a step back.
  ///
  /// - Parameters:
  ///   - gradients: With respect to the states after; `nil` is zero, but the first is there.
  ///   - states: The states before.
  ///   - entering: The first one as the recurrent kernel was multiplied by it.
  ///   - saved: What the step forward saved.
  ///   - kernel: The recurrent kernel.
  ///   - wantsKernel: Whether its gradient is wanted.
  /// - Returns: The gradients with respect to what the step took.
  func backward<E: Scalar>(
    _ gradients: [Dual<E>?], states: [Dual<E>], entering: Dual<E>, saved: [Dual<E>],
    kernel: Dual<E>, wantsKernel: Bool
  ) -> CellGradients<E>
}

/// What flows back from a step of a recurrent layer.
struct CellGradients<E: Scalar> {
  /// With respect to `x`.
  var x: Dual<E>
  /// With respect to what is multiplied by the recurrent kernel, bias added.
  var product: Dual<E>
  /// With respect to the first state as the recurrent kernel was multiplied by it.
  var entering: Dual<E>
  /// With respect to the states before, but for that.
  var states: [Dual<E>?]
  /// With respect to the recurrent kernel; `nil` where not wanted.
  var kernel: Dual<E>?
}

/// A recurrent layer's work over all steps, for any cell.
///
/// Inputs: (steps, features), the states where they are taken, (units) each, the first state's factor
/// where it is taken, (units), and optionally a mask (steps) that is not 0 where the step counts; over a
/// masked step states are carried. Weights: the kernel (features, gates · units), the recurrent kernel
/// (units, gates · units), then the bias if there is one: (gates · units), or (2, gates · units) where
/// the recurrent kernel has its own.
private struct Recurrence<Cell: RecurrentCell>: RecurrenceWork {
  var cell: Cell
  var options: RecurrentOptions

  private var width: Int { cell.gates * cell.units }

  var stateCount: Int { cell.stateCount }

  /// Where the states end among the inputs.
  private var stateEnd: Int { options.takesStates ? 1 + cell.stateCount : 1 }

  /// Where the mask is among the inputs, if there is one.
  private var maskIndex: Int { options.takesStateFactor ? stateEnd + 1 : stateEnd }

  func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    let steps = try steps(inputs).count
    // Functions are taken of states: (units).
    for function in cell.functions { _ = try Activation(function).outputShape(for: [[cell.units]]) }
    if options.returnsStates {
      return [(options.returnSequences ? steps : 1) + cell.stateCount, cell.units]
    }
    return options.returnSequences ? [steps, cell.units] : [cell.units]
  }

  func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    let features = try steps(inputs).features
    let bias = cell.hasRecurrentBias ? [2, width] : [width]
    return [[features, width], [cell.units, width]] + (options.useBias ? [bias] : [])
  }

  func workingSize(for inputs: [[Int]]) -> Int {
    // Gradients are about as many again.
    let step = 3 * width + cell.stateCount * cell.units + cell.savedSize
    return (inputs.first?.first ?? 0) * step * 2
  }

  private func steps(_ inputs: [[Int]]) throws(ShapeError) -> (count: Int, features: Int) {
    guard let x = inputs.first, (maskIndex...maskIndex + 1).contains(inputs.count) else {
      throw .inputCount(expected: maskIndex...maskIndex + 1, found: inputs.count)
    }
    guard x.count == 2, x[0] > 0 else { throw .inputRank(expected: 2...2, shape: x) }
    for state in inputs[1..<maskIndex] where state != [cell.units] {
      throw .inputsDiffer(shapes: inputs)
    }
    if inputs.count > maskIndex, inputs[maskIndex] != [x[0]] {
      throw .inputsDiffer(shapes: inputs)
    }
    return (x[0], x[1])
  }

  /// The bias in two parts.
  private func biases<E: Scalar>(_ weights: [Dual<E>]) -> (input: Dual<E>?, recurrent: Dual<E>?) {
    guard options.useBias else { return (nil, nil) }
    guard cell.hasRecurrentBias else { return (weights[2], nil) }
    return (weights[2].entry(0, axis: 0), weights[2].entry(1, axis: 0))
  }

  /// Indices of the steps in the order in which they are taken.
  private func order(_ count: Int) -> [Int] {
    options.goBackwards ? (0..<count).reversed() : Array(0..<count)
  }

  /// The mask of each step, repeated for every unit.
  private func masks<E: Scalar>(_ inputs: [Dual<E>]) -> [Tensor<E>]? {
    guard inputs.count > maskIndex else { return nil }
    let (mask, rows) = (inputs[maskIndex].value, inputs[maskIndex].shape[0])
    return (0..<mask.shape[1]).map {
      mask.slice(axis: 1, $0..<$0 + 1).broadcast(to: [rows, cell.units])
    }
  }

  /// What the output of each turn is multiplied by, where it is not the state as it is: turns are steps
  /// in the order in which they are taken.
  private func outputMasks<E: Scalar>(_ masks: [Tensor<E>]?) -> [Tensor<E>]? {
    guard let masks else { return nil }
    let turns = order(masks.count).map { masks[$0] }
    if options.zeroOutputForMask {
      return options.zeroesByPosition && options.returnSequences ? masks : turns
    }
    // States that were given are no output of a step.
    guard options.takesStates else { return nil }
    var hasBegun = turns
    for turn in turns.indices.dropFirst() {
      hasBegun[turn] = .select(turns[turn], turns[turn], hasBegun[turn - 1])
    }
    return hasBegun
  }

  func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    let (rows, count) = (inputs[0].shape[0], inputs[0].shape[1])
    let bias = biases(weights)
    // One product for all steps; steps come first, so that each is one piece.
    let x = Dual.affine(inputs[0].permuted([1, 0, 2]), weights[0], bias.input)
    let masks = masks(inputs)
    var states =
      options.takesStates
      ? Array(inputs[1..<stateEnd])
      : [Dual<E>](repeating: .zeros([rows, cell.units]), count: cell.stateCount)
    let factor = options.takesStateFactor ? inputs[stateEnd] : nil
    let outputMasks = outputMasks(masks)
    var (outputs, saved): ([Dual<E>], [Dual<E>]) = ([], [])
    for (turn, step) in order(count).enumerated() {
      let (next, kept) = cell.forward(
        x.entry(step, axis: 0), states: states,
        entering: factor.map { states[0] * $0 } ?? states[0],
        kernel: weights[1], bias: bias.recurrent)
      saved += states + kept
      if let mask = masks?[step] {
        states = zip(next, states).map { .select(mask, $0, $1) }
      } else {
        states = next
      }
      let output = outputMasks.map { states[0].masked(by: $0[turn]) } ?? states[0]
      if options.returnSequences { outputs.append(output) } else { outputs = [output] }
    }
    if options.returnsStates { outputs += states }
    let isStack = options.returnSequences || options.returnsStates
    return (isStack ? .stack(outputs, axis: 1) : outputs[0], saved)
  }

  func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], saved: [Dual<E>], weights: [Dual<E>], wanted: Wanted
  ) -> LayerGradients<E> {
    let count = inputs[0].shape[1]
    let masks = masks(inputs)
    let outputMasks = outputMasks(masks)
    let stride = saved.count / count
    // What flows back into the states after the last step.
    let outputs = options.returnSequences ? count : 1
    var states = (0..<cell.stateCount).map {
      options.returnsStates ? gradient.entry(outputs + $0, axis: 1) : nil
    }
    let factor = options.takesStateFactor ? inputs[stateEnd] : nil
    var rates = [Dual<E>?](repeating: nil, count: count)
    var before = rates
    var sums: (kernel: Dual<E>?, bias: Dual<E>?)
    var factorSum: Dual<E>?
    for (turn, step) in order(count).enumerated().reversed() {
      if options.returnSequences {
        states = received(gradient.entry(turn, axis: 1), states, mask: outputMasks?[turn])
      } else if turn == count - 1 {
        let last = options.returnsStates ? gradient.entry(0, axis: 1) : gradient
        states = received(last, states, mask: outputMasks?[turn])
      }
      let kept = Array(saved[turn * stride..<(turn + 1) * stride])
      let entering = factor.map { kept[0] * $0 } ?? kept[0]
      var result = cell.backward(
        states.map { gradient in masks.map { gradient?.masked(by: $0[step]) } ?? gradient },
        states: Array(kept.prefix(cell.stateCount)), entering: entering,
        saved: Array(kept.dropFirst(cell.stateCount)), kernel: weights[1],
        wantsKernel: wanted.weights[1] && !cell.addsProductOfState)
      add(factor.map { result.entering * $0 } ?? result.entering, to: &result.states[0])
      if factor != nil, wanted.inputs[stateEnd] { add(result.entering * kept[0], to: &factorSum) }
      rates[step] = result.x
      before[step] = entering
      add(result.kernel, to: &sums.kernel)
      if options.useBias, cell.hasRecurrentBias, wanted.weights[2] {
        add(result.product.summed(to: [width]), to: &sums.bias)
      }
      let carried = states
      states = result.states
      guard let mask = masks?[step] else { continue }
      for (index, gradient) in carried.enumerated() {
        guard let gradient else { continue }
        states[index] = .select(mask, result.states[index] ?? .zeros(gradient.shape), gradient)
      }
    }
    let x = Dual.stack(rates.compactMap { $0 }, axis: 0)
    if wanted.weights[1], cell.addsProductOfState {
      sums.kernel = .product(
        .stack(before.compactMap { $0 }, axis: 0), x, transposeLeft: true,
        tangentSuffices: wanted.tangentsSuffice)
    }
    var result = gradients(
      x, recurrent: sums, inputs: inputs, weights: weights,
      wanted: wanted)
    for index in 1..<stateEnd where wanted.inputs[index] {
      result.inputs[index] = states[index - 1] ?? .zeros(inputs[index].shape)
    }
    if let factorSum { result.inputs[stateEnd] = factorSum }
    return result
  }

  /// Adds the gradient of a turn's output to that of its first state.
  private func received<E: Scalar>(
    _ output: Dual<E>, _ states: [Dual<E>?], mask: Tensor<E>?
  ) -> [Dual<E>?] {
    var result = states
    add(mask.map { output.masked(by: $0) } ?? output, to: &result[0])
    return result
  }

  /// The gradients of inputs and weights, from that of `x` over all steps, (steps, batch, width).
  private func gradients<E: Scalar>(
    _ x: Dual<E>, recurrent: (kernel: Dual<E>?, bias: Dual<E>?), inputs: [Dual<E>],
    weights: [Dual<E>], wanted: Wanted
  ) -> LayerGradients<E> {
    var result = LayerGradients<E>.zeros(for: inputs, wanted: wanted)
    result.weights = weights.map { _ in nil }
    if wanted.inputs[0] {
      result.inputs[0] = Dual.product(x, weights[0], transposeRight: true).permuted([1, 0, 2])
    }
    if wanted.weights[0] {
      result.weights[0] = .product(
        inputs[0].permuted([1, 0, 2]), x, transposeLeft: true,
        tangentSuffices: wanted.tangentsSuffice)
    }
    result.weights[1] = recurrent.kernel
    if options.useBias, wanted.weights[2] {
      let bias = x.summed(to: [width])
      result.weights[2] = recurrent.bias.map { .stack([bias, $0], axis: 0) } ?? bias
    }
    return result
  }

  private func add<E: Scalar>(_ term: Dual<E>?, to sum: inout Dual<E>?) {
    guard let term else { return }
    guard sum?.add(term) == nil else { return }
    sum = term
  }
}
