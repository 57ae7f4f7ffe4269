import Engine

extension LayerDecoder {
  /// MaxPooling1D and MaxPooling2D.
  static func maxPooling(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      DecodedLayer(
        MaxPooling(
          window: try config.poolWindow(axes: axes),
          channelsFirst: try config.channelsFirst(axes: axes)))
    }
  }

  /// AveragePooling1D and AveragePooling2D.
  static func averagePooling(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      let window = try config.poolWindow(axes: axes)
      // With PyTorch, zeros that are put at one end only count.
      if config.backend == "torch", window.mayPadUnevenly {
        throw .option(key: "backend", value: "torch")
      }
      return DecodedLayer(
        AveragePooling(window: window, channelsFirst: try config.channelsFirst(axes: axes)),
        numbers: config.numbersOfAverage)
    }
  }

  /// GlobalMaxPooling1D and GlobalMaxPooling2D.
  static func globalMaxPooling(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      DecodedLayer(
        GlobalMaxPooling(
          axes: axes, keepDimensions: try config.flag("keepdims", default: false),
          channelsFirst: try config.channelsFirst(axes: axes)))
    }
  }

  /// GlobalAveragePooling1D, which leaves masked steps out, and GlobalAveragePooling2D.
  static func globalAveragePooling(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      let layer = GlobalAveragePooling(
        axes: axes, keepDimensions: try config.flag("keepdims", default: false),
        channelsFirst: try config.channelsFirst(axes: axes))
      var decoded = DecodedLayer(steps: [
        DecodedLayer.Step(
          layer: layer, sources: axes == 1 ? [.inputs, .mask(ofInput: 0)] : [.inputs])
      ])
      decoded.numbers = config.numbersOfAverage
      return decoded
    }
  }
}

extension LayerConfig {
  /// Keras 2 averages whole numbers to whole numbers.
  fileprivate var numbersOfAverage: NumberRule { generation == .three ? .floats : .onlyFloats }

  /// How a pool slides, by the names of any version.
  fileprivate mutating func poolWindow(axes: Int) throws(LayerProblem) -> Window {
    let size = try extents(has("pool_length") ? "pool_length" : "pool_size", axes: axes)
    try checkSizes(size, key: "pool_size")
    let padding = try padding()
    // Theano pads both ends alike, TensorFlow the end first.
    if isTheano, padding == .same { throw .option(key: "backend", value: "theano") }
    return Window(
      size: size, strides: try steps("strides", "stride", axes: axes) ?? size, padding: padding)
  }
}
