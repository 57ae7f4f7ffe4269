/// The values of one pass through a model.
struct ForwardPass<E: Scalar> {
  /// The value of each input and node; `nil` where nothing needs it any more.
  var values: [Dual<E>?]
  /// What each node kept for its backward pass.
  var saved: [[Dual<E>]]

  /// A value that is needed.
  subscript(value: ValueID) -> Dual<E> {
    guard let result = values[value] else {
      preconditionFailure("value \(value) was not computed or was let go")
    }
    return result
  }
}

extension Model {
  /// The outputs for some rows, in the order of ``outputs``.
  ///
  /// Rows are run in batches of equal size on all threads; the result does not depend on their
  /// number.
  /// - Parameters:
  ///   - inputs: The rows of each input, such as a tensor.
  ///   - options: Threads and batch size.
  /// - Returns: One tensor for each output, the rows first.
  /// - Precondition: ``check(inputs:)`` accepts the inputs.
  /// - Complexity: O(rows) passes; memory for one batch a thread beside inputs and outputs.
  public func predict(
    _ inputs: [any RowSource<E>], options: RunOptions = RunOptions()
  ) -> [Tensor<E>] {
    values(outputs.map(\.value), inputs: inputs, options: options)
  }

  /// Any values of the model for some rows, such as hidden activations; as ``predict(_:options:)``.
  public func values(
    _ wanted: [ValueID], inputs: [any RowSource<E>], options: RunOptions = RunOptions()
  ) -> [Tensor<E>] {
    let rows = rowCount(of: inputs)
    guard rows > 0 else { return wanted.map { Tensor(zeros: [0] + shape(of: $0)) } }
    let needed = nodesNeeded(for: wanted)
    let lastUses = lastUses(of: wanted, among: needed)
    let weights = self.weights.map { Dual($0.tensor) }
    let batches = evenBatches(
      of: rows, most: options.batchSize ?? batchSize(for: rows, keepingAllValues: false))
    let parts = parallelMap(count: batches.count, threads: options.threads) { index in
      let batch = inputs.map { Dual($0.gatheringRows(batches[index])) }
      let pass = forward(batch, weights: weights, nodes: needed, lastUses: lastUses)
      return wanted.map { pass[$0].value }
    }
    return wanted.indices.map { index in
      parts.count == 1
        ? parts[0][index] : Tensor.concatenate(parts.map { $0[index] }, axis: 0)
    }
  }

  /// Says whether inputs fit the model.
  ///
  /// - Throws: ``ShapeError/inputCount(expected:found:)``, or
  ///   ``ShapeError/inputsDiffer(shapes:)`` with the model's shape and the given one (without rows), or
  ///   ``ShapeError/indexOutOfRange(layer:row:count:)`` where an embedding takes the input.
  /// - Complexity: O(elements of inputs that embeddings take).
  public func check(inputs: [Tensor<E>]) throws(ShapeError) {
    guard inputs.count == self.inputs.count else {
      throw .inputCount(expected: self.inputs.count...self.inputs.count, found: inputs.count)
    }
    for (input, tensor) in zip(self.inputs, inputs) {
      guard !tensor.shape.isEmpty, Array(tensor.shape.dropFirst()) == input.shape else {
        throw .inputsDiffer(shapes: [input.shape, Array(tensor.shape.dropFirst())])
      }
    }
    for node in nodes {
      guard let embedding = node.layer as? Embedding, node.inputs[0] < inputs.count else {
        continue
      }
      let tensor = inputs[node.inputs[0]]
      let indices = tensor.rowIndices(of: embedding.count)
      if let position = indices.firstIndex(of: nil) {
        throw .indexOutOfRange(
          layer: node.name, row: position / max(1, tensor.rowSize), count: embedding.count)
      }
    }
  }

  /// Runs nodes in order.
  ///
  /// `lastUses` holds for each node the values that nothing after it needs; `nil` keeps every value
  /// and what layers save for their backward pass. `known` holds values of which only the tangents are
  /// new.
  func forward(
    _ inputs: [Dual<E>], weights: [Dual<E>], nodes needed: [Int], lastUses: [[ValueID]]?,
    known: [Tensor<E>?]? = nil
  ) -> ForwardPass<E> {
    var pass = ForwardPass<E>(
      values: inputs + Array(repeating: nil, count: nodes.count),
      saved: Array(repeating: [], count: nodes.count))
    for index in needed {
      let node = nodes[index]
      let inputs = node.inputs.map { pass[$0] }
      let nodeWeights = node.weights.map { weights[$0] }
      if let value = known?[self.inputs.count + index],
        let output = node.layer.resumed(inputs, weights: nodeWeights, value: value)
      {
        pass.values[self.inputs.count + index] = output
        continue
      }
      let (output, saved) = node.layer.forward(inputs, weights: nodeWeights)
      pass.values[self.inputs.count + index] = output
      if let lastUses {
        for value in lastUses[index] { pass.values[value] = nil }
      } else {
        pass.saved[index] = saved
      }
    }
    return pass
  }

  /// How many rows the inputs hold.
  func rowCount(of inputs: [any RowSource<E>]) -> Int {
    precondition(inputs.count == self.inputs.count, "the model has \(self.inputs.count) inputs")
    for (input, rows) in zip(self.inputs, inputs) {
      precondition(
        rows.rowShape == input.shape && rows.rowCount == inputs[0].rowCount,
        "\(rows.rowCount) rows of shape \(rows.rowShape) for \(input.name) of shape \(input.shape)")
    }
    return inputs.first?.rowCount ?? 0
  }

  /// The values that a value is computed from, itself among them and inputs not, in order.
  public func valuesNeeded(for value: ValueID) -> [ValueID] {
    nodesNeeded(for: [value]).map { inputs.count + $0 }
  }

  /// The nodes that values depend on, in order.
  func nodesNeeded(for values: [ValueID]) -> [Int] {
    var isNeeded = [Bool](repeating: false, count: valueCount)
    for value in values { isNeeded[value] = true }
    for index in nodes.indices.reversed() where isNeeded[inputs.count + index] {
      for input in nodes[index].inputs { isNeeded[input] = true }
    }
    return nodes.indices.filter { isNeeded[inputs.count + $0] }
  }

  /// For each node, the values that it is the last to use.
  func lastUses(of kept: [ValueID], among needed: [Int]) -> [[ValueID]] {
    var seen = Set(kept)
    var result = [[ValueID]](repeating: [], count: nodes.count)
    for index in needed.reversed() {
      for value in nodes[index].inputs where seen.insert(value).inserted {
        result[index].append(value)
      }
    }
    return result
  }
}

// MARK: - Batches

extension Model {
  /// How many rows a pass takes at once when there are so many in all.
  ///
  /// Few rows of a large model are cut further, so that there is work for several cores, but not so
  /// far that going through the weights would count beside the arithmetic: gradients, which are added
  /// up for every weight, are cut less, though in two wherever predictions would be. As below, it
  /// depends on the model and the rows alone.
  func batchSize(for rows: Int, keepingAllValues: Bool) -> Int {
    let most = batchSize(keepingAllValues: keepingAllValues)
    guard rows > 1, rows < most * Self.partsAtLeast else { return most }
    let stored = weights.reduce(0.0) { $0 + Double($1.tensor.elements.count) }
    func parts(_ uses: Double) -> Int {
      let least = max(uses * stored, 4e7) / max(1, cost)
      return max(1, Int((Double(rows) / least).rounded(.down)))
    }
    var count = parts(100)
    // A power of two, since two gradients of a block are added as they are and more in double precision.
    if keepingAllValues { count = max(min(count, 2), 1 << parts(400).leadingBitIndex) }
    count = min(count, Self.partsAtLeast, rows)
    return max(1, min(most, (rows + count - 1) / count))
  }

  /// How many batches there are at least where a model is large.
  private static var partsAtLeast: Int { 8 }

  /// How many rows a pass takes at once, from how much memory a row needs.
  ///
  /// It depends on the model alone, never on the machine, so that results repeat elsewhere. A few
  /// hundred rows keep gemm at full speed and the working set within a core's cache.
  func batchSize(keepingAllValues: Bool) -> Int {
    let sizes = (0..<valueCount).map { shape(of: $0).elementCount }
    let work = nodes.map { node in
      node.layer.workingSize(for: node.inputs.map { shape(of: $0) })
    }
    let rowSize =
      keepingAllValues
      ? 2 * (sizes + work).reduce(0, +)
      : inputs.reduce(0) { $0 + $1.shape.elementCount } + 3 * (sizes.max() ?? 1)
        + (work.max() ?? 0)
    // Beside weights of hundreds of megabytes, as many for the values are nothing.
    let stored = weights.reduce(0) { $0 + $1.tensor.elements.count }
    let budget = max((64 << 20) / MemoryLayout<E>.stride, stored)
    return max(1, min(512, budget / max(1, rowSize)))
  }
}

extension Int {
  /// The binary logarithm, rounded down; of positive numbers.
  fileprivate var leadingBitIndex: Int { Int.bitWidth - 1 - leadingZeroBitCount }
}

/// Cuts `0..<count` into the fewest ranges of at most `most`, as equal as can be.
func evenBatches(of count: Int, most: Int) -> [Range<Int>] {
  let parts = (count + most - 1) / most
  return (0..<parts).map { part in count * part / parts..<count * (part + 1) / parts }
}
