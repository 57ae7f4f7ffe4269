#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a gradient becomes a step.
public enum OptimizerRule: Sendable, Equatable {
  /// Gradient descent: `v ← momentum v - rate g`, `w ← w + v`; with Nesterov's momentum
  /// `w ← w + momentum v - rate g`.
  ///
  /// As in Keras the velocity holds the rate; PyTorch's does not.
  case sgd(momentum: Double = 0, nesterov: Bool = false)
  /// Adam (Kingma and Ba, ICLR 2015) as Keras writes it: the step is
  /// `rate sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon)`.
  ///
  /// Here epsilon is the paper's epsilon-hat: PyTorch adds it after correcting `v` for its bias.
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7)

  /// What is remembered of a weight between steps.
  struct Slots<E: Scalar>: Sendable {
    /// The velocity, or the mean of gradients.
    var first: [E] = []
    /// The mean of squared gradients.
    var second: [E] = []

    init(rule: OptimizerRule, count: Int) {
      switch rule {
      case .sgd(let momentum, _):
        if momentum != 0 { first = Engine.repeating(0, count: count) }
      case .adam:
        first = Engine.repeating(0, count: count)
        second = first
      }
    }
  }

  /// Moves a weight; `step` counts from 1.
  func move<E: Scalar>(
    _ weight: inout [E], by gradient: [E], rate: Double, step: Int, slots: inout Slots<E>
  ) {
    switch self {
    case .sgd(let momentum, let nesterov):
      if momentum == 0 {
        descend(&weight, gradient, rate: E(rate))
      } else {
        descend(
          &weight, gradient, rate: E(rate), momentum: E(momentum), nesterov: nesterov,
          velocity: &slots.first)
      }
    case .adam(let beta1, let beta2, let epsilon):
      let count = Double(step)
      let scale = rate * (1 - pow(beta2, count)).squareRoot() / (1 - pow(beta1, count))
      adapt(
        &weight, gradient, scale: E(scale), fresh: (E(1 - beta1), E(1 - beta2)),
        epsilon: E(epsilon), mean: &slots.first, squares: &slots.second)
    }
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func descend<E: Scalar>(_ weight: inout [E], _ gradient: [E], rate: E) {
  let slope = gradient.span
  var weight = weight.mutableSpan
  precondition(slope.count == weight.count)
  for index in 0..<slope.count { weight[index] -= rate * slope[index] }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func descend<E: Scalar>(
  _ weight: inout [E], _ gradient: [E], rate: E, momentum: E, nesterov: Bool, velocity: inout [E]
) {
  let slope = gradient.span
  var weight = weight.mutableSpan
  var velocity = velocity.mutableSpan
  precondition(slope.count == weight.count && velocity.count == weight.count)
  for index in 0..<slope.count {
    let step = rate * slope[index]
    let speed = momentum * velocity[index] - step
    velocity[index] = speed
    weight[index] += nesterov ? momentum * speed - step : speed
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func adapt<E: Scalar>(
  _ weight: inout [E], _ gradient: [E], scale: E, fresh: (first: E, second: E), epsilon: E,
  mean: inout [E], squares: inout [E]
) {
  let slope = gradient.span
  var weight = weight.mutableSpan
  var mean = mean.mutableSpan
  var squares = squares.mutableSpan
  precondition(
    slope.count == weight.count && mean.count == weight.count && squares.count == weight.count)
  for index in 0..<slope.count {
    let g = slope[index]
    mean[index] += (g - mean[index]) * fresh.first
    squares[index] += (g * g - squares[index]) * fresh.second
    weight[index] -= scale * mean[index] / (squares[index].squareRoot() + epsilon)
  }
}
