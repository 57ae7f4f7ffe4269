import Engine

/// What a Keras layer becomes: a small graph of the engine's layers, and the weights that they take.
///
/// Most layers become one step, or two where they have an activation of their own: that one is a
/// step, so that what goes into it (a classifier's logits) is a value of the model.
struct DecodedLayer: Sendable {
  /// One of the engine's layers in its place.
  struct Step: Sendable {
    var layer: any Layer
    /// What it takes.
    var sources: [Source]
    /// Indices into ``DecodedLayer/weights``, in the order in which the engine's layer takes them.
    var weights: [Int] = []
  }

  /// Where a step takes a value from.
  enum Source: Sendable, Hashable {
    /// All that the Keras layer is called with, in order.
    case inputs
    /// One of the tensors that the Keras layer is called with.
    case input(Int)
    /// The mask that comes with an input, 1 where the entry counts; nothing where there is none.
    case mask(ofInput: Int)
    /// What an earlier step gives.
    case step(Int)
  }

  /// A weight that the layer has in the file.
  struct WeightSlot: Sendable, Equatable {
    /// Keras's name, such as `kernel`.
    var name: String
    var role: WeightRole
    /// The attributes of the layer on the way to the object that owns the weight, such as `cell` for
    /// recurrent layers or `forward_layer/cell`; empty where that is the layer itself.
    ///
    /// Weights of one owner stand next to each other, in the order in which Keras creates them.
    var owner = ""
    /// How the file lays the elements out.
    var order = StoredOrder.keras

    /// The name after the owner's.
    var path: String { owner.isEmpty ? name : owner + "/" + name }
  }

  /// What Keras hands on as the mask of the output.
  enum MaskRule: Sendable, Hashable {
    /// None, even where the input has one: Keras's layers that do not support masking.
    case dropped
    /// The first input's: Keras's layers that support masking and say no more.
    case passed
    /// The masks of all inputs put together as the merging layers do up to Keras 2.
    case merged
    /// What a step gives; a step that only takes masks is left out where there are none.
    case step(Int)
    /// The layer is refused where its input has a mask, which would change what it computes.
    case unsupported
  }

  /// All weights, in the order in which Keras creates them.
  var weights: [WeightSlot]
  /// What the layer is, where it is none of the engine's but works on columns before the network;
  /// it has no steps then.
  var transform: (any ColumnTransform)?
  /// At least one; each after those that it takes values from.
  var steps: [Step]
  /// The steps whose values the Keras layer hands back.
  var outputs: [Int]
  /// What becomes of masks.
  var mask: MaskRule
  /// Whether the layer takes the masks off the values that it is called with, for all calls that come
  /// after it.
  var removesMasks = false

  /// Whether masks of inputs matter to the layer or to those after it.
  var usesMasks: Bool {
    mask != .dropped
      || steps.contains { $0.sources.contains { if case .mask = $0 { true } else { false } } }
  }

  /// What becomes of whole numbers; `nil` where layers with weights compute in floating point, and
  /// others hand on what they are given.
  var numbers: NumberRule?
  /// What the numbers are that are part of an operation.
  var constants: [NumberKind] = []

  /// The kind of what the layer gives; `nil` where it cuts something off.
  func numbers(of inputs: [NumberKind]) -> NumberKind? {
    (numbers ?? (weights.isEmpty ? .kept : .floats)).output(of: inputs, constants: constants)
  }

  /// How many of the last outputs come without the mask of the others.
  var unmaskedOutputs = 0

  /// What the layer is for a call, where that decides what it computes.
  ///
  /// The weights are those above; steps, if there are any, are for a call with one tensor.
  var byCall: (@Sendable (LayerCall) throws(LayerProblem) -> DecodedLayer)?

  /// Creates what becomes of a layer by several steps.
  init(
    steps: [Step], weights: [WeightSlot] = [], outputs: [Int]? = nil, mask: MaskRule = .dropped
  ) {
    precondition(!steps.isEmpty, "a layer of no steps")
    self.steps = steps
    self.weights = weights
    self.outputs = outputs ?? [steps.count - 1]
    self.mask = mask
  }

  /// Creates what becomes of a layer by how it is called.
  init(
    weights: [WeightSlot] = [], outputCount: Int = 1, numbers: NumberRule? = nil,
    byCall: @escaping @Sendable (LayerCall) throws(LayerProblem) -> DecodedLayer
  ) {
    self.byCall = byCall
    self.weights = weights
    self.numbers = numbers
    (steps, outputs, mask) = ([], Array(0..<outputCount), .dropped)
  }

  /// Creates what becomes of a preprocessing layer without gradient.
  init(transform: any ColumnTransform) {
    self.transform = transform
    (steps, weights, outputs, mask) = ([], [], [], .dropped)
  }

  /// Creates what becomes of a layer with one of the engine's and, perhaps, an activation.
  init(
    _ layer: any Layer, weights: [WeightSlot] = [], activation: Function = .linear,
    mask: MaskRule = .dropped, numbers: NumberRule? = nil
  ) {
    let first = Step(layer: layer, sources: [.inputs], weights: Array(weights.indices))
    let second = Step(layer: Activation(activation), sources: [.step(0)])
    self.init(
      steps: activation == .linear ? [first] : [first, second], weights: weights, mask: mask)
    self.numbers = numbers
  }

  /// The same for weights that the layer itself owns.
  init(
    _ layer: any Layer, weights: [(String, WeightRole)], activation: Function = .linear,
    mask: MaskRule = .dropped, numbers: NumberRule? = nil
  ) {
    self.init(
      layer, weights: weights.map { WeightSlot(name: $0, role: $1) }, activation: activation,
      mask: mask, numbers: numbers)
  }

  /// How many tensors the layer takes, where its steps name each; `nil` leaves it to the steps.
  var inputCount: Int? {
    let sources = steps.flatMap(\.sources)
    guard !sources.contains(.inputs) else { return nil }
    return sources.compactMap { if case .input(let index) = $0 { index + 1 } else { nil } }.max()
  }

  /// Whether whatever is stored for the layer does not matter: the state of a random generator of a
  /// layer that does nothing at inference, or what a preprocessing layer's options say too.
  var needsNoWeights: Bool {
    transform != nil || steps.count == 1 && steps[0].layer is Identity
  }
}
