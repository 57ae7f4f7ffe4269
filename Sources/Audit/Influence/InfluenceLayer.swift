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
  /// Heads among which the neurons are shared out in turn, as many for each; 1 where there are none.
  var heads = 1

  /// How many weights the layer holds.
  var count: Int { neurons * fanIn }
}

extension Model {
  /// The layers that have neurons, in the order in which they run; a shared kernel counts once.
  ///
  /// A kernel is a row-major matrix of (weights of a neuron, neurons), or becomes one by
  /// ``Neurons/grouped(_:)``. The recurrent layer's two kernels, which are laid out in gates, are one
  /// matrix on top of the other; the directions of a bidirectional layer are two nodes and hence two
  /// layers. Where layers would share a name they go by their kernels' paths.
  var influenceLayers: [InfluenceLayer] {
    var layers: [InfluenceLayer] = []
    var seen: Set<Int> = []
    for node in nodes {
      // The layer of this node's gated kernels, by the number of their neurons.
      var gated: [Int: Int] = [:]
      for index in node.weights {
        let weight = weights[index]
        guard case .kernel(let neurons) = weight.role, seen.insert(index).inserted else { continue }
        let count = neurons.count(in: weight.tensor.shape)
        guard count > 0, !weight.tensor.elements.isEmpty else { continue }
        let fanIn = weight.tensor.elements.count / count
        if case .gated = neurons {
          if let layer = gated[count] {
            layers[layer].weights.append(index)
            layers[layer].fanIn += fanIn
            continue
          }
          gated[count] = layers.count
        }
        let projection = node.layer as? Projection
        layers.append(
          InfluenceLayer(
            name: node.name, path: weight.path, weights: [index], neurons: count, fanIn: fanIn,
            heads: projection?.output.count == 2 ? projection?.output[0] ?? 1 : 1))
      }
    }
    let names = Dictionary(layers.map { ($0.name, 1) }, uniquingKeysWith: +)
    for index in layers.indices where names[layers[index].name] != 1 {
      layers[index].name = layers[index].path
    }
    return layers
  }
}
