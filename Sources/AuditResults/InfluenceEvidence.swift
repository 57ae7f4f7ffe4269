/// How a parity of two groups stands to what noise alone leaves.
public enum Alignment: String, Codable, Sendable, Hashable, CaseIterable {
  /// The parity lies below what halves of one group show, and shuffled labels rarely go as low.
  case unaligned
  /// Noise could have left a parity like this.
  case withinNoise
  /// There is no parity, or nothing to compare it with.
  case notAssessed
}

/// Parity among the rows of one class: what differs between groups beyond how their labels do.
public struct LabelInfluence: Codable, Sendable, Hashable {
  /// The label's value.
  public var label: String
  /// Whether it is the positive label.
  public var isPositive: Bool
  /// The groups compared, in the order of every per-group array below.
  public var groups: [String]
  /// Groups left out, because they have too few rows of this class.
  public var leftOut: [String]
  /// The layers that have a kernel, from the input to the output.
  public var layers: [LayerInfluence]
  /// Parity of the whole network for every pair of groups.
  public var network: [PairParity]
  /// Network parity of each group against all others, where there are more than two.
  public var networkAgainstRest: [PairParity]?

  /// Creates a value.
  public init(
    label: String, isPositive: Bool, groups: [String], leftOut: [String],
    layers: [LayerInfluence], network: [PairParity], networkAgainstRest: [PairParity]? = nil
  ) {
    self.label = label
    self.isPositive = isPositive
    self.groups = groups
    self.leftOut = leftOut
    self.layers = layers
    self.network = network
    self.networkAgainstRest = networkAgainstRest
  }
}

/// The influences of one layer's neurons by one kind of influence.
public struct KindInfluence: Codable, Sendable, Hashable {
  /// The kind's id, explained in ``AttributeInfluence/kinds``.
  public var kind: String
  /// One array per group, one number per neuron.
  public var influence: [[Double]]
  /// Layer parity by this kind, for every pair of groups.
  public var parity: [PairParity]
  /// For each group, Spearman's correlation with the Taylor influence over the neurons.
  public var agreement: [Estimate]

  /// Creates a value.
  public init(
    kind: String, influence: [[Double]], parity: [PairParity], agreement: [Estimate]
  ) {
    self.kind = kind
    self.influence = influence
    self.parity = parity
    self.agreement = agreement
  }
}

/// The heads of one of an attention's projections, each as one unit: its influence is the sum of its
/// neurons'.
public struct HeadInfluence: Codable, Sendable, Hashable {
  /// One array per group, one number per head.
  public var influence: [[Double]]
  /// Parity over heads for every pair of groups.
  public var parity: [PairParity]

  /// Creates a value.
  public init(influence: [[Double]], parity: [PairParity]) {
    self.influence = influence
    self.parity = parity
  }
}

/// A feature as a neuron of the first layer weighs it.
public struct WeighedFeature: Codable, Sendable, Hashable {
  /// The model's input.
  public var input: String
  /// The feature's name: its column, and the category where the column is encoded by categories.
  public var name: String
  /// The position in the input, from 0.
  public var position: Int
  /// The weight.
  public var weight: Double
  /// The feature's standard deviation over the audited rows.
  public var spread: Double

  /// How much the feature moves the neuron: ``weight`` times ``spread``.
  public var strength: Double { weight * spread }

  /// Creates a value.
  public init(input: String, name: String, position: Int, weight: Double, spread: Double) {
    self.input = input
    self.name = name
    self.position = position
    self.weight = weight
    self.spread = spread
  }
}

/// The ways to say how much a neuron matters to a group: the table behind
/// ``AttributeInfluence/kinds``.
///
/// Every kind is a square (or a sum of squares) of means over the group's rows.
public enum InfluenceKind: String, Codable, Sendable, Hashable, CaseIterable {
  /// Weight times gradient, squared and summed over the neuron's weights: always computed.
  case taylor
  /// The same for each weight.
  case parameter
  /// Gradient with respect to a gate on the neuron's output.
  case gate
  /// What taking the neuron out does to the loss.
  case ablation
  /// What fixing the neuron at its mean does to the loss.
  case meanAblation = "ablation.mean"
}

/// How a neuron is active over one group's rows (and positions, where a row has several).
public struct GroupActivation: Codable, Sendable, Hashable {
  /// The probabilities of ``quantiles``.
  public static let probabilities = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]

  /// The group's name.
  public var group: String
  /// The mean.
  public var mean: Double
  /// The share of activations above zero.
  public var active: Double
  /// Quantiles at ``probabilities``, ascending.
  public var quantiles: [Double]

  /// Creates a value.
  public init(group: String, mean: Double, active: Double, quantiles: [Double]) {
    self.group = group
    self.mean = mean
    self.active = active
    self.quantiles = quantiles
  }
}

/// What becomes of outcomes when the neurons that differ most between groups are taken out.
public struct CausalCheck: Codable, Sendable, Hashable {
  /// What a neuron is replaced by.
  public enum Replacement: String, Codable, Sendable, Hashable, CaseIterable {
    /// Its incoming weights and bias are zeros.
    case zero
    /// Its activation is the mean over all rows.
    case mean
  }

  /// One number before and after.
  public struct Change: Codable, Sendable, Hashable {
    /// The metric's id: `accuracy`, `average_precision`, or a gap's.
    public var metric: String
    /// Before.
    public var before: Double
    /// After.
    public var after: Double
    /// After minus before, with a paired interval.
    public var change: Estimate
    /// The change with as many random neurons of the same layers; `nil` where none were drawn.
    public var random: Band?

    /// Creates a value.
    public init(
      metric: String, before: Double, after: Double, change: Estimate, random: Band? = nil
    ) {
      self.metric = metric
      self.before = before
      self.after = after
      self.change = change
      self.random = random
    }
  }

  /// The first neurons of ``CausalCheck/order``, taken out together.
  public struct Step: Codable, Sendable, Hashable {
    /// How many neurons.
    public var count: Int
    /// What they are replaced by.
    public var replacement: Replacement
    /// What changes.
    public var changes: [Change]

    /// Creates a value.
    public init(count: Int, replacement: Replacement, changes: [Change]) {
      self.count = count
      self.replacement = replacement
      self.changes = changes
    }
  }

  /// A set of neurons that closes the gap.
  public struct Closure: Codable, Sendable, Hashable {
    /// What they are replaced by.
    public var replacement: Replacement
    /// How many of the first neurons.
    public var count: Int
    /// The gap after.
    public var gap: Double
    /// The accuracy after.
    public var accuracy: Double

    /// Creates a value.
    public init(replacement: Replacement, count: Int, gap: Double, accuracy: Double) {
      self.replacement = replacement
      self.count = count
      self.gap = gap
      self.accuracy = accuracy
    }
  }

  /// A neuron.
  public struct Neuron: Codable, Sendable, Hashable {
    /// The layer's name.
    public var layer: String
    /// The neuron's index in its layer, from 0.
    public var neuron: Int

    /// Creates a value.
    public init(layer: String, neuron: Int) {
      self.layer = layer
      self.neuron = neuron
    }
  }

  /// The neurons: those that differ beyond noise by themselves, then others of unaligned layers; each
  /// with the largest difference of shares in its layer's influence first.
  public var order: [Neuron]
  /// How many of ``order`` differ beyond noise by themselves.
  public var beyondNoise: Int
  /// What becomes of the outcomes, for each count and replacement.
  public var steps: [Step]
  /// The metric id of the gap that ``closures`` close.
  public var gap: String
  /// Accuracy that must not be lost for ``closures``, in [0, 1].
  public var accuracyFloor: Double
  /// The smallest sets that leave a gap no larger than its own noise within the floor, for each
  /// replacement that has one.
  public var closures: [Closure]

  /// Creates a value.
  public init(
    order: [Neuron], beyondNoise: Int, steps: [Step], gap: String, accuracyFloor: Double,
    closures: [Closure]
  ) {
    self.order = order
    self.beyondNoise = beyondNoise
    self.steps = steps
    self.gap = gap
    self.accuracyFloor = accuracyFloor
    self.closures = closures
  }
}
