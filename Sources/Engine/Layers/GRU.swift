/// The gated recurrent unit (Cho et al., EMNLP 2014).
///
/// Inputs: (steps, features), and optionally a mask (steps) that is not 0 where the step counts.
/// Weights: the kernel (features, 3 · units), the recurrent kernel (units, 3 · units), then the bias
/// if there is one; gates in the order update, reset, candidate.
public struct GRU: RecurrentLayer, Equatable {
  /// How long the output is.
  public var units: Int
  /// The function of the candidate.
  public var activation: Function
  /// The function of the gates.
  public var recurrentActivation: Function
  /// Whether the reset gate acts after the product with the recurrent kernel, as in cuDNN: the bias
  /// is (2, 3 · units) then, and (3 · units) otherwise.
  public var resetAfter: Bool
  /// What recurrent layers have in common.
  public var options: RecurrentOptions

  /// Creates a layer with Keras's defaults.
  public init(
    units: Int, activation: Function = .tanh, recurrentActivation: Function = .sigmoid,
    resetAfter: Bool = true, options: RecurrentOptions = RecurrentOptions()
  ) {
    self.units = units
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.resetAfter = resetAfter
    self.options = options
  }

  /// The work over all steps.
  public var recurrence: AnyRecurrence {
    AnyRecurrence(
      cell: GRUCell(
        units: units, activation: activation, gate: recurrentActivation, resetAfter: resetAfter),
      options: options)
  }
}

/// `z, r = σ(x + h U)`, `h' = z h + (1 - z) n`, with the candidate `n = a(x + r (h U + b))`, or
/// `a(x + (r h) U)` where the reset comes first.
struct GRUCell: RecurrentCell {
  var units: Int
  var activation: Function
  var gate: Function
  var resetAfter: Bool

  var gates: Int { 3 }
  var stateCount: Int { 1 }
  var addsProductOfState: Bool { false }
  var hasRecurrentBias: Bool { resetAfter }
  var savedSize: Int { 7 * units }
  var functions: [Function] { [activation, gate] }

  /// A gate's columns.
  private func part<E: Scalar>(_ x: Dual<E>, _ gates: Range<Int>) -> Dual<E> {
    x.slice(axis: 1, gates.lowerBound * units..<gates.upperBound * units)
  }

  func forward<E: Scalar>(
    _ x: Dual<E>, states: [Dual<E>], entering: Dual<E>, kernel: Dual<E>, bias: Dual<E>?
  ) -> (states: [Dual<E>], saved: [Dual<E>]) {
    let state = states[0]
    // What the state adds to the gates and, unless the reset comes first, to the candidate.
    let product =
      resetAfter
      ? Dual.affine(entering, kernel, bias) : .product(entering, part(kernel, 0..<2))
    let inputs = (0..<2).map { part(x, $0..<$0 + 1) + part(product, $0..<$0 + 1) }
    let update = inputs[0].applying(gate)
    let reset = inputs[1].applying(gate)
    // The candidate's share that the state adds: `saved[4]` is what the reset is multiplied by.
    let subject = resetAfter ? part(product, 2..<3) : entering
    let added = reset * subject
    let sum =
      part(x, 2..<3) + (resetAfter ? added : .product(added, part(kernel, 2..<3)))
    let candidate = sum.applying(activation)
    let output = candidate + update * (state - candidate)
    return ([output], inputs + [update, reset, subject, sum, candidate])
  }

  func backward<E: Scalar>(
    _ gradients: [Dual<E>?], states: [Dual<E>], entering: Dual<E>, saved: [Dual<E>],
    kernel: Dual<E>, wantsKernel: Bool
  ) -> CellGradients<E> {
    let (state, update, reset, subject) = (states[0], saved[2], saved[3], saved[4])
    let (sum, candidate) = (saved[5], saved[6])
    let output = gradients[0] ?? .zeros(state.shape)
    let kept = output * update
    let last = (output - kept).through(activation, at: sum, giving: candidate)
    let first = (output * (state - candidate)).through(gate, at: saved[0], giving: update)
    // With respect to the reset times its subject.
    let added =
      resetAfter
      ? last : Dual.product(last, part(kernel, 2..<3), transposeRight: true)
    let second = (added * subject).through(gate, at: saved[1], giving: reset)
    let x = Dual.concatenate([first, second, last], axis: 1)
    if resetAfter {
      let product = Dual.concatenate([first, second, last * reset], axis: 1)
      return CellGradients(
        x: x, product: product, entering: .product(product, kernel, transposeRight: true),
        states: [kept],
        kernel: wantsKernel ? .product(entering, product, transposeLeft: true) : nil)
    }
    let both = Dual.concatenate([first, second], axis: 1)
    return CellGradients(
      x: x, product: x,
      entering: added * reset + .product(both, part(kernel, 0..<2), transposeRight: true),
      states: [kept],
      kernel: wantsKernel
        ? .concatenate(
          [
            .product(entering, both, transposeLeft: true),
            .product(reset * entering, last, transposeLeft: true),
          ], axis: 1)
        : nil)
  }
}
