/// How gradients become steps, in Keras's conventions, and what it remembers between them.
///
/// A step clips the gradients, shrinks the weights (decoupled weight decay), and then moves them.
/// Numbers that are remembered have the weights' type.
public struct Optimizer<E: Scalar>: Sendable {
  /// What happens besides the rule, or is common to all rules.
  public struct Settings: Sendable, Equatable {
    /// How a gradient becomes a step.
    public var rule: OptimizerRule
    /// The learning rate of each step.
    public var schedule: LearningRateSchedule
    /// The share `rate * weightDecay` of each decaying weight that a step takes away (Loshchilov and
    /// Hutter, ICLR 2019).
    public var weightDecay: Double
    /// A limit on the gradients.
    public var clipping: GradientClipping?

    /// Creates settings; by default Adam at 0.001.
    public init(
      rule: OptimizerRule = .adam(), schedule: LearningRateSchedule = .constant(1e-3),
      weightDecay: Double = 0, clipping: GradientClipping? = nil
    ) {
      self.rule = rule
      self.schedule = schedule
      self.weightDecay = weightDecay
      self.clipping = clipping
    }
  }

  /// How steps are made.
  public let settings: Settings
  /// How many steps were made.
  public private(set) var steps = 0
  private var slots: [OptimizerRule.Slots<E>]
  private let decays: [Bool]

  /// Creates an optimizer of weights of the given shapes.
  ///
  /// `decays` says for each weight whether weight decay applies; by default to all.
  public init(settings: Settings = Settings(), shapes: [[Int]], decays: [Bool]? = nil) {
    precondition(decays == nil || decays?.count == shapes.count, "one flag for each weight")
    self.settings = settings
    self.decays = decays ?? shapes.map { _ in true }
    slots = shapes.map { OptimizerRule.Slots(rule: settings.rule, count: $0.elementCount) }
  }

  /// Everything that is remembered between steps, such as to go on another day.
  public struct Memory: Sendable, Equatable {
    /// How many steps were made.
    public var steps: Int
    /// For each weight the velocity or the mean of gradients; empty for a rule that has none.
    public var first: [[E]]
    /// For each weight the mean of squared gradients; empty for a rule that has none.
    public var second: [[E]]

    /// Creates a memory.
    public init(steps: Int, first: [[E]], second: [[E]]) {
      self.steps = steps
      self.first = first
      self.second = second
    }
  }

  /// What is remembered at this moment.
  public var memory: Memory {
    Memory(steps: steps, first: slots.map(\.first), second: slots.map(\.second))
  }

  /// Takes up what another optimizer of the same settings and shapes remembered.
  ///
  /// - Returns: Whether the memory fits; if not, nothing changes.
  public mutating func recall(_ memory: Memory) -> Bool {
    guard memory.steps >= 0, memory.first.map(\.count) == slots.map(\.first.count),
      memory.second.map(\.count) == slots.map(\.second.count)
    else { return false }
    steps = memory.steps
    for index in slots.indices {
      slots[index].first = memory.first[index]
      slots[index].second = memory.second[index]
    }
    return true
  }

  /// Moves weights by one step.
  ///
  /// - Precondition: Weights and gradients have the shapes that the optimizer was created for.
  /// - Complexity: O(elements).
  public mutating func update(_ weights: inout [Tensor<E>], gradients: [Tensor<E>]) {
    precondition(weights.count == slots.count && gradients.count == slots.count, "other weights")
    let rate = settings.schedule.rate(atStep: steps)
    steps += 1
    let factors = settings.clipping?.factors(for: gradients)
    let largest = settings.clipping?.largestElement ?? .infinity
    for index in weights.indices {
      precondition(weights[index].shape == gradients[index].shape, "a gradient of another shape")
      let decay = decays[index] ? settings.weightDecay * rate : 0
      if decay != 0 { weights[index] = weights[index].scaled(by: E(1 - decay)) }
      let gradient = limited(
        gradients[index].elements, factor: E(factors?[index] ?? 1), largest: E(largest))
      settings.rule.move(
        &weights[index].elements, by: gradient, rate: rate, step: steps, slots: &slots[index])
    }
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func limited<E: Scalar>(_ gradient: [E], factor: E, largest: E) -> [E] {
  if factor == 1, largest == .infinity { return gradient }
  var result = gradient
  var output = result.mutableSpan
  for index in 0..<output.count {
    let value = output[index] * factor
    // Comparisons written so that NaN stays NaN.
    output[index] = value > largest ? largest : value < -largest ? -largest : value
  }
  return result
}
