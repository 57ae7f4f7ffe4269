extension Model {
  /// About how many multiplications the whole model takes for one row.
  public var cost: Double { nodes.indices.reduce(0) { $0 + cost(ofNode: $1) } }

  /// About how many multiplications a part of the model takes for one row.
  public func cost(of restart: Restart) -> Double {
    restart.nodes.reduce(0) { $0 + cost(ofNode: $1) }
  }

  /// Kernels times the positions that they are used at, and one for each number of the value.
  private func cost(ofNode index: Int) -> Double {
    let node = nodes[index]
    let elements = Double(node.shape.reduce(1, *))
    guard !(node.layer is Embedding) else { return elements }
    let positions =
      ([node.shape] + node.inputs.map { shape(of: $0) })
      .map { $0.dropLast().reduce(1, *) }.max() ?? 1
    let kernels = node.weights.reduce(0.0) { sum, index in
      guard case .kernel = weights[index].role else { return sum }
      return sum + Double(weights[index].tensor.elements.count)
    }
    return elements + kernels * Double(positions)
  }
}
