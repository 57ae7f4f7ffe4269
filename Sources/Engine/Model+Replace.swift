extension Model {
  /// A value of the model where channels of other values hold constants.
  ///
  /// Only what depends on those channels runs again. A Dense layer that sees few channels change adds
  /// their changes times their rows of its kernel to what it gave before.
  ///
  /// - Parameters:
  ///   - channels: For each replaced value the channels (indices of its last axis) with what they
  ///     hold.
  ///   - values: Every value of the model for some rows, by its id.
  ///   - wanted: The value to compute.
  /// - Returns: The value for the same rows.
  /// - Precondition: `values` holds ``valueCount`` tensors of one row count.
  public func replacing(
    _ channels: [ValueID: [Int: E]], in values: [Tensor<E>], to wanted: ValueID
  ) -> Tensor<E> {
    precondition(values.count == valueCount, "\(values.count) values of \(valueCount)")
    var changed: [ValueID: ChangedValue<E>] = [:]
    func replace(_ value: ValueID) {
      guard let constants = channels[value] else { return }
      var entry = changed[value] ?? ChangedValue(tensor: values[value], channels: [])
      entry.tensor = entry.tensor.replacing(constants)
      entry.channels = entry.channels.map { $0.union(constants.keys) }
      changed[value] = entry
    }
    for value in inputs.indices { replace(value) }
    for index in nodesNeeded(for: [wanted]) {
      let node = nodes[index]
      let value = inputs.count + index
      if node.inputs.contains(where: { changed[$0] != nil }) {
        changed[value] = run(node, at: value, changed, values)
      }
      replace(value)
    }
    return changed[wanted]?.tensor ?? values[wanted]
  }

  /// Runs a node again.
  private func run(
    _ node: Node, at value: ValueID, _ changed: [ValueID: ChangedValue<E>], _ values: [Tensor<E>]
  ) -> ChangedValue<E> {
    if node.inputs.count == 1, let input = changed[node.inputs[0]], let set = input.channels {
      let list = set.sorted()
      let width = input.tensor.shape.last ?? 1
      let before = values[node.inputs[0]]
      if node.layer is Dense, 2 * list.count < width {
        let change = input.tensor.channels(list).combined(
          .sum, with: before.channels(list).scaled(by: -1))
        return ChangedValue(
          tensor: values[value].adding(
            change, timesRows: list, of: weights[node.weights[0]].tensor))
      }
      if let activation = node.layer as? Activation, activation.function.axis == nil {
        let output = activation.forward([Dual(input.tensor.channels(list))], weights: []).output
        return ChangedValue(
          tensor: values[value].replacingChannels(list, with: output.value), channels: set)
      }
      if node.layer.keepsChannelsApart(rank: node.shape.count + 1) {
        let output = node.layer.forward(
          [Dual(input.tensor)], weights: node.weights.map { Dual(weights[$0].tensor) }
        ).output
        return ChangedValue(tensor: output.value, channels: set)
      }
    }
    let output = node.layer.forward(
      node.inputs.map { Dual(changed[$0]?.tensor ?? values[$0]) },
      weights: node.weights.map { Dual(weights[$0].tensor) }
    ).output
    return ChangedValue(tensor: output.value)
  }
}

/// A value, and which of its channels differ from what they were; `nil` for any.
private struct ChangedValue<E: Scalar> {
  var tensor: Tensor<E>
  var channels: Set<Int>?
}

extension Tensor {
  /// The same with constants in channels.
  fileprivate consuming func replacing(_ constants: [Int: Element]) -> Tensor {
    let width = shape.last ?? 1
    for (channel, constant) in constants {
      for index in stride(from: channel, to: elements.count, by: width) {
        elements[index] = constant
      }
    }
    return self
  }

  /// Some channels side by side.
  fileprivate func channels(_ list: [Int]) -> Tensor {
    Tensor(
      shape: Array(shape.dropLast()) + [list.count],
      elements: gatherChannels(elements, list, width: shape.last ?? 1))
  }

  /// The same with other numbers in some channels.
  fileprivate consuming func replacingChannels(_ list: [Int], with tensor: Tensor) -> Tensor {
    let width = shape.last ?? 1
    scatterChannels(tensor.elements, list, width: width, &elements)
    return self
  }

  /// The same plus a product with some rows of a matrix.
  fileprivate consuming func adding(
    _ factors: Tensor, timesRows rows: [Int], of matrix: Tensor
  ) -> Tensor {
    let width = shape.last ?? 1
    let kernel = rows.flatMap { matrix.elements[$0 * width..<($0 + 1) * width] }
    Element.multiplyAdd(
      MatrixProduct(
        rows: elements.count / max(1, width), columns: width, inner: rows.count,
        transposeLeft: false, transposeRight: false), factors.elements, kernel, &elements)
    return self
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func gatherChannels<E: Scalar>(_ elements: [E], _ list: [Int], width: Int) -> [E] {
  let count = elements.count / max(1, width)
  var result = [E](repeating: 0, count: count * list.count)
  var row = 0
  while row < count {
    var position = 0
    while position < list.count {
      result[row * list.count + position] = elements[row * width + list[position]]
      position += 1
    }
    row += 1
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func scatterChannels<E: Scalar>(
  _ source: [E], _ list: [Int], width: Int, _ elements: inout [E]
) {
  let count = elements.count / max(1, width)
  var row = 0
  while row < count {
    var position = 0
    while position < list.count {
      elements[row * width + list[position]] = source[row * list.count + position]
      position += 1
    }
    row += 1
  }
}
