import Engine

/// What a checkpoint holds, whether or not it can be run.
public struct CheckpointSurvey: Sendable {
  /// The model's name in the checkpoint.
  public var name: String
  /// What the model takes.
  public var inputs: [Input]
  /// The layers that the outputs depend on.
  ///
  /// Those of a nested model stand for it, with their paths as names; where it cannot be told which
  /// weight belongs to which of them, the nested model has a row of its own before them, with all.
  public var layers: [SurveyedLayer]
  /// The model, or the error of ``Checkpoint/model()``.
  public var model: Result<ImportedModel, CheckpointError>

  /// An input of a model.
  public struct Input: Sendable, Equatable {
    /// The input's name.
    public var name: String
    /// The shape without the batch axis, where the file says it; `nil` for an extent that is open.
    public var shape: [Int?]?
    /// What its elements are.
    public var kind: ColumnKind
  }
}

/// What a checkpoint says about a layer that may not be supported.
public struct SurveyedLayer: Sendable, Equatable {
  /// The layer's name, after those of the nested models that it lies in.
  public var name: String
  /// Keras's class.
  public var className: String
  /// The shape of the output of the layer's first call, without the batch axis; `nil` where it
  /// cannot be told, as behind layers that are not supported.
  public var outputShape: [Int]?
  /// Whether training changes the layer.
  public var isTrainable: Bool
  /// The dtype policy under which the layer was trained, where the file says so.
  public var dtype: String?
  /// The layer's weights.
  public var weights: [WeightStatistics]
  /// Why the layer cannot be run.
  public var fault: LayerFault?

  /// How many numbers the weights hold.
  public var parameters: Int { weights.reduce(0) { $0 + $1.shape.reduce(1, *) } }
}

/// Why a layer of a checkpoint cannot be run.
public enum LayerFault: Sendable, Equatable {
  /// The layer, or one of its options, is not supported.
  case unsupported(LayerProblem)
  /// The file holds other weights than the layer has.
  case weights(expected: CheckpointError.WeightFact, found: CheckpointError.WeightFact)
}

/// What the numbers of a weight are like.
public struct WeightStatistics: Sendable, Equatable {
  /// The weight's path: the layer's name, then the weight's; where the layer is not supported, the
  /// array's path in the file.
  public var path: String
  /// The extent of each axis.
  public var shape: [Int]
  /// The type in the file, by NumPy's name.
  public var dtype: String
  /// The spread of the finite elements; `nil` where there is none.
  public var spread: Spread?
  /// How many elements are NaN.
  public var nans: Int
  /// How many elements are infinite.
  public var infinities: Int

  /// Where numbers lie.
  public struct Spread: Sendable, Equatable {
    /// The least.
    public var minimum: Float
    /// The greatest.
    public var maximum: Float
    /// The arithmetic mean.
    public var mean: Double
  }

  /// Looks at the elements of a weight.
  ///
  /// - Complexity: O(elements).
  init(path: String, shape: [Int], dtype: String, elements: [Float]) {
    (self.path, self.shape, self.dtype) = (path, shape, dtype)
    var (minimum, maximum) = (Float.infinity, -Float.infinity)
    var sum = 0.0
    var count = 0
    (nans, infinities) = (0, 0)
    for element in elements {
      guard element.isFinite else {
        if element.isNaN { nans += 1 } else { infinities += 1 }
        continue
      }
      minimum = min(minimum, element)
      maximum = max(maximum, element)
      sum += Double(element)
      count += 1
    }
    if count > 0 {
      spread = Spread(minimum: minimum, maximum: maximum, mean: sum / Double(count))
    }
  }
}

// MARK: - Surveying

extension Checkpoint {
  /// Looks at every layer, supported or not.
  ///
  /// Where layers are not supported, those that stand before them are still put together with their
  /// weights, so that their shapes are known.
  ///
  /// - Throws: ``CheckpointError`` where the configuration is no graph of layers.
  public func survey() throws(CheckpointError) -> CheckpointSurvey {
    let network: Network
    do throws(CheckpointProblem) {
      network = try self.network()
    } catch {
      throw error.error(file: file)
    }
    let inputs = network.inputs.map { index -> CheckpointSurvey.Input in
      let layer = network.layers[index]
      var shape: [Int?]?
      if case .input(let stored) = layer.kind { shape = stored }
      return CheckpointSurvey.Input(name: layer.name, shape: shape, kind: layer.columnKind)
    }
    do throws(CheckpointError) {
      let imported = try model()
      return CheckpointSurvey(
        name: network.name, inputs: inputs, layers: imported.surveyed, model: .success(imported))
    } catch {
      return CheckpointSurvey(
        name: network.name, inputs: inputs, layers: Surveyor(self, network).layers(),
        model: .failure(error))
    }
  }
}

extension ImportedModel {
  /// Every layer with what its weights hold.
  fileprivate var surveyed: [SurveyedLayer] {
    let elements = Dictionary(
      model.weights.map { ($0.path, $0.tensor.elements) }, uniquingKeysWith: { first, _ in first })
    return layers.map { layer in
      SurveyedLayer(
        name: layer.name, className: layer.className, outputShape: layer.outputShape,
        isTrainable: layer.isTrainable, dtype: layer.dtype,
        weights: layer.weights.map {
          WeightStatistics(
            path: $0.path, shape: $0.shape, dtype: $0.dtype, elements: elements[$0.path] ?? [])
        })
    }
  }
}

/// Looks at a model that cannot be run as a whole.
private struct Surveyor {
  /// How many faults beside unsupported layers are looked for.
  private static let attempts = 8

  private let checkpoint: Checkpoint
  private let network: Network
  private var faults: [String: LayerFault] = [:]
  /// What is known of the layers before the faults.
  private var known: [String: SurveyedLayer] = [:]

  init(_ checkpoint: Checkpoint, _ network: Network) {
    self.checkpoint = checkpoint
    self.network = network
    note(network, path: [])
    for _ in 0..<Self.attempts {
      do throws(CheckpointProblem) {
        guard let part = sound(network) else { break }
        let layers = try checkpoint.imported(part).surveyed
        known = Dictionary(layers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        break
      } catch {
        // A layer that does not fit its inputs, or not its weights; what comes before may.
        guard let (name, fault) = Self.fault(of: error), faults[name] == nil else { break }
        faults[name] = fault
      }
    }
  }

  private static func fault(of problem: CheckpointProblem) -> (String, LayerFault)? {
    switch problem {
    case .layer(let name, _, let reason): (name, .unsupported(reason))
    case .weights(let name, let expected, let found):
      (name, .weights(expected: expected, found: found))
    case .malformed, .cycle: nil
    }
  }

  /// Notes every layer that is not supported.
  private mutating func note(_ network: Network, path: WeightMatching.Path) {
    for index in network.usedLayers {
      let layer = network.layers[index]
      let path = path + [layer.name]
      for call in network.schedule where call.layer == index {
        guard let problem = layer.problem(ofCall: call.call) else { continue }
        faults[path.joined(separator: "/")] = .unsupported(problem)
        break
      }
      if case .refused(let problem) = layer.kind {
        faults[path.joined(separator: "/")] = .unsupported(problem)
      }
      if case .network(let nested) = layer.kind { note(nested, path: path) }
    }
  }

  private func isSound(_ layer: NetworkLayer) -> Bool {
    !faults.keys.contains { $0 == layer.name || $0.hasPrefix(layer.name + "/") }
  }

  /// The part of a network that no fault is before; `nil` where that is nothing.
  private func sound(_ network: Network) -> Network? {
    var sound: Set<Network.CallID> = []
    var part = network
    part.outputs = []
    for id in network.schedule {
      let layer = network.layers[id.layer]
      // An input that is refused has no calls.
      guard isSound(layer), layer.calls.indices.contains(id.call),
        layer.calls[id.call].sources.allSatisfy({ source in
          let call = Network.CallID(layer: source.layer, call: source.call)
          if case .input = network.layers[source.layer].kind { return true }
          return sound.contains(call)
        })
      else { continue }
      sound.insert(id)
      if case .layer(let decoded) = layer.kind, decoded.transform != nil { continue }
      part.outputs.append(Network.Reference(layer: id.layer, call: id.call, output: 0))
    }
    part.schedule = network.schedule.filter(sound.contains)
    return sound.isEmpty ? nil : part
  }
}

extension Surveyor {
  /// A row for every layer.
  func layers() -> [SurveyedLayer] {
    let stored = Dictionary(
      checkpoint.layers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var places = LayerPlaces(prefix: "")
    var rows: [SurveyedLayer] = []
    let used = network.usedLayers
    for (index, layer) in network.layers.enumerated() {
      let place = places.next(layer.className)
      guard used.contains(index) else { continue }
      if case .network(let nested) = layer.kind,
        known.keys.contains(where: { $0.hasPrefix(layer.name + "/") })
      {
        rows += self.rows(of: nested, path: [layer.name])
        continue
      }
      if let row = known[layer.name] {
        rows.append(row)
        continue
      }
      var row = row(of: layer, path: [])
      let holders =
        checkpoint.format.isByPath
        ? checkpoint.layers.filter { $0.name == place || $0.name.hasPrefix(place + "/") }
        : [stored[layer.name]].compactMap(\.self)
      row.weights = holders.flatMap(\.arrays).map {
        WeightStatistics(path: $0.path, shape: $0.shape, dtype: $0.dtype, elements: $0.elements)
      }
      rows.append(row)
      if case .network(let nested) = layer.kind {
        rows += self.rows(of: nested, path: [layer.name])
      }
    }
    return rows
  }

  private func rows(of network: Network, path: WeightMatching.Path) -> [SurveyedLayer] {
    let used = network.usedLayers
    return network.layers.enumerated().flatMap { index, layer -> [SurveyedLayer] in
      guard used.contains(index) else { return [] }
      if case .network(let nested) = layer.kind {
        return rows(of: nested, path: path + [layer.name])
      }
      if case .input = layer.kind { return [] }
      let row = row(of: layer, path: path)
      return [known[row.name] ?? row]
    }
  }

  private func row(of layer: NetworkLayer, path: WeightMatching.Path) -> SurveyedLayer {
    let name = (path + [layer.name]).joined(separator: "/")
    var shape: [Int]?
    if case .input(let stored?) = layer.kind, stored.allSatisfy({ $0 != nil }) {
      shape = stored.compactMap { $0 }
    }
    return SurveyedLayer(
      name: name, className: layer.className, outputShape: shape, isTrainable: layer.isTrainable,
      dtype: layer.dtype, weights: [], fault: faults[name])
  }
}

extension NetworkLayer.Call {
  /// What the call takes, masks included.
  fileprivate var sources: [Network.Reference] { inputs + masks.compactMap(\.self) }
}

extension Network {
  /// The indices of the layers that the outputs depend on, and of the inputs.
  fileprivate var usedLayers: Set<Int> { Set(schedule.map(\.layer)).union(inputs) }
}
