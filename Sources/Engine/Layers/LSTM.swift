/// Long short-term memory (Hochreiter and Schmidhuber, Neural Computation 1997; with a forget gate).
///
/// Inputs: (steps, features), and optionally a mask (steps) that is not 0 where the step counts.
/// Weights: the kernel (features, 4 · units), the recurrent kernel (units, 4 · units), then the bias
/// (4 · units) if there is one; gates in the order input, forget, candidate, output.
public struct LSTM: RecurrentLayer, Equatable {
  /// How long the output is.
  public var units: Int
  /// The function of the candidate and of the cell.
  public var activation: Function
  /// The function of the gates.
  public var recurrentActivation: Function
  /// What recurrent layers have in common.
  public var options: RecurrentOptions

  /// Creates a layer with Keras's defaults.
  public init(
    units: Int, activation: Function = .tanh, recurrentActivation: Function = .sigmoid,
    options: RecurrentOptions = RecurrentOptions()
  ) {
    self.units = units
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.options = options
  }

  /// The work over all steps.
  public var recurrence: AnyRecurrence {
    AnyRecurrence(
      cell: LSTMCell(units: units, activation: activation, gate: recurrentActivation),
      options: options)
  }
}

/// `i, f, o = σ(z)`, `g = a(z)`, `c' = f c + i g`, `h' = o a(c')` with `z = x + h U`.
struct LSTMCell: RecurrentCell {
  var units: Int
  var activation: Function
  var gate: Function

  var gates: Int { 4 }
  var stateCount: Int { 2 }
  var addsProductOfState: Bool { true }
  var hasRecurrentBias: Bool { false }
  var savedSize: Int { 10 * units }
  var functions: [Function] { [activation, gate] }

  func forward<E: Scalar>(
    _ x: Dual<E>, states: [Dual<E>], entering: Dual<E>, kernel: Dual<E>, bias: Dual<E>?
  ) -> (states: [Dual<E>], saved: [Dual<E>]) {
    let z = Dual.product(entering, kernel, addingTo: x)
    let parts = (0..<4).map { z.slice(axis: 1, $0 * units..<($0 + 1) * units) }
    let values = parts.enumerated().map { $1.applying($0 == 2 ? activation : gate) }
    let cell = values[1] * states[1] + values[0] * values[2]
    let squashed = cell.applying(activation)
    return ([values[3] * squashed, cell], parts + values + [cell, squashed])
  }

  func backward<E: Scalar>(
    _ gradients: [Dual<E>?], states: [Dual<E>], entering: Dual<E>, saved: [Dual<E>],
    kernel: Dual<E>, wantsKernel: Bool
  ) -> CellGradients<E> {
    let (parts, values) = (Array(saved[..<4]), Array(saved[4..<8]))
    let (cell, squashed) = (saved[8], saved[9])
    let output = gradients[0] ?? .zeros(cell.shape)
    var inner = (output * values[3]).through(activation, at: cell, giving: squashed)
    if let later = gradients[1] { inner.add(later) }
    let rates = [inner * values[2], inner * states[1], inner * values[0], output * squashed]
    let z = Dual.concatenate(
      rates.indices.map {
        rates[$0].through($0 == 2 ? activation : gate, at: parts[$0], giving: values[$0])
      }, axis: 1)
    return CellGradients(
      x: z, product: z, entering: .product(z, kernel, transposeRight: true),
      states: [nil, inner * values[1]], kernel: nil)
  }
}
