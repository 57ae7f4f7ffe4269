import Engine

extension LayerDecoder {
  /// Conv1D and Conv2D.
  static func convolution(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      let window = try config.kernelWindow(axes: axes)
      let useBias = try config.flag(first: "use_bias", "bias", default: true)
      let layer = Convolution(
        filters: try config.extent(first: "filters", "nb_filter"), window: window,
        groups: try config.optionalExtent("groups") ?? 1, useBias: useBias,
        channelsFirst: try config.channelsFirst(axes: axes))
      return DecodedLayer(
        layer, weights: [try config.convolutionKernel(.last, layer: layer)] + bias(useBias),
        activation: try config.activation())
    }
  }

  /// DepthwiseConv1D and DepthwiseConv2D.
  static func depthwiseConvolution(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      try config.refuseTheano()
      try config.requireOneGroup()
      let window = try config.kernelWindow(axes: axes)
      let useBias = try config.flag(first: "use_bias", "bias", default: true)
      let layer = DepthwiseConvolution(
        multiplier: try config.depthMultiplier(), window: window,
        useBias: useBias, channelsFirst: try config.channelsFirst(axes: axes))
      let name = config.generation == .three ? "kernel" : "depthwise_kernel"
      return DecodedLayer(
        layer,
        weights: [DecodedLayer.WeightSlot(name: name, role: .kernel(.lastTwo))] + bias(useBias),
        activation: try config.activation())
    }
  }

  /// SeparableConv1D and SeparableConv2D.
  static func separableConvolution(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      try config.refuseTheano()
      try config.requireOneGroup()
      let window = try config.kernelWindow(axes: axes)
      let useBias = try config.flag(first: "use_bias", "bias", default: true)
      // Keras 1 with channels first has other orders of kernels.
      if config.generation == .one, try config.channelsFirst(axes: axes) {
        throw .option(key: "dim_ordering", value: "th")
      }
      let layer = SeparableConvolution(
        filters: try config.extent(first: "filters", "nb_filter"),
        multiplier: try config.depthMultiplier(), window: window,
        useBias: useBias, channelsFirst: try config.channelsFirst(axes: axes))
      return DecodedLayer(
        layer,
        weights: [
          DecodedLayer.WeightSlot(name: "depthwise_kernel", role: .kernel(.lastTwo)),
          DecodedLayer.WeightSlot(name: "pointwise_kernel", role: .kernel(.last)),
        ] + bias(useBias), activation: try config.activation())
    }
  }

  /// Conv1DTranspose and Conv2DTranspose.
  static func transposedConvolution(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      try config.requireOneGroup()
      let window = try config.kernelWindow(axes: axes, isCausalKnown: false)
      var padding: [Int]?
      if !config.value("output_padding").isNull {
        padding = try config.extents("output_padding", axes: axes, from: 0)
        try config.checkSizes(padding ?? [], key: "output_padding")
      }
      let useBias = try config.flag("use_bias", default: true)
      let layer = TransposedConvolution(
        filters: try config.extent("filters"), window: window, outputPadding: padding,
        useBias: useBias, channelsFirst: try config.channelsFirst(axes: axes))
      return DecodedLayer(
        layer, weights: [try config.transposedKernel()] + bias(useBias),
        activation: try config.activation())
    }
  }

  private static func bias(_ isUsed: Bool) -> [DecodedLayer.WeightSlot] {
    isUsed ? [DecodedLayer.WeightSlot(name: "bias", role: .bias)] : []
  }
}

extension Window {
  /// Whether there are extents for which one end gets another number of zeros than the other.
  var mayPadUnevenly: Bool {
    padding == .same && zip(size, strides).contains { $0 % 2 == 0 || $1 > 1 }
  }
}

extension LayerConfig {
  /// How a kernel slides, by the names of any version.
  fileprivate mutating func kernelWindow(
    axes: Int, isCausalKnown: Bool = true
  ) throws(LayerProblem) -> Window {
    let size: [Int]
    switch axes {
    case 1 where has("filter_length"): size = [try extent("filter_length")]
    case 2 where has("nb_row"): size = [try extent("nb_row"), try extent("nb_col")]
    default: size = try extents("kernel_size", axes: axes)
    }
    try checkSizes(size, key: "kernel_size")
    let window = Window(
      size: size,
      strides: try steps("strides", "subsample", "subsample_length", axes: axes) ?? nil,
      dilation: try steps("dilation_rate", "atrous_rate", axes: axes) ?? nil,
      padding: try padding(isCausalKnown: isCausalKnown && axes == 1))
    // Keras refuses both together; what TensorFlow would make of it is nowhere written down.
    if window.strides.contains(where: { $0 > 1 }), window.dilation.contains(where: { $0 > 1 }) {
      throw .option(key: "dilation_rate", value: "\(window.dilation)")
    }
    return window
  }

  /// Strides or dilation under the first name that is there.
  mutating func steps(_ keys: String..., axes: Int) throws(LayerProblem) -> [Int]? {
    guard let key = keys.first(where: { has($0) }) else { return nil }
    let steps = try extents(key, axes: axes)
    try checkSizes(steps, key: key)
    return steps
  }

  /// The padding's name; `border_mode` in Keras 1.
  mutating func padding(isCausalKnown: Bool = false) throws(LayerProblem) -> Padding {
    var names: [String: Padding] = ["valid": .valid, "same": .same]
    if isCausalKnown { names["causal"] = .causal }
    return try choice(has("border_mode") ? "border_mode" : "padding", names, default: .valid)
  }

  /// Whether the channels come first; `dim_ordering` in Keras 1, which had none with one axis.
  mutating func channelsFirst(axes: Int) throws(LayerProblem) -> Bool {
    guard has("dim_ordering") else { return try channelsFirst() }
    return try choice("dim_ordering", ["th": true, "tf": false])
  }

  /// A kernel of a convolution; Theano turned it around, and Keras 1 had other orders.
  fileprivate func convolutionKernel(
    _ neurons: Neurons, layer: Convolution
  ) throws(LayerProblem) -> DecodedLayer.WeightSlot {
    let (window, isFlipped) = (layer.window, isTheano)
    // Theano pads both ends alike, TensorFlow the end first.
    if isTheano, window.mayPadUnevenly { throw .option(key: "backend", value: "theano") }
    var order: StoredOrder = isFlipped ? .flipped : .keras
    if generation == .one {
      guard backend != nil || window.size.allSatisfy({ $0 == 1 }) else {
        throw .missingOption(key: "backend")
      }
      if window.size.count == 1 {
        order = .oneColumn(
          size: window.size[0], filters: layer.filters, isFlipped: isFlipped)
      } else if layer.channelsFirst {
        order = .filtersFirst(isFlipped: isFlipped)
      }
    }
    return DecodedLayer.WeightSlot(name: "kernel", role: .kernel(neurons), order: order)
  }

  /// A kernel of a transposed convolution.
  fileprivate func transposedKernel() throws(LayerProblem) -> DecodedLayer.WeightSlot {
    if generation == .one { throw .unknownClass }
    return DecodedLayer.WeightSlot(
      name: "kernel", role: .kernel(.lastButOne), order: isTheano ? .flipped : .keras)
  }

  /// Keras never said how these layers' kernels go from Theano to another backend.
  fileprivate func refuseTheano() throws(LayerProblem) {
    if isTheano { throw .option(key: "backend", value: "theano") }
  }

  /// tf-keras writes `groups` for layers in which it has no meaning.
  fileprivate mutating func requireOneGroup() throws(LayerProblem) {
    if let groups = try optionalExtent("groups"), groups != 1 {
      throw .option(key: "groups", value: "\(groups)")
    }
  }

  /// How many outputs a depthwise kernel has for each channel.
  fileprivate mutating func depthMultiplier() throws(LayerProblem) -> Int {
    let multiplier = try optionalExtent("depth_multiplier") ?? 1
    try checkSizes([multiplier], key: "depth_multiplier")
    return multiplier
  }

  /// Numbers that shapes are computed with: bounded, so that products do not overflow.
  func checkSizes(_ sizes: [Int], key: String) throws(LayerProblem) {
    for size in sizes where size > 1 << 20 { throw .option(key: key, value: "\(size)") }
  }
}
