import Engine

/// The kernels that feed the neurons of one layer.
struct InfluenceLayer: Sendable, Equatable {
  /// The layer's name.
  var name: String
  /// The first kernel's path.
  var path: String
  /// Indices of the kernels among the model's weights: one, or those of one recurrent layer.
  var weights: [Int]
  /// How many neurons there are.
  var neurons: Int
  /// How many weights feed each neuron.
  var fanIn: Int

  /// How many weights the layer holds.
  var count: Int { neurons * fanIn }
}

extension Model {
  /// The layers that have neurons, in the order in which they run; a shared kernel counts once.
  ///
  /// A kernel is a row-major matrix of (weights of a neuron, neurons), or becomes one by
  /// ``Neurons/grouped(_:)``. The recurrent layer's two kernels, which are laid out in gates, are one
  /// matrix on top of the other; the directions of a bidirectional layer count as two layers.
  var influenceLayers: [InfluenceLayer] {
    var layers: [InfluenceLayer] = []
    var isGated = false
    for kernel in kernels {
      let weight = weights[kernel.weight]
      let neurons = kernel.neurons.count(in: weight.tensor.shape)
      guard neurons > 0, !weight.tensor.elements.isEmpty else { continue }
      let fanIn = weight.tensor.elements.count / neurons
      let wasGated = isGated
      if case .gated = kernel.neurons { isGated = true } else { isGated = false }
      if isGated, wasGated, let last = layers.last, last.name == kernel.node,
        last.neurons == neurons, last.weights.count < 2
      {
        layers[layers.count - 1].weights.append(kernel.weight)
        layers[layers.count - 1].fanIn += fanIn
        continue
      }
      layers.append(
        InfluenceLayer(
          name: kernel.node, path: weight.path, weights: [kernel.weight], neurons: neurons,
          fanIn: fanIn))
    }
    return layers
  }
}
