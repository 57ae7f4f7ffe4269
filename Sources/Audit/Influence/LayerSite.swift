import Engine

/// Where a layer's neurons stand in the graph.
struct LayerSite: Sendable, Equatable {
  /// The layer.
  var layer: InfluenceLayer
  /// The values of the nodes that use its kernels.
  var kernelValues: [ValueID]
  /// The layer's outputs, behind its activation, one for each of its uses; none where the last axis
  /// is not that of the neurons.
  var outputs: [ValueID]
  /// Indices of the weights that are added to what the kernels give.
  var biases: [Int]
}

extension Model {
  /// Finds a layer in the graph; `end` is the value that the loss is computed from.
  func site(of layer: InfluenceLayer, end: ValueID) -> LayerSite {
    let users = nodes.indices.filter { nodes[$0].weights.contains { layer.weights.contains($0) } }
    var site = LayerSite(
      layer: layer, kernelValues: users.map { inputs.count + $0 }, outputs: [], biases: [])
    for user in users {
      let indices = nodes[user].weights
      guard let last = indices.lastIndex(where: { layer.weights.contains($0) }) else { continue }
      for index in indices[(last + 1)...] {
        guard weights[index].role == .bias else { break }
        let isFit = weights[index].tensor.elements.count % layer.neurons == 0
        if isFit, !site.biases.contains(index) { site.biases.append(index) }
      }
    }
    let areAlone = users.allSatisfy { user in
      nodes[user].weights.allSatisfy { index in
        if case .kernel = weights[index].role { layer.weights.contains(index) } else { true }
      }
    }
    guard areAlone else { return site }
    let outputs = site.kernelValues.map { output(of: $0, end: end) }
    if outputs.allSatisfy({ shape(of: $0).last == layer.neurons }) { site.outputs = outputs }
    return site
  }

  /// The last value of the layer that a value belongs to: the importer makes one node of a layer and
  /// another of its activation.
  private func output(of start: ValueID, end: ValueID) -> ValueID {
    var value = start
    while value != end {
      let users = nodes.indices.filter { nodes[$0].inputs.contains(value) }
      guard users.count == 1, let user = users.first, let current = node(of: value) else { break }
      let next = nodes[user]
      guard next.name == current.name, next.inputs == [value], next.weights.isEmpty else { break }
      value = inputs.count + user
    }
    return value
  }

  /// The layer's kernels and biases with those of neurons at zero.
  func silenced(_ silent: Set<Int>, at site: LayerSite) -> [(index: Int, tensor: Tensor<E>)] {
    let kernels = self.kernels
    let isSilent = (0..<site.layer.neurons).map(silent.contains)
    return site.layer.weights.map { index -> (index: Int, tensor: Tensor<E>) in
      var tensor = weights[index].tensor
      let neurons = kernels.first { $0.weight == index }?.neurons ?? .last
      let shape = tensor.shape
      for element in tensor.elements.indices
      where isSilent[neurons.index(of: element, in: shape)] {
        tensor.elements[element] = 0
      }
      return (index, tensor)
    }
      + site.biases.map { index in
        var tensor = weights[index].tensor
        for element in tensor.elements.indices where isSilent[element % site.layer.neurons] {
          tensor.elements[element] = 0
        }
        return (index, tensor)
      }
  }

  /// Whether a neuron without incoming weights and bias is a channel of zeros, and leaves the others
  /// alone: so it is with a Dense layer and not with a recurrent one.
  ///
  /// It is tried on a few rows of the site's inputs.
  func isChannelOfZeros(_ site: LayerSite, sample: [ValueID: Tensor<E>]) -> Bool {
    guard !site.outputs.isEmpty, site.kernelValues.count == 1, site.layer.neurons > 0 else {
      return false
    }
    let value = site.kernelValues[0]
    let restart = restart(changing: site.layer.weights, to: value)
    guard shape(of: value).last == site.layer.neurons else { return false }
    var changed = self
    for (index, tensor) in silenced([0], at: site) { changed.setWeight(index, to: tensor) }
    let before = resume(restart, from: sample).elements
    let after = changed.resume(restart, from: sample).elements
    return before.indices.allSatisfy { element in
      if element % site.layer.neurons == 0 { return after[element] == 0 }
      let scale = max(abs(before[element]), abs(after[element]))
      return abs(before[element] - after[element]) <= scale * 1e-5
    }
  }
}
