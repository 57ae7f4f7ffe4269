import AuditResults
import Engine
import Tables

/// What single neurons listen to, and how they are active in each group.
extension InfluenceStudy {
  /// Features that are named for a neuron, at most.
  private static let mostFeatures = 5
  /// Activations that quantiles are taken of, at most, over all neurons of a layer.
  private static let mostActivations = 1 << 22

  /// Describes neurons: the features that they weigh most, where their layer reads the model's
  /// input, and the distribution of their activations in each group.
  ///
  /// - Parameters:
  ///   - neurons: The neurons; layers go by the names of ``Model/influenceLayers``.
  ///   - subgroups: The rows' groups.
  ///   - names: For each input's name the names of its columns.
  /// - Returns: The neurons in their order.
  func portrayed(
    _ neurons: [NeuronDivergence], of subgroups: Subgroups, names: [String: [String]]
  ) -> [NeuronDivergence] {
    var result = neurons
    for layer in model.influenceLayers {
      let places = neurons.indices.filter { neurons[$0].layer == layer.name }
      guard !places.isEmpty else { continue }
      let channels = Set(places.map { neurons[$0].neuron }).sorted()
      let features = features(of: layer, neurons: channels, names: names)
      let outputs = model.site(of: layer, end: loss.value).outputs
      let activations =
        outputs.count == 1
        ? activations(of: channels, in: outputs[0], subgroups: subgroups) : nil
      for place in places {
        guard let index = channels.firstIndex(of: neurons[place].neuron) else { continue }
        result[place].listensTo = features?[index]
        let pair = [neurons[place].first, neurons[place].second]
        result[place].activations = activations?[index].filter { pair.contains($0.group) }
      }
    }
    return result
  }

  // MARK: - Features

  /// For each neuron its strongest features; `nil` where the layer does not read the model's input.
  private func features(
    of layer: InfluenceLayer, neurons: [Int], names: [String: [String]]
  ) -> [[WeighedFeature]]? {
    guard let weight = layer.weights.first,
      let node = model.nodes.first(where: { $0.weights.contains(weight) }),
      node.layer is Dense, node.shape.count == 1, let columns = model.columns(of: node.inputs[0])
    else { return nil }
    let spreads = spreads(of: node.inputs[0])
    let kernel = model.weights[weight].tensor.elements
    return neurons.map { neuron in
      let all = columns.indices.map { index -> WeighedFeature in
        let input = model.inputs[columns[index].input].name
        let known = names[input] ?? []
        let position = columns[index].position
        let name =
          known.count == model.inputs[columns[index].input].shape[0]
          ? known[position] : "\(input)[\(position)]"
        return WeighedFeature(
          input: input, name: name, position: position,
          weight: Double(kernel[index * layer.neurons + neuron]), spread: spreads[index])
      }
      let strong = all.enumerated().sorted {
        let (a, b) = (abs($0.element.strength), abs($1.element.strength))
        return a == b ? $0.offset < $1.offset : a > b
      }
      return strong.prefix(Self.mostFeatures).map(\.element).filter { $0.strength != 0 }
    }
  }

  /// The standard deviation of each column of a value over the rows.
  private func spreads(of value: ValueID) -> [Double] {
    let parts = overRows(of: value) { tensor, _ in
      let width = tensor.shape.last ?? 1
      var moments = [(count: Double, mean: Double, squares: Double)](
        repeating: (0, 0, 0), count: width)
      for (index, element) in tensor.elements.enumerated() {
        let column = index % width
        moments[column].count += 1
        let change = Double(element) - moments[column].mean
        moments[column].mean += change / moments[column].count
        moments[column].squares += change * (Double(element) - moments[column].mean)
      }
      return moments
    }
    guard var all = parts.first else { return [] }
    for part in parts.dropFirst() {
      for index in all.indices {
        let (a, b) = (all[index], part[index])
        let count = a.count + b.count
        let change = b.mean - a.mean
        all[index] = (
          count, a.mean + change * b.count / count,
          a.squares + b.squares + change * change * a.count * b.count / count
        )
      }
    }
    return all.map { $0.count > 1 ? ($0.squares / ($0.count - 1)).squareRoot() : 0 }
  }

  // MARK: - Activations

  /// What one batch shows of a neuron in a group.
  private struct Activity: Sendable {
    var count = 0
    var sum = 0.0
    var active = 0
    var sample: [Float] = []

    mutating func add(_ other: Activity) {
      count += other.count
      sum += other.sum
      active += other.active
      sample += other.sample
    }
  }

  /// For each channel, how it is active in each group that has rows.
  private func activations(
    of channels: [Int], in value: ValueID, subgroups: Subgroups
  ) -> [[GroupActivation]] {
    let shape = model.shape(of: value)
    let (width, positions) = (shape.last ?? 1, shape.dropLast().reduce(1, *))
    let total = channels.count * positions * subgroups.codes.count
    // Every so many'th at random places, lest the same position of every row be taken.
    let stride = UInt64(max(1, (total + Self.mostActivations - 1) / Self.mostActivations))
    let groups = subgroups.groups.count
    let parts = overRows(of: value) { tensor, rows in
      var found = [[Activity]](
        repeating: Array(repeating: Activity(), count: groups), count: channels.count)
      for (row, number) in rows.enumerated() {
        let group = Int(subgroups.codes[number])
        for position in 0..<positions {
          let start = (row * positions + position) * width
          var mixer = SplitMix64(state: UInt64(number * positions + position))
          let isTaken = stride == 1 || mixer.next() % stride == 0
          for (index, channel) in channels.enumerated() {
            let activation = tensor.elements[start + channel]
            found[index][group].count += 1
            found[index][group].sum += Double(activation)
            found[index][group].active += activation > 0 ? 1 : 0
            if isTaken { found[index][group].sample.append(activation) }
          }
        }
      }
      return found
    }
    return channels.indices.map { index in
      (0..<groups).compactMap { group in
        var all = Activity()
        for part in parts { all.add(part[index][group]) }
        let sorted = all.sample.map { Double($0) }.sorted()
        guard !sorted.isEmpty else { return nil }
        return GroupActivation(
          group: subgroups.groups[group], mean: all.sum / Double(all.count),
          active: Double(all.active) / Double(all.count),
          quantiles: GroupActivation.probabilities.map { quantile($0, ofSorted: sorted) })
      }
    }
  }

  /// Computes a value batch by batch, and something of each batch.
  private func overRows<R: Sendable>(
    of value: ValueID, _ body: @Sendable (Tensor<Float>, Range<Int>) -> R
  ) -> [R] {
    let rows = inputs.first?.rowCount ?? 0
    let batches = evenParts(of: rows, most: 512)
    return parallelMap(count: batches.count, threads: options.threads) { index in
      let tensors = model.values(
        [value], inputs: inputs.map { $0.gatheringRows(batches[index]) },
        options: RunOptions(threads: 1, batchSize: options.batchSize))
      return body(tensors[0], batches[index])
    }
  }
}

extension Model {
  /// For each column of a value the model's input that it comes from, and which column of that;
  /// `nil` where it is computed from several.
  fileprivate func columns(of value: ValueID) -> [(input: Int, position: Int)]? {
    guard let node = node(of: value) else {
      let shape = inputs[value].shape
      return shape.count == 1 ? (0..<shape[0]).map { (value, $0) } : nil
    }
    if node.layer is Concatenate, node.shape.count == 1 {
      let parts = node.inputs.compactMap { columns(of: $0) }
      return parts.count == node.inputs.count ? parts.flatMap(\.self) : nil
    }
    guard node.layer.keepsChannelsApart(rank: node.shape.count + 1) else { return nil }
    return columns(of: node.inputs[0])
  }
}
