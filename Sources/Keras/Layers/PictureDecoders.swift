import Engine

extension LayerDecoder {
  /// ZeroPadding1D and ZeroPadding2D.
  static func zeroPadding(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      DecodedLayer(
        ZeroPadding(
          try config.borders("padding", axes: axes),
          channelsFirst: try config.channelsFirst(axes: axes)))
    }
  }

  /// Cropping1D and Cropping2D.
  static func cropping(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      DecodedLayer(
        Cropping(
          try config.borders("cropping", axes: axes),
          channelsFirst: try config.channelsFirst(axes: axes)))
    }
  }

  /// UpSampling1D and UpSampling2D.
  static func upSampling(axes: Int) -> Decode {
    { config throws(LayerProblem) in
      let factors = try config.extents(config.has("length") ? "length" : "size", axes: axes)
      try config.checkSizes(factors, key: "size")
      // Keras with several backends resizes by TensorFlow 1's functions, whatever TensorFlow it has.
      let kinds: [String: Interpolation] = [
        "nearest": .nearest, "bicubic": .bicubic,
        "bilinear": config.isFromSeveralBackends ? .bilinearByCorners : .bilinear,
      ]
      let interpolation =
        axes == 2 ? try config.choice("interpolation", kinds, default: .nearest) : .nearest
      // Theano has other lines, and other backends of Keras 3 other cubic curves.
      let differs = config.isTheano ? interpolation != .nearest : interpolation == .bicubic
      if differs, !config.isTensorFlow {
        throw .option(key: "backend", value: config.backend ?? "")
      }
      return DecodedLayer(
        UpSampling(
          factors: factors, interpolation: interpolation,
          channelsFirst: try config.channelsFirst(axes: axes)),
        numbers: interpolation == .nearest ? .kept : .onlyFloats)
    }
  }

  static let repeatVector: Decode = { config throws(LayerProblem) in
    let count = try config.extent("n")
    try config.checkSizes([count], key: "n")
    return DecodedLayer(RepeatVector(count: count))
  }
}

extension LayerConfig {
  /// What is put on or cut off: one number for all ends, one for each axis, or a pair for each axis.
  fileprivate mutating func borders(_ key: String, axes: Int) throws(LayerProblem) -> [Border] {
    let value = value(key)
    func amount(_ value: JSONValue) -> Int? {
      value.integer.flatMap { $0 >= 0 && $0 <= 1 << 20 ? $0 : nil }
    }
    func pair(_ value: JSONValue) -> Border? {
      if let both = amount(value) { return Border(before: both, after: both) }
      guard let ends = value.array, ends.count == 2, let before = amount(ends[0]),
        let after = amount(ends[1])
      else { return nil }
      return Border(before: before, after: after)
    }
    var borders: [Border] = []
    if axes == 1 {
      // (before, after), or one number; Cropping1D and ZeroPadding1D have no list of axes.
      borders = [pair(value)].compactMap { $0 }
    } else if let all = amount(value) {
      borders = Array(repeating: Border(before: all, after: all), count: axes)
    } else {
      borders = (value.array ?? []).compactMap(pair)
      if value.array?.count != axes { borders = [] }
    }
    guard borders.count == axes else {
      throw value.isNull ? .missingOption(key: key) : .option(key: key, value: value.description)
    }
    return borders
  }
}
