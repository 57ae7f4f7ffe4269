/// The part of a model that has to run again when something in its middle changes.
public struct Restart: Sendable, Equatable {
  /// The values that the part starts from.
  public var known: [ValueID]
  /// The value that it ends with.
  public var wanted: ValueID
  /// The nodes that run, in order; empty where the change does not reach ``wanted``.
  var nodes: [Int]
  /// Whether the change reaches ``wanted``.
  public var reaches: Bool
}

extension Model {
  /// What runs again to compute `wanted` when values have been replaced; they are among
  /// ``Restart/known``.
  public func restart(after values: [ValueID], to wanted: ValueID) -> Restart {
    restart(to: wanted, replaced: values, changed: [])
  }

  /// What runs again to compute `wanted` when weights have changed.
  public func restart(changing weights: [Int], to wanted: ValueID) -> Restart {
    restart(
      to: wanted, replaced: [],
      changed: nodes.indices.filter { nodes[$0].weights.contains { weights.contains($0) } })
  }

  private func restart(to wanted: ValueID, replaced: [ValueID], changed: [Int]) -> Restart {
    var isChanged = [Bool](repeating: false, count: valueCount)
    for value in replaced { isChanged[value] = true }
    let first = Set(changed)
    var running: [Int] = []
    for index in nodesNeeded(for: [wanted]) {
      let value = inputs.count + index
      guard !isChanged[value],
        first.contains(index) || nodes[index].inputs.contains(where: { isChanged[$0] })
      else { continue }
      isChanged[value] = true
      running.append(index)
    }
    let computed = Set(running.map { inputs.count + $0 })
    let known = Set(running.flatMap { nodes[$0].inputs }).subtracting(computed)
    return Restart(
      known: known.sorted(), wanted: wanted, nodes: running,
      reaches: isChanged[wanted])
  }

  /// Runs a part of the model.
  ///
  /// - Parameters:
  ///   - restart: The part; made for this model or one with other weights.
  ///   - values: A tensor for each of ``Restart/known``, the rows first.
  /// - Returns: The wanted value.
  /// - Complexity: The part's nodes run once on the calling thread, all rows in one pass.
  public func resume(_ restart: Restart, from values: [ValueID: Tensor<E>]) -> Tensor<E> {
    var all = [Dual<E>?](repeating: nil, count: valueCount)
    for (value, tensor) in values { all[value] = Dual(tensor) }
    func value(_ id: ValueID) -> Dual<E> {
      guard let result = all[id] else { preconditionFailure("value \(id) is not known") }
      return result
    }
    for index in restart.nodes {
      let node = nodes[index]
      all[inputs.count + index] =
        node.layer.forward(
          node.inputs.map(value), weights: node.weights.map { Dual(weights[$0].tensor) }
        ).output
    }
    return value(restart.wanted).value
  }
}

extension Loss {
  /// Each row's loss, given the value that ``value`` names.
  ///
  /// - Parameters:
  ///   - tensor: The value for some rows.
  ///   - targets: What the loss compares with, for all rows.
  ///   - rows: Which rows those are.
  ///   - count: How many rows there are.
  /// - Returns: The loss of each of those rows.
  public func rowLosses<E: Scalar>(
    of tensor: Tensor<E>, targets: Targets<E>, rows: some Collection<Int>, of count: Int
  ) -> [Double] {
    if case .binaryCrossEntropy = self, case .values(let labels) = targets, tensor.rowSize == 1,
      labels.elements.count == count
    {
      return crossEntropies(tensor.elements, labels.elements, Array(rows))
    }
    let losses = evaluate(Dual(tensor), targets: targets.gathering(rows, of: count)).losses.value
    let width = losses.rowSize
    return (0..<rows.count).map { row in
      losses.elements[row * width..<(row + 1) * width].reduce(0) { $0 + Double($1) }
    }
  }
}

/// `log(1 + exp(z)) - y z`, without overflow; labels are those of the rows.
@specialized(where E == Float)
@specialized(where E == Double)
private func crossEntropies<E: Scalar>(_ logits: [E], _ labels: [E], _ rows: [Int]) -> [Double] {
  precondition(logits.count == rows.count)
  var result = [Double](repeating: 0, count: rows.count)
  var index = 0
  while index < rows.count {
    let (z, y) = (Double(logits[index]), Double(labels[rows[index]]))
    result[index] = max(z, 0) - y * z + Double.log1p(Double.exp(-abs(z)))
    index += 1
  }
  return result
}
