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

  /// The work over all steps.
  public var recurrence: AnyRecurrence {
    AnyRecurrence(cell: SimpleCell(units: units, activation: activation), options: options)
  }
}

struct SimpleCell: RecurrentCell {
  var units: Int
  var activation: Function

  var gates: Int { 1 }
  var stateCount: Int { 1 }
  var addsProductOfState: Bool { true }
  var hasRecurrentBias: Bool { false }
  var savedSize: Int { 2 * units }
  var functions: [Function] { [activation] }

  func forward<E: Scalar>(
    _ x: Dual<E>, states: [Dual<E>], entering: Dual<E>, kernel: Dual<E>, bias: Dual<E>?
  ) -> (states: [Dual<E>], saved: [Dual<E>]) {
    let z = Dual.product(entering, kernel, addingTo: x)
    let output = z.applying(activation)
    return ([output], [z, output])
  }

  func backward<E: Scalar>(
    _ gradients: [Dual<E>?], states: [Dual<E>], entering: Dual<E>, saved: [Dual<E>],
    kernel: Dual<E>, wantsKernel: Bool
  ) -> CellGradients<E> {
    let output = gradients[0] ?? .zeros(saved[0].shape)
    let z = output.through(activation, at: saved[0], giving: saved[1])
    return CellGradients(
      x: z, product: z, entering: .product(z, kernel, transposeRight: true), states: [nil],
      kernel: nil)
  }
}
