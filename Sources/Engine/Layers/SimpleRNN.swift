/// The plain recurrent layer: `h' = a(x W + b + h U)`.
///
/// Inputs: (steps, features), and optionally a mask (steps) that is not 0 where the step counts.
/// Weights: the kernel (features, units), the recurrent kernel (units, units), then the bias (units)
/// if there is one.
public struct SimpleRNN: RecurrentLayer, Equatable {
  /// How long the output is.
  public var units: Int
  /// The function of the sum.
  public var activation: Function
  /// What recurrent layers have in common.
  public var options: RecurrentOptions

  /// Creates a layer with Keras's defaults.
  public init(
    units: Int, activation: Function = .tanh, options: RecurrentOptions = RecurrentOptions()
  ) {
    self.units = units
    self.activation = activation
    self.options = options
  }

  private var recurrence: Recurrence<SimpleCell> {
    Recurrence(cell: SimpleCell(units: units, activation: activation), options: options)
  }

  /// (units), or (steps, units).
  public func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try recurrence.outputShape(for: inputs)
  }

  /// Kernel, recurrent kernel and bias.
  public func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] {
    try recurrence.weightShapes(for: inputs)
  }

  /// What the steps save.
  public func workingSize(for inputs: [[Int]]) -> Int { recurrence.workingSize(for: inputs) }

  /// Takes the steps.
  public func forward<E: Scalar>(
    _ inputs: [Dual<E>], weights: [Dual<E>]
  ) -> (output: Dual<E>, saved: [Dual<E>]) {
    recurrence.forward(inputs, weights: weights)
  }

  /// Takes the steps back.
  public func backward<E: Scalar>(
    _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>], weights: [Dual<E>],
    wanted: Wanted
  ) -> LayerGradients<E> {
    recurrence.backward(gradient, inputs: inputs, saved: saved, weights: weights, wanted: wanted)
  }
}

struct SimpleCell: RecurrentCell {
  var units: Int
  var activation: Function

  var gates: Int { 1 }
  var stateCount: Int { 1 }
  var hasRecurrentBias: Bool { false }
  var savedSize: Int { 2 * units }
  var functions: [Function] { [activation] }

  func forward<E: Scalar>(
    _ x: Dual<E>, states: [Dual<E>], kernel: Dual<E>, bias: Dual<E>?
  ) -> (states: [Dual<E>], saved: [Dual<E>]) {
    let z = Dual.product(states[0], kernel, addingTo: x)
    let output = z.applying(activation)
    return ([output], [z, output])
  }

  func backward<E: Scalar>(
    _ gradients: [Dual<E>?], states: [Dual<E>], saved: [Dual<E>], kernel: Dual<E>,
    wantsKernel: Bool
  ) -> CellGradients<E> {
    let output = gradients[0] ?? .zeros(saved[0].shape)
    let z = output.through(activation, at: saved[0], giving: saved[1])
    return CellGradients(
      x: z, product: z, states: [.product(z, kernel, transposeRight: true)],
      kernel: wantsKernel ? .product(states[0], z, transposeLeft: true) : nil)
  }
}
