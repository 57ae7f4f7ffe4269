/// What the network's neurons do for each subgroup of one attribute.
public struct AttributeInfluence: Codable, Sendable, Hashable {
  /// The attribute's name.
  public var attribute: String
  /// The groups compared, in the order of every per-group array below.
  public var groups: [String]
  /// Groups left out, because they have too few rows to cut into blocks.
  public var leftOut: [String]
  /// The layers that have a kernel, from the input to the output.
  public var layers: [LayerInfluence]
  /// Parity of the whole network for every pair of groups: mean over layers with two or more
  /// neurons.
  public var network: [PairParity]
  /// The same as a sum over all layers, as the released code of FAIRER reports it.
  public var networkSums: [PairValue]
  /// The neurons whose influence differs beyond noise, the largest absolute log-ratio first.
  public var divergentNeurons: [NeuronDivergence]
  /// How many neurons and pairs differ beyond noise, where that is more than are listed; else `nil`.
  public var divergentCount: Int?
  /// How many neurons were tested for ``divergentNeurons``.
  public var testedNeurons: Int
  /// Network parity over single weights, for every pair: mean over the layers.
  public var networkParameters: [PairParity]?
  /// Network parity of each group against all others, where there are more than two.
  public var networkAgainstRest: [PairParity]?
  /// Parity within each class of labels.
  public var conditional: [LabelInfluence]?
  /// The kinds of influence in ``LayerInfluence/kinds``, explained.
  public var kinds: [MethodDefinition]?
  /// What becomes of the groups when the neurons that differ most are taken out.
  public var causal: CausalCheck?

  /// Creates a value.
  public init(
    attribute: String, groups: [String], leftOut: [String], layers: [LayerInfluence],
    network: [PairParity], networkSums: [PairValue], divergentNeurons: [NeuronDivergence],
    divergentCount: Int? = nil, testedNeurons: Int, networkParameters: [PairParity]? = nil,
    networkAgainstRest: [PairParity]? = nil, conditional: [LabelInfluence]? = nil,
    kinds: [MethodDefinition]? = nil, causal: CausalCheck? = nil
  ) {
    self.networkParameters = networkParameters
    self.networkAgainstRest = networkAgainstRest
    self.conditional = conditional
    self.kinds = kinds
    self.causal = causal
    self.attribute = attribute
    self.groups = groups
    self.leftOut = leftOut
    self.layers = layers
    self.network = network
    self.networkSums = networkSums
    self.divergentNeurons = divergentNeurons
    self.divergentCount = divergentCount
    self.testedNeurons = testedNeurons
  }
}

/// The subgroup influences of one layer's neurons.
public struct LayerInfluence: Codable, Sendable, Hashable {
  /// The layer's name in the checkpoint.
  public var layer: String
  /// The kernel's path in the checkpoint.
  public var kernel: String
  /// How many neurons the kernel feeds.
  public var neurons: Int
  /// Taylor influence `Σ_i (W[i,j]·g[i,j])²`: one array per group, one number per neuron.
  public var influence: [[Double]]
  /// Layer parity for every pair of groups.
  public var parity: [PairParity]
  /// The same cosine over single weights, `(W·g)²` each, for every pair.
  public var parameterParity: [PairParity]?
  /// Layer parity of each group against all others, where there are more than two.
  public var againstRest: [PairParity]?
  /// The same neurons by other kinds of influence.
  public var kinds: [KindInfluence]?
  /// The neurons of each head taken together, where they are those of an attention's projection.
  public var heads: HeadInfluence?

  /// Creates a value.
  public init(
    layer: String, kernel: String, neurons: Int, influence: [[Double]], parity: [PairParity],
    parameterParity: [PairParity]? = nil, againstRest: [PairParity]? = nil,
    kinds: [KindInfluence]? = nil, heads: HeadInfluence? = nil
  ) {
    self.heads = heads
    self.parameterParity = parameterParity
    self.againstRest = againstRest
    self.kinds = kinds
    self.layer = layer
    self.kernel = kernel
    self.neurons = neurons
    self.influence = influence
    self.parity = parity
  }

  /// The pair with the smallest parity, which headlines the layer.
  public var headline: PairParity? {
    parity.filter { $0.cosine.value != nil }
      .min { ($0.cosine.value ?? 1) < ($1.cosine.value ?? 1) }
  }
}

/// How alike two groups' influences are.
public struct PairParity: Codable, Sendable, Hashable {
  /// The first group's name.
  public var first: String
  /// The second group's name.
  public var second: String
  /// Cosine of the two influence vectors, in [0, 1], with its interval.
  public var cosine: Estimate
  /// Spearman's rank correlation of the two vectors; `nil` where not defined.
  public var spearman: Double?
  /// Parity between two random halves of one group (the smaller of the two groups): what noise
  /// alone leaves.
  public var ceiling: Band?
  /// Parity when the group labels are shuffled.
  public var null: Band?
  /// The share of shuffles with a parity at or below the observed one, counting the observed.
  public var pValue: Double?
  /// How the parity stands to its yardsticks.
  public var alignment: Alignment?

  /// What ``second`` says where a group is compared with all others together.
  public static let allOthers = "all others"

  /// Creates a value.
  public init(
    first: String, second: String, cosine: Estimate, spearman: Double? = nil, ceiling: Band? = nil,
    null: Band? = nil, pValue: Double? = nil, alignment: Alignment? = nil
  ) {
    self.alignment = alignment
    self.first = first
    self.second = second
    self.cosine = cosine
    self.spearman = spearman
    self.ceiling = ceiling
    self.null = null
    self.pValue = pValue
  }
}

/// A number for a pair of groups.
public struct PairValue: Codable, Sendable, Hashable {
  /// The first group's name.
  public var first: String
  /// The second group's name.
  public var second: String
  /// The number; `nil` where not defined.
  public var value: Double?

  /// Creates a value.
  public init(first: String, second: String, value: Double?) {
    self.first = first
    self.second = second
    self.value = value
  }
}

/// A neuron whose influence differs between two groups beyond noise.
public struct NeuronDivergence: Codable, Sendable, Hashable {
  /// The layer's name.
  public var layer: String
  /// The neuron's index in its layer, from 0.
  public var neuron: Int
  /// The first group's name.
  public var first: String
  /// The second group's name.
  public var second: String
  /// Influence for the first group.
  public var firstInfluence: Double
  /// Influence for the second group.
  public var secondInfluence: Double
  /// The binary logarithm of the first influence over the second, with its jackknife interval.
  public var logRatio: Estimate
  /// Benjamini-Hochberg adjusted p over all tested neurons and pairs.
  public var adjustedP: Double
  /// The first group's influence as a share of the layer's total for it, in [0, 1].
  public var firstShare: Double?
  /// The second group's influence as a share of the layer's total for it, in [0, 1].
  public var secondShare: Double?
  /// The features that it weighs most, where the layer reads the model's input; strongest first.
  public var listensTo: [WeighedFeature]?
  /// How it is active in each group.
  public var activations: [GroupActivation]?
  /// What becomes of the outcomes with its weights and bias at zero.
  public var ablated: [CausalCheck.Change]?

  /// Creates a value.
  public init(
    layer: String, neuron: Int, first: String, second: String, firstInfluence: Double,
    secondInfluence: Double, logRatio: Estimate, adjustedP: Double, firstShare: Double? = nil,
    secondShare: Double? = nil, listensTo: [WeighedFeature]? = nil,
    activations: [GroupActivation]? = nil, ablated: [CausalCheck.Change]? = nil
  ) {
    self.ablated = ablated
    self.firstShare = firstShare
    self.secondShare = secondShare
    self.listensTo = listensTo
    self.activations = activations
    self.layer = layer
    self.neuron = neuron
    self.first = first
    self.second = second
    self.firstInfluence = firstInfluence
    self.secondInfluence = secondInfluence
    self.logRatio = logRatio
    self.adjustedP = adjustedP
  }
}
