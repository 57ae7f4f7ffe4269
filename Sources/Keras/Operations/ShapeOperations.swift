import Engine

// Operations that move elements. Axes count the batch axis as 0; it stays where it is.

extension OperationDecoder {
  /// The batch axis is the first extent of the target, and open.
  static let reshape: Decode = { config throws(LayerProblem) in
    let stored = config.value("newshape")
    let extents = stored.array?.map { $0.isNull ? -1 : $0.integer } ?? []
    let shape = extents.dropFirst().compactMap { $0 }
    guard extents.first == -1, shape.count == extents.count - 1,
      shape.allSatisfy({ $0 >= 0 }), Extents.fits(shape)
    else { throw .option(key: "newshape", value: stored.description) }
    return { steps throws(LayerProblem) in
      [try steps.add(Reshape(target: shape), try steps.only())]
    }
  }

  static let expandDimensions: Decode = { config throws(LayerProblem) in
    let axes = try config.axes("axis")
    guard axes.count == 1 else { throw .option(key: "axis", value: "\(axes)") }
    return { steps throws(LayerProblem) in
      let x = try steps.only()
      var shape = x.shape
      shape.insert(1, at: try axis(axes[0], rank: shape.count + 1) - 1)
      return [try steps.reshape(x, to: shape)]
    }
  }

  static let squeeze: Decode = { config throws(LayerProblem) in
    guard config.has("axis") else { throw .option(key: "axis", value: "null") }
    let axes = try config.axes("axis")
    return { steps throws(LayerProblem) in
      let x = try steps.only()
      var gone: Set<Int> = []
      for number in axes { gone.insert(try axis(number, rank: x.shape.count) - 1) }
      guard gone.allSatisfy({ x.shape[$0] == 1 }) else {
        throw .option(key: "axis", value: "\(axes)")
      }
      return [
        try steps.reshape(x, to: x.shape.indices.filter { !gone.contains($0) }.map { x.shape[$0] })
      ]
    }
  }

  static let transpose: Decode = { config throws(LayerProblem) in
    guard config.has("axes") else { throw .option(key: "axes", value: "null") }
    let axes = try config.integers("axes")
    guard axes.first == 0 else { throw .option(key: "axes", value: "\(axes)") }
    return { steps throws(LayerProblem) in
      [try steps.add(Permute(axes: Array(axes.dropFirst())), try steps.only())]
    }
  }

  static let swapAxes: Decode = { config throws(LayerProblem) in
    let (first, second) = (try config.integer("axis1"), try config.integer("axis2"))
    return { steps throws(LayerProblem) in
      let x = try steps.only()
      var order = Array(1..<x.shape.count + 1)
      order.swapAt(
        try axis(first, rank: x.shape.count) - 1, try axis(second, rank: x.shape.count) - 1)
      return [try steps.add(Permute(axes: order), x)]
    }
  }

  static let flip: Decode = { config throws(LayerProblem) in
    guard config.has("axis") else { throw .option(key: "axis", value: "null") }
    let axes = try config.axes("axis")
    return { steps throws(LayerProblem) in
      var x = try steps.only()
      for axis in axes { x = try steps.add(Reverse(axis: axis), x) }
      return [x]
    }
  }

  static let repeated: Decode = { config throws(LayerProblem) in
    let count = try config.extent("repeats")
    try config.checkSizes([count], key: "repeats")
    let layer = Repeat(axis: try config.integer("axis"), count: count)
    return { steps throws(LayerProblem) in [try steps.add(layer, try steps.only())] }
  }

  static let concatenate: Decode = { config throws(LayerProblem) in
    let layer = Concatenate(axis: try config.integer("axis"))
    return { steps throws(LayerProblem) in
      let parts = try steps.call.tensors("xs", at: 0)
      return [try steps.add(layer, parts.map { steps.tensor($0) })]
    }
  }

  static let stack: Decode = { config throws(LayerProblem) in
    let number = try config.integer("axis")
    return { steps throws(LayerProblem) in
      var parts: [StepBuilder.Value] = []
      for index in try steps.call.tensors("x", at: 0) {
        let part = steps.tensor(index)
        var shape = part.shape
        shape.insert(1, at: try axis(number, rank: shape.count + 1) - 1)
        parts.append(try steps.reshape(part, to: shape))
      }
      return [try steps.add(Concatenate(axis: number), parts)]
    }
  }

  /// Into equal parts, or at indices.
  static let split: Decode = { config throws(LayerProblem) in
    let number = try config.integer("axis")
    let parts = config.value("indices_or_sections")
    return { steps throws(LayerProblem) in
      let x = try steps.only()
      let axis = try axis(number, rank: x.shape.count)
      let extent = x.shape[axis - 1]
      var cuts = parts.array?.compactMap(\.integer) ?? []
      if let count = parts.integer, count > 0, count <= extent, extent % count == 0 {
        cuts = (1..<count).map { $0 * (extent / count) }
      } else if cuts.isEmpty || cuts.count != parts.array?.count {
        throw .option(key: "indices_or_sections", value: parts.description)
      }
      let bounds = [0] + cuts + [extent]
      var result: [StepBuilder.Value] = []
      for (start, end) in zip(bounds, bounds.dropFirst()) {
        guard start >= 0, start < end, end <= extent else {
          throw .option(key: "indices_or_sections", value: parts.description)
        }
        result.append(try steps.add(Slice(axis: axis, range: start..<end), x))
      }
      return result
    }
  }

  /// Indices to rows of zeros and a one, along a new last axis.
  static let oneHot: Decode = { config throws(LayerProblem) in
    let count = try config.extent("num_classes")
    guard try config.integer("axis") == -1, count <= 1 << 20 else {
      throw .option(key: "axis", value: "\(count) classes, not along a new last axis")
    }
    let dtype = config.value("dtype").string
    let classes = Tensor(shape: [count], elements: (0..<count).map { Double($0) })
    return { steps throws(LayerProblem) in
      let x = try steps.only()
      let column = try steps.reshape(x, to: x.shape + [1])
      steps.numbers = NumberKind(dtype: dtype) == .float ? .floats : .integers
      return [
        try steps.add(
          Compare(.equal), try steps.aligned([.value(column), .numbers(classes)]))
      ]
    }
  }

  /// The index of an axis other than the batch's; `rank` is without the batch axis.
  fileprivate static func axis(_ number: Int, rank: Int) throws(LayerProblem) -> Int {
    let index = number < 0 ? number + rank + 1 : number
    guard index >= 1, index <= rank else { throw .option(key: "axis", value: "\(number)") }
    return index
  }
}

// MARK: - Indexing

extension OperationDecoder {
  /// `x[:, 1:3, ..., None, 0]`: slices by ones, single entries, new axes, of all rows.
  static let item: Decode = { _ in
    { steps throws(LayerProblem) in
      let x = try steps.only()
      guard case .constant(let key)? = steps.call.take("key", at: 1) else {
        throw .callArgument(key: "key", value: "a tensor")
      }
      var entries = (key.array ?? [key]).map { ItemEntry($0) }
      guard !entries.contains(nil) else { throw .callArgument(key: "key", value: key.description) }
      let indexed = entries.count { $0?.takesAxis ?? false }
      let missing = x.shape.count + 1 - indexed
      let ellipses = entries.indices.filter { entries[$0] == .ellipsis }
      guard missing >= 0, ellipses.count <= 1 else {
        throw .callArgument(key: "key", value: key.description)
      }
      let position = ellipses.first ?? entries.count
      entries.replaceSubrange(
        position..<position + ellipses.count,
        with: Array(repeating: .slice(start: nil, stop: nil), count: missing))
      // All rows.
      guard entries.first == .some(.slice(start: nil, stop: nil)) else {
        throw .callArgument(key: "key", value: key.description)
      }
      var value = x
      var shape: [Int] = []
      var axis = 1
      for case let entry? in entries.dropFirst() {
        if entry == .newAxis {
          shape.append(1)
          continue
        }
        let extent = x.shape[axis - 1]
        guard let range = entry.range(of: extent) else {
          throw .callArgument(key: "key", value: key.description)
        }
        if range != 0..<extent { value = try steps.add(Slice(axis: axis, range: range), value) }
        if case .slice = entry { shape.append(range.count) }
        axis += 1
      }
      return [try steps.reshape(value, to: shape)]
    }
  }
}

/// One part of an index, as Keras 3 writes Python's.
private enum ItemEntry: Equatable {
  case slice(start: Int?, stop: Int?)
  case entry(Int)
  case newAxis
  case ellipsis

  init?(_ value: JSONValue) {
    switch value["class_name"].string {
    case "__ellipsis__": self = .ellipsis
    case "__slice__":
      let config = value["config"]
      let parts = ["start", "stop", "step"].map { config[$0] }
      guard parts.allSatisfy({ $0.isNull || $0.integer != nil }), parts[2].integer ?? 1 == 1 else {
        return nil
      }
      self = .slice(start: parts[0].integer, stop: parts[1].integer)
    case nil where value.isNull: self = .newAxis
    default:
      guard let index = value.integer else { return nil }
      self = .entry(index)
    }
  }

  /// Whether the part stands for an axis of the tensor.
  var takesAxis: Bool {
    switch self {
    case .slice, .entry: true
    case .newAxis, .ellipsis: false
    }
  }

  /// The entries of an axis of an extent; `nil` where there are none.
  func range(of extent: Int) -> Range<Int>? {
    func bound(_ index: Int) -> Int { min(max(index < 0 ? index + extent : index, 0), extent) }
    switch self {
    case .slice(let start, let stop):
      let (lower, upper) = (start.map(bound) ?? 0, stop.map(bound) ?? extent)
      return lower < upper ? lower..<upper : nil
    case .entry(let index):
      let place = index < 0 ? index + extent : index
      return (0..<extent).contains(place) ? place..<place + 1 : nil
    case .newAxis, .ellipsis: return nil
    }
  }
}
